"""What asks nothing of us: a wave, a nod, who writes, how we are."""

from agent.compose import talk
from agent.compose.reading.asked import Asked
from agent.compose.reading.leave_taking import takes_leave
from agent.compose.reading.thanks import brings_thanks
from agent.compose.scope.requests import is_a_request
from agent.compose.told.dates import dates
from agent.compose.topics.named import MANNERS
from agent.compose.topics.telling import Part
from agent.language.plain import plain


def small_talk(asked: Asked) -> Part | None:
    """A nod gets a nod back, unless it says yes to what we offered."""
    if not asked.text.strip(" ?!¿¡."):
        return Part("nod", talk.listening(asked))
    if asked.about("bot"):
        return Part("bot", talk.bot(asked))
    if talk.agrees_to_dates(asked):
        return Part("dates", dates(asked))
    if talk.is_nod(asked) or takes_leave(asked) or brings_thanks(asked.text):
        return Part("nod", talk.nod(asked))
    tells = _only_tells(asked)
    if talk.only_greets(asked) or (tells and not asked.named and not asked.about("thanks")):
        return Part("greeting", talk.greeting(asked))
    return Part("nod", talk.nod(asked)) if tells else None


def _only_tells(asked: Asked) -> bool:
    """Whether it surely wants nothing: "I meant to ask about Goechala, but my son has told me", "we loved Hampta".

    Who thanks for a trek they name, or says when they went, asks for no trek; a greeting of a word or two beside a name
    may well want one.
    """
    told = len(plain(asked.subject).split()) >= _A_SENTENCE
    surely = asked.intent == "greeting" and asked.confidence >= _SURELY
    wants = asked.questioning or is_a_request(asked.text) or asked.about("suggest") or asked.ages
    return surely and told and not wants and set(asked.topics) <= MANNERS | _OF_THEIRS


_OF_THEIRS = frozenset({"age"})
"""What the words for a son or a mother name, where no age is told."""
_A_SENTENCE = 5
_SURELY = 0.7
