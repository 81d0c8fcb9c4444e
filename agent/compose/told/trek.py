"""Facts about treks: an overview, one fact at a time, and several side by side."""

from collections.abc import Callable, Mapping, Sequence

from agent.compose.reading.asked import Asked
from agent.compose.reading.wishes import asks_for_hard
from agent.compose.section import Section, fact_source, lines
from agent.compose.told.price import cheapest
from agent.compose.told.trek_place import experience, highlights, month_of, papers_ahead
from agent.knowledge.catalogue import Trek
from agent.language.measures import grade_of

_MOST = 3


def overview(asked: Asked) -> Section:
    """The trek in three lines."""
    return Section(_overview(asked, asked.treks[0]), fact_source("treks", asked.treks[0].id))


def _overview(asked: Asked, trek: Trek) -> str:
    return asked.say(
        "overview",
        trek=asked.name_of(trek),
        summary=highlights(asked, trek),
        days=trek.days,
        altitude=asked.wording.number(trek.max_altitude_m),
        difficulty=asked.say("grade", code=trek.difficulty),
        months=asked.wording.months(trek.months),
        distance=asked.wording.number(trek.distance_km),
    )


COMPARED = frozenset({"price", "duration", "distance", "altitude", "difficulty", "season"})
"""Topics that the table of several treks holds."""


def compared(asked: Asked, *, priced: bool) -> Section:
    """Several treks, a line each, and which is ahead in what was asked; with their prices if asked for."""
    shown = asked.treks[:4]
    told = [_priced(asked, trek) if priced else _compare_line(asked, trek) for trek in shown]
    measures = [topic for topic in _MEASURES if asked.about(topic)]
    hard = asks_for_hard(asked.text)
    ahead = [_ahead(asked, _HARDEST if hard and topic == "difficulty" else topic, shown) for topic in measures]
    return Section(
        lines(asked.say("compare_heading"), *told, " ".join(filter(None, ahead))),
        fact_source("treks", *(trek.id for trek in shown)),
    )


_MEASURES: Mapping[str, Callable[[Trek], float]] = {
    "duration": lambda trek: trek.days,
    "distance": lambda trek: trek.distance_km,
    "altitude": lambda trek: -trek.max_altitude_m,
    "difficulty": grade_of,
}
"""The least of it is ahead: the fewest days, the highest."""


_HARDEST = "hardest"


def _ahead(asked: Asked, code: str, shown: Sequence[Trek]) -> str:
    """The one that is ahead of all others; "" where two are level."""
    measured = sorted((_measure(code, trek), trek.id) for trek in shown)
    level = measured[0][0] == measured[1][0]
    first = asked.catalogue.treks[measured[0][1]]
    return "" if level else asked.say("compare_ahead", code=code, trek=asked.name_of(first))


def _measure(code: str, trek: Trek) -> float:
    return -_MEASURES["difficulty"](trek) if code == _HARDEST else _MEASURES[code](trek)


def _priced(asked: Asked, trek: Trek) -> str:
    row, line = cheapest(asked, trek), _compare_line(asked, trek)
    if row is None:
        return line
    return asked.say("compare_price", line=line, amount=asked.wording.money(row.amount, row.currency))


def _compare_line(asked: Asked, trek: Trek) -> str:
    return asked.say(
        "compare_line",
        trek=asked.name_of(trek),
        days=trek.days,
        distance=asked.wording.number(trek.distance_km),
        altitude=asked.wording.number(trek.max_altitude_m),
        difficulty=asked.say("grade", code=trek.difficulty),
        months=asked.wording.months(trek.months),
    )


def fact(asked: Asked, tell: Callable[[Asked, Trek], str]) -> Section | None:
    """One asked-for fact, for each trek in question; None where none of their entries holds it."""
    told = {trek.id: tell(asked, trek) for trek in asked.treks[:_MOST]}
    known = {trek: text for trek, text in told.items() if text}
    return Section(lines(*known.values()), fact_source("treks", *known)) if known else None


def _permits(asked: Asked, trek: Trek) -> str:
    """Those we arrange, those left to the guest, and those that one may have heard of and does not need."""
    ours = [str(p["name"]) for p in trek.permits if p.get("included")]
    theirs = [str(p["name"]) for p in trek.permits if not p.get("included")]
    name = asked.name_of(trek)
    told = asked.say("permits", trek=name, included=asked.wording.listed(ours), extra=asked.wording.listed(theirs))
    others = asked.wording.listed(trek.permits_not_needed)
    return lines(told, asked.say("permits_not_needed", names=others) if others else "", papers_ahead(asked, trek))


