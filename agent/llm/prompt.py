"""The prompt: rules, facts, passages, conversation and question; what others wrote stands behind fences."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from jinja2 import TemplateError

from agent.compose.phrases import environment
from agent.knowledge.catalogue import Catalogue, Trek
from agent.llm.fence import canary_of, fence_of, neutral
from agent.ports import ChatMessage
from agent.turn import Turn

PROMPTS = "config/prompts"
_SYSTEM, _USER = "system.md", "user.md"
_LAST = 10
_LONGEST_LINE = 600
_LONGEST_QUESTION = 2000
_LONGEST_PASSAGE = 1200
_LONGEST_NAME = 40
_LANGUAGES = {
    "en": ("English", ""),
    "hi": ("Hindi", "Use Devanagari script."),
    "es": ("Spanish", "Say usted."),
    "fr": ("French", "Say vous."),
    "hi-Latn": ("romanised Hindi (Hinglish)", "Use Latin letters as people type on WhatsApp, never Devanagari."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the conversation."""

    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A passage as the prompt shows it."""

    kind: str
    title: str
    text: str
    trek: str


def require_prompts(folder: str) -> None:
    """Read both templates once. Raises OSError or ValueError, naming what is missing or cannot be read."""
    templates = environment(folder)
    for name in (_SYSTEM, _USER):
        try:
            templates.get_template(name)
        except TemplateError as error:
            raise ValueError(f"{folder}/{name}: {type(error).__name__}, {error}") from error


def build_prompt(
    turn: Turn,
    catalogue: Catalogue,
    today: date,
    *,
    treks: tuple[Trek, ...],
    folder: str = PROMPTS,
    max_chars: int = 700,
    call_to_action: bool = True,
    web: bool = False,
) -> tuple[ChatMessage, ...]:
    """System and user message. The same turn always gives the same prompt, and another one a fence of its own.

    `web`: results of a web search are put beside it.
    """
    name, note = _LANGUAGES.get(turn.language, _LANGUAGES["en"])
    told: dict[str, Any] = {
        "today": today.isoformat(),
        "customer": _customer(turn),
        "history": spoken(turn),
        "facts": [neutral(fact, 400) for trek in treks for fact in facts_of(trek, catalogue, today)],
        "sources": _sources(turn),
        "question": neutral(turn.message.text, _LONGEST_QUESTION),
    }
    templates = environment(folder)
    parts = (name, str(max_chars), str(told))
    fence, canary = fence_of(parts), canary_of(parts)
    system = templates.get_template(_SYSTEM).render(
        operator=catalogue.operator.get("name", "the operator"),
        language_name=name,
        script_note=note,
        max_chars=max_chars,
        call_to_action=call_to_action,
        web=web,
        today=today.isoformat(),
        fence=fence,
        canary=canary,
    )
    user = templates.get_template(_USER).render(**told, fence=fence)
    return ChatMessage(role="system", content=system.strip()), ChatMessage(role="user", content=user.strip())


def spoken(turn: Turn) -> list[Line]:
    """The last lines of the conversation, made harmless."""
    who = {"U": "Customer", "S": "We"}
    return [Line(who[line.speaker], neutral(line.text, _LONGEST_LINE)) for line in turn.history[-_LAST:]]


def _customer(turn: Turn) -> str:
    """What is known of this one person. The name is what they call themselves on WhatsApp: it is their text, too."""
    customer = turn.customer
    if customer is None:
        return ""
    known = (
        f"called {neutral(customer.name, _LONGEST_NAME)}" if customer.name.strip() else "",
        f"from {neutral(customer.country, _LONGEST_NAME)}" if customer.country.strip() else "",
        f"stage {customer.stage}",
    )
    return ", ".join(filter(None, known))


def _sources(turn: Turn) -> list[Source]:
    return [
        Source(p.kind, neutral(p.title, 120), neutral(p.text, _LONGEST_PASSAGE), p.trek or "") for p in turn.evidence
    ]


def facts_of(trek: Trek, catalogue: Catalogue, today: date) -> Iterator[str]:
    """Catalogue rows of a trek in plain English: the model translates, the ledger checks."""
    permits = "; ".join(f"{p['name']} ({'included' if p.get('included') else 'not included'})" for p in trek.permits)
    yield (
        f"{trek.name}: {trek.days} days, {trek.distance_km:g} km, highest point {trek.highest_point} "
        f"{trek.max_altitude_m} m, {trek.difficulty.replace('_', ' to ')}, months {', '.join(map(str, trek.months))}, "
        f"ages {trek.min_age}-{trek.max_age}, at most {trek.group_size_max} people, {trek.start} to {trek.end}; "
        f"permits: {permits}; signal: {trek.coverage or 'not said'}"
    )
    for currency in catalogue.operator.get("currencies", ()):
        for row in catalogue.prices_of(trek.id, currency=str(currency), booked_on=today):
            starts = f"{row.starts_from} to {row.starts_to}"
            yield f"{trek.name} price per person {row.currency} {row.amount} for starts {starts}"
    for offer in catalogue.offers:
        if (not offer.treks or trek.id in offer.treks) and offer.book_from <= today <= offer.book_to:
            people = f"{offer.people_min} to {offer.people_max} people"
            yield f"{trek.name} offer {offer.name}: {offer.percent} % off for {people} booked until {offer.book_to}"
    for departure in catalogue.departures_of(trek.id, after=today)[:6]:
        yield f"{trek.name} departs {departure.start}, back {departure.end}, {departure.seats_left} seats left"
