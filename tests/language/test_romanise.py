"""Hindi in the letters of who writes it in Latin ones."""

import pytest

from agent.language.romanise import romanised


@pytest.mark.parametrize(
    ("hindi", "latin"),
    [
        ("हमारी टीम", "Hamari team"),
        ("कीमत में गाइड शामिल है।", "Keemat mein guide shamil hai."),
        ("निकलता", "Nikalta"),
        ("लगाते हैं", "Lagate hain"),
        ("साधारण", "Sadharan"),
        ("चाहिए", "Chahiye"),
        ("रिफ़ंड और रिफंड", "Refund aur refund"),
        ("20% डिपॉज़िट https://a.example/b", "20% deposit https://a.example/b"),
        ("plain English stays", "Plain English stays"),
        ("", ""),
    ],
)
def test_words_are_written_as_people_write_them(hindi: str, latin: str) -> None:
    assert romanised(hindi) == latin
