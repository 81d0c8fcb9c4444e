"""Step 4: find the passages that answer."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from pydantic import Field, PrivateAttr

from agent.compose.documents.entry_topics import entry_topics
from agent.compose.documents.other_places import of_other_places
from agent.compose.documents.same_question import SameQuestion
from agent.compose.follow_up.as_one import as_one, is_whole
from agent.compose.follow_up.earlier import is_short, said_just_before
from agent.compose.reading.asking import asks
from agent.compose.reading.questions import asking_clauses, content, questions_in, stretch
from agent.compose.topics.named import MANNERS, topics_in
from agent.knowledge.cross_encoder import load_cross_encoder
from agent.knowledge.entries_found import as_asked, with_entries
from agent.knowledge.fusion import DenseShare, Method, fuse
from agent.knowledge.gathered import Found, Gathered, scored, shelf_of
from agent.knowledge.query import Query
from agent.knowledge.reading import entry_of
from agent.knowledge.rerank import RerankWeights, diversify, rerank
from agent.knowledge.translations import in_their_language
from agent.language.meaning import read_ahead
from agent.llm.rewrite import SaidAgain, rewritten
from agent.llm.routing import Route, Routes
from agent.ports import Index, Ports
from agent.process.computing import computed
from agent.safety.orders import without_orders
from agent.step import Step, rehearsal
from agent.turn import Passage, Search, Turn


def _cheap() -> Route:
    """The route for plain questions, on a short leash: the search waits for it."""
    return Routes().simple.model_copy(update={"timeout_s": 2.0, "max_tokens": 80, "temperature": 0.0})


class Retrieve(Step):
    """Search by vector and by words, fuse, rerank with what the message says, keep the best few.

    Two halves: `gather` searches, `choose` ranks what was gathered and needs no model; other settings of the ranking
    may be tried on the same searches.
    """

    reads: ClassVar[frozenset[str]] = frozenset({"message", "parsed", "customer"})
    writes: ClassVar[frozenset[str]] = frozenset({"evidence", "searches"})
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
        0.3,
        ge=0,
        le=1,
        description="How surely an entry of the FAQ must ask the same to be found whatever the search finds; 1: none.",
    )
    weights: RerankWeights = Field(default_factory=RerankWeights, description="What the rerank looks at.")

    _read: dict[str, SameQuestion] = PrivateAttr(default_factory=dict)

    async def warm_up(self, ports: Ports) -> None:
        await self.run(rehearsal(), ports)

    async def warm_up_further(self, ports: Ports) -> None:
        """Read the FAQ in every language."""
        await asyncio.to_thread((await self._faq(ports.index)).read)

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        return await computed(self._ranked, turn, await self.gather(turn, ports), ports)

    async def again(self, turn: Turn, then: Turn, made_by: Step, ports: Ports) -> Turn | None:
        """Another ranking of what was found then."""
        gathered = await self.gathered(replace(turn, searches=then.searches), ports.index)
        return self._ranked(turn, gathered, ports) if gathered is not None else None

    def _ranked(self, turn: Turn, gathered: Gathered, ports: Ports) -> Turn:
        operator = ports.index.catalogue.operator
        evidence = tuple(without_orders(passage, operator) for passage in self.choose(gathered))
        return replace(turn, evidence=evidence, searches=gathered.searches)

    async def gather(self, turn: Turn, ports: Ports) -> Gathered:
        """All that takes a model or looks at every document: raw scores, none of them weighed yet."""
        await asyncio.to_thread(read_ahead, _texts(turn))
        parts = await computed(_parts, turn) if self.each_question else ()
        await asyncio.to_thread(read_ahead, [part.message.text for part in parts])
        asked = (turn, *parts)
        said = await self._said_again(asked, ports)
        found = [await self._search(one, turn, again, ports) for one, again in zip(asked, said, strict=True)]
        shelf = await shelf_of(turn, [one.search for one in found], ports.index)
        return Gathered(turn, found[0], tuple(found[1:]), shelf)

    async def gathered(self, turn: Turn, index: Index) -> Gathered | None:
        """What a logged turn was answered from, without searching again; None where this step would search otherwise.

        That is so with another index, and with other settings of the search.
        """
        key = self.search_key(index)
        if not turn.searches or any(search.key != key for search in turn.searches):
            return None
        asked = (turn, *_parts(turn))[: len(turn.searches)]
        if len(asked) < len(turn.searches):
            return None
        shelf = await shelf_of(turn, turn.searches, index)
        found = [Found(one, search, scored(search, shelf)) for one, search in zip(asked, turn.searches, strict=True)]
        return Gathered(turn, found[0], tuple(found[1:]), shelf)

    def search_key(self, index: Index) -> str:
        """Names the index and all settings that `gather` looks at."""
        told = [getattr(self, name) for name in _SEARCHED_WITH]
        if self.cross_encoder:
            told += [self.fusion, self.dense_weight, self.dense_share, self.rerank_top]
        return hashlib.sha256(repr((index.version, self.same_from < 1, *told)).encode()).hexdigest()[:16]

    def choose(self, gathered: Gathered) -> tuple[Passage, ...]:
        """The passages for the answer, best first, as the documents have them."""
        turn, questions = gathered.turn, gathered.questions if self.each_question else ()
        whole, parts = self._best(gathered.whole), [self._best_of_part(part) for part in questions]
        kept = in_their_language(_shared_out(parts, whole, self.keep), turn.language, gathered.shelf)
        if self.same_from == 1:
            return kept
        asked = [("", gathered.whole.search), *((part.turn.message.text, part.search) for part in questions)]
        entries = [
            as_asked(gathered.shelf[search.entry], question, search.same)
            for question, search in asked
            if search.entry and search.same >= self.same_from
        ]
        return with_entries(kept, entries, self.keep)

    def order(self, found: Found) -> tuple[Passage, ...]:
        """All candidates in the order they are chosen from, each with the scores of the stages it went through."""
        reranked, rest = self._stages(found)
        return (*reranked, *rest)

    async def ranked(self, turn: Turn, ports: Ports) -> tuple[Passage, ...]:
        """All candidates for the whole message, searched for and ordered."""
        (said,) = await self._said_again((turn,), ports)
        return self.order(await self._search(turn, turn, said, ports))

    def _best(self, found: Found) -> tuple[Passage, ...]:
        best = diversify(self._stages(found)[0], keep=self.keep, diversity=self.diversity)
        return tuple(p for n, p in enumerate(best) if n == 0 or p.score >= self.min_score)

    def _best_of_part(self, part: Found) -> tuple[Passage, ...]:
        return tuple(replace(passage, question=part.turn.message.text) for passage in self._best(part))

    def _stages(self, found: Found) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
        """The reranked candidates, and those the rerank does not look at."""
        fusing = (self.fusion, self.dense_weight, repr(self.dense_share), self.rerank_top)
        fused, cut = found.once("fused", fusing, lambda: self._fused(found.passages, found.search.pieces_per_word))
        return found.once(
            "reranked", (fusing, repr(self.weights)), lambda: (self._reranked(found, fused[:cut]), fused[cut:])
        )

    def _reranked(self, found: Found, fused: Sequence[Passage]) -> tuple[Passage, ...]:
        return rerank(
            fused,
            found.features(fused),
            language=found.turn.language,
            weights=self.weights,
            cross=found.search.cross,
        )

    def _fused(self, found: Sequence[Passage], pieces_per_word: float) -> tuple[tuple[Passage, ...], int]:
        """The candidates by both scores, and how many of them the rerank looks at."""
        adaptive = self.fusion == "adaptive"
        share = self.dense_share.of(found, pieces_per_word) if adaptive else self.dense_weight
        fused = fuse(found, share, ranks=self.fusion == "rrf")
        return fused, _of_entries(fused, self.rerank_top)

    async def _said_again(self, asked: Sequence[Turn], ports: Ports) -> list[SaidAgain]:
        """All at once, so that the search waits no longer for several questions than for one."""
        if not self.rewrite_follow_ups:
            return [SaidAgain()] * len(asked)
        return await asyncio.gather(*(rewritten(one, ports.llm, self.rewrite) for one in asked))

    async def _search(self, asked: Turn, turn: Turn, said: SaidAgain, ports: Ports) -> Found:
        """One question of the turn, or all of it."""
        index = ports.index
        query = Query.of(asked, index.catalogue, glossary=self.glossary, rewritten=said.text)
        found = await index.search(query.words, meaning=query.meaning, top_k=self.top_k)
        pieces = index.pieces_per_word(query.meaning)
        entry, same = await self._entry(asked, turn, found, ports.index)
        search = Search(
            key=self.search_key(index),
            words=query.words,
            subject=query.subject,
            found={passage.id: (passage.scores.dense, passage.scores.lexical) for passage in found},
            pieces_per_word=pieces,
            entry=entry,
            same=same,
            cross=await self._cross(found, pieces, _as_written(query, asked)),
            spent=said.spent,
        )
        return Found(asked, search, found)

    async def _entry(self, asked: Turn, turn: Turn, found: Sequence[Passage], index: Index) -> tuple[str, float]:
        """The entry of the FAQ that asks the same as all of it, or as a clause of it, most surely; and how surely."""
        if self.same_from == 1:
            return "", 0.0
        faq = await self._faq(index)
        subject = _with_line_before(turn) if asked is turn else asked.subject
        treks = asked.treks or turn.treks
        but = of_other_places(turn.message.text, treks, await index.of_kind("faq"), index.catalogue)
        texts = (subject, *asking_clauses(asked.subject))
        before = said_just_before(turn) if asked is turn and not is_whole(turn) else ""
        whole = f"{before}\n{asked.subject}"
        await asyncio.to_thread(read_ahead, (*texts, before, whole) if before else texts)
        told = await computed(lambda: [faq.best(text, turn.language, treks, found, but) for text in texts])
        if asked is turn and subject != asked.subject and content(asked.subject):
            answered = faq.best(turn.line_before, turn.language, treks)
            if told[0] and answered and told[0][0].id == answered[0].id:  # "and poles?" asks for another thing
                told[0] = faq.best(asked.subject, turn.language, treks, found, but) or told[0]
        if before:
            alone = faq.best(before, turn.language, treks) if asks(before) else None
            both = faq.best(whole, turn.language, treks, found, but)
            told.append(both if both and not (alone and both[0].id == alone[0].id) else None)
        entry, same = max(filter(None, told), key=lambda one: one[1], default=(None, 0.0))
        return (entry.id if entry else "", same)

    async def _faq(self, index: Index) -> SameQuestion:
        if index.version not in self._read:
            faq = tuple(await index.of_kind("faq"))
            read = _READ_LAST.get(faq) or SameQuestion(faq, await entry_topics(faq, index))
            _READ_LAST.clear()
            _READ_LAST[faq] = read
            self._read = {index.version: read}
        return self._read[index.version]

    async def _cross(self, found: Sequence[Passage], pieces_per_word: float, question: str) -> Mapping[str, float]:
        if not self.cross_encoder:
            return {}
        fused, cut = self._fused(found, pieces_per_word)
        model = await asyncio.to_thread(load_cross_encoder, self.cross_encoder)
        fits = await asyncio.to_thread(model.scores, question, fused[:cut])
        return {passage.id: fit for passage, fit in zip(fused[:cut], fits, strict=True)}


_READ_LAST: dict[tuple[Passage, ...], SameQuestion] = {}
"""The FAQ read last by its entries: a config with other settings has the same, and reading it takes seconds."""
_SEARCHED_WITH = ("top_k", "glossary", "rewrite_follow_ups", "rewrite", "cross_encoder", "each_question")


def _of_entries(passages: Sequence[Passage], most: int) -> int:
    """How many of the first passages hold `most` different entries: translations of one count once."""
    seen: set[str] = set()
    for place, passage in enumerate(passages):
        seen.add(entry_of(passage))
        if len(seen) > most:
            return place
    return len(passages)


def _texts(turn: Turn) -> tuple[str, ...]:
    """What is read for its meaning: the message, the line before, and both as one."""
    together = turn.parsed.together if turn.parsed else None
    return (turn.message.text, turn.line_before, together.text) if together else (turn.message.text,)


def _parts(turn: Turn) -> tuple[Turn, ...]:
    """The turn as one for each of its questions; none where it asks only one.

    Of one that leans on the line before, both lines as one, and each question of them.
    """
    one = as_one(turn)
    found = questions_in(one.message.text, one.subject)
    asked = tuple(stretch(one, question) for question in found) if len(found) > 1 else ()
    return asked if one is turn else (one, *asked)


def _shared_out(parts: Sequence[Sequence[Passage]], whole: Sequence[Passage], keep: int) -> tuple[Passage, ...]:
    """The best of each question in turn, then the best of the whole message; nothing twice."""
    in_turn = [passages[rank] for rank in range(_BEST_OF_A_PART) for passages in parts if rank < len(passages)]
    found = {(p.id, p.question): p for p in in_turn}
    ids = {p.id for p in in_turn}
    return (*found.values(), *(p for p in whole if p.id not in ids))[: max(keep, len(parts))]


def _with_line_before(turn: Turn) -> str:
    """What is asked; a short message that names no subject leans on the customer's line before it."""
    if not is_short(turn.message.text) or set(topics_in(turn.message.text)) - MANNERS or is_whole(turn):
        return turn.subject
    return f"{turn.line_before} {turn.subject}".strip()


_BEST_OF_A_PART = 2


def _as_written(query: Query, turn: Turn) -> str:
    """The sentence with its names and dates and no gloss: a cross-encoder is trained on whole questions.

    A follow-up brings what it leaves out, which is what `query.subject` has after the turn's own.
    """
    return f"{turn.message.text}{query.subject.removeprefix(turn.subject.strip())}".strip()
