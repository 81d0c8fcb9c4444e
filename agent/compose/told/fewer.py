"""Some of a party that booked will not come: how many are left, and what those come to."""

from dataclasses import replace

import regex

from agent.compose.reading.asked import Asked
from agent.compose.section import Section
from agent.compose.told import price as prices
from agent.facts.booked import Booked
from agent.language.plain import plain, spelt_out
from agent.language.window import Window

_GONE = (
    r"chicken\w*|drop\w*|bail\w*|back(?:ed|ing)? out|pull\w* out|cancel\w*|can't|cannot|not coming|won't|out"
    r"|caen|bajan|cae|baja|no vienen?|no pueden?|ne vien\w*|ne peu\w*|desist\w*|annul\w*|lach\w*"
    r"|bajo|bajado|cayo|caido|rajo|rajado|se retir\w*|de moins|less|fewer|lost|nahi|nahin|radd|mana|नहीं|रद्द|मना"
)
_LEFT = (
    r"remaining|left|rest|now|are|we're|quedamos|quedan|somos|seremos|restons|restent|sommes|sera|serons|plus que"
    r"|bache|bachenge|reh|rahe|ab|बचे|बचेंगे|रह|अब"
)
_FIGURE = regex.compile(r"(?<!\S)(?P<n>\d{1,2})(?!\S)")
_NEAR = r"(?: \S+){0,4}? "
_LEAVES = regex.compile(rf"{_NEAR}(?:{_GONE})(?!\S)")
_LOSES = regex.compile(rf"(?:^|.* )(?:{_GONE}) $")
_STAYS_BEFORE = regex.compile(rf"(?:^|.* )(?:{_LEFT})(?: (?:the|los|las|a|only|solo|que|hum|sirf|हम|सिर्फ))? $")
_STAYS_AFTER = regex.compile(rf" (?:(?:of us|people|log|लोग|personas?|personnes?|q|que|qui) )?(?:{_LEFT})(?!\S)")
_LEAVING = regex.compile(
    r"(?<!\S)(?:chicken\w*|drop\w*|bail\w*|back(?:ed|ing)? out|pull\w* out|cancel\w*|not coming|lost"
    r"|(?:can't|cannot|won't) come|caen|bajan|cae|baja|no vienen?|no pueden? venir|bajado|cayo|caido|rajo|rajado"
    r"|se retir\w*|ne vien\w*|ne peu\w* pas venir|desist\w*|annul\w*|lach\w*|de moins"
    r"|nahi aa\w*|nahin aa\w*|नहीं आ\w*|radd|रद्द)(?!\S)"
)
_MEASURES = (
    r"days?|nights?|hours?|weeks?|months?|bags?|din|raat|mahin\w*|haft\w*|dias?|noches?|horas?|semanas?|mes(?:es)?"
    r"|jours?|nuits?|heures?|semaines?|mois|kgs?|kms?|kilos?|दिन|रात|किलो"
)
_WITH_SO_MANY = regex.compile(
    rf"(?<!\S)(?:with|for|con|para|avec|pour|a) (?P<n>\d{{1,2}})(?!\S)(?! (?:{_MEASURES})(?!\S))"
)
"""So many who still come, where words say that somebody does not: "one dropped out, what is it with 9?"."""
_ASKED = frozenset({"price", "discount", "how_much", "in_all", "deposit", "standing"})


def tells_fewer(asked: Asked) -> tuple[Booked, int] | None:
    """The booking of which some will not come, and how many are left, where what those pay is asked."""
    meant = [found for found in asked.bookings if found.booking.trek in {trek.id for trek in asked.treks}]
    found = (meant or list(asked.bookings))[:1]
    if not found or not _ASKED & set(asked.topics) or (asked.named and not meant):
        return None
    left = _left_of(found[0].booking.people, spelt_out(plain(asked.text)))
    return (found[0], left) if left else None


def _left_of(booked: int, words: str) -> int:
    """How many of so many still come; 0 where the words do not say that some do not."""
    gone = 0
    for figure in _FIGURE.finditer(words):
        size, before, after = int(figure["n"]), words[: figure.start()], words[figure.end() :]
        if not 0 < size < booked:
            continue
        if _STAYS_BEFORE.match(before) or _STAYS_AFTER.match(after):
            return size
        if _LEAVES.match(after) or _LOSES.match(before):
            gone = size
    if not gone and (left := _WITH_SO_MANY.search(words)) and _LEAVING.search(words):
        return int(left["n"]) if 0 < int(left["n"]) < booked else 0
    return booked - gone if gone else 0


def told_of_fewer(asked: Asked, found: Booked, left: int) -> Section:
    """The price of their departure for those who are left, with the discount that such a party has today."""
    trek, day = asked.catalogue.treks[found.booking.trek], Window(found.start, found.start)
    party = replace(asked, treks=(trek,), windows=(day,), people=left, currency=found.currency)
    told = prices.price(party)
    return replace(told, sources=(*told.sources, f"bookings:{found.booking.id}"))
