"""The clerk: an answer from catalogue facts and documents, with no model. Pure: same turn, same reply."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from agent.handoff import handoff_reply
from agent.knowledge.catalogue import Catalogue, Trek
from agent.llm import compose_booking as bookings
from agent.llm import compose_price as prices
from agent.llm import compose_quote as quotes
from agent.llm import compose_talk as talk
from agent.llm import compose_trek as treks
from agent.llm.asked import Asked, Section, ask
from agent.llm.compose_dates import dates
from agent.turn import Reply, Turn

REPLIES = "config/replies"


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply, and whether catalogue facts settle what was asked: then no model need be paid. `treks` it is about."""

    reply: Reply
    settled: bool
    treks: tuple[Trek, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the composer writes. `quote_from` is the score from which a passage may answer."""

    folder: str = REPLIES
    max_chars: int = 900
    call_to_action: bool = True
    quote_from: float = 0.5


@dataclass(frozen=True, slots=True)
class Part:
    """A section under the name of what it tells."""

    name: str
    section: Section


_NEED_TREK: dict[str, Callable[[Asked], Section]] = {"price": prices.price, "dates": dates}
_GENERAL: dict[str, Callable[[Asked], Section | None]] = {
    "included": prices.included,
    "excluded": prices.excluded,
    "discount": prices.discounts,
    "booking": bookings.book,
    "deposit": bookings.deposit,
    "cancel": bookings.cancel,
    "date_change": bookings.date_change,
    "contact": bookings.contact,
    "emergency_contact": bookings.emergency,
    "website": bookings.website,
    "support": bookings.support,
}
_FACTS = frozenset(treks.FACTS)
_POLICY = ("cancel", "date_change")
_TOPICS: dict[str, frozenset[str]] = {
    "pricing": frozenset({"price", "discount", "included", "excluded", "deposit", "dates", *_POLICY}) | _FACTS,
    "availability": frozenset({"dates", "price", "discount", "included", *_POLICY}) | _FACTS,
    "booking": frozenset({"booking", "deposit", "dates", "price", "discount", "included", *_POLICY}),
    "cancellation": frozenset({"cancel", "date_change"}),
    "support": frozenset({"contact", "emergency_contact", "website", "deposit", "date_change", "cancel"}),
    "trek_info": frozenset({"price", "dates", "discount", "included", "excluded", *_POLICY}) | _FACTS,
}
_FAMILY: dict[str, tuple[str, frozenset[str]]] = {
    "pricing": ("price", frozenset({"price", "discount", "included", "excluded", "deposit"})),
    "availability": ("dates", frozenset({"dates", "season"})),
    "booking": ("booking", frozenset({"booking", "deposit", "date_change"})),
    "cancellation": ("cancel", frozenset({"cancel", "date_change"})),
    "support": ("support", frozenset({"contact", "emergency_contact", "website"})),
}


def compose(turn: Turn, catalogue: Catalogue, today: date, manner: Manner | None = None) -> Reply:
    """The clerk's reply. `today` is the day the message was sent."""
    return draft(turn, catalogue, today, manner or Manner()).reply


def draft(turn: Turn, catalogue: Catalogue, today: date, manner: Manner) -> Draft:
    """The reply, and whether facts settle it."""
    if missing_settings(catalogue):
        return Draft(handoff_reply(turn.language, "unsure"), settled=False)
    asked = ask(turn, catalogue, today, manner.folder)
    if asked.intent == "complaint":
        return Draft(handoff_reply(asked.language, "complaint"), settled=True)
    if asked.about("person"):
        return Draft(_introduced(asked, handoff_reply(asked.language, "asked")), settled=True)
    return _written(asked, _parts(asked, manner), manner)


def missing_settings(catalogue: Catalogue) -> tuple[str, ...]:
    """Keys of `operator.yaml` without which the composer hands every message over; for `cairn check`."""
    return tuple(key for key in _OPERATOR if not catalogue.operator.get(key))


_OPERATOR = (
    "name",
    "phone",
    "emergency_phone",
    "email",
    "website",
    "booking_url",
    "hours",
    "deposit_percent",
    "balance_days",
    "cancellation",
    "date_change_days",
)


def _introduced(asked: Asked, reply: Reply) -> Reply:
    """A hand-off with our office hours, so that nobody waits through the night."""
    return replace(reply, text=f"{reply.text}\n\n{bookings.contact(asked).text}", sources=("operator",))


def _parts(asked: Asked, manner: Manner) -> list[Part]:
    match = quotes.best_match(asked, min_score=manner.quote_from)
    if asked.intent == "out_of_scope" and not _ours_after_all(asked) and not (match and match.close):
        return _declined(asked, match)
    topics = _topics(asked)
    if asked.intent == "greeting" and not topics:
        return [Part("suggest", treks.suggest(asked)) if asked.windows else Part("greeting", talk.greeting(asked))]
    if asked.about("now") and not set(topics) & set(asked.topics):
        return [Part("trek", _overview(asked))] if asked.treks else [Part("unknown", talk.unknown(asked))]
    # A general offer of help is no answer where a document has one.
    if match and (match.close or topics == ["support"]) and not _facts_first(asked, topics):
        return [Part("quote", quotes.quote(asked, match))]
    return _told(asked, topics) or _without_topic(asked, match)


def _declined(asked: Asked, match: quotes.Match | None) -> list[Part]:
    """Other trades are declined; a message the classifier could not place may still be about ours."""
    if not _doubtful(asked):
        return [Part("decline", talk.decline(asked))]
    return [Part("quote", quotes.quote(asked, match)) if match else Part("unknown", talk.unknown(asked))]


def _ours_after_all(asked: Asked) -> bool:
    """A short follow-up such as "and in May?" is about the trek of the conversation, whatever the classifier thinks."""
    if asked.named or asked.topics:
        return bool(asked.treks and _topics(asked))
    return bool(asked.treks and asked.windows)


def _topics(asked: Asked) -> list[str]:
    """Topics to answer, in the order asked; the intent's own comes first when none of its kind was named."""
    if asked.intent == "support" and asked.ages:
        return ["age"]  # "my son is 9, which trek?" is no call for help
    every = frozenset(_GENERAL) | _FACTS | frozenset(_NEED_TREK)
    allowed = every if _doubtful(asked) else _TOPICS.get(asked.intent, every)
    named = [topic for topic in asked.topics if topic in allowed and not _said_by(topic, asked)]
    lead, family = _FAMILY.get(asked.intent, ("", frozenset()))
    if named and _doubtful(asked):
        return named
    return [lead, *named] if lead and not family & set(named) else named


def _doubtful(asked: Asked) -> bool:
    """Whether the words say more than the classifier: it was not sure, and they name a topic."""
    return bool(asked.turn.parsed and asked.turn.parsed.intent_confidence < _SURE)


_SURE = 0.6


def _said_by(topic: str, asked: Asked) -> bool:
    """The booking paragraph already names the deposit."""
    return topic == "deposit" and asked.intent == "booking" and not set(asked.topics) & {"date_change"}


def _facts_first(asked: Asked, topics: list[str]) -> bool:
    """Facts about a known trek, treks that fit what was said, or one's own booking beat a general document."""
    fit = asked.treks or asked.windows or asked.ages
    about_trek = bool(fit) and bool(set(topics) & (_FACTS | frozenset(_NEED_TREK)))
    return about_trek or ("cancel" in topics and asked.booking is not None) or "contact" in topics


def _told(asked: Asked, topics: list[str]) -> list[Part]:
    if asked.intent == "trek_info" and asked.about("compare") and len(asked.treks) > 1:
        return [Part("compare", _compared(asked))]
    if _needs_trek(topics) and not asked.treks:
        general = [Part(t, s) for t in topics if t in _GENERAL and (s := _GENERAL[t](asked))]
        return [*general, Part("suggest", treks.suggest(asked))]
    parts = [Part(_name(topic), section) for topic in topics if (section := _section(asked, topic))]
    if "age" in topics and not treks.all_fit(asked):
        return [*parts, Part("suggest", treks.suggest(asked))]
    return _with_inclusions(asked, parts)


def _needs_trek(topics: list[str]) -> bool:
    return any(topic in _NEED_TREK or topic in _FACTS for topic in topics)


def _name(topic: str) -> str:
    return "trek" if topic in _FACTS else topic


def _section(asked: Asked, topic: str) -> Section | None:
    if topic in _FACTS:
        return treks.fact(asked, topic)
    if topic in _NEED_TREK:
        return _NEED_TREK[topic](asked)
    return _GENERAL[topic](asked)


def _with_inclusions(asked: Asked, parts: list[Part]) -> list[Part]:
    """A price alone is half an answer: say what it covers."""
    if len(parts) == 1 and parts[0].name == "price" and len(asked.treks) == 1:
        covered = prices.included(asked)
        return [*parts, Part("included", covered)] if covered else parts
    return parts


def _without_topic(asked: Asked, match: quotes.Match | None) -> list[Part]:
    """No fact was asked for by name: an overview, a quotation, suggestions, or an honest no."""
    if len(asked.treks) > 1:
        return [Part("compare", _compared(asked))]
    if asked.treks and asked.windows:
        return [Part("dates", dates(asked))]
    if asked.treks and (asked.about("general") or not match):
        return [Part("trek", _overview(asked))]
    if match:
        return [Part("quote", quotes.quote(asked, match))]
    if asked.intent == "trek_info" and (asked.windows or asked.about("general") or len(asked.topics) > 0):
        return [Part("suggest", treks.suggest(asked))]
    return [Part("unknown", talk.unknown(asked))]


def _compared(asked: Asked) -> Section:
    """A table of facts settles "which one?", not "which one has more snow?"."""
    told = treks.compared(asked)
    return replace(told, settled=not _asks_more(asked))


def _overview(asked: Asked) -> Section:
    """Settled when an overview was asked for; otherwise it says that something stays open."""
    told = treks.overview(asked)
    if asked.about("general") or not (_asks_more(asked) or asked.about("now")):
        return told
    return replace(told, text=f"{asked.say('unknown_part')}\n\n{told.text}", settled=False, needs_person=True)


def _asks_more(asked: Asked) -> bool:
    names = quotes.stems(" ".join(w for t in asked.treks for w in (t.name, asked.name_of(t), *t.aliases)))
    return len(quotes.stems(asked.text) - names - quotes.generic_stems()) > 1


def _written(asked: Asked, parts: list[Part], manner: Manner) -> Draft:
    told = frozenset(part.name for part in parts)
    ending = [talk.privacy(asked), _ending(asked, told) if manner.call_to_action else ""]
    kept = _fitting(parts, manner.max_chars - sum(len(text) + 2 for text in ending))
    person = any(part.section.needs_person for part in kept)
    reply = Reply(
        text="\n\n".join(filter(None, [*(part.section.text for part in kept), *ending])),
        language=asked.language,
        kind="handoff" if told == {"unknown"} else "answer",
        buttons=talk.buttons(asked, told, person=person),
        sources=tuple(dict.fromkeys(source for part in kept for source in part.section.sources)),
        route="composer",
    )
    return Draft(
        reply, settled=all(part.section.settled for part in kept) and len(kept) == len(parts), treks=asked.treks
    )


_ENDED = frozenset({"unknown", "decline", "support"})


def _ending(asked: Asked, told: frozenset[str]) -> str:
    if told & _ENDED or (told == {"greeting"} and not asked.first_contact):
        return ""
    return talk.next_step(asked, told)


def _cut(part: Part, room: int) -> Part:
    return replace(part, section=replace(part.section, text=quotes.shortened(part.section.text, room)))


def _fitting(parts: list[Part], room: int) -> list[Part]:
    """Parts from the first on while they fit; the first always stays, shortened if need be."""
    first = parts[0]
    kept = [first if len(first.section.text) <= room else _cut(first, room)]
    for part in parts[1:]:
        if sum(len(p.section.text) + 2 for p in [*kept, part]) <= room:
            kept.append(part)
    return kept
