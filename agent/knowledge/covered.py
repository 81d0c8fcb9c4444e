"""What of a trek's own days is in its price, and what a guest pays beside it: read from its days and its entry.

What the days list, from the first journey to the last night, is ours. The way to the start is the guest's own, and so
are a hotel that no day lists and what teahouses sell.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from agent.knowledge.catalogue import Trek

Thing = Literal["flight", "hotel", "shower", "charging", "wifi", "road"]


@dataclass(frozen=True, slots=True)
class Covered:
    """One thing, in the price or not. `ways` are legs from place to place; without any it is the way to `place`.

    `days`: those whose nights are in that hotel.
    """

    thing: Thing
    included: bool
    ways: tuple[tuple[str, str], ...] = ()
    place: str = ""
    days: tuple[int, ...] = ()


def covered(trek: Trek) -> tuple[Covered, ...]:
    """All that can be told of the trek; a trek without days tells nothing."""
    if not trek.stages:
        return ()
    return (*_journeys(trek), *_hotels(trek), *_sold(trek))


def _journeys(trek: Trek) -> Iterator[Covered]:
    flights = tuple((leg.start, leg.end) for stage in trek.stages if (leg := stage.flight))
    drives = tuple((leg.start, leg.end) for stage in trek.stages for leg in (stage.drive, stage.bus) if leg)
    if flights:
        yield Covered("flight", included=True, ways=flights)
    yield Covered("flight", included=False, place=trek.start)
    if drives:
        yield Covered("road", included=True, ways=tuple(dict.fromkeys(drives)))
    yield Covered("road", included=False, place=trek.start)


def _hotels(trek: Trek) -> Iterator[Covered]:
    nights: dict[str, list[int]] = {}
    for day, stage in enumerate(trek.stages, start=1):
        if stage.stay == "hotel":
            nights.setdefault(stage.night, []).append(day)
    for place, days in nights.items():
        yield Covered("hotel", included=True, place=place, days=tuple(days))
    for place in dict.fromkeys((trek.start, trek.end)):
        if place not in nights:
            yield Covered("hotel", included=False, place=place)


def _sold(trek: Trek) -> Iterator[Covered]:
    """What lodges sell on the spot; where there are none, there is nothing to pay."""
    if any(stage.stay == "teahouse" for stage in trek.stages):
        yield Covered("shower", included=False)
    if trek.practical.charging in ("paid", "free"):
        yield Covered("charging", included=trek.practical.charging == "free")
    if trek.practical.signal and trek.practical.signal.wifi:
        yield Covered("wifi", included=False)
