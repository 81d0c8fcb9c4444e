"""What is told of a place by its name: the way between two, or what our page says of one that nothing else answers."""

from collections.abc import Iterator, Sequence

from agent.compose.documents.foreign import introduction
from agent.compose.documents.passage_text import paragraphs, shortened
from agent.compose.documents.quote import beyond, concerns, spoken_of
from agent.compose.reading.asked import Asked
from agent.compose.section import Section, fact_source, lines
from agent.compose.told.trek_days import day_line
from agent.compose.topics.telling import Part, part_of, rest_unknown
from agent.knowledge.catalogue import Trek
from agent.knowledge.place_names import PlaceNames
from agent.knowledge.stages import Leg, Stage
from agent.turn import Passage

_OF_A_WAY = frozenset({"drive", "walking_hours", "distance", "itinerary", "start", "reach", "duration", "altitude"})
"""Topics of which a way between two places is the closer answer."""

_NOT_KNOWN = frozenset({"unknown", "unknown_part", "which", "support"})
_MOST_CHARS = 320


def names_a_way(asked: Asked) -> bool:
    """Whether the message names two places that a leg of the trek in question joins."""
    places = set(_places(asked))
    return any(_joins(stage, places) for trek in asked.treks[:1] for stage in trek.stages)


def or_place(asked: Asked, told: list[Part]) -> list[Part]:
    """What is told, with the way between the places named, or the height of a night's place, instead of all ways.

    Else a word on the one place named.
    """
    places = _places(asked)
    if asked.about("extra") and {"price", "how_much"} & set(asked.topics):
        return told  # of a fare no word on the place is an answer
    way = _way(asked, places) if places and not asked.about("extra") else None
    if way := way or _nights_at(asked, places):
        rest = [part for part in told if part.topic not in _OF_A_WAY and part.name not in _NOT_KNOWN]
        return [way, *rest]
    known = [part for part in told if part.name not in _NOT_KNOWN]
    return told if known or not places or not asked.treks else _of_a_place(asked, asked.treks[0], places) or told


def _places(asked: Asked) -> tuple[str, ...]:
    return PlaceNames.of(asked.catalogue).find(asked.text)


def _way(asked: Asked, places: Sequence[str]) -> Part | None:
    """Several treks may share a way: where none of them is meant, the first stands for all."""
    if not asked.treks:
        shared = (_days(asked, trek, set(places)) for trek in asked.catalogue.treks.values())
        return next((part for part in shared if part), None)
    trek = asked.treks[0]
    return _days(asked, trek, set(places)) or _from_a_town(asked, trek, places)


def _days(asked: Asked, trek: Trek, places: set[str]) -> Part | None:
    """The days on which one goes from one of the places to another of them."""
    told = [day_line(asked, day, stage) for day, stage in enumerate(trek.stages, start=1) if _joins(stage, places)]
    if not told:
        return None
    text = lines(asked.say("days_heading", trek=asked.name_of(trek)), *told)
    return Part("itinerary", Section(text, fact_source("treks", trek.id)), "itinerary")


def _nights_at(asked: Asked, places: Sequence[str]) -> Part | None:
    """The days that end at the place whose altitude is asked: "how high is the camp at Nimaling?"."""
    if not (places and asked.treks and asked.about("altitude")):
        return None
    trek = asked.treks[0]
    days = [(day, stage) for day, stage in enumerate(trek.stages, start=1) if stage.sleep_m and stage.night in places]
    if not days:
        return None
    told = (day_line(asked, day, stage) for day, stage in days)
    text = lines(asked.say("days_heading", trek=asked.name_of(trek)), *told)
    return Part("itinerary", Section(text, fact_source("treks", trek.id)), "itinerary")


def _joins(stage: Stage, places: set[str]) -> bool:
    return any(_is_between(leg, places) for _, leg in stage.legs)


def _is_between(leg: Leg, places: set[str]) -> bool:
    return len(places & {leg.start, leg.over, leg.end}) > 1


def _from_a_town(asked: Asked, trek: Trek, places: Sequence[str]) -> Part | None:
    """How one comes to the start, or goes on from the end, where one of the towns on that way is named."""
    reach = trek.practical.reach
    hubs = (*reach.airports, *reach.stations, *reach.buses) if reach else ()
    towns = {hub.place for hub in (*hubs, *trek.practical.onward)} - {trek.start, trek.end}
    asks_the_way = {"drive", "reach", "start", "distance", "hours", "duration"} & set(asked.topics)
    return part_of(asked, "reach") if asks_the_way and towns & set(places) else None


def _of_a_place(asked: Asked, trek: Trek, places: Sequence[str]) -> list[Part]:
    """What the trek's page says of the place, and an honest word where that leaves open what was asked."""
    told = [(passage, text) for passage in asked.evidence if _is_page_of(asked, passage, trek)
            for text in _said_of(asked, passage, set(places))]  # fmt: skip
    if not told:
        return []
    wanted = beyond(asked)
    passage, text = max(told, key=lambda found: spoken_of(wanted, found[1], "en"))
    quoted = Part("quote", _quoted(asked, passage, text))
    if spoken_of(wanted, text, "en") == len(wanted):
        return [quoted]
    return [quoted, rest_unknown(asked)]


def _is_page_of(asked: Asked, passage: Passage, trek: Trek) -> bool:
    return passage.trek == trek.id and not passage.source.startswith("catalogue/") and concerns(asked, passage)


def _said_of(asked: Asked, passage: Passage, places: set[str]) -> Iterator[str]:
    """From each sentence that names the place to the end of its paragraph."""
    names = PlaceNames.of(asked.catalogue)
    for paragraph in paragraphs(passage):
        for start, sentence in enumerate(paragraph):
            if places & set(names.find(sentence)):
                yield shortened(" ".join(paragraph[start:]), _MOST_CHARS)


def _quoted(asked: Asked, passage: Passage, text: str) -> Section:
    intro = introduction(asked, passage.language)
    sources = tuple(dict.fromkeys((passage.id, passage.source)))
    return Section(lines(intro, text), sources, settled=False)
