"""Life on the trek: of the trek in question where its entry tells, else the operator's rule for all of them."""

from collections.abc import Callable, Mapping

import regex

from agent.compose.reading.asked import Asked
from agent.compose.section import Section, fact_source, lines
from agent.compose.told.own_words import listing, sentence
from agent.compose.told.trek_days import stay, walking_hours
from agent.compose.told.trek_place import codes, experience, training
from agent.compose.topics.named import topics_in
from agent.knowledge.catalogue import Trek
from agent.language.plain import plain

Teller = Callable[[Asked], Section | None]
Fact = Callable[[Asked, Trek], str]
_MOST = 3


def rule(key: str) -> Teller:
    """The operator's own sentences under that key; None where they are left out."""

    def tell(asked: Asked) -> Section | None:
        text = sentence(asked, key)
        return Section(text, ("operator",)) if text else None

    return tell


def _trek_then_rule(tell: Fact, key: str, *, both: bool = False) -> Teller:
    """What the treks' entries say; the rule where they say nothing, or beside them where `both` is wanted."""

    def told(asked: Asked) -> Section | None:
        facts = {trek.id: tell(asked, trek) for trek in asked.treks[:_MOST]}
        known = {trek: text for trek, text in facts.items() if text}
        general = sentence(asked, key) if both or not known else ""
        if not (known or general):
            return None
        sources = (*fact_source("treks", *known), *(("operator",) if general else ()))
        return Section(lines(*known.values(), general), sources)

    return told


def _water(asked: Asked, trek: Trek) -> str:
    water = trek.practical.water
    if water is None:
        return ""
    name, made_safe = asked.name_of(trek), codes(asked, "treatment", water.made_safe)
    scarce = asked.say("water_scarce") if water.scarce else ""
    told = asked.say("water", trek=name, sources=codes(asked, "water_source", water.sources), made_safe=made_safe)
    return " ".join(filter(None, [told, scarce]))


def _toilets(asked: Asked, trek: Trek) -> str:
    kinds = codes(asked, "toilet", trek.practical.toilets)
    return asked.say("toilets", trek=asked.name_of(trek), kinds=kinds) if kinds else ""


def _charging(asked: Asked, trek: Trek) -> str:
    code = trek.practical.charging
    return asked.say("charging", trek=asked.name_of(trek), code=code) if code else ""


def _fitness(asked: Asked, trek: Trek) -> str:
    told = [experience(asked, trek), training(asked, trek)]
    if not any(told):
        return ""
    grade = asked.say("difficulty", trek=asked.name_of(trek), word=asked.say("grade", code=trek.difficulty))
    return " ".join(filter(None, [grade, *told]))


def _meals(asked: Asked, trek: Trek) -> str:
    meals = trek.practical.meals
    if meals is None:
        return ""
    first, last = (asked.say("meal", code=code) for code in (meals.from_meal, meals.to_meal))
    return asked.say(
        "meals_span", trek=asked.name_of(trek), first=first, from_day=meals.from_day, last=last, to_day=meals.to_day
    )


meals_of: Fact = _meals
"""From which meal to which they are ours; told behind what is eaten."""


def _packing(asked: Asked) -> Section | None:
    """The operator's list, and what the snow, rain and teahouses of the trek in question add to it."""
    told = listing(asked, "packing", items=["packing"], extra=_extras(asked))
    return Section(told, ("operator",)) if told else None


def _extras(asked: Asked) -> list[str]:
    """Of the months asked about where any are; else of the whole season."""
    trek = asked.treks[0] if asked.treks else None
    if trek is None:
        return []
    months, weather = {window.first.month for window in asked.windows}, trek.practical.weather
    kinds = {"packing_snow": weather.snow if weather else (), "packing_rain": weather.rain if weather else ()}
    wanted = [key for key, known in kinds.items() if (months & set(known) if months else known)]
    return [*wanted, *(["packing_teahouse"] if any(stage.stay == "teahouse" for stage in trek.stages) else [])]


def _oxygen(asked: Asked) -> Section | None:
    """What the operator does for safety, where that speaks of oxygen, and no entry of the FAQ asks the same."""
    if any(
        passage.scores.same >= _ASKS_THE_SAME and "oxygen" in topics_in(passage.title) for passage in asked.evidence
    ):
        return None
    told = rule("safety")(asked)
    return told if told and _OXYGEN.search(plain(told.text)) else None


_ASKS_THE_SAME = 0.5
_OXYGEN = regex.compile(r"ox[iy]g|ऑक्सीजन|आक्सीजन")


ON_TREK: Mapping[str, Teller] = {
    "walking_hours": _trek_then_rule(walking_hours, "walking_hours"),
    "stay": _trek_then_rule(stay, "stay"),
    "water": _trek_then_rule(_water, "drinking_water", both=True),
    "toilets": _trek_then_rule(_toilets, "toilets"),
    "charging": _trek_then_rule(_charging, "charging"),
    "fitness": _trek_then_rule(_fitness, "fitness"),
    "packing": _packing,
    "hire": rule("hire"),
    "safety": rule("safety"),
    "margin": rule("margin"),
    "drone": rule("drones"),
    "oxygen": _oxygen,
    "altitude_sickness": rule("altitude_sickness"),
}
