"""How the composer writes."""

from dataclasses import dataclass

REPLIES = "config/replies"
QUOTE_FROM = 0.45
QUOTE_OVER = 0.55
SURE_FROM = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """Settings of the composer.

    `quote_from` is the answer score from which a passage may be quoted, `quote_over` the one from which it goes
    before the intent's own words, and `sure_from` the confidence below which the intent does not decide.
    """

    folder: str = REPLIES
    max_chars: int = 900
    call_to_action: bool = True
    quote_from: float = QUOTE_FROM
    quote_over: float = QUOTE_OVER
    sure_from: float = SURE_FROM
