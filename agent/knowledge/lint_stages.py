"""Contradictions between the days of a trek and the rest of its entry."""

from collections.abc import Iterator

from agent.knowledge.catalogue import Catalogue, Trek
from agent.knowledge.finding import Finding

TREKS = "catalogue/treks.yaml"
_ROUNDING_KM = 1


def lint_stages(catalogue: Catalogue) -> Iterator[Finding]:
    """One line per day, kilometres and highest point as the entry has them, and every day beginning where one ended."""
    for trek in catalogue.treks.values():
        if trek.stages:
            for message in (*_totals(trek), *_chain(trek), *_months(trek)):
                yield Finding(level="error", source=TREKS, message=f"{trek.id}: {message}", where=trek.id)


def _totals(trek: Trek) -> Iterator[str]:
    if len(trek.stages) != trek.days:
        yield f"has {len(trek.stages)} stages for {trek.days} days; write one line per day"
    km = sum(stage.walk.km or 0 for stage in trek.stages if stage.walk)
    if abs(km - trek.distance_km) > _ROUNDING_KM:
        yield f"the stages add up to {km:g} km on foot, distance_km is {trek.distance_km:g}"
    heights = [stage.sleep_m or 0 for stage in trek.stages] + [
        stage.walk.over_m or 0 for stage in trek.stages if stage.walk
    ]
    if max(heights) != trek.max_altitude_m:
        yield f"the highest point of the stages is {max(heights)} m, max_altitude_m is {trek.max_altitude_m}"


def _chain(trek: Trek) -> Iterator[str]:
    place = trek.start
    for day, stage in enumerate(trek.stages, start=1):
        for _, leg in stage.legs:
            if leg.start != place:
                yield f"day {day} goes on from {leg.start}, but the way before ended in {place}"
            place = leg.start if leg.back else leg.end
        place = stage.night or stage.sleep or place
    if place != trek.end:
        yield f"the last day ends in {place}, but end is {trek.end}"


def _months(trek: Trek) -> Iterator[str]:
    weather = trek.practical.weather
    beyond = sorted({*weather.snow, *weather.rain} - set(trek.months)) if weather else []
    if beyond:
        yield f"practical.weather names months in which it does not run: {', '.join(map(str, beyond))}"
