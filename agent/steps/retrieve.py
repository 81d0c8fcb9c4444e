"""Step 4: find the passages that answer."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from pydantic import Field, PrivateAttr

from agent.compose.earlier import is_short
from agent.compose.questions import questions_in, stretch
from agent.compose.same_question import SameQuestion
from agent.compose.topics import MANNERS, topics_in
from agent.knowledge.cross_encoder import load_cross_encoder
from agent.knowledge.fusion import DenseShare, Method, fuse
from agent.knowledge.query import Query
from agent.knowledge.reading import read
from agent.knowledge.rerank import RerankWeights, diversify, rerank
from agent.language.window import windows_of
from agent.llm.rewrite import rewritten
from agent.llm.routing import Route, Routes
from agent.ports import Ports
from agent.safety.orders import without_orders
from agent.step import Step, rehearsal
from agent.turn import Language, Passage, Turn


def _cheap() -> Route:
    """The route for plain questions, on a short leash: the search waits for it."""
    return Routes().simple.model_copy(update={"timeout_s": 2.0, "max_tokens": 80, "temperature": 0.0})


class Retrieve(Step):
    """Search by vector and by words, fuse, rerank with what the message says, keep the best few."""

    reads: ClassVar[frozenset[str]] = frozenset({"message", "parsed", "customer"})
    writes: ClassVar[frozenset[str]] = frozenset({"evidence"})
    interruptible: ClassVar[bool] = False

    top_k: int = Field(30, ge=1, le=500, description="Candidates fetched by vector, and as many by words.")
    keep: int = Field(5, ge=1, le=10, description="Passages kept for the answer.")
    fusion: Method = Field(
        "adaptive", description="Fuse in shares found per query, in one share for all, or by ranks alone (rrf)."
    )
    dense_weight: float = Field(
        0.7, ge=0, le=1, description="Share of the vector score where it is not adaptive; the rest is BM25's."
    )
    dense_share: DenseShare = Field(default_factory=DenseShare, description="How the adaptive share is found.")
    rerank_top: int = Field(
        20, ge=1, le=200, description="Best fused candidates the rerank looks at; translations of one count once."
    )
    diversity: float = Field(0.3, ge=0, le=1, description="How much a passage like one already kept is marked down.")
    min_score: float = Field(0.0, ge=0, le=1, description="Passages scored lower are left out, but for the best.")
    glossary: bool = Field(True, description="Search also for the English words of what the glossary knows.")
    rewrite_follow_ups: bool = Field(
        True, description="Where a model is available, have follow-ups said again so that they can be searched for."
    )
    rewrite: Route = Field(default_factory=_cheap, description="The cheap route that does it.")
    cross_encoder: str = Field(
        "",
        description="Cross-encoder that reads question and passage together: a name or local folder "
        "sentence-transformers can load; empty for none.",
    )
    each_question: bool = Field(
        True, description="Where a message asks several things, search for each of them as well as for the whole."
    )
    same_from: float = Field(
        0.5,
        ge=0,
        le=1,
        description="How surely an entry of the FAQ must ask the same to be found whatever the search finds; 1: none.",
    )
    weights: RerankWeights = Field(default_factory=RerankWeights, description="What the rerank looks at.")

    _read: dict[str, SameQuestion] = PrivateAttr(default_factory=dict)

    async def warm_up(self, ports: Ports) -> None:
        await self.run(rehearsal(), ports)

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        whole = await self._found(turn, ports)
        questions = _parts(turn) if self.each_question else ()
        parts = [await self._found(part, ports, for_part=True) for part in questions]
        kept = _shared_out(parts, whole, self.keep)
        theirs = await _in_their_language(kept, turn.language, ports)
        if self.same_from < 1:
            theirs = _with_entries(theirs, await self._entries(turn, questions, ports), self.keep)
        operator = ports.index.catalogue.operator
        return replace(turn, evidence=tuple(without_orders(passage, operator) for passage in theirs))

    async def _found(self, turn: Turn, ports: Ports, *, for_part: bool = False) -> tuple[Passage, ...]:
        reranked, _ = await self._stages(turn, ports)
        best = diversify(reranked, keep=self.keep, diversity=self.diversity)
        kept = (p for n, p in enumerate(best) if n == 0 or p.score >= self.min_score)
        return tuple(replace(p, question=turn.message.text) if for_part else p for p in kept)

    async def _entries(self, turn: Turn, questions: Sequence[Turn], ports: Ports) -> list[Passage]:
        """For each question of a message the entry of the FAQ that asks the same, if one does."""
        faq = await self._faq(ports)
        parts = [(one.message.text, one.subject, one.treks or turn.treks) for one in questions]
        asked = [("", _with_line_before(turn), turn.treks), *parts]
        best = [(question, faq.best(subject, turn.language, treks)) for question, subject, treks in asked]
        sure = [(question, *match) for question, match in best if match and match[1] >= self.same_from]
        return [_as_asked(entry, question, sureness) for question, entry, sureness in sure]

    async def _faq(self, ports: Ports) -> SameQuestion:
        if ports.index.version not in self._read:
            self._read = {ports.index.version: SameQuestion(await ports.index.of_kind("faq"))}
        return self._read[ports.index.version]

    async def ranked(self, turn: Turn, ports: Ports) -> tuple[Passage, ...]:
        """All candidates in the order they are chosen from, each with the scores of the stages it went through."""
        reranked, rest = await self._stages(turn, ports)
        return (*reranked, *rest)

    async def _stages(self, turn: Turn, ports: Ports) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
        """The reranked candidates, and those the rerank does not look at."""
        query = await self._query(turn, ports)
        fused = await self._fused(query, ports)
        cut = _of_entries(fused, self.rerank_top)
        return await self._rerank(fused[:cut], query, turn), fused[cut:]

    async def _query(self, turn: Turn, ports: Ports) -> Query:
        said = await rewritten(turn, ports.llm, self.rewrite) if self.rewrite_follow_ups else ""
        return Query.of(turn, ports.index.catalogue, glossary=self.glossary, rewritten=said)

    async def _fused(self, query: Query, ports: Ports) -> tuple[Passage, ...]:
        index = ports.index
        found = await index.search(query.words, meaning=query.meaning, top_k=self.top_k)
        share = self._dense_share(found, index.pieces_per_word(query.meaning))
        return fuse(found, share, ranks=self.fusion == "rrf")

    def _dense_share(self, found: Sequence[Passage], pieces_per_word: float) -> float:
        return self.dense_share.of(found, pieces_per_word) if self.fusion == "adaptive" else self.dense_weight

    async def _rerank(self, fused: Sequence[Passage], query: Query, turn: Turn) -> tuple[Passage, ...]:
        return rerank(
            fused,
            question=query.words,
            subject=query.subject,
            language=turn.language,
            intent=turn.parsed.intent if turn.parsed else None,
            treks=turn.treks,
            today=turn.message.sent_at.date(),
            when=windows_of(turn),
            cross=await self._cross(fused, _as_written(query, turn)),
            weights=self.weights,
        )

    async def _cross(self, fused: Sequence[Passage], question: str) -> Sequence[float]:
        if not self.cross_encoder:
            return ()
        model = await asyncio.to_thread(load_cross_encoder, self.cross_encoder)
        return await asyncio.to_thread(model.scores, question, fused)


def _of_entries(passages: Sequence[Passage], most: int) -> int:
    """How many of the first passages hold `most` different entries: translations of one count once."""
    seen: set[str] = set()
    for place, passage in enumerate(passages):
        seen.add(read(passage).entry)
        if len(seen) > most:
            return place
    return len(passages)


def _parts(turn: Turn) -> tuple[Turn, ...]:
    """The turn as one for each of its questions; none where it asks only one."""
    found = questions_in(turn.message.text, turn.subject)
    return tuple(stretch(turn, question) for question in found) if len(found) > 1 else ()


def _shared_out(parts: Sequence[Sequence[Passage]], whole: Sequence[Passage], keep: int) -> tuple[Passage, ...]:
    """The best of each question in turn, then the best of the whole message; nothing twice."""
    in_turn = [passages[rank] for rank in range(_BEST_OF_A_PART) for passages in parts if rank < len(passages)]
    found = {(p.id, p.question): p for p in in_turn}
    ids = {p.id for p in in_turn}
    return (*found.values(), *(p for p in whole if p.id not in ids))[: max(keep, len(parts))]


def _with_line_before(turn: Turn) -> str:
    """What is asked; a short message that names no subject leans on the customer's line before it."""
    if not is_short(turn.message.text) or set(topics_in(turn.message.text)) - MANNERS:
        return turn.subject
    before = next((line.text for line in reversed(turn.history) if line.speaker == "U"), "")
    return f"{before} {turn.subject}".strip()


