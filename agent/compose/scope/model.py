"""Whether a message is about nothing of ours, whatever word of ours stands in it: school sums, freezers, love."""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import regex
from numpy.typing import NDArray

from agent.compose.reading.asked import Asked
from agent.compose.reading.questions import content
from agent.compose.scope.requests import is_a_letter_of_theirs, is_a_request
from agent.compose.topics.model import surely_learnt
from agent.compose.topics.named import MANNERS
from agent.knowledge.place_names import PlaceNames
from agent.language.meaning import meaning, meaning_about

MODEL = Path(__file__).with_name("scope_model.npz")
Vector = NDArray[np.float32]
_NEAR = 0.8  # how far from an example its say reaches
BIAS = 0.3
"""What every message has in common."""
STEPS = 400
"""Parts of the meanings are kept as whole numbers of this part of 1."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Kernel ridge regression over meanings: 1 for what is about nothing of ours, 0 for what is."""

    centre: Vector
    meanings: Vector
    shares: Vector

    def strange(self, about: Vector) -> float:
        """How much a meaning is like what is about nothing of ours."""
        return float((nearness(about[None], self.meanings) + BIAS)[0] @ self.shares)


def nearness(some: Vector, others: Vector) -> Vector:
    """How much meanings say of one another: a Gaussian of the distance, wide enough to reach what is new."""
    return np.asarray(np.exp((some @ others.T - 1) / _NEAR), dtype=np.float32)


@cache
def scope() -> Scope:
    """The model as `python -m agent.compose.scope.learn` wrote it. Raises OSError where the file is missing."""
    with np.load(MODEL, allow_pickle=False) as kept:
        return Scope(kept["centre"], kept["meanings"].astype(np.float32) / STEPS, kept["shares"].astype(np.float32))


@lru_cache(maxsize=4096)
def strangeness(text: str) -> float:
    """About 1 for what is nothing of ours and 0 for what is; 0 where meanings cannot be had."""
    about = meaning_about(text, scope().centre)
    return 0.0 if about is None else scope().strange(about)


def is_like_ours(text: str) -> bool:
    """Whether its meaning is plainly one of ours; False where meanings cannot be had."""
    return meaning(text) is not None and strangeness(text) < _PLAINLY_OURS


def is_nothing_of_ours(asked: Asked) -> bool:
    """Whether somebody without a booking, of no trek by name, surely wants something that has nothing to do with us.

    Where the classifier says so too, less is taken for that, and much where nothing is asked: "write me a poem". Never
    what goes on from the lines before, tells how many come, names things of our trade, or is known well by our topics.
    """
    if asked.bookings or asked.named or asked.follows or asked.people or _is_ours_by_a_name(asked):
        return False
    strange = max(strangeness(asked.text), strangeness(_without_courtesy(asked.text)))
    if strange >= _MEANT_FOR_ANOTHER and not _OF_A_BOOKING & set(asked.topics) and is_a_letter_of_theirs(asked.text):
        return True
    said = set(asked.topics) - (_OF_ANY_JOURNEY if strange >= _ANOTHER_JOURNEY else frozenset())
    if "trade" in said:
        return False
    named = len(said - MANNERS - _SAID_OF_ANYTHING - {"unsaid"})
    if named > 1 or (named and asked.about("refund")) or not _may_be_strange(asked.text, strange):
        return False
    return strange >= max(_least_asked(asked, named=bool(named)), _least_of_goods(asked))


def _without_courtesy(text: str) -> str:
    """What follows a nod, thanks or a laugh: "haha thx. also who wins on sunday?"; pictures say nothing."""
    return _PICTURES.sub("", _COURTESY.sub("", text, count=1)).strip() or text


