"""Unanswered questions in groups of one meaning, the dearest first."""

from datetime import UTC, date, datetime, timedelta

import pytest

from agent.gaps.clusters import Prices, gaps
from agent.gaps.unanswered import Unanswered, of_turn
from agent.knowledge.catalogue import load_catalogue
from agent.knowledge.faiss_index import FaissIndex
from agent.knowledge.settings import IndexSettings
from agent.settings import ROOT
from agent.turn import Inbound, Reply, Turn, Verdict

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def index() -> FaissIndex:
    return FaissIndex.open(ROOT / ".cairn", IndexSettings())


def _asked(number: int, text: str, *, contact: str = "", trek: str = "", lead: int = 50) -> Unanswered:
    return Unanswered(
        message_id=f"m{number}",
        contact=contact or f"c-{number}",
        at=datetime(2026, 11, 20, tzinfo=UTC) + timedelta(hours=number),
        language="en",
        text=text,
        topic=text,
        answer="A colleague will write.",
        trek=trek,
        lead=lead,
        why="handed over",
    )


DOGS = ("can our dog walk with us", "is my dog allowed on the trek", "may I bring a dog")
BAGS = ("where can we leave our suitcase", "is there luggage storage for bags", "can we store our luggage")


async def test_questions_of_one_meaning_come_together(index: FaissIndex) -> None:
    asked = [_asked(n, text) for n, text in enumerate((*DOGS, *BAGS))]
    found = await gaps(asked, index, TODAY)
    assert sorted(sorted(q.text for q in gap.questions) for gap in found) == sorted([sorted(DOGS), sorted(BAGS)])


async def test_a_group_is_worth_what_each_person_may_have_booked_once(index: FaissIndex) -> None:
    prices = Prices.on(index.catalogue, TODAY)
    asked = [
        _asked(1, DOGS[0], contact="c-1", trek="kedarkantha", lead=40),
        _asked(2, DOGS[1], contact="c-1", trek="kedarkantha", lead=80),
        _asked(3, DOGS[2], contact="c-2", trek="everest-base-camp", lead=10),
    ]
    (gap,) = await gaps(asked, index, TODAY)
    assert gap.people == 2
    assert gap.currency == "INR"
    assert gap.value == pytest.approx(0.8 * prices.of("kedarkantha") + 0.1 * prices.of("everest-base-camp"))


async def test_the_dearest_group_comes_first_and_nothing_asked_is_no_gap(index: FaissIndex) -> None:
    asked = [*(_asked(n, text, lead=5) for n, text in enumerate(DOGS)), _asked(9, BAGS[0], lead=90)]
    found = await gaps(asked, index, TODAY)
    assert [gap.questions[0].text in BAGS for gap in found] == [True, False]
    assert await gaps([], index, TODAY) == ()


def test_without_a_known_trek_the_cheapest_one_counts() -> None:
    prices = Prices.on(load_catalogue(ROOT / "data"), TODAY)
    assert prices.of("") == prices.of("no-such-trek") == min(prices.lowest.values())
    assert Prices("", {}).of("kedarkantha") == 0.0


def _turn(reply: Reply, verdict: Verdict) -> Turn:
    message = Inbound(id="m1", contact="c-1", text="can our dog come", sent_at=datetime(2026, 11, 20, tzinfo=UTC))
    return Turn(message=message, reply=reply, verdict=verdict)


@pytest.mark.parametrize(
    ("reply", "verdict", "why"),
    [
        (
            Reply(text="x", language="en", kind="handoff", handoff="unsure"),
            Verdict(confidence=100, action="handoff"),
            "handed over",
        ),
        (
            Reply(text="x", language="en", kind="handoff", handoff="unsure"),
            Verdict(confidence=0, action="fallback"),
            "fell back",
        ),
        (Reply(text="x", language="en"), Verdict(confidence=81), "unsure"),
        (Reply(text="x", language="en"), Verdict(confidence=95), None),
        (
            Reply(text="x", language="en", kind="handoff", handoff="complaint"),
            Verdict(confidence=100, action="handoff"),
            None,
        ),
        (Reply(text="", language="en", kind="silence"), Verdict(confidence=0), None),
    ],
)
def test_what_counts_as_unanswered(reply: Reply, verdict: Verdict, why: str | None) -> None:
    found = of_turn(_turn(reply, verdict))
    assert (found.why if found else None) == why
