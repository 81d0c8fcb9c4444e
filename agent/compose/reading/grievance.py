"""Whether a message complains: what is asked in an unhappy voice, feared or supposed is no grievance."""

from itertools import dropwhile

from agent.compose.manner import Manner
from agent.compose.plan import wants_a_trek
from agent.compose.reading.asked import Asked
from agent.compose.reading.questions import clauses
from agent.compose.reading.spoken import linking_words, supposing
from agent.compose.topics.choice import doubtful
from agent.compose.topics.model import UNLIKE, likeness, surely_learnt
from agent.compose.topics.named import MANNERS, rest_of, topics_in
from agent.language.plain import plain


def complains(asked: Asked, manner: Manner) -> bool:
    """Whether somebody is upset: the classifier is sure of it, or the feeling and the words both say so."""
    unhappy = asked.turn.parsed is not None and asked.turn.parsed.sentiment == "negative"
    if asked.about("code_asked") or (_only_supposes(asked) and asked.about("cut_short") and not asked.bookings):
        return False
    if _feels_for_other_reasons(asked, unhappy=unhappy) or _only_asks(asked):
        return False
    return _tells_a_story(asked) or _is_upset(asked, manner, unhappy=unhappy)


def _is_upset(asked: Asked, manner: Manner, *, unhappy: bool) -> bool:
    upset = asked.about("upset") or likeness(asked.text, "upset") >= (LIKE_UPSET if unhappy else _SURELY_UPSET)
    told_only = not unhappy and _says_which(asked)
    if asked.intent == "complaint" and (told_only or _looks_ahead(asked, manner, unhappy=unhappy)):
        return upset
    if asked.intent == "complaint" and doubtful(asked, manner) and _asks_on(asked):
        return upset
    if asked.intent == "complaint":
        sounds_so = unhappy or bool(asked.bookings) or likeness(asked.text, "upset") >= UNLIKE
        return (unhappy and asked.confidence >= _LIKELY) or upset or (sounds_so and not doubtful(asked, manner))
    plainly_asks = asked.intent == "trek_info" and asked.confidence >= _PLAINLY and asked.questioning
    return unhappy and upset and not (plainly_asks and not asked.bookings)


def _says_which(asked: Asked) -> bool:
    """Whether it says which trek, and when or how many, and nothing in it is like a grievance."""
    return asked.named and bool(asked.windows or asked.people) and likeness(asked.text, "upset") < UNLIKE


def _tells_a_story(asked: Asked) -> bool:
    """Whether several clauses are each like a grievance: of a trek gone wrong, whatever else the message names."""
    if asked.intent != "complaint" or asked.confidence < _LIKELY or _only_supposes(asked):
        return False
    return sum(likeness(clause, "upset") >= _LIKE_A_STORY for clause in clauses(asked.text)) >= _SEVERAL


_LIKE_A_STORY, _SEVERAL = 0.15, 2


def _feels_for_other_reasons(asked: Asked, *, unhappy: bool) -> bool:
    """Whether somebody without a booking asks something, and what they feel is shame to ask, fear, or not about us."""
    if not (asked.about("aside") and asked.questioning) or asked.bookings:
        return False
    still_upset = "upset" in topics_in(rest_of(asked.text, ("aside",)))
    return not (asked.intent == "complaint" and unhappy and (still_upset or asked.confidence >= _SURELY))


def _only_supposes(asked: Asked) -> bool:
    """Whether it says "if": in a word of its own, or as the first, "ok but" before it or not."""
    leading = linking_words() - supposing() | _NODS
    words = " ".join(dropwhile(leading.__contains__, plain(asked.text).split()))
    return asked.about("supposed") or any(f"{words} ".startswith(f"{word} ") for word in supposing())


_NODS = frozenset(
    {"ok", "okay", "oki", "right", "fine", "vale", "bueno", "bien", "bon", "accord", "accha", "acha", "theek"}
)


def _only_asks(asked: Asked) -> bool:
    """Whether somebody without a booking asks what the examples know well, and nothing of it sounds like a grievance.

    "Does the guide speak Hindi? Mummy knows no English" only sounds unhappy.
    """
    known = asked.confidence < _SURELY and bool(set(surely_learnt(asked.text)) - _OF_GRIEVANCES)
    return known and not (asked.bookings or asked.about("upset")) and likeness(asked.text, "upset") < UNLIKE


_OF_GRIEVANCES = frozenset({"upset", "person", "payment_trouble", "own_booking", "cancel", "refund_time", "cut_short"})
LIKE_UPSET, _SURELY_UPSET = 0.2, 0.5
"""Of words that also sound unhappy, less likeness to the examples of grievances is enough."""


_OF_ONESELF = frozenset({"health", "certificate", "fitness", "offloading"})
_SURELY = 0.95
_LIKELY = 0.5
"""Less sure of a complaint, an unhappy voice alone is none: "grandma said, ask first"."""
_PLAINLY = 0.85
"""So sure of its intent, a message is what it seems to be: "how far is it on the worst of the days?" asks."""


def _looks_ahead(asked: Asked, manner: Manner, *, unhappy: bool) -> bool:
    """Whether it is about a trek to come: what somebody without a booking asks of one, or fears of it, is no grievance.

    "Never climbed a mountain, only three days off" wants a trek; "is it for people afraid of heights?" names one; "a
    slipped disc, so I cannot carry my bag" tells of oneself.
    """
    of_oneself = not asked.bookings and bool(_OF_ONESELF & set(asked.topics))
    if of_oneself or asked.confidence >= _PLAINLY or asked.bookings:
        return of_oneself
    names_one = asked.named and (asked.questioning or not unhappy)
    return names_one or wants_a_trek(asked, manner)


def _asks_on(asked: Asked) -> bool:
    """Whether, in a talk about treks to come, it names something one asks of a trek and nothing like a grievance."""
    talk = bool(asked.treks and asked.turn.history) and not asked.bookings and not asked.about("person")
    subjects = set(asked.topics) - MANNERS or asked.about("compare")
    return talk and bool(subjects) and likeness(asked.text, "upset") < 0
