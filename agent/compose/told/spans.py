"""Spans of hours and days as each language says them: 45 minutes, 9–10 hours, half a day."""

from agent.compose.reading.asked import Asked
from agent.knowledge.stages import Span

_MINUTES = 60
_HALF = 0.5


def hours_of(asked: Asked, hours: Span | None) -> str:
    """In minutes where it is under an hour; "" where nothing is known."""
    if hours is None:
        return ""
    if hours[1] < 1:
        return asked.say("minutes", amount=_spread(asked, (round(hours[0] * _MINUTES), round(hours[1] * _MINUTES))))
    return asked.say("hours", amount=_spread(asked, hours), one=hours == (1, 1))


def days_of(asked: Asked, days: Span) -> str:
    """Half a day, a day, or so many days."""
    return asked.say("days", amount=_spread(asked, days), one=days == (1, 1), half=days == (_HALF, _HALF))


def weeks_of(asked: Asked, weeks: Span) -> str:
    """So many weeks."""
    return asked.say("weeks", amount=_spread(asked, weeks), one=weeks == (1, 1))


def _spread(asked: Asked, span: Span) -> str:
    """9–10; one figure where both are the same."""
    return "–".join(asked.wording.number(value) for value in dict.fromkeys(span))
