"""Step 4: find the passages that answer."""

from dataclasses import replace
from typing import ClassVar, Literal

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
    fusion: Literal["zscore", "minmax", "rrf"] = Field(
        "zscore", description="How both scores become one: by spread, by range, or by rank alone."
    )
    dense_weight: float = Field(0.6, ge=0, le=1, description="Share of the vector score; the rest is BM25's.")
    diversity: float = Field(0.3, ge=0, le=1, description="How much a passage like one already kept is marked down.")
    min_score: float = Field(0.0, ge=0, le=1, description="Passages scored lower are left out, but for the best.")
    weights: RerankWeights = Field(default_factory=RerankWeights, description="What the rerank looks at.")

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        question = _question(turn, ports)
        found = await ports.index.search(question, top_k=self.top_k)
        fused = fuse(found, method=self.fusion, dense_weight=self.dense_weight)
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
    """The message, with the trek of the conversation where the message itself names none."""
    named = turn.parsed.values("trek") if turn.parsed else ()
    if named or not turn.treks:
        return turn.message.text
    names = [ports.index.catalogue.treks[trek].name for trek in turn.treks if trek in ports.index.catalogue.treks]
    return " ".join([*names, turn.message.text])
