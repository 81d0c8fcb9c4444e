"""Figures of the ranking on the question set: the suite's own, paired, and moved by settings as they should be."""

import asyncio
from collections.abc import Iterator

import pytest

from agent.knowledge.faiss_index import FaissIndex
from agent.knowledge.rerank import RerankWeights
from agent.pipeline import Pipeline
from agent.settings import ROOT
from agent.steps.retrieve import Retrieve
from agent.turn import Turn
from eval.job import Job, ports_over, step_of
from eval.rows import inbound
from eval.suites import question_set, retrieval
from eval.suites.question_set import QuestionSet, Ranked
from eval.suites.retrieval import measure
from eval.traffic.traffic_passages import others, rankable
from eval.tuning.question_changes import changes, won_and_lost

PIPELINE = Pipeline.load(ROOT / "config" / "pipeline.yaml")
LIVE = step_of(PIPELINE, Retrieve)


EVERY = 2
"""Of the questions these many have one, in every language: enough for differences of these settings to be sure."""


@pytest.fixture(scope="module", autouse=True)
def rows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A file of fewer questions stands for the operator's."""
    path = tmp_path_factory.mktemp("questions") / "questions.jsonl"
    lines = (ROOT / retrieval.OWN).read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[::EVERY]), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for reader in (retrieval, question_set):
            patch.setattr(reader, "OWN", str(path))
        yield


@pytest.fixture(scope="module")
def questions() -> Iterator[QuestionSet]:
    index = FaissIndex.open(ROOT / ".cairn", PIPELINE.config.ports.index)
    found = asyncio.run(QuestionSet.read(PIPELINE, index))
    asyncio.run(found.search(LIVE))
    yield found
    asyncio.run(index.aclose())


def ranked(questions: QuestionSet, **settings: object) -> Ranked:
    return asyncio.run(questions.ranked(LIVE.model_copy(update=settings)))


async def test_the_figures_are_those_of_the_suite(questions: QuestionSet) -> None:
    told = await measure(Job(pipeline=PIPELINE, folder=ROOT / ".cairn"))
    live = await questions.ranked(LIVE)

    for name, metric in told.overall.metrics.items():
        assert live.values[name].mean() == pytest.approx(metric.value, abs=1e-12)


def test_the_same_settings_move_no_question_and_no_figure(questions: QuestionSet) -> None:
    live = ranked(questions)

    assert won_and_lost(questions, live, ranked(questions)) == []
    assert {change.difference.ci95 for change in changes(live, live).values()} == {(0.0, 0.0)}


def test_one_passage_for_the_answer_is_right_oftener_and_there_oftener_is_none(questions: QuestionSet) -> None:
    told = changes(ranked(questions), ranked(questions, keep=1))

    assert told["right"].difference.mean > 0
    assert told["right"].is_sure
    assert told["kept"].difference.mean < 0
    assert told["hit@1"].difference.ci95 == (0.0, 0.0)


def test_without_its_features_the_ranking_loses_more_questions_than_it_wins(questions: QuestionSet) -> None:
    off = RerankWeights(**{name: 0.0 for name in RerankWeights.model_fields if name != "fused"})
    live, draft = ranked(questions), ranked(questions, weights=off)
    moved = won_and_lost(questions, live, draft)
    told = changes(live, draft)["mrr@10"]

    assert told.difference.ci95[1] < 0
    assert sum(one.gain for one in moved) / len(questions.asked) == pytest.approx(told.difference.mean, abs=0.01)
    assert [one.gain for one in moved] == sorted(one.gain for one in moved)


def test_settings_of_the_ranking_need_no_search_and_others_do(questions: QuestionSet) -> None:
    assert questions.is_searched(LIVE.model_copy(update={"keep": 3, "same_from": 1.0, "each_question": False}))
    assert not questions.is_searched(LIVE.model_copy(update={"top_k": 31}))


async def test_of_logged_traffic_it_is_told_whose_passages_would_differ(questions: QuestionSet) -> None:
    ports = ports_over(questions.index)
    logged = [await LIVE.run(one.turn, ports) for one in questions.asked[:20]]
    hello, older = Turn(message=inbound("hello")), await LIVE.model_copy(update={"top_k": 5}).run(logged[0], ports)
    traffic = await rankable([*logged, hello, older], LIVE, questions.index)

    assert (len(traffic.logged), traffic.unsearched, traffic.others) == (20, 1, 1)
    assert others(traffic, LIVE, LIVE) == []
    fewer = others(traffic, LIVE, LIVE.model_copy(update={"keep": 3}))
    differ = [one.turn for one in fewer]
    assert all(turn in differ for turn in logged if len(turn.evidence) > 3)
    assert not any(len(turn.evidence) == 1 for turn in differ)
    assert not any(one.another_first for one in fewer)
    assert all(one.fewer for one in fewer)
