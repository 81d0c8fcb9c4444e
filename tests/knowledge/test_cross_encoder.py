"""A real cross-encoder, tiny and random: loaded, asked, and heard in the rerank only where one is named."""

import asyncio
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agent.knowledge.cross_encoder import CrossEncoder, load_cross_encoder
from agent.knowledge.memory import ListIndex
from agent.knowledge.rerank import RerankWeights, features_of, rerank
from agent.ports import PortError, Ports
from agent.steps.retrieve import Retrieve
from agent.turn import Customer, Passage, Scores, Turn, Utterance
from tests.llm.samples import asked, catalogue

QUESTION = "how cold are the nights on the meadow?"
OTHERS_OFF: dict[str, float] = dict.fromkeys(set(RerankWeights.model_fields) - {"fused", "cross"}, 0.0)
PAGES = [
    Passage(id=f"a.md#{n}", source="a.md", title=title, text=text)
    for n, (title, text) in enumerate(
        [
            ("Nights", "The meadow is cold at night."),
            ("Boots", "Bring boots that know your feet."),
            ("Tea", "Tea is served when the sun comes over the ridge."),
            ("Mules", "Mules carry the tents from camp to camp."),
            ("Rain", "We walk in rain and wait in storms."),
            ("Money", "There is no bank beyond the last road."),
        ]
    )
]


def saved(folder: Path, bare: Path, labels: int = 1) -> str:
    """Two random layers and a head, with weights large enough that every pair gets a score of its own."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    tokenizer = AutoTokenizer.from_pretrained(bare)
    torch.manual_seed(11)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        config = BertConfig(
            vocab_size=len(tokenizer),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            initializer_range=0.5,
        )
        config.num_labels = labels
        BertForSequenceClassification(config).save_pretrained(folder)
        tokenizer.save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module")
def bare(tiny: Path) -> Path:
    """The tiny embedding model's plain BERT and tokenizer."""
    return tiny.parent / "bare"


