"""What somebody wishes of a trek they have not chosen yet: time, days, level, country, place, snow, height, budget."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

import regex

from agent.compose.follow_up.earlier import said_just_before
from agent.compose.reading.asked import Asked
from agent.compose.reading.countries import countries_named
from agent.compose.reading.walked import walked, walked_in
from agent.facts.mentions import Mentions, readable
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.place_names import PlaceNames
from agent.language.plain import pattern_of, plain, spelt_out
from agent.language.window import Window
from agent.turn import Entity, Turn
from agent.yaml_file import read_yaml

Level = Literal["", "easy", "moderate", "hard"]
Order = Literal["", "cheapest", "easiest", "hardest", "shortest", "longest", "highest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """`months` 1–12, `most_days` and `least_days` of a trek, 0 where none was said; `above` in metres.

    `places`: towns where a trek starts, and words of its region. `budget` is per person, in the customer's currency.
    """

    months: frozenset[int] = frozenset()
    most_days: int = 0
    least_days: int = 0
    level: Level = ""
    country: str = ""
    places: frozenset[str] = frozenset()
    snow: bool = False
    above: int = 0
    budget: Decimal = Decimal(0)
    ages: tuple[int, ...] = ()
    order: Order = ""
    roofed: bool = False
    """Whether no night may be in a tent."""
    sights: frozenset[str] = frozenset()
    """Mountains to be seen, as `plain` writes them."""
    dry: bool = False
    """Whether rain should be kept away from."""
    seeks: bool = False
    """Whether the words ask for a trek, whichever it be."""
    done: frozenset[str] = frozenset()
    """Treks walked before, which nobody is sent on again."""

    @property
    def kinds(self) -> int:
        """How many kinds of wishes were said."""
        days = self.most_days or self.least_days
        said = (self.months, days, self.level, self.country, self.places, self.snow, self.above, self.budget, self.ages)
        return sum(bool(one) for one in (*said, self.roofed, self.sights, self.dry))


def wishes_of(asked: Asked) -> Wishes:
    """Read from the whole of the message, and the time and ages that still hold from lines before.

    Who asks for a trek in a second bubble means what the first one wished.
    """
    words = spelt_out(plain(asked.text))
    seeks = asked.about("suggest") or seeks_in_words(asked.text) or _asks_which(asked, words)
    first = said_just_before(asked.turn) if seeks else ""
    words = f"{spelt_out(plain(first))} {words}".strip()
    least, most = _days(asked, words)
    return Wishes(
        months=frozenset(month for window in asked.windows for month in _months(window)),
        most_days=most,
        least_days=least,
        level=_level(words),
        country=_country(words, asked.catalogue),
        places=_places(words, asked.catalogue),
        snow=_says("snow", words),
        above=_above(words),
        budget=_budget(asked, words),
        ages=asked.ages,
        order=next((order for order in _ORDERS if _says(order, words)), ""),
        roofed=_says("roofed", words),
        sights=sights_in(asked.turn),
        dry=_says("dry", words),
        seeks=seeks,
        done=_done_before(asked),
    )


def _done_before(asked: Asked) -> frozenset[str]:
    """Treks that the customer's lines say they have walked."""
    mentions = Mentions.of(asked.catalogue)
    said = (line.text for line in asked.turn.history if line.speaker == "U")
    return walked(asked.turn, mentions).union(*(walked_in(text, mentions) for text in said))


def _asks_which(asked: Asked, words: str) -> bool:
    """Whether a bare "which one?" follows upon wishes, and not upon treks that the customer named."""
    return bool(_WHICH.fullmatch(words)) and is_ours_only(asked)


_WHICH = regex.compile(
    r"(?:(?:so|then|to|toh|tab|entonces|y|alors|donc|तो) )?(?:which|which one|where to|kaunsa|konsa"
    r"|kaun sa|kon sa|kaunsa wala|kaunsi|konsi|कौन सा|कौनसा|कौन सी|cual|cual de ellas|adonde|lequel|laquelle|ou aller)"
    r"(?: (?:then|hoga|rahega|bataiye|batao|होगा|रहेगा|entonces|alors))?"
)


