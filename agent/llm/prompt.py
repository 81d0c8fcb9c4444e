"""The prompt: rules, facts, passages, conversation and question; what others wrote stands behind fences."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import regex

from agent.knowledge.catalogue import Catalogue, Trek
from agent.llm.phrases import environment
from agent.ports import ChatMessage
from agent.turn import Turn

PROMPTS = "config/prompts"
_LAST = 10
_LONGEST_LINE = 600
_LONGEST_QUESTION = 2000
_LONGEST_PASSAGE = 1200
_LANGUAGES = {
    "en": ("English", ""),
    "hi": ("Hindi", "Use Devanagari script."),
    "es": ("Spanish", "Say usted."),
    "fr": ("French", "Say vous."),
    "hi-Latn": ("romanised Hindi (Hinglish)", "Use Latin letters as people type on WhatsApp, never Devanagari."),
}
_FENCE_LIKE = regex.compile(
    r"<{2,}|>{2,}|[=#~`]{3,}|<\|.*?\|>|\[/?INST\]|</?(?:system|assistant|user)\b[^>]*>", regex.IGNORECASE
)
_MARK = regex.compile(r"\[([SF])(\d+)\]")
_HIDDEN = regex.compile(r"[\p{Cf}\p{Cc}&&[^\n\u200c\u200d]]", regex.VERSION1)


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


def build_prompt(
    turn: Turn,
    catalogue: Catalogue,
    today: date,
    *,
    treks: tuple[Trek, ...],
    folder: str = PROMPTS,
    max_chars: int = 700,
    call_to_action: bool = True,
) -> tuple[ChatMessage, ...]:
    """System and user message. The same turn always gives the same prompt: the fence comes from the message id."""
    fence = fence_of(turn.message.id)
    name, note = _LANGUAGES.get(turn.language, _LANGUAGES["en"])
    templates = environment(folder)
    system = templates.get_template("system.md").render(
        operator=catalogue.operator.get("name", "the operator"),
        language_name=name,
        script_note=note,
        max_chars=max_chars,
        call_to_action=call_to_action,
        today=today.isoformat(),
        fence=fence,
    )
    user = templates.get_template("user.md").render(
        today=today.isoformat(),
        customer=turn.customer,
        history=spoken(turn, fence),
        facts=[neutral(fact, fence, 400) for trek in treks for fact in facts_of(trek, catalogue, today)],
        sources=_sources(turn, fence),
        question=neutral(turn.message.text, fence, _LONGEST_QUESTION),
        fence=fence,
    )
    return ChatMessage(role="system", content=system.strip()), ChatMessage(role="user", content=user.strip())


def fence_of(message_id: str) -> str:
    """A line start nobody can foresee; the id itself, which holds a phone number, does not show in it."""
    return f"<<<{hashlib.sha256(f'fence:{message_id}'.encode()).hexdigest()[:12]}"


def neutral(text: str, fence: str, most: int) -> str:
    """The text on one line, without hidden characters, our marks, or anything that looks like a fence."""
    visible = _HIDDEN.sub("", text.replace(fence, " "))
    unmarked = _MARK.sub(r"(\1\2)", _FENCE_LIKE.sub(" ", visible))
    flat = " ".join(unmarked.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def spoken(turn: Turn, fence: str) -> list[Line]:
    """The last lines of the conversation, made harmless."""
    lines = turn.history
    who = {"U": "Customer", "S": "We"}
    return [Line(who[line.speaker], neutral(line.text, fence, _LONGEST_LINE)) for line in lines[-_LAST:]]


def _sources(turn: Turn, fence: str) -> list[Source]:
    return [
        Source(p.kind, neutral(p.title, fence, 120), neutral(p.text, fence, _LONGEST_PASSAGE), p.trek or "")
        for p in turn.evidence
    ]


def facts_of(trek: Trek, catalogue: Catalogue, today: date) -> Iterator[str]:
    """Catalogue rows of a trek in plain English: the model translates, the ledger checks."""
    permits = "; ".join(f"{p['name']} ({'included' if p.get('included') else 'not included'})" for p in trek.permits)
    yield (
        f"{trek.name}: {trek.days} days, {trek.distance_km:g} km, highest point {trek.highest_point} "
        f"{trek.max_altitude_m} m, {trek.difficulty.replace('_', ' to ')}, months {', '.join(map(str, trek.months))}, "
        f"ages {trek.min_age}-{trek.max_age}, at most {trek.group_size_max} people, {trek.start} to {trek.end}; "
        f"permits: {permits}; signal: {trek.network}"
    )
    for currency in catalogue.operator.get("currencies", ()):
        for row in catalogue.prices_of(trek.id, currency=str(currency), booked_on=today):
            starts = f"{row.starts_from} to {row.starts_to}"
            yield f"{trek.name} price per person {row.currency} {row.amount} for starts {starts}"
    for departure in catalogue.departures_of(trek.id, after=today)[:6]:
        yield f"{trek.name} departs {departure.start}, back {departure.end}, {departure.seats_left} seats left"
