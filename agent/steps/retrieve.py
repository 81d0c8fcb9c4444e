"""Step 4: find the passages that answer."""

from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from agent.knowledge.fusion import fuse
from agent.knowledge.rerank import RerankWeights, diversify, rerank
from agent.ports import Ports
from agent.step import Step
from agent.turn import Turn


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
    weights: RerankWeights = Field(default_factory=RerankWeights, description="What the rerank looks at.")

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        question = _question(turn, ports)
        found = await ports.index.search(question, top_k=self.top_k)
        dense_weight = self.dense_weight_by_language.get(turn.language, self.dense_weight)
        fused = fuse(found, method=self.fusion, dense_weight=dense_weight)
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
        return replace(turn, evidence=kept)


def _question(turn: Turn, ports: Ports) -> str:
    """The message, with the treks it is about by the name the documents use, where it does not say that name."""
    said = turn.message.text
    treks = [ports.index.catalogue.treks.get(trek) for trek in turn.treks]
    names = [trek.name for trek in treks if trek is not None and trek.name.casefold() not in said.casefold()]
    return " ".join([*names, said])
