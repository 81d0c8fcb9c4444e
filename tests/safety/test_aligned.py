import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.safety.aligned import align
from agent.safety.fold import fold

MESSY = "S.T.Ooooop! क़ीमत ＦＲＥＥ  Ünd é ñ \u200b‘quotes’ c a l l  me ﬁne İstanbul ß 👩‍👩‍👧 e\u0301\u200d x"


@given(st.text(max_size=200))
def test_it_is_folded_as_everywhere_else(text: str) -> None:
    assert align(text).text == fold(text)


def test_messy_text_is_folded_as_everywhere_else() -> None:
    assert align(MESSY).text == fold(MESSY)


@pytest.mark.parametrize(
    ("text", "folded", "original"),
    [
        ("You ＷＯＮ a Prizeeee!", "won", "ＷＯＮ"),
        ("You ＷＯＮ a Prizeeee!", "prize", "Prizeeee"),
        ("say f.r.e.e now", "free", "f.r.e.e"),
        ("¡Última oportunidad!", "ultima", "Última"),
        ("यह क़ीमत है", "क़ीमत", "क़ीमत"),
    ],
)
def test_what_is_found_is_shown_as_it_was_written(text: str, folded: str, original: str) -> None:
    found = align(text)
    start = found.text.index(fold(folded))
    span = found.original(start, start + len(fold(folded)))
    assert text[span.start : span.end] == original