_PICTURES = regex.compile(r"[\p{Emoji_Presentation}\uFE0F]+")
_COURTESY = regex.compile(
    r"(?i)^(?:(?:(?:ha){2,}h?|hehe+|lol|(?:ja){2,}|mdr|ok(?:ay)?|great|cool|perfect|super|top|fine|th(?:an)?x|thanks?"
    r"(?: you)?|ty|gracias|genial|perfecto|vale|merci|parfait|d'accord|shukriya|dhanya[vw]a+d|acch?a|theek hai"
    r"|thik hai|bhai|धन्यवाद|शुक्रिया|अच्छा|ठीक है)(?: (?:so|very|a lot|much|bien|beaucoup|muchas|bhai))*[\s.,!;…-]*)+"
    r"(?:(?:and |oh )?(?:also|by the way|btw)|et sinon|sinon|oye(?: y)?|por cierto|aur|waise|और|वैसे)?[\s,:]+"
)


def _is_ours_by_a_name(asked: Asked) -> bool:
    """Whether it names a thing of ours, or a place that our treks pass: a taxi in Haridwar is no taxi in Lyon."""
    return bool(_OURS & set(asked.topics)) or bool(PlaceNames.of(asked.catalogue).find(asked.text))


def _least_asked(asked: Asked, *, named: bool) -> float:
    """How strange it must be, by whether anything is asked, in how many words, and whether one of ours is among them.

    Who asks nothing greets, or tells what they would like: "two girls from Valencia, keen on mountains" are guests.
    """
    beyond = asked.intent == "out_of_scope"
    little = len(content(asked.text)) < _LEAST_WORDS
    asks = asked.questioning or asked.about("general") or asked.about("suggest")
    if not (asks or is_a_request(asked.text)):
        return _NEVER if little else _UNASKED if beyond else _UNASKED_AND_PLACED
    if little:
        return _DESPITE_A_WORD_OF_FEW if named else _IN_FEW_WORDS
    if named or (not asks and _SAID_OF_ANYTHING & set(asked.topics)):
        return _DESPITE_A_WORD
    return _RATHER if beyond else _SURELY


def _least_of_goods(asked: Asked) -> float:
    """How strange what guests ask for and we tell nothing of must be: ponchos to buy are no prams."""
    if not asked.about("unsaid"):
        return 0.0
    return _DESPITE_GOODS if asked.intent == "out_of_scope" else _NEVER


def _may_be_strange(text: str, strange: float) -> bool:
    """Whether our topics know nothing of it, or only what is said of any text or goods: "translate this into Hindi"."""
    known = set(surely_learnt(text))
    return not known or (strange >= _BEYOND_DOUBT and known <= _SAID_OF_ANYTHING | _ASKED_OF_ANYTHING)


_ASKED_OF_ANYTHING = frozenset({"compare", "languages", "suggest", "insurance", "fitness", "itinerary", "visa"})
_OURS = frozenset({"code_asked", "own_data", "person", "bot", "pregnancy", "drone", "nepal", "india_visa"})
_OF_A_BOOKING = frozenset({"own_booking", "booking", "standing", "itinerary", "certificate", "payment"})
_OF_ANY_JOURNEY = frozenset({"trade", "extra", "tickets"})
_PLAINLY_OURS = 0.25
_LEAST_WORDS = 3
_RATHER, _SURELY, _MEANT_FOR_ANOTHER, _ANOTHER_JOURNEY = 0.37, 0.5, 0.35, 0.7
_IN_FEW_WORDS, _DESPITE_A_WORD, _DESPITE_A_WORD_OF_FEW = 0.55, 0.58, 0.8
_UNASKED, _UNASKED_AND_PLACED, _BEYOND_DOUBT, _DESPITE_GOODS = 0.6, 0.85, 0.6, 0.65
"""Chosen on 183 lines of five languages that were not learnt from, half of them ours."""
_NEVER = float("inf")
_SAID_OF_ANYTHING = frozenset(
    {"price", "dates", "booking", "discount", "payment", "deposit", "group_size", "snow", "temperature"}
)
"""What one says of a freezer too: nothing in it is ours."""
