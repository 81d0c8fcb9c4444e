import pytest

from agent.compose.polish import polish


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("<think>the user asks…</think>It is **5 days** [S1].", "It is 5 days."),
        ("half a thought</think>It is 5 days [S1, F2].", "It is 5 days."),
        ("<think>never closed", ""),
        ("## Price\n- 11,500 [F1]\n- 10,500 [F2]", "Price\n• 11,500\n• 10,500"),
        ("Book [here](https://saffronridge.example/book)!", "Book here: https://saffronridge.example/book!"),
        ('"Reply: Hello"', "Reply: Hello"),
        ("Reply: Hello", "Hello"),
        ("a\n\n\n\nb", "a\n\nb"),
    ],
)
def test_only_what_the_customer_should_read_is_left(written: str, sent: str) -> None:
    assert polish(written, max_chars=700).text == sent


def test_the_marks_are_kept_aside() -> None:
    assert polish("A [S2]. B [S1][F1]. C [S2].", max_chars=700).marks == ("S2", "S1", "F1")


def test_a_long_text_ends_with_a_whole_sentence() -> None:
    text = polish("One sentence here. " * 60, max_chars=200).text
    assert len(text) <= 200
    assert text.endswith(".")


def test_a_long_list_loses_its_last_lines() -> None:
    text = polish("\n".join(f"• line {n} of a list" for n in range(60)), max_chars=200).text
    assert len(text) <= 200
    assert text.endswith("of a list")
