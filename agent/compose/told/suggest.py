"""Which treks would suit somebody who has not chosen one: those that meet the wishes, else those that come nearest."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from agent.compose.documents.quote import beyond
from agent.compose.reading.asked import Asked
from agent.compose.reading.countries import names_nothing_else
from agent.compose.reading.wishes import Order, Wishes, is_ours_only, wishes_of
from agent.compose.section import Section, fact_source, lines
from agent.compose.told.dates import free, within
from agent.compose.told.price import cheapest, ranged
from agent.compose.told.trek import papers
from agent.compose.topics.model import likeness
from agent.compose.topics.named import Topic
from agent.compose.topics.telling import TELLABLE
from agent.knowledge.catalogue import Trek
from agent.knowledge.place_names import PlaceNames
from agent.language.measures import GRADES, grade_of
from agent.language.plain import plain

_MOST = 3
_EASY, _MEDIUM, _HARD = 1, 2, 3
"""Places in `GRADES`: the hardest that is easy, the medium one, and the first that is hard."""

OF_A_WISH: frozenset[Topic] = frozenset(
    {"price", "dates", "season", "difficulty", "duration", "age", "snow", "altitude", "temperature", "start", "reach"}
)
"""Topics that say what the trek should be like, where somebody asks for one."""

_WISHES_WITHOUT_ASKING = 2
_WISHES_AGAINST_DOUBT = 3


def seeks(asked: Asked, *, doubted: bool = False) -> bool:
    """Whether it asks for a trek, whichever it be. `doubted`: the classifier is sure that it is not about ours."""
    wishes = wishes_of(asked)
    if asked.named or _of_something_else(asked) or (asks_the_way(asked) and not wishes.seeks):
        return False
    if asked.treks and asked.about("altitude") and not (wishes.seeks or asked.about("suggest")):
        return False  # "is there something higher?" asks of the one talked about
    if doubted:
        return wishes.kinds + bool(wishes.order) >= _WISHES_AGAINST_DOUBT
    if wishes.seeks or (wishes.order and asked.about("trade")):
        return bool(wishes.kinds or wishes.order or asked.about("suggest"))
    aged = bool(asked.turn.values("age")) and asked.about("age") and not asked.about("suggest")
    # "she is 11, can she come?" asks of the one talked about
    chosen = asked.treks and (aged or not is_ours_only(asked))
    if chosen or asked.about("own_booking") or asks_for_another_thing(asked):
        return False
    return wishes.kinds >= _WISHES_WITHOUT_ASKING


def asks_what_is_there(asked: Asked) -> bool:
    """Whether it asks which treks there are in a country, and nothing else."""
    alone = not (asked.named or asked.follows or asked.bookings or asks_the_way(asked)) and names_nothing_else(
        asked.text, asked.catalogue
    )
    return alone and asked.questioning and bool(wishes_of(asked).country)


def asks_the_way(asked: Asked) -> bool:
    """Whether it asks how one comes to a place: what else it tells of the journey is no wish for a trek."""
    places = PlaceNames.of(asked.catalogue).find(asked.text)
    return asked.about("reach") and bool(places) and likeness(asked.text, "reach") >= _THE_WAY


_THE_WAY = 0.3


def asks_for_another_thing(asked: Asked) -> bool:
    """Whether much of it says nothing of a trek: who leaves a car for five days in Manali seeks none."""
    return len(beyond(asked)) >= _MUCH and likeness(asked.text, "suggest") < _NO_WISH


_MUCH, _NO_WISH = 3, 0.05


def seeks_another(question: Asked) -> bool:
    """Whether one question of a message asks, in words, for another trek than the one named before it."""
    if question.turn.values("trek") or not wishes_of(question).seeks:
        return False
    return seeks(replace(question, treks=(), named=False))


def asks_beyond(question: Asked) -> bool:
    """Whether one question of such a message asks for something that no list of treks answers."""
    return _of_something_else(question)


def _of_something_else(asked: Asked) -> bool:
    wishes = wishes_of(asked)
    wished = OF_A_WISH | ({"stay", "highlights"} if wishes.roofed or wishes.sights else set())
    wished |= {"stay"} if wishes.dry and is_ours_only(asked) else set()  # "in villages, all the better"
    wished |= {"fitness"} if wishes.seeks else set()  # "gym four times a week, where to?" tells how fit one is
    return bool(set(asked.topics) & TELLABLE - wished)


def suggestions(asked: Asked) -> tuple[Trek, ...]:
    """Three treks that meet the wishes, gentle ones with free seats first; where none does, the nearest to them."""
    return _nearest(asked, wishes_of(asked))[0]


def suggest(asked: Asked, *, papered: bool = False) -> Section:
    """Which treks would fit, when none was named; with prices where prices matter. `papered`: papers are told."""
    wishes = wishes_of(asked)
    fitting, meets_all = _nearest(asked, wishes)
    if not fitting:
        return _nothing_fits(asked)
    priced = _wants_price(asked, wishes)
    told = [_line(asked, trek, priced=priced) for trek in fitting]
    return Section(
        lines(_heading(asked, wishes, meets_all=meets_all), *told, *(() if papered else papers(asked))),
        fact_source("treks", *(trek.id for trek in fitting)),
    )


def _nearest(asked: Asked, wishes: Wishes) -> tuple[tuple[Trek, ...], bool]:
    """The treks that leave the least of the wishes unmet, and whether that is nothing."""
    able = [trek for trek in asked.catalogue.treks.values() if _takes(trek, wishes)]
    missed = {trek.id: _missed(asked, trek, wishes) for trek in able}
    least = min(missed.values(), default=0)
    close = [trek for trek in able if missed[trek.id] == least]
    return tuple(sorted(close, key=lambda trek: _rank(asked, trek, wishes))[:_MOST]), least == 0


def _takes(trek: Trek, wishes: Wishes) -> bool:
    """What no wish goes before: everybody is of an age for it, it runs then, and they have not walked it yet.

    Nor is one who wants an easy trek sent where earlier high ones are asked for.
    """
    aged = all(trek.min_age <= age <= trek.max_age for age in wishes.ages)
    fitness = trek.practical.fitness
    if wishes.level == "easy" and fitness is not None and fitness.experience in _FOR_THE_EXPERIENCED:
        return False
    return aged and trek.id not in wishes.done and (not wishes.months or bool(wishes.months & set(trek.months)))


_FOR_THE_EXPERIENCED = frozenset({"one_trek", "high_camp", "high_trek", "high_pass", "winter"})


def _missed(asked: Asked, trek: Trek, wishes: Wishes) -> int:
    """The weight of the wishes that the trek does not meet."""
    return sum(weight for met, weight in _WEIGHTS.items() if not met(asked, trek, wishes))


def _is_there(asked: Asked, trek: Trek, wishes: Wishes) -> bool:
    return wishes.country in ("", trek.country)


def _starts_there(asked: Asked, trek: Trek, wishes: Wishes) -> bool:
    return not wishes.places or trek.start in wishes.places or any(place in trek.region for place in wishes.places)


def _lasts(asked: Asked, trek: Trek, wishes: Wishes) -> bool:
    return wishes.least_days <= trek.days and (not wishes.most_days or trek.days <= wishes.most_days)


def _nearly_lasts(asked: Asked, trek: Trek, wishes: Wishes) -> bool:
    """Within a day of it: who has a week may find an eighth day."""
    return wishes.least_days <= trek.days + 1 and (not wishes.most_days or trek.days <= wishes.most_days + 1)


def _is_as_hard(asked: Asked, trek: Trek, wishes: Wishes) -> bool:
    grade = grade_of(trek)
    if wishes.level == "hard":
        return grade >= _HARD
    return grade <= {"easy": _EASY, "moderate": _MEDIUM}.get(wishes.level, len(GRADES))


def _has_snow(asked: Asked, trek: Trek, wishes: Wishes) -> bool:
    weather = trek.practical.weather
    white = set(weather.snow) if weather else set()
    return not wishes.snow or bool(white & (wishes.months or white))


def _is_dry(asked: Asked, trek: Trek, wishes: Wishes) -> bool:
    """Whether it does not rain much in any month named; of no month, in any of its own."""
    weather = trek.practical.weather
    wet = set(weather.rain) if weather else set()
    return not wishes.dry or not wet & (wishes.months or wet)


def _is_high(asked: Asked, trek: Trek, wishes: Wishes) -> bool:
    return trek.max_altitude_m >= wishes.above


def _is_roofed(asked: Asked, trek: Trek, wishes: Wishes) -> bool:
    return not wishes.roofed or not any((stage.stay or "").startswith("tent") for stage in trek.stages)


def _shows(asked: Asked, trek: Trek, wishes: Wishes) -> bool:
    """Whether the summary, which says what a trek is walked for, names the mountain."""
    return wishes.sights <= set(plain(trek.summary.get("en", "")).split())


def _is_affordable(asked: Asked, trek: Trek, wishes: Wishes) -> bool:
    """Whether the cheapest price of the time asked lies within the budget named, if one was."""
    row = cheapest(asked, trek) if wishes.budget else None
    return not wishes.budget or (row is not None and row.amount <= wishes.budget)


_WEIGHTS: Mapping[Callable[[Asked, Trek, Wishes], bool], int] = {
    _is_there: 8,
    _shows: 4,
    _is_roofed: 4,
    _lasts: 2,
    _nearly_lasts: 3,
    _starts_there: 4,
    _is_high: 3,
    _is_dry: 3,
    _has_snow: 2,
    _is_as_hard: 2,
    _is_affordable: 1,
}
"""What counts more where not all can be met: who has a week in Nepal is not helped by a cheaper trek in India."""


_ORDERED: Mapping[Order, Callable[[Trek], int]] = {
    "easiest": grade_of,
    "hardest": lambda trek: -grade_of(trek),
    "shortest": lambda trek: trek.days,
    "longest": lambda trek: -trek.days,
    "highest": lambda trek: -trek.max_altitude_m,
}


def _rank(asked: Asked, trek: Trek, wishes: Wishes) -> tuple[bool, int, Decimal, bool, int, str]:
    coming = free(asked, trek)
    open_dates = within(coming, asked.windows) if asked.windows else coming
    grade = -grade_of(trek) if wishes.level == "hard" else grade_of(trek)
    row = cheapest(asked, trek) if _by_price(asked, wishes) else None
    placed = _ORDERED[wishes.order](trek) if wishes.order in _ORDERED else 0
    best = bool(wishes.months & set(trek.best_months)) or not wishes.months
    return (not open_dates, placed, row.amount if row else Decimal(0), not best, grade, trek.name)


def _by_price(asked: Asked, wishes: Wishes) -> bool:
    return wishes.order == "cheapest" or (_wants_price(asked, wishes) and wishes.order == "")


def _wants_price(asked: Asked, wishes: Wishes) -> bool:
    return asked.intent == "pricing" or asked.about("price") or bool(wishes.budget) or wishes.order == "cheapest"


def _heading(asked: Asked, wishes: Wishes, *, meets_all: bool) -> str:
    if not meets_all:
        return asked.say("suggest_nearest")
    if _asks_what_they_cost(asked, wishes) and (told := ranged(asked, _in_season(asked, wishes))):
        return told
    if len(wishes.months) == 1:
        return asked.say("suggest_heading", when=asked.wording.month(asked.windows[0].first))
    return asked.say("suggest_fitting") if wishes.kinds or wishes.order else asked.say("suggest_heading", when="")


def _asks_what_they_cost(asked: Asked, wishes: Wishes) -> bool:
    """Whether prices are the question, and not one wish among others."""
    return _wants_price(asked, wishes) and not wishes.budget and not wishes.order


def _in_season(asked: Asked, wishes: Wishes) -> list[Trek]:
    treks = asked.catalogue.treks.values()
    return [trek for trek in treks if _takes(trek, wishes) and not _missed(asked, trek, wishes)]


def _nothing_fits(asked: Asked) -> Section:
    """The ages we take, where an age is why; else a question back."""
    ages, treks = asked.ages, asked.catalogue.treks.values()
    youngest, oldest = min(trek.min_age for trek in treks), max(trek.max_age for trek in treks)
    if any(not youngest <= age <= oldest for age in ages):
        return Section(asked.say("no_trek_at_age"), ("treks",))
    return Section(asked.say("which_trek"), settled=False)


def _line(asked: Asked, trek: Trek, *, priced: bool) -> str:
    """With the price of the time asked, else the least of the year."""
    row = cheapest(asked, trek) if priced else None
    return asked.say(
        "suggest_line",
        trek=asked.name_of(trek),
        days=trek.days,
        altitude=asked.wording.number(trek.max_altitude_m),
        difficulty=asked.say("grade", code=trek.difficulty),
        amount=asked.wording.money(row.amount, row.currency) if row else "",
        least=not asked.windows,
    )
