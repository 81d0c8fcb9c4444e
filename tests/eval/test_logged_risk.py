from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from agent.journal.memory import MemoryJournal
from agent.safety.factors import FACTORS, Own
from agent.steps.score_ban_risk import ScoreBanRisk
from agent.store.memory import MemoryStore
from agent.turn import Inbound, Reply, Risk, Turn
from agent.turn_json import to_json
from eval.rows import READ_ON
from eval.traffic.logged_risk import LEVELS, Query, levels, logged_risk, texts_of, turn_of
from tests.eval.logged import store_of
from workbench.bridge import Bridge

TEXTS = (
    "How much is Hampta Pass in June?",
    "LAST CHANCE!!! 🔥🔥🔥🔥🔥🔥 WIN a free prize now, click http://bit.ly/x and EARN MONEY, hurry!!!",
    "मुफ्त इनाम जीतें!!! अभी क्लिक करें http://bit.ly/y",
    "loan loan loan loan loan, money money money",
)
STEP = ScoreBanRisk()
OWN = Own()


def turn(n: int, text: str) -> Turn:
    message = Inbound(id=f"m{n}", contact=f"c-{n}", text=text, sent_at=READ_ON)
    scored = STEP.score(text, OWN)
    answer = STEP.score("An answer " + text, OWN, {"quality": 12.0})
    reply = Reply(text="An answer " + text, language="en")
    return Turn(message=message, risk=Risk(message=scored, reply=answer), reply=reply)


@pytest.fixture
def query() -> Query:
    return store_of([turn(n, text) for n, text in enumerate(TEXTS)])


@pytest.mark.parametrize("weights", [list(STEP.factor_weights.values()), [3.0, 0.0, 40.5, 7.77, 20.0, 33.3, 1.0]])
def test_scored_anew_from_the_log_it_is_to_the_cent_what_the_step_scores(query: Query, weights: list[float]) -> None:
    step = ScoreBanRisk(**dict(zip(FACTORS, weights, strict=True)))  # type: ignore[arg-type]
    found = logged_risk(query, "message", OWN)
    told = dict(zip(found.ids, found.scores(weights), strict=True))
    assert told == {f"m{n}": step.score(text, OWN).score for n, text in enumerate(TEXTS)}


def test_answers_bring_the_points_beside_their_text(query: Query) -> None:
    found = logged_risk(query, "reply", OWN)
    assert found.account.tolist() == [12.0] * len(TEXTS)
    told = dict(zip(found.ids, found.scores(list(STEP.factor_weights.values())), strict=True))
    assert told["m0"] == STEP.score("An answer " + TEXTS[0], OWN, {"quality": 12.0}).score


def test_a_turn_of_an_older_version_is_read_from_its_text() -> None:
    bridge, journal, store = Bridge(), MemoryJournal(), MemoryStore()
    plain = to_json(turn(1, TEXTS[1]))
    del plain["risk"]["message"]["intensities"]
    bridge.run(journal.record("turn", "m1", "c-1", plain))
    bridge.run(store.apply(bridge.run(journal.records_after(0))))
    found = logged_risk(lambda sql, given: bridge.run(store.query(sql, given)), "message", OWN)
    assert found.scores(list(STEP.factor_weights.values()))[0] == STEP.score(TEXTS[1], OWN).score


def test_bands_are_those_of_the_step() -> None:
    scores = np.array([0.0, 24.99, 25.0, 50.0, 50.01])
    assert [LEVELS[place] for place in levels(scores, 25, 50)] == ["low", "low", "medium", "medium", "high"]


def test_without_traffic_there_is_nothing_and_nothing_fails() -> None:
    bridge, store = Bridge(), MemoryStore()

    def ask(sql: str, given: Sequence[Any]) -> Any:
        return bridge.run(store.query(sql, given))

    found = logged_risk(ask, "message", OWN)
    assert len(found.ids) == len(found.scores([1.0] * len(FACTORS))) == 0
    assert texts_of(ask, "message", []) == {}
    assert turn_of(ask, "m1") is None


def test_words_and_turns_of_single_messages_are_found(query: Query) -> None:
    assert texts_of(query, "message", ["m2", "nobody"]) == {"m2": TEXTS[2]}
    found = turn_of(query, "m2")
    assert found is not None
    assert found["message"]["text"] == TEXTS[2]
