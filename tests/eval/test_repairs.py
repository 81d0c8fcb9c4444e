from collections import Counter

from agent.facts.ledger import Ledger
from agent.settings import find
from eval.rows import read_rows
from eval.suites.repairs import OWN, RepairRow, figures_of_repairs, own_repairs
from tests.llm.samples import LANGUAGES, catalogue


def test_the_own_pairs_are_of_both_kinds_in_every_language() -> None:
    rows = read_rows(find(OWN), RepairRow)
    assert {row.lang for row in rows} == set(LANGUAGES)
    assert Counter(row.kind for row in rows) == {"headline": 21, "another": 42}
    assert all(row.reply != row.corrupted for row in rows)


def test_no_repair_of_the_own_pairs_tells_something_false() -> None:
    figures = figures_of_repairs(list(own_repairs(Ledger(catalogue()))))
    assert figures["all"].metrics["true"].value == 1
    assert figures["headline"].metrics["put_right"].value == 1
    assert figures["another"].metrics["put_right"].value == 0
