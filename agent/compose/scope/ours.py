"""Whether what the classifier takes for another trade is about ours after all, and the kind no where it is not."""

from agent.compose import talk
from agent.compose.documents import quote as quotes
from agent.compose.manner import Manner
from agent.compose.reading.asked import Asked
from agent.compose.reading.questions import content
from agent.compose.scope.model import is_like_ours
from agent.compose.topics.choice import doubtful
from agent.compose.topics.model import surely_learnt
from agent.compose.topics.named import MANNERS, rest_of
from agent.compose.topics.telling import GENERAL, TELLABLE, Part
from agent.compose.topics.told import MANY


def is_ours_after_all(asked: Asked, match: quotes.Match | None, manner: Manner) -> bool:
    """A trek is ours, and so is a short follow-up such as "and in May?", whatever the classifier thinks.

    So is what a document of ours answers more surely than the classifier rejects it.
    """
    unsure = doubtful(asked, manner)
    known = {*GENERAL, *surely_learnt(asked.text)}
    if (unsure and set(asked.topics) & known) or (match and (unsure or match.strength > asked.confidence)):
        return True
    if {"offices", "payment"} & set(asked.topics) and asked.questioning:
        return len(content(rest_of(asked.subject, asked.topics))) <= MANY
    if asked.named or asked.topics:
        return bool(asked.treks and (asked.named or set(asked.topics) & TELLABLE))
    return bool(asked.treks and asked.windows)


def declined(asked: Asked, manner: Manner) -> Part:
    """Other trades are declined; a message that names things of ours, or cannot be placed, may be about ours.

    So may what is like ours in its meaning: a colleague reads it.
    """
    ours = asked.about("trade") or bool(set(asked.topics) - MANNERS - _OF_ANY_TRADE) or bool(asked.treks)
    least = _SURELY_NOT_OURS if ours else 0.0 if len(content(asked.text)) >= _SAYS_ENOUGH else _RATHER_NOT_OURS
    if asked.confidence < least or is_like_ours(asked.text):
        return Part("unknown", talk.unknown(asked))
    return Part("decline", talk.decline(asked))


_SURELY_NOT_OURS, _RATHER_NOT_OURS = 0.85, 0.4
_SAYS_ENOUGH = 6
"""So many words that tell something, and none of ours among them, are about another trade."""
_OF_ANY_TRADE = frozenset({"price", "dates", "booking", "discount", "payment", "group_size"})
"""What one asks of a safari too: nothing in it is ours."""
