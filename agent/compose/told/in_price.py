"""Whether one thing is in the price: told of the thing that was asked about, from the days of the trek in question."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import regex

from agent.compose.documents.quote import spoken_of
from agent.compose.reading.asked import Asked
from agent.compose.reading.questions import content
from agent.compose.section import Section, fact_source, lines
from agent.compose.topics.named import rest_of, topics_in
from agent.compose.topics.telling import Part
from agent.knowledge.catalogue import Trek
from agent.knowledge.covered import Covered, Thing, covered
from agent.knowledge.place_names import PlaceNames
from agent.knowledge.reading import units
from agent.language.plain import pattern_of, plain, spelt_out
from agent.yaml_file import read_yaml

_FILE = Path(__file__).with_name("priced_things.yaml")

_ASKS = frozenset({"in_price", "included", "excluded"})
_LENT = frozenset(
    {"price", "how_much", "reach", "start", "drive", "pickup", "flight", "stay", "extra", "washing", "charging"}
    | {"network", "booking", "deposit", "payment", "cash", "visa"}
)
"""Topics whose words only name the thing, or how it would be paid."""


def or_in_price(asked: Asked, told: list[Part]) -> list[Part]:
    """What is told, with a plain yes or no for the thing asked about in place of the lists of all that is covered."""
    found = _section(asked) if _asks(asked) else None
    if found is None:
        return told
    rest = [part for part in told if part.topic and part.topic not in _ASKS | _LENT]
    return [Part("in_price", found, "in_price"), *rest]


def _asks(asked: Asked) -> bool:
    """A word for "free" alone asks it too, of what else is only told to exist; who pays is asked of fees."""
    words = bool(_ASKS & set(asked.topics)) or "paid" in topics_in(asked.text)
    return words or (asked.about("who_pays") and _names_a_fee(asked))


def asks_who_pays_a_fee(asked: Asked) -> bool:
    """Whether it is asked if a fee that the entry of the trek lists is in the price."""
    return _asks(asked) and _names_a_fee(asked)


def _names_a_fee(asked: Asked) -> bool:
    return any(True for trek in asked.treks[:2] for _ in _fees(asked, trek))


def _section(asked: Asked) -> Section | None:
    treks = asked.treks[:2]
    told = [text for trek in treks for text in _of_trek(asked, trek)]
    return Section(lines(*told), fact_source("treks", *(trek.id for trek in treks))) if told else None


def _of_trek(asked: Asked, trek: Trek) -> Iterator[str]:
    """One sentence for what is in the price, one for what is not."""
    known = [one for thing in _things(asked) for one in _told_of(asked, trek, thing)]
    for included, phrase in ((True, "thing_included"), (False, "thing_excluded")):
        things = [_worded(asked, one) for one in known if one.included is included]
        named = [*things, *_fees(asked, trek, included=included)]
        if named:
            yield asked.say(phrase, trek=asked.name_of(trek), things=asked.wording.listed(named))


def _fees(asked: Asked, trek: Trek, *, included: bool | None = None) -> Iterator[str]:
    """Permits and fees of the trek that the question names by more than one word, as its entry calls them."""
    for fee in trek.permits:
        name = str(fee["name"])
        wanted = included is None or bool(fee.get("included")) is included
        if wanted and spoken_of(units(name), asked.subject, asked.language) >= _NAMED:
            yield name


_NAMED = 2


def _things(asked: Asked) -> tuple[Thing, ...]:
    """Those the question names; of one that names none and hardly says more, those of the line before."""
    named = _things_in(asked.text)
    if named or len(content(rest_of(asked.subject, asked.topics))) > 1:
        return named
    return _things_in(asked.turn.line_before)


def _things_in(text: str) -> tuple[Thing, ...]:
    words = _PERMIT_OF.sub(" ", spelt_out(plain(text)))
    return tuple(thing for thing, pattern in _patterns().items() if pattern.search(words))


_PERMIT_OF = regex.compile(
    r"(?<!\S)(?:(?:vehicle|car|jeep|transport|flight|drone) permits?|(?:gaadi|gadi|jeep) (?:ka|ke|wala|wale) permits?"
    r"|(?:गाड़ी|गाडी|जीप) (?:का|के|वाला|वाले) (?:परमिट|permit)"
    r"|permis(?:os?)? (?:de |du |del |pour |para )?(?:el |la |le |l')?"
    r"(?:vehicul[oe]|coche|carro|voiture|jeep|todoterreno))(?!\S)"
)
"""Leave for a vehicle is no ride in it."""


@cache
def _patterns() -> Mapping[Thing, regex.Pattern[str]]:
    lists: dict[Thing, list[str]] = read_yaml(_FILE)
    return {thing: pattern_of(words) for thing, words in lists.items()}


def _told_of(asked: Asked, trek: Trek, thing: Thing) -> Iterator[Covered]:
    """What is known of the thing; of hotels only those in a town that was named, if one was."""
    known = [one for one in covered(trek) if one.thing == thing]
    towns = set(PlaceNames.of(asked.catalogue).find(asked.text)) & {one.place for one in known}
    yield from (one for one in known if thing != "hotel" or one.place in (towns or {one.place}))


def _worded(asked: Asked, one: Covered) -> str:
    ways = ", ".join(f"{asked.place(start)} → {asked.place(end)}" for start, end in one.ways)
    place = asked.place(one.place)
    if one.days:
        days = asked.wording.listed([str(day) for day in one.days])
        place = asked.say("nights_of_days", place=place, days=days)
    code = f"{one.thing}_to" if one.thing in _WAYS and not one.ways else one.thing
    return asked.say("thing", code=code, detail=ways or place)


_WAYS = frozenset({"flight", "road"})
