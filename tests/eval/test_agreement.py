from datetime import UTC, datetime

import pytest

from agent.people.labels import Label
from eval.figures.agreement import agreement

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def said(person: str, words: str) -> list[Label]:
    """One label a message: s for spam, h for ham, u for unsure, blank for none."""
    kinds = {"s": "spam", "h": "ham", "u": "unsure"}
    return [
        Label(message_id=f"m{n}", contact="c", suite="ban-risk", label=kinds[word], labeller=person, at=NOON)
        for n, word in enumerate(words)
        if word != " "
    ]


def test_two_people_have_cohens_kappa() -> None:
    # the textbook's 2 × 2 table: 20 both yes, 15 both no, 5 and 10 apart; kappa 0.4
    one, other = "s" * 20 + "s" * 5 + "h" * 10 + "h" * 15, "s" * 20 + "h" * 5 + "s" * 10 + "h" * 15
    found = agreement([*said("ana", one), *said("bo", other)])
    assert found.kind == "Cohen's kappa"
    assert found.kappa == pytest.approx(0.4)
    assert found.ci95 is not None
    assert found.ci95[0] < 0.4 < found.ci95[1]
    assert len(found.disputed) == 15


def test_more_than_two_have_fleiss_kappa() -> None:
    found = agreement([*said("ana", "sshh"), *said("bo", "sshs"), *said("cy", "sshh")])
    assert found.kind == "Fleiss' kappa"
    # three of four messages of one mind, one with a third of its pairs: 10/12 seen; 7 of 12 say spam
    chance = (7 / 12) ** 2 + (5 / 12) ** 2
    assert found.kappa == pytest.approx((10 / 12 - chance) / (1 - chance))
    assert found.disputed == ("m3",)


def test_one_voice_is_1_and_chance_is_about_0() -> None:
    assert agreement([*said("ana", "shsh"), *said("bo", "shsh")]).kappa == pytest.approx(1.0)
    assert agreement([*said("ana", "ssshhh" * 40), *said("bo", "shh" * 80)]).kappa == pytest.approx(0.0, abs=0.35)


@pytest.mark.parametrize(("one", "other"), [("shsh", "    "), ("ssss", "ssss"), ("s", "h"), ("uuuu", "shsh"), ("", "")])
def test_where_nothing_can_be_told_it_says_so(one: str, other: str) -> None:
    found = agreement([*said("ana", one), *said("bo", other)])
    assert found.kappa is None
    assert "to tell how far people agree" in found.told
