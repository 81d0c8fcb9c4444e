"""How well a passage fits the question, by a model that reads both together. Needs cairn[models]."""

import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from agent.ports import PortError
from agent.turn import Passage

_HEAD = "ForSequenceClassification"


class CrossEncoder:
    """One model of sentence-transformers that gives a pair of texts one logit."""

    def __init__(self, name: str):
        self._model = _load(name)
        self._alone = threading.Lock()  # torch takes all cores for one; setting up the tokenizer is not thread-safe

    def scores(self, question: str, passages: Sequence[Passage]) -> tuple[float, ...]:
        """0–1 each, the sigmoid of the logit, whatever activation the model was saved with.

        What is longer than the model's window is cut, the longer of question and passage first.
        """
        from torch.nn import Sigmoid

        pairs = [(question, f"{passage.title}\n{passage.text}") for passage in passages]
        with self._alone:
            found = self._model.predict(pairs, activation_fn=Sigmoid(), show_progress_bar=False)
        return tuple(float(score) for score in found)


@lru_cache(maxsize=2)  # the one in service, and the one a new config names
def load_cross_encoder(name: str) -> CrossEncoder:
    """Loaded at the first call, which takes seconds; a folder changed later is read at the next start.

    Raises PortError when sentence-transformers or the model cannot be had, or the model does not score pairs.
    """
    return CrossEncoder(name)


def _load(name: str) -> Any:
    try:
        import sentence_transformers
    except ImportError as error:
        raise PortError(f"{name}: a cross-encoder needs sentence-transformers; install cairn[models]") from error
    try:
        model = sentence_transformers.CrossEncoder(name, device="cpu")
    except Exception as error:  # each kind of broken folder has its own error class
        raise PortError(f"{name}: cannot be loaded ({error}); name a local folder of a cross-encoder") from error
    if model.num_labels != 1:
        raise PortError(f"{name}: gives {model.num_labels} scores for a pair; name a cross-encoder that gives one")
    if _headless(model):
        raise PortError(f"{name}: not trained to score pairs; name a cross-encoder, not an embedding model")
    return model


def _headless(model: Any) -> bool:
    """True for a model without the layer that scores: the library would make one up at random, with a warning."""
    kinds = getattr(model.config, "architectures", None) or ()
    return len(model) == 1 and bool(kinds) and not any(kind.endswith(_HEAD) for kind in kinds)
