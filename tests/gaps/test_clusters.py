"""Unanswered questions in groups of one meaning, the dearest first."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest

from agent.agent import message_of
from agent.bootstrap import build_dry_agent
from agent.gaps.clusters import Prices, gaps
from agent.gaps.unanswered import Unanswered, of_turn, unanswered
from agent.knowledge.catalogue_files import load_catalogue
from agent.knowledge.faiss_index import FaissIndex
from agent.knowledge.settings import IndexSettings
from agent.llm.offline import OfflineLLM
from agent.ports import Record
from agent.settings import ROOT
from agent.store.memory import MemoryStore
from agent.store.reader import Reader
from agent.turn import Inbound, Passage, Reply, Scores, Turn, Verdict
from agent.turn_json import to_json
from eval.suites.gaps import questions

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, tzinfo=UTC)


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


DOGS = ("can our dog come on the trek", "may our dog come along on the trek", "is our dog allowed on the trek")
BAGS = (
    "can we leave our luggage at the office",
    "may we leave our bags at the office",
    "can we leave a bag at your office",
)


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
        (Reply(text="x", language="en", route_reasons=("facts settle it",)), Verdict(confidence=95), None),
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


def test_an_answer_that_rests_on_no_passage_counts_but_not_where_facts_settle_it() -> None:
    weak = Passage(id="p", source="s", title="t", text="x", scores=Scores(answer=0.2))
    sure = replace(weak, scores=Scores(answer=0.9))
    by_facts = Reply(text="x", language="en", route_reasons=("facts settle it",))
    turn = _turn(Reply(text="x", language="en"), Verdict(confidence=95))
    found = [of_turn(replace(turn, evidence=(one,))) for one in (weak, sure)]
    assert [one.why if one else None for one in found] == ["no passage", None]
    assert of_turn(replace(turn, evidence=(weak,), reply=by_facts)) is None


class _Tables:
    """A reader over a store in memory."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        return asyncio.run(self._store.query(sql, parameters))


def test_logged_turns_are_judged_as_turns_are() -> None:
    async def asked() -> tuple[list[Turn], MemoryStore]:
        agent = await build_dry_agent(llm=OfflineLLM())
        store, turns = MemoryStore(), []
        for number, said in enumerate(questions(agent.ports.index.catalogue)[::5], start=1):
            message = replace(message_of(said.text, f"c-{number}"), id=f"m{number}", sent_at=said.at)
            turns.append(await agent.ask(message))
        records = [
            Record(seq=n, kind="turn", key=turn.message.id, contact=turn.message.contact, at=NOW, body=to_json(turn))
            for n, turn in enumerate(turns, start=1)
        ]
        await store.apply(records)
        await agent.aclose()
        return turns, store

    turns, store = asyncio.run(asked())
    by_turn = {found.message_id: found.why for found in map(of_turn, turns) if found}
    logged = unanswered(cast(Reader, _Tables(store)))
    assert {one.message_id: one.why for one in logged} == by_turn
    assert len(by_turn) > 2