def _with_entries(found: Sequence[Passage], entries: Sequence[Passage], keep: int) -> tuple[Passage, ...]:
    """The passages, those that ask the same marked as such; one not found so far takes the place of the last."""
    surest = {entry.id: entry for entry in sorted(entries, key=lambda entry: entry.scores.same)}
    marked = [_marked(passage, surest[passage.id]) if passage.id in surest else passage for passage in found]
    new = [entry for entry in surest.values() if entry.id not in {passage.id for passage in found}]
    return (*marked[: max(keep - len(new), 0)], *new)


def _marked(passage: Passage, entry: Passage) -> Passage:
    """Found for one question and the same as another one, it is read with both."""
    question = passage.question if passage.question == entry.question else ""
    return replace(passage, question=question, scores=replace(passage.scores, same=entry.scores.same))


def _as_asked(entry: Passage, question: str, sure: float) -> Passage:
    return replace(entry, question=question, score=sure, scores=replace(entry.scores, same=sure))


_BEST_OF_A_PART = 2
_READ: Mapping[Language, tuple[str, ...]] = {"hi-Latn": ("hi-Latn", "hi"), "und": ("en",)}


def _as_written(query: Query, turn: Turn) -> str:
    """The sentence with its names and dates and no gloss: a cross-encoder is trained on whole questions.

    A follow-up brings what it leaves out, which is what `query.subject` has after the turn's own.
    """
    return f"{turn.message.text}{query.subject.removeprefix(turn.subject.strip())}".strip()


