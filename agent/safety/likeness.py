"""A reader that knows messages by their meaning alone: which of the examples is this one like?"""

from dataclasses import dataclass

import numpy as np

from agent.language.meaning import meaning_about
from agent.ports import Vectors

NEAR = 1.5
"""How fast an example loses its say with the squared distance: gamma of the radial kernel."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A support vector machine with a radial kernel over sentence vectors about their middle.

    `pulls` says how strongly each of the `examples`, rows of length 1, draws a message to the kind (or from it, below
    0), on the scale of log-odds.
    """

    middle: Vectors
    examples: Vectors
    pulls: Vectors
    bias: float

    def of(self, text: str) -> float | None:
        """Log-odds; None for a text without words, and where there is no model."""
        about = meaning_about(text, self.middle)
        if about is None:
            return None
        cosines = self.examples @ about
        # of two rows of length 1: squared distance = 2 - 2 cosine
        return float(np.exp(2 * NEAR * (cosines - 1)) @ self.pulls) + self.bias