def _temperature(asked: Asked, trek: Trek) -> str:
    day, night = trek.temperature.get("day"), trek.temperature.get("night")
    if not day or not night:
        return asked.say("unknown_part")
    values = {"day_low": day[0], "day_high": day[1], "night_low": night[0], "night_high": night[1]}
    usual = asked.say("temperature", trek=asked.name_of(trek), **values)
    unseen = asked.say("weather_now") if asked.about("now") else ""
    return lines(unseen, " ".join(filter(None, [usual, _off_season(asked, trek)])))


def _off_season(asked: Asked, trek: Trek) -> str:
    """That the trek does not run in the month meant: the one asked for, else this one if "now" is meant."""
    month = month_of(asked) or (asked.today.month if asked.about("now") and not asked.windows else 0)
    if month in (0, *trek.months):
        return ""
    return asked.say("off_season", trek=asked.name_of(trek), month=asked.wording.months([month]))


def _age(asked: Asked, trek: Trek) -> str:
    name = asked.name_of(trek)
    verdicts = [asked.say(_age_verdict(age, trek), trek=name, age=age) for age in asked.ages]
    rule = asked.say("age", trek=name, youngest=trek.min_age, oldest=trek.max_age)
    return " ".join([*verdicts, rule, *papers(asked)])


def papers(asked: Asked) -> list[str]:
    """What the operator asks of the young and the old, where such an age was named."""
    operator = asked.catalogue.operator
    young, old = operator.get("consent_below_age"), operator.get("certificate_from_age")
    told = [asked.say("consent", age=young)] if young and any(age < young for age in asked.ages) else []
    if old and any(age >= old for age in asked.ages):
        told.append(asked.say("certificate", age=old, days=operator.get("certificate_days", "")))
    return told


def _age_verdict(age: int, trek: Trek) -> str:
    if age < trek.min_age:
        return "age_too_young"
    return "age_too_old" if age > trek.max_age else "age_fits"


def _group_size(asked: Asked, trek: Trek) -> str:
    return asked.say("group_size", trek=asked.name_of(trek), most=trek.group_size_max)


def _distance(asked: Asked, trek: Trek) -> str:
    return asked.say("distance", trek=asked.name_of(trek), km=asked.wording.number(trek.distance_km), days=trek.days)


def _altitude(asked: Asked, trek: Trek) -> str:
    metres = asked.wording.number(trek.max_altitude_m)
    place = asked.place(trek.highest_point)
    return asked.say("altitude", trek=asked.name_of(trek), altitude=metres, place=place)


def _duration(asked: Asked, trek: Trek) -> str:
    return asked.say("duration", trek=asked.name_of(trek), days=trek.days)


def _difficulty(asked: Asked, trek: Trek) -> str:
    grade = asked.say("difficulty", trek=asked.name_of(trek), word=asked.say("grade", code=trek.difficulty))
    return " ".join(filter(None, [grade, experience(asked, trek)]))


def _season(asked: Asked, trek: Trek) -> str:
    name = asked.name_of(trek)
    month = month_of(asked)
    phrase = "season_yes" if month in trek.months else "season_no"
    verdict = asked.say(phrase, trek=name, month=asked.wording.months([month])) if month else ""
    months, best = asked.wording.months(trek.months), asked.wording.months(trek.best_months)
    return " ".join(filter(None, [verdict, asked.say("season", trek=name, months=months, best=best)]))


FACTS: dict[str, Callable[[Asked, Trek], str]] = {
    "permits": _permits,
    "temperature": _temperature,
    "age": _age,
    "group_size": _group_size,
    "distance": _distance,
    "altitude": _altitude,
    "duration": _duration,
    "difficulty": _difficulty,
    "season": _season,
}


def fits_nowhere(asked: Asked) -> bool:
    """Whether somebody whose age was named is too young for all treks that we have."""
    youngest = min((trek.min_age for trek in asked.catalogue.treks.values()), default=0)
    return any(age < youngest for age in asked.ages)


def all_fit(asked: Asked) -> bool:
    """Whether everybody whose age was named may join every trek in question."""
    return all(trek.min_age <= age <= trek.max_age for trek in asked.treks for age in asked.ages)
