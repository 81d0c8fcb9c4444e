"""Step 4: find the passages that answer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from agent.knowledge.answering import rated, units
from agent.knowledge.fusion import fuse
from agent.knowledge.glossary import in_english
from agent.knowledge.rerank import RerankWeights, diversify, rerank
from agent.ports import Ports
from agent.step import Step
from agent.turn import Language, Passage, Turn


class Retrieve(Step):
    """Search by vector and by words, fuse, rerank with what the message says, keep the best few."""

    reads: ClassVar[frozenset[str]] = frozenset({"message", "parsed", "customer"})
    writes: ClassVar[frozenset[str]] = frozenset({"evidence"})
    interruptible: ClassVar[bool] = False

    top_k: int = Field(30, ge=1, le=500, description="Candidates fetched by vector, and as many by words.")
    keep: int = Field(5, ge=1, le=10, description="Passages kept for the answer.")
    fusion: Literal["weighted", "rrf"] = Field("weighted", description="Fuse by weighted scores, or by ranks alone.")
    dense_weight: float = Field(0.6, ge=0, le=1, description="Share of the vector score; the rest is BM25's.")
    dense_weight_by_language: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(
        default_factory=lambda: {"hi": 0.2}, description="The same for languages the embedding model reads badly."
    )
    diversity: float = Field(0.3, ge=0, le=1, description="How much a passage like one already kept is marked down.")
    min_score: float = Field(0.0, ge=0, le=1, description="Passages scored lower are left out, but for the best.")
    glossary: bool = Field(True, description="Search also for the English words of what the glossary knows.")
    weights: RerankWeights = Field(default_factory=RerankWeights, description="What the rerank looks at.")

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        question = self._question(turn, ports)
        found = await self._candidates(turn, question, ports)
        dense_weight = self.dense_weight_by_language.get(turn.language, self.dense_weight)
        fused = rated(turn.subject, fuse(found, method=self.fusion, dense_weight=dense_weight))
        ranked = rerank(
            fused,
            question=question,
            language=turn.language,
            intent=turn.parsed.intent if turn.parsed else None,
            treks=turn.treks,
            today=turn.message.sent_at.date(),
            weights=self.weights,
        )
        best = diversify(ranked, keep=self.keep, diversity=self.diversity)
        kept = tuple(p for n, p in enumerate(best) if n == 0 or p.score >= self.min_score)
        return replace(turn, evidence=await _in_their_language(kept, turn.language, ports))

    async def _candidates(self, turn: Turn, question: str, ports: Ports) -> Sequence[Passage]:
        """What the question finds, and beside the trek's own pages those on the matter itself.

        A trek's name outweighs all other words: "what to wear on …" would find that trek, but no packing list.
        """
        found = await ports.index.search(question, top_k=self.top_k)
        subject = turn.subject
        if not turn.treks or not units(subject):
            return found
        general = await ports.index.search(self._glossed(subject), top_k=self.top_k)
        best = {passage.id: passage for passage in found} | {p.id: p for p in general if p.trek is None}
        return tuple(best.values())

    def _glossed(self, text: str) -> str:
        return " ".join(filter(None, [text, in_english(text) if self.glossary else ""]))

    def _question(self, turn: Turn, ports: Ports) -> str:
        """The message, with the treks it is about by the name the documents use, and its gloss in English."""
        said = turn.message.text
        treks = [ports.index.catalogue.treks.get(trek) for trek in turn.treks]
        names = [trek.name for trek in treks if trek is not None and trek.name.casefold() not in said.casefold()]
        return " ".join([*names, self._glossed(said)])


async def _in_their_language(passages: Sequence[Passage], language: Language, ports: Ports) -> tuple[Passage, ...]:
    """Each passage in the customer's language where that translation exists: `faq.en.yaml` as `faq.es.yaml`."""
    wanted = "en" if language in ("hi-Latn", "und") else language
    others = {_translation(passage, wanted): passage for passage in passages if passage.language != wanted}
    told = {passage.id: passage for passage in await ports.index.passages(list(others))}
    ids = [_translation(passage, wanted) for passage in passages]
    swapped = [_as_found(told[i], p) if i in told else p for i, p in zip(ids, passages, strict=True)]
    return tuple({passage.id: passage for passage in reversed(swapped)}.values())[::-1]


def _translation(passage: Passage, language: str) -> str:
    return passage.id.replace(f".{passage.language}.", f".{language}.", 1)


def _as_found(twin: Passage, found: Passage) -> Passage:
    return replace(twin, score=found.score, scores=found.scores)
