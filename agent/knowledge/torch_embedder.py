"""Sentence embeddings by sentence-transformers itself, for models whose graph cannot be exported."""

from collections.abc import Sequence

import numpy as np

from agent.knowledge.embedder import Role, unit
from agent.knowledge.model_card import ModelCard
from agent.ports import PortError, Vectors


class TorchEmbedder:
    """Slower to load and to answer than `Embedder`; the same interface. Needs the `models` extra."""

    def __init__(self, card: ModelCard):
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise PortError(f"{card.name} needs sentence-transformers; install cairn[models]") from error
        self.card = card
        self._model = SentenceTransformer(card.source or card.name, device="cpu")

    @property
    def dim(self) -> int:
        return self.card.dim

    @property
    def digest(self) -> str:
        return self.card.digest("fp32")

    @property
    def max_tokens(self) -> int:
        return self.card.max_tokens

    def count(self, text: str) -> int:
        return len(self._model.tokenizer.encode(text, add_special_tokens=False, truncation=False, verbose=False))

    def embed(self, texts: Sequence[str], role: Role = "query") -> Vectors:
        if not texts:
            return np.zeros((0, self.card.dim), dtype=np.float32)
        prompt = self.card.prompts.get(role, "")
        rows = self._model.encode([prompt + text for text in texts], prompt="", show_progress_bar=False)
        return unit(np.asarray(rows, dtype=np.float32))
