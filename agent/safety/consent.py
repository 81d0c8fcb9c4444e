"""Finds out whether a message asks to be left alone, or to be written to again, and by which messages."""

from dataclasses import dataclass
from functools import cache, lru_cache
from math import exp

import regex

from agent.compose.reading.asking import asks
from agent.safety.fold import fold
from agent.safety.lexicon import compiled, lexicon
from agent.safety.vote import read_vote
from agent.safety.wish_rules import RuledWish, WishKind, about_us, denies, ruled_wish, without_bot, without_going_on
from agent.turn import ConsentScope

_HEARD_FROM = 0.57  # chance from which the vote alone is believed
_ASKED_FROM = 0.67  # where it asks: "how recent must it be?"
_RULED_FROM = 0.3  # where a sentence of the rules fits too
_TAKEN_BACK_BELOW = 0.1
_DENIED_FROM = 0.8  # where the rules know the words as meaning something else, as in "bus stop"
_PART_LESS = 2.5  # log-odds a sentence taken alone must have more: it has lost what stood around it
_MOST_SENTENCES = 4
_WORTH_READING = -2.0  # log-odds of the words alone below which no meaning makes a sentence a wish
_LETTER = regex.compile(r"\p{L}")
_SENTENCE = regex.compile(r"(?<=[.!?\n।])\s+|[;\n]|,\s+|\s+-\s+")
_PART = regex.compile(r"(?<=[.!?\n।])\s+|\s(?:but|pero|mais|lekin|par|लेकिन|पर)\b|,\s*(?:and|y|et|aur|और)\b", regex.I)
_SHORTEST_QUESTION = 3  # words; "par sms ?" is no question of its own
_IN_FROM, _IN_RULED_FROM = 0.7, 0.2
_IN_UNOPPOSED_FROM = 0.5  # where next to nothing speaks for an opt-out
_OPPOSED_FROM = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the customer wants of our messages. Not `clear`: it only counts from somebody who opted out.

    `scope` is marketing where only offers and the like are meant. `sure`: a word for it is the whole message or a
    sentence of it, and nothing had to be weighed.
    """

    kind: WishKind
    clear: bool = True
    scope: ConsentScope = "all"
    sure: bool = False


def find_wish(text: str) -> Wish | None:
    """The wish in a message or a button's title or id; None for the many messages that hold none.

    A word for it that is the whole message or a sentence of it decides. Else two votes: patterns of single sentences,
    and weights learnt from examples over everything a message speaks of. An opt-out wins over an opt-in.
    """
    text = _weighed(text)
    if not text.strip():
        return None
    ruled = ruled_wish(text)
    kind = (ruled.kind if ruled and ruled.sure else _voted(text, ruled)) or _said_beside_a_question(text)
    if kind is None:
        return None
    scope = scope_of(text) if kind == "opt_out" else "all"
    return Wish(kind=kind, clear=ruled is None or ruled.clear, scope=scope, sure=ruled is not None and ruled.sure)


def _weighed(text: str) -> str:
    """What of the text is heard: not the bot that is to stop, nor what is not to stop."""
    return without_bot(without_going_on(text))


def _voted(text: str, ruled: RuledWish | None) -> WishKind | None:
    heard: WishKind | None = ruled.kind if ruled else None
    out, back = opt_out_chance(text), _chance("opt_in", text)
    if out >= max(_out_from(text, heard), back) and not _taken_back(text):
        return "opt_out"
    return "opt_in" if back >= _in_from(out, heard) else None


def _said_beside_a_question(text: str) -> WishKind | None:
    """An opt-out that is a sentence or clause of its own, whatever else is asked: rules and vote agree on it.

    Not where the rest takes it back.
    """
    if _taken_back(text):
        return None
    parts = [part for part in _PART.split(text) if part.strip()]
    heard = ((ruled_wish(part), part) for part in parts if len(parts) > 1)
    agreed = any(r and r.kind == "opt_out" and _chance("opt_out", part) >= _HEARD_FROM for r, part in heard)
    return "opt_out" if agreed else None


def _taken_back(text: str) -> bool:
    """Whether the whole denies what a sentence of it may say: "she unsubscribed, I gladly go on"."""
    return _chance("opt_out", text) < _TAKEN_BACK_BELOW


def _out_from(text: str, heard: WishKind | None) -> float:
    if heard == "opt_out":
        return _RULED_FROM
    if denies(text):
        return _DENIED_FROM
    return _ASKED_FROM if asks(text) else _HEARD_FROM


def _in_from(out: float, heard: WishKind | None) -> float:
    if heard == "opt_in":
        return _IN_RULED_FROM
    return _IN_FROM if out >= _OPPOSED_FROM else _IN_UNOPPOSED_FROM


def opt_out_chance(text: str) -> float:
    """How likely it asks to be left alone, 0–1: the whole message, or a sentence or clause of it."""
    text = _weighed(text)
    if not _LETTER.search(text):
        return 0.0  # what emoji alone say, the rules know
    alone = max((_chance("opt_out", part) for part in _sentences(text)), default=0.0)
    # chance and odds: p → p / (p + (1 - p) e^less)
    return max(_chance("opt_out", text), alone / (alone + (1 - alone) * exp(_PART_LESS)))


def meant_in(text: str) -> list[str]:
    """The texts whose meaning `find_wish` asks for, to be read ahead."""
    text = _weighed(text)
    return [about_us(part) for part in (text, *_sentences(text))] if _LETTER.search(text) else []


@lru_cache(maxsize=64)
def _sentences(text: str) -> tuple[str, ...]:
    """The sentences and clauses of several words whose words come nearest to a wish; none where there is but one.

    A few, because reading a meaning takes time, and a message may have a thousand of them.
    """
    parts = [part for part in _SENTENCE.split(text) if len(part.split()) > 1]
    if len(parts) < 2:
        return ()
    words = read_vote("opt_out", "wish").of_words
    scores = {part: words(about_us(part)) for part in parts}
    near = sorted((part for part in scores if scores[part] >= _WORTH_READING), key=lambda part: -scores[part])
    return tuple(near[:_MOST_SENTENCES])


def asks_beside(text: str) -> bool:
    """Whether a sentence or clause that holds no wish asks something."""
    return any(len(part.split()) >= _SHORTEST_QUESTION and asks(part) for part in _beside(text))


def beside_wish(text: str) -> str:
    """The message without the sentences and clauses that hold a wish; the message itself where none does."""
    return " ".join(_beside(text)) if find_wish(text) else text


def _beside(text: str) -> list[str]:
    parts = [part for part in _PART.split(text) if part.strip()]
    return [part for part in parts if find_wish(part) is None] if len(parts) > 1 else []


@lru_cache(maxsize=64)
def _chance(kind: WishKind, text: str) -> float:
    return read_vote(kind, "wish").of(about_us(text))


def scope_of(text: str) -> ConsentScope:
    """Marketing where an opt-out speaks of offers and the like, and not of everything we could write."""
    folded = fold(text)
    advert, everything = _scopes()
    return "marketing" if advert.search(folded) and not everything.search(folded) else "all"


@cache
def _scopes() -> tuple["regex.Pattern[str]", "regex.Pattern[str]"]:
    table = lexicon("consent")["scopes"]
    return compiled(table["marketing"], {}), compiled(table["everything"], {})