def is_ours_only(asked: Asked) -> bool:
    """Whether no line of the customer names the treks: we did, among what would suit."""
    mentions = Mentions.of(asked.catalogue)
    theirs = (readable(line.text) for line in asked.turn.history if line.speaker == "U")
    said = {found.trek for line in theirs for found in mentions.find(line)}
    return not said & {trek.id for trek in asked.treks}


def seeks_in_words(text: str) -> bool:
    """Whether the words ask for a trek, whichever it be."""
    words = spelt_out(plain(text))
    return _says("seeks", words) or bool(_WHERE_TO.search(words))


_WHERE_TO = regex.compile(r"(?<!\S)(?:where|whr|wher) to$")
"""The end of what one wishes: "frozen lakes in January, where to?"; "where to meet" asks for another thing."""


def sights_in(turn: Turn) -> frozenset[str]:
    """The mountain of a trek that is named as a thing to see: "I want to see Everest, but from India"."""
    text = turn.message.text
    seen = (entity for entity in turn.entities if entity.type == "trek" and _is_to_be_seen(text, entity))
    return frozenset(plain(entity.text).split()[-1].removeprefix("l'") for entity in seen)


def peaks_seen(turn: Turn) -> frozenset[str]:
    """The same of the treks that were parsed: their mountain by its bare name, where it is only to be seen."""
    named = [(str(one.value), one.start, one.end) for one in turn.entities if one.type == "trek"]
    return _only_seen(turn.message.text, named)


def seen_in(text: str, mentions: Mentions) -> frozenset[str]:
    """Treks whose mountain, called by its bare name, is only a thing to be seen: "do we see Everest from there?"."""
    line = readable(text)
    return _only_seen(line, [(one.trek, one.start, one.end) for one in mentions.find(line)])


def _only_seen(text: str, named: Sequence[tuple[str, int, int]]) -> frozenset[str]:
    """Of treks with their places in the text; not those that are also called by more than one word."""
    bare = [one for one in named if len(plain(text[one[1] : one[2]]).split()) == 1]
    whole = {one[0] for one in named if one not in bare}
    return frozenset(trek for trek, start, end in bare if _is_between(text[:start], text[end:])) - whole


def _is_to_be_seen(text: str, entity: Entity) -> bool:
    return _is_between(text[: entity.start], text[entity.end :])


def _is_between(left: str, right: str) -> bool:
    before, after = plain(left), plain(right)
    article = r"(?: (?:l|l'|la|le|el|al|the|mount|mt|mont|monte))*"
    led = regex.search(rf"(?<![^\s'])(?:{_alternatives('seeing')}){article}$", before)
    followed = regex.match(rf"(?:{_alternatives('seeing_after')})(?!\S)", after)
    return bool(led or followed)


def is_to_be_seen_only(turn: Turn) -> bool:
    """Whether every trek that it names is the mountain that should be seen from another."""
    named = [entity for entity in turn.entities if entity.type == "trek"]
    return bool(named) and all(_is_to_be_seen(turn.message.text, entity) for entity in named)


_ORDERS: tuple[Order, ...] = ("cheapest", "easiest", "hardest", "shortest", "longest", "highest")
_FILE = Path(__file__).with_name("wishes.yaml")


@cache
def _lists() -> Mapping[str, list[str]]:
    loaded: dict[str, list[str]] = read_yaml(_FILE)
    return {name: words for name, words in loaded.items() if name != "regions"}


@cache
def _regions() -> Mapping[str, "regex.Pattern[str]"]:
    listed: dict[str, list[str]] = read_yaml(_FILE)["regions"]
    return {region: pattern_of(words) for region, words in listed.items()}


@cache
def _pattern(name: str) -> "regex.Pattern[str]":
    return pattern_of(_lists()[name])


def _says(name: str, words: str) -> bool:
    return bool(_pattern(name).search(words))


def _months(window: Window) -> set[int]:
    """Every month of the window; none of one so long that it rules out little."""
    if (window.last - window.first).days > _SEASON:
        return set()
    days = (window.last - window.first).days + 1
    return {(window.first + timedelta(days=day)).month for day in range(days)}


