"""Which of the operator's offers a message speaks of, running or ended."""

from collections.abc import Sequence

from agent.compose.reading.asked import Asked
from agent.compose.reading.percent import PERCENT
from agent.knowledge.catalogue import Offer
from agent.knowledge.glossary import in_english, plain_words
from agent.knowledge.reading import fillers


def offers_meant(text: str, offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """Those whose name begins with a word of the text, in any language, or whose percentage only they have."""
    said = {*plain_words(text), *in_english(text).split()}
    shares = set(PERCENT.findall(text))
    return tuple(offer for offer in offers if _first_word(offer) in said or (shares & _own_share(offer, offers)))


def names_an_ended_offer(asked: Asked) -> bool:
    """Whether one is meant that can no longer be booked under: that is told before any sum."""
    return any(offer.book_to < asked.today for offer in offers_meant(asked.text, asked.catalogue.offers))


def names_a_share(text: str, offers: Sequence[Offer]) -> bool:
    """Whether a percentage is said that one of the offers alone has, or one is called by its name as an offer."""
    shares, words = set(PERCENT.findall(text)), {*plain_words(text), *in_english(text).split()}
    called = bool(shares) or any(word.startswith(_OFFER) for word in words)
    return any(shares & _own_share(offer, offers) or (called and _first_word(offer) in words) for offer in offers)


def _first_word(offer: Offer) -> str:
    words = (word for word in plain_words(offer.name) if not word.isdigit() and word not in fillers())
    return next(words, "") if not offer.name.lower().startswith(_GENERAL) else ""


_OFFER = (
    "offer",
    "ofert",
    "offre",
    "ऑफर",
    "discount",
    "chhoot",
    "छूट",
    "descuento",
    "rebaja",
    "remise",
    "promo",
    "reduc",
)
_GENERAL = ("group", "early")
"""First words that name no offer by themselves."""


def _own_share(offer: Offer, offers: Sequence[Offer]) -> set[str]:
    others = {other.percent for other in offers if other is not offer}
    return set() if offer.percent in others else {f"{offer.percent.normalize():f}"}
