"""Why a colleague's wish was not done."""

from typing import Literal

Why = Literal[
    "no_contact", "opted_out", "number_stopped", "window_closed", "no_template", "too_long", "other_words", "held"
]


class RefusedError(Exception):
    """Nothing was sent; the message says what to do instead. `why` is for programs."""

    def __init__(self, why: Why, message: str) -> None:
        super().__init__(message)
        self.why = why
