import emoji
import pytest

from agent.language.pictures import pictures


@pytest.mark.parametrize("text", ["😍", "❤️", "👍🏽", "👏👏", ":-)", "see you <3", "😂", "😅"])
def test_happy_pictures(text: str) -> None:
    happy, unhappy = pictures(text)

    assert happy > 0
    assert unhappy == 0


@pytest.mark.parametrize("text", ["😡", "💔", "👎", "🤮", ":(", "late again :/", "😭", "🤡"])
def test_unhappy_pictures(text: str) -> None:
    happy, unhappy = pictures(text)

    assert unhappy > 0
    assert happy == 0


@pytest.mark.parametrize(
    "text", ["", "🚌", "🐄", "http://a.example", "12:30", "plan B:Price", "1) camp 2) pass", "(: not"[2:]]
)
def test_other_signs_say_nothing(text: str) -> None:
    assert pictures(text) == (0.0, 0.0)


def test_many_pictures_count_only_so_much() -> None:
    assert pictures("😍" * 500)[0] == pictures("😍😍")[0] == 4.0


def test_every_emoji_can_be_read() -> None:
    assert all(0 <= value <= 4 for sign in emoji.EMOJI_DATA for value in pictures(sign))
