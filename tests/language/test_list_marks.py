"""Numbers that only count the points of a list."""

import pytest

from agent.language.list_marks import without_list_marks


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("1) min age 2) how many km", "   min age    how many km"),
        ("2) max height", "   max height"),
        ("a) how high b) how cold", "   how high    how cold"),
        ("1. how far\n2. how high", "   how far\n   how high"),
    ],
)
def test_the_numbers_of_a_list_are_blanked_each_letter_in_its_place(text: str, rest: str) -> None:
    assert without_list_marks(text) == rest


@pytest.mark.parametrize("text", ["2.5 days", "we are 3 - is it ok", "room for 2) please", "2-3 days"])
def test_other_figures_stay(text: str) -> None:
    assert without_list_marks(text) == text
