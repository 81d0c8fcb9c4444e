"""A fact is found however a language writes its figures, and never inside another figure."""

import pytest

from eval.suites.fact_text import says


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("It costs ₹1,05,000 in total.", "105000"),
        ("Cuesta 1.050 € por persona", "1050€"),
        ("jusqu’à 4\u202f270 m", "4270 m"),
        ("nous remboursons 90\u00a0%", "90%"),
        ("CUESTA EN TOTAL: ÁRBOL", "arbol"),
        ("4.270 metros", "4,270"),
        ("US$149.46 each", "149,46"),
        ("₹ 11,500", "₹11500"),
        ("१५ दिन पहले", "15 दिन"),
        ("*15* January", "15 january"),
        ("12–16 June", "12-16 june"),
        ("US$1,269.60 in total", "1,269.6"),
        ("1.269,6 €", "1,269.60"),
        ("US$500.00", "500"),
        ("you get half of it", "50% | half"),
    ],
)
def test_the_same_fact_written_another_way_is_found(text: str, fact: str) -> None:
    assert says(text, fact)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("15 km", "5 km"),
        ("₹11,500", "1,500"),
        ("₹11,500", "₹11,50"),
        ("6.5 hours", "5 hours"),
        ("US$1,269.06", "1,269.6"),
        ("500 USD", "50"),
        ("550 €", "50 €"),
        ("2027-06", "27-06"),
        ("nothing of the kind", "90% | half"),
    ],
)
def test_a_part_of_another_figure_is_not_the_fact(text: str, fact: str) -> None:
    assert not says(text, fact)