_SEASON = 190
_WEEKEND, _LONG_WEEKEND = 2, 3


def _days(asked: Asked, words: str) -> tuple[int, int]:
    """The least and the most: a length said is the most one has, unless "at least" stands beside it."""
    if asked.days and _least(asked):
        return max(asked.days), 0
    if asked.days:
        return 0, max(asked.days)
    weekend = _WEEKEND if _says("weekend", words) or _BOTH_DAYS.search(words) else 0
    return 0, _LONG_WEEKEND if _says("long_weekend", words) else weekend


_BOTH_DAYS = regex.compile(
    r"(?<!\S)(?:sat|saturdays?|sabados?|samedis?|shani\w*|शनिवार|शनि) (?:(?:and|n|or|y|et|aur|और|o|ou|ya) )?"
    r"(?:el |le )?(?:sun|sundays?|domingos?|dimanches?|ravi\w*|itw?[av]+r|sunday|इतवार|रविवार|रवि|संडे)(?!\S)"
)
"""Saturday and Sunday, one after the other."""


def _least(asked: Asked) -> bool:
    for entity in asked.turn.entities:
        if entity.type == "duration":
            before = spelt_out(plain(asked.text[: entity.start]))
            if regex.search(rf"(?:{_alternatives('at_least')})$", before):
                return True
    return False


@cache
def _alternatives(name: str) -> str:
    return "|".join(regex.escape(plain(word)) for word in sorted(_lists()[name], key=len, reverse=True))


def _level(words: str) -> Level:
    """The gentlest that is named: "not too hard" is easy."""
    levels: tuple[Level, ...] = ("easy", "moderate", "hard")
    return next((level for level in levels if _says(level, words)), "")


def asks_for_hard(text: str) -> bool:
    """Whether a hard trek is asked for, rather than an easy one."""
    return _level(spelt_out(plain(text))) == "hard"


def _country(words: str, catalogue: Catalogue) -> str:
    """The one named, else the only other one we go to where one is ruled out."""
    named = countries_named(words, catalogue)
    denied = {code for code, match in named.items() if _is_denied(words, match)}
    others = {trek.country for trek in catalogue.treks.values()} - denied if denied else set()
    left = (named.keys() - denied) or others
    return next(iter(left)) if len(left) == 1 else ""


def _is_denied(words: str, match: "regex.Match[str]") -> bool:
    before = regex.search(rf"(?<!\S)(?:{_alternatives('not_before')})$", words[: match.start()].rstrip())
    after = regex.match(rf"(?:{_alternatives('not_after')})(?!\S)", words[match.end() :].lstrip())
    return bool(before or after)


def _places(words: str, catalogue: Catalogue) -> frozenset[str]:
    """Towns where treks start, and regions by a word of their name."""
    starts = {trek.start for trek in catalogue.treks.values()}
    towns = starts & set(PlaceNames.of(catalogue).find(words))
    return frozenset({*towns, *(region for region, pattern in _regions().items() if pattern.search(words))})


def _above(words: str) -> int:
    """An altitude that should be passed: "above 5000 m", "5000 मीटर से ऊपर", "dépasser 5000"."""
    above, metres = _alternatives("above"), _alternatives("metres")
    figure = r"(?P<n>\d ?\d{3})"
    forms = (
        rf"(?:{above})(?: (?:los|les|the))? {figure}(?: ?(?:{metres}))?(?!\S)",
        rf"{figure} ?(?:{metres})? ?(?:{above})(?!\S)",
    )
    found = next((match for form in forms if (match := regex.search(rf"(?<!\S){form}", words))), None)
    height = int(found["n"].replace(" ", "")) if found else 0
    return height if _LOWEST <= height <= _TALLEST else 0


_LOWEST, _TALLEST = 2000, 8849


def _budget(asked: Asked, words: str) -> Decimal:
    """Per person; one that is for all of them is shared out."""
    amounts = [Decimal(amount) for amount in asked.budgets]
    if not amounts:
        return Decimal(0)
    shared = asked.people if asked.people and _says("in_all", words) else 1
    return max(amounts) / shared