async def _in_their_language(passages: Sequence[Passage], language: Language, ports: Ports) -> tuple[Passage, ...]:
    """Each passage in the customer's language where that translation exists: `faq.en.yaml` as `faq.es.yaml`.

    Who writes Hindi in Latin letters gets it in these, else the Hindi one.
    """
    wanted = _READ.get(language, (language,))
    ids = {_translation(passage, one) for passage in passages for one in wanted}
    told = {passage.id: passage for passage in await ports.index.passages(sorted(ids))}
    swapped = [_told_in(wanted, passage, told) for passage in passages]
    return tuple({passage.id: passage for passage in reversed(swapped)}.values())[::-1]


def _told_in(wanted: Sequence[str], passage: Passage, told: Mapping[str, Passage]) -> Passage:
    """The first of the wanted languages that a passage exists in, else itself."""
    twins = (told.get(_translation(passage, language)) for language in wanted)
    twin = next(filter(None, twins), passage)
    return _as_found(twin, passage) if twin.id != passage.id else passage


def _translation(passage: Passage, language: str) -> str:
    return passage.id.replace(f".{passage.language}.", f".{language}.", 1)


def _as_found(twin: Passage, found: Passage) -> Passage:
    return replace(twin, score=found.score, scores=found.scores, question=found.question)