@pytest.fixture(scope="module")
def name(bare: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a cross-encoder."""
    return saved(tmp_path_factory.mktemp("cross") / "model", bare)


@pytest.fixture
def stocked(ports: Ports) -> Ports:
    return replace(ports, index=ListIndex(PAGES, catalogue()))


def listening(name: str, **more: Any) -> Retrieve:
    """The step with an ear for little but the cross-encoder."""
    weights = RerankWeights(**{**OTHERS_OFF, "fused": 0.001, "cross": 5.0})
    return Retrieve(cross_encoder=name, weights=weights, diversity=0.0, keep=len(PAGES), **more)


def by_score(name: str, question: str) -> list[str]:
    scores = load_cross_encoder(name).scores(question, PAGES)
    return [page.id for _, page in sorted(zip(scores, PAGES, strict=True), key=lambda pair: -pair[0])]


async def found(step: Retrieve, turn: Turn, ports: Ports) -> list[str]:
    return [passage.id for passage in (await step.run(turn, ports)).evidence]


def test_scores_are_the_sigmoid_of_the_logit_of_question_title_and_text(name: str) -> None:
    import sentence_transformers
    import torch

    pairs = [(QUESTION, f"{page.title}\n{page.text}") for page in PAGES]
    model: Any = sentence_transformers.CrossEncoder(name, device="cpu")
    logits = model.predict(pairs, activation_fn=torch.nn.Identity(), show_progress_bar=False)
    wanted = [1 / (1 + 2.718281828459045 ** -float(logit)) for logit in logits]

    scores = load_cross_encoder(name).scores(QUESTION, PAGES)

    assert scores == pytest.approx(wanted, abs=1e-5)
    assert len({round(score, 4) for score in scores}) == len(PAGES)
    assert any(not 0 <= logit <= 1 for logit in logits), "logits that look like scores prove nothing"


def test_the_question_matters_and_so_does_the_title(name: str) -> None:
    model = load_cross_encoder(name)
    page = PAGES[0]
    one, renamed = model.scores(QUESTION, [page, replace(page, title="Ice")])

    assert one != renamed
    assert one != model.scores("may I bring my dog?", [page])[0]


@pytest.mark.parametrize("question", ["", "क्या रात ठंडी है? 🏔️", "why " * 400])
def test_no_question_is_too_short_too_strange_or_too_long(name: str, question: str) -> None:
    long = replace(PAGES[0], text="snow on the pass " * 200)

    scores = load_cross_encoder(name).scores(question, [*PAGES, long, replace(long, title="", text="")])

    assert len(scores) == len(PAGES) + 2
    assert all(0 <= score <= 1 for score in scores)


def test_no_passages_no_scores(name: str) -> None:
    assert load_cross_encoder(name).scores(QUESTION, []) == ()


def test_many_threads_may_ask_and_are_served_one_after_the_other(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = CrossEncoder(name)
    questions = [f"question {'and more ' * n}" for n in range(6)]
    alone = [model.scores(question, PAGES) for question in questions]
    busy, overlaps, predict = threading.Lock(), [], model._model.predict

    def watched(pairs: Any, **how: Any) -> Any:
        free = busy.acquire(blocking=False)
        overlaps.append(not free)
        time.sleep(0.02)
        try:
            return predict(pairs, **how)
        finally:
            if free:
                busy.release()

    monkeypatch.setattr(model._model, "predict", watched)
    with ThreadPoolExecutor(len(questions)) as pool:
        together = list(pool.map(lambda question: model.scores(question, PAGES), questions))

    assert together == alone
    assert overlaps == [False] * len(questions)


async def test_the_order_follows_the_cross_encoder_where_it_weighs_most(name: str, stocked: Ports) -> None:
    wanted = by_score(name, QUESTION)

    assert await found(listening(name), asked(QUESTION), stocked) == wanted
    assert await found(listening(""), asked(QUESTION), stocked) != wanted


async def test_only_the_best_candidates_are_read(name: str, stocked: Ports) -> None:
    step = listening(name, rerank_top=3)
    ranked = await step.ranked(asked(QUESTION), stocked)
    fused = await listening("", rerank_top=3).ranked(asked(QUESTION), stocked)

    read = {passage.id for passage in fused[:3]}
    assert [p.id for p in ranked[:3]] == [page for page in by_score(name, QUESTION) if page in read]
    assert [p.id for p in ranked[3:]] == [p.id for p in fused[3:]]


async def test_it_reads_the_message_as_written_with_its_names_and_dates_and_without_gloss(
    stocked: Ports, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = spied(monkeypatch)
    text = "  Annapurna Base Camp mein June 2027 ko thand kitni hogi?"

    await listening(name).run(asked(text, "hi-Latn", trek="annapurna-base-camp", when="2027-06"), stocked)

    assert heard == [text.strip()]


async def test_it_reads_a_follow_up_with_what_it_leaves_out(
    stocked: Ports, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = spied(monkeypatch)
    before = Customer(id="c-1", history=(Utterance(speaker="U", text="how cold are the nights?"),))

    await listening(name).run(asked("and in June 2027?", when="2027-06", customer=before), stocked)

    assert heard == ["and in June 2027? how cold are the nights?"]


def spied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    honest = CrossEncoder.scores

    def listen(self: CrossEncoder, question: str, passages: Any) -> tuple[float, ...]:
        heard.append(question)
        return honest(self, question, passages)

    monkeypatch.setattr(CrossEncoder, "scores", listen)
    return heard


async def test_it_is_loaded_in_the_warm_up_also_where_there_is_nothing_to_search(
    bare: Path, tmp_path: Path, ports: Ports
) -> None:
    fresh = saved(tmp_path / "fresh", bare)
    step = Retrieve(cross_encoder=fresh)
    before = load_cross_encoder.cache_info().misses

    await step.warm_up(ports)
    assert load_cross_encoder.cache_info().misses == before + 1

    await step.run(asked(QUESTION), replace(ports, index=ListIndex(PAGES, catalogue())))
    assert load_cross_encoder.cache_info().misses == before + 1


async def test_the_loop_goes_on_while_it_thinks(name: str, stocked: Ports, monkeypatch: pytest.MonkeyPatch) -> None:
    loop, elsewhere = asyncio.get_running_loop(), []
    honest = CrossEncoder.scores

    def wait_for_the_loop(self: CrossEncoder, question: str, passages: Any) -> tuple[float, ...]:
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(timeout=20)  # hangs on the loop's own thread
        elsewhere.append(question)
        return honest(self, question, passages)

    monkeypatch.setattr(CrossEncoder, "scores", wait_for_the_loop)
    await listening(name).run(asked(QUESTION), stocked)

    assert elsewhere == [QUESTION]


def test_where_none_is_named_its_weight_changes_nothing(passage: Callable[..., Passage]) -> None:
    pages = [replace(page, scores=Scores(dense=0.4, fused=n / 10)) for n, page in enumerate(PAGES)]

    def scores(weight: float, cross: tuple[float, ...] = ()) -> list[float]:
        weights = RerankWeights(cross=weight)
        about: dict[str, Any] = {"question": QUESTION, "subject": QUESTION, "language": "en", "intent": "trek_info"}
        features = features_of(pages, **about, treks=(), today=date(2026, 11, 22))
        fits = dict(zip((page.id for page in pages), cross, strict=False))
        return [p.score for p in rerank(pages, features, language="en", weights=weights, cross=fits)]

    assert scores(0.0) == scores(1.0) == scores(5.0)
    assert scores(1.0) != scores(1.0, (0.5,) * len(pages))
    assert all(0 <= score <= 1 for score in scores(5.0, (1.0,) * len(pages)))


IDLE = """
import asyncio, sys
from agent.channel.memory import Outbox
from agent.journal.memory import MemoryJournal
from agent.knowledge.memory import ListIndex
from agent.llm.offline import OfflineLLM
from agent.ports import Ports
from agent.step import rehearsal
from agent.steps.retrieve import Retrieve
from agent.store.memory import MemoryStore
from agent.turn import Passage

page = Passage(id="a.md#1", source="a.md", title="Nights", text="The nights are cold in June.")
ports = Ports(
    journal=MemoryJournal(), store=MemoryStore(), index=ListIndex([page]), llm=OfflineLLM(), channel=Outbox()
)
step = Retrieve()
asyncio.run(step.warm_up(ports))
assert asyncio.run(step.run(rehearsal(), ports)).evidence
print(sorted({"sentence_transformers", "torch", "transformers"} & set(sys.modules)))
"""


def test_nothing_heavy_is_imported_where_none_is_named() -> None:
    done = subprocess.run([sys.executable, "-c", IDLE], capture_output=True, text=True, check=False)

    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


async def test_a_folder_that_is_not_there_stops_the_start_with_a_clear_error(tmp_path: Path, ports: Ports) -> None:
    with pytest.raises(PortError, match=r"nowhere: cannot be loaded .* name a local folder of a cross-encoder"):
        await Retrieve(cross_encoder=str(tmp_path / "nowhere")).warm_up(ports)


def test_a_folder_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{", encoding="utf-8")

    with pytest.raises(PortError, match="cannot be loaded"):
        CrossEncoder(str(tmp_path))


def test_an_embedding_model_is_refused_rather_than_given_a_random_head(tiny: Path, bare: Path) -> None:
    for folder in (tiny, bare):
        with pytest.raises(PortError, match="not trained to score pairs"):
            CrossEncoder(str(folder))


def test_a_classifier_of_several_labels_is_refused(tmp_path: Path, bare: Path) -> None:
    with pytest.raises(PortError, match="gives 3 scores for a pair"):
        CrossEncoder(saved(tmp_path / "three", bare, labels=3))


def test_without_the_package_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)

    with pytest.raises(PortError, match=r"install cairn\[models\]"):
        CrossEncoder(name)
