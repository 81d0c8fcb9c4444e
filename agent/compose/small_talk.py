"""What asks nothing of us: a wave, a nod, who writes, how we are."""

from agent.compose import talk
from agent.compose.reading.asked import Asked
from agent.compose.reading.leave_taking import takes_leave
from agent.compose.told.dates import dates
from agent.compose.topics.telling import Part


def small_talk(asked: Asked) -> Part | None:
    """A nod gets a nod back, unless it says yes to what we offered."""
    if not asked.text.strip(" ?!¿¡."):
        return Part("nod", talk.listening(asked))
    if asked.about("bot"):
        return Part("bot", talk.bot(asked))
    if talk.agrees_to_dates(asked):
        return Part("dates", dates(asked))
    if talk.is_nod(asked) or takes_leave(asked):
        return Part("nod", talk.nod(asked))
    return Part("greeting", talk.greeting(asked)) if talk.only_greets(asked) else None
