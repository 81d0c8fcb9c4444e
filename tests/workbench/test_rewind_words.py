"""What the page Rewind says of two answers."""

from workbench.pages.rewind import marked_difference


def test_the_difference_of_two_answers_marks_whole_sentences() -> None:
    marked = marked_difference("It costs ₹9,900. Food is included. Shall I book?", "It costs ₹9,900. Shall I book?")

    assert marked.splitlines() == ["  It costs ₹9,900.", "- Food is included.", "  Shall I book?"]
    assert marked_difference("the same", "the same") == ""
