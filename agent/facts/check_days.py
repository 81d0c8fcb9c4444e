"""Figures of the days of a trek, by day and place: hours, distances and times of a way, altitudes, nights."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import regex

from agent.facts.check_practical import practical_bears_out
from agent.facts.found import Found
from agent.facts.ground import Check, Ground, Ruling
from agent.facts.headline import speaks_of_whole
from agent.facts.placed import leads_to, stands_at, tells_of_night
from agent.knowledge.catalogue import Catalogue, Trek
from agent.knowledge.stages import Leg, Stage
from agent.language.letters import fold

_DAY = regex.compile(r"(?<!\p{L})(?:day|dia|jour|din|दिन)\s(\d{1,2})(?!\d)")
_LETTER = r"[\p{L}\p{M}\p{N}]"


def by_days_first(check: Check | None) -> Check:
    """The check, with the days of the trek asked first: what they bear out holds.

    What they have for that very way or place, with another figure, is contradicted where no document bears it out, and
    always where it is the figure of the trek: that is not the way's or the place's.
    """

    def checked(claim: Found, line: str, beside: Sequence[Found], ground: Ground) -> Ruling:
        # A place may be called like another trek: "Dayara Thatch" lies on Buran Ghati.
        treks = [
            ground.catalogue.treks[i]
            for i in dict.fromkeys((claim.subject, *ground.treks))
            if i in ground.catalogue.treks
        ]
        known = {trek.id: _figures(claim, line, ground.text, trek, ground.catalogue) for trek in treks if trek.stages}
        for trek in treks:
            told = trek.id in known and claim.value in known[trek.id].values
            if told or practical_bears_out(claim, line, beside, trek, ground.catalogue):
                return Ruling("supported", f"treks:{trek.id}")
        ruling = check(claim, line, beside, ground) if check else ground.documents[claim]
        other = known.get(claim.subject)
        if other and other.own and ruling == Ruling("supported", f"treks:{claim.subject}"):
            return Ruling("contradicted", f"treks:{claim.subject}")
        if other and other.settled and ruling.status == "unsupported":
            return Ruling("contradicted", f"treks:{claim.subject}")
        return ruling

    return checked


@dataclass(frozen=True, slots=True)
class _Figures:
    """What the days have of a claim's type; `settled` where they are of exactly the way or place that it names.

    `own` where the claim is surely told of the one way, place or day, and not of the trek.
    """

    values: frozenset[str]
    settled: bool = False
    own: bool = False


def _figures(claim: Found, line: str, text: str, trek: Trek, catalogue: Catalogue) -> _Figures:
    if claim.type == "altitude":
        at = max(0, claim.start - text.rfind(line, 0, claim.start + len(line)))
        return _altitudes(line[:at], line[at + len(claim.text) :], trek, catalogue)
    if claim.type == "duration":
        return _Figures(_nights(trek) if claim.note == "nights" else frozenset())
    if claim.type == "number":
        return _Figures(frozenset(map(str, _named_days(line, trek))))
    return _of_ways(claim.type, line, trek, catalogue)


def _of_ways(kind: str, line: str, trek: Trek, catalogue: Catalogue) -> _Figures:
    """Figures of the day that is named, else of the way between two places that are, else of those that touch one."""
    days = _named_days(line, trek)
    places = _named_places(line, trek.id, catalogue)
    if not days and not _named_places(_without_names(line, trek), trek.id, catalogue):
        return _Figures(_spread(trek) if kind == "hours" else frozenset())
    legs = [leg for day, stage in enumerate(trek.stages, start=1) if day in (days or [day]) for _, leg in stage.legs]
    ways = legs if days else [leg for leg in legs if leg.start in places and leg.end in places]
    near = ways or [leg for leg in legs if {leg.start, leg.end, leg.over} & set(places)]
    values = frozenset(_of_legs(near, kind))
    one = len(ways) == 1 and len(days) <= 1 and not speaks_of_whole(_without_names(line, trek))
    return _Figures(values, settled=bool(ways) and kind != "time", own=one and bool(values))


def _without_names(line: str, trek: Trek) -> str:
    """Places that only stand in the name of the trek are not meant: Sandakphu in "Sandakphu Phalut"."""
    return _any_of((trek.name, *trek.names.values(), *trek.aliases)).sub(" · ", fold(line))


@lru_cache(maxsize=256)
def _any_of(names: tuple[str, ...]) -> "regex.Pattern[str]":
    longest = sorted({fold(name) for name in names}, key=len, reverse=True)
    return regex.compile("|".join(map(regex.escape, longest)))


def _of_legs(legs: Sequence[Leg], kind: str) -> Iterator[str]:
    for leg in legs:
        if kind == "hours":
            yield from map(_written, leg.hours or ())
        elif kind == "distance" and leg.km:
            yield _written(leg.km)
        elif kind == "time":
            yield from filter(None, (leg.leaves, leg.arrives))


def _written(value: float) -> str:
    return format(Decimal(str(value)).normalize(), "f")


def _spread(trek: Trek) -> frozenset[str]:
    """The shortest and the longest day on foot."""
    hours = [stage.walk.hours for stage in trek.stages if stage.walk and stage.walk.hours]
    ends = [min(span[0] for span in hours), max(span[1] for span in hours)] if hours else []
    return frozenset(map(_written, ends))


def _nights(trek: Trek) -> frozenset[str]:
    """How many nights are spent in each kind of lodging."""
    kinds = [stage.stay for stage in trek.stages if stage.stay]
    return frozenset(str(kinds.count(kind)) for kind in kinds)


def _altitudes(before: str, behind: str, trek: Trek, catalogue: Catalogue) -> _Figures:
    """Those of the place named last before the figure; else those of the day that is named.

    Of a day's night the one, whatever the day leads over.
    """
    places, own = _named_places(before, trek.id, catalogue), _place_of(before, behind, trek, catalogue)
    days = _named_days(f"{before} {behind}", trek)
    if steep := frozenset(metres for day in days for metres in _steep(trek.stages[day - 1], behind)):
        return _Figures(steep, settled=True)
    night = trek.stages[days[0] - 1].sleep_m if len(days) == 1 else None
    if night and not own and tells_of_night(before):
        return _Figures(frozenset({str(night)}), settled=True, own=True)
    if places or own:
        told = own or places[-1]
        known = frozenset(metres for stage in trek.stages for place, metres in _heights(stage) if place == told)
        return _Figures(known, settled=bool(known), own=own not in ("", trek.highest_point))
    return _Figures(frozenset(metres for day in days for _, metres in _heights(trek.stages[day - 1])))


def _place_of(before: str, behind: str, trek: Trek, catalogue: Catalogue) -> str:
    """The place that the height between the two is surely told of, "" where there is none."""
    pattern, places = _names(trek.id, catalogue)
    before, behind = _without_names(before, trek), _without_names(behind, trek)
    ahead, next_one = list(pattern.finditer(before)), pattern.search(behind)
    if ahead and stands_at(before[: ahead[-1].start()], before[ahead[-1].end() :], behind):
        return places[ahead[-1].group()]
    return places[next_one.group()] if next_one and leads_to(behind[: next_one.start()]) else ""


def _heights(stage: Stage) -> Iterator[tuple[str, str]]:
    if stage.sleep_m:
        yield stage.night, str(stage.sleep_m)
    for _, leg in stage.legs:
        if leg.over_m:
            yield leg.over, str(leg.over_m)


def _steep(stage: Stage, behind: str) -> Iterator[str]:
    """How far one goes up or down on that day, where words behind a figure speak of that."""
    for way, pattern in _UP_OR_DOWN.items():
        if pattern.match(fold(behind)):
            yield from (str(metres) for _, leg in stage.legs if (metres := getattr(leg, way)))


_M = r"\s*(?:m|metres?|meters?|metros|मीटर)?\s*(?:of |in |de |en |की |ki )?(?:the )?"
_UP_OR_DOWN = {
    "climb_m": regex.compile(rf"{_M}(?:up|climb\w*|ascent|subida|ascenso|montee|chadhai|chadhna|चढ़ाई|चढाई)"),
    "drop_m": regex.compile(rf"{_M}(?:down|descent|bajada|descenso|descente|utraai|utarna|उतराई)"),
}


def _named_days(line: str, trek: Trek) -> list[int]:
    days = map(int, _DAY.findall(fold(line)))
    return [day for day in days if 1 <= day <= len(trek.stages)]


@lru_cache(maxsize=512)
def _named_places(text: str, trek: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Places of the trek's days, in the order of the text; of names inside each other the longest."""
    pattern, places = _names(trek, catalogue)
    return tuple(places[match.group()] for match in pattern.finditer(fold(text)))


@lru_cache(maxsize=256)
def _names(trek: str, catalogue: Catalogue) -> "tuple[regex.Pattern[str], Mapping[str, str]]":
    stages = catalogue.treks[trek].stages
    places = {place for stage in stages for _, leg in stage.legs for place in (leg.start, leg.end, leg.over)}
    places |= {stage.night for stage in stages}
    forms = {
        fold(name): place for place in places - {""} for name in (place, *catalogue.places.get(place, {}).values())
    }
    longest = sorted(map(regex.escape, forms), key=len, reverse=True)
    return regex.compile(rf"(?<!{_LETTER})(?:{'|'.join(longest) or '(?!)'})(?!{_LETTER})"), forms
