"""The clerk: an answer from catalogue facts and documents, with no model. Pure: same turn, same reply."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from agent.handoff import handoff_reply
from agent.knowledge.catalogue import Catalogue, Trek
from agent.knowledge.glossary import plain_words
from agent.knowledge.reading import fillers
from agent.llm import compose_booking as bookings
from agent.llm import compose_own as owns
from agent.llm import compose_price as prices
from agent.llm import compose_quote as quotes
from agent.llm import compose_talk as talk
from agent.llm import compose_trek as treks
from agent.llm.asked import Asked, Section, ask
from agent.llm.compose_dates import dates
from agent.llm.topics import rest_of, topics_in
from agent.turn import Reply, Turn

REPLIES = "config/replies"
QUOTE_FROM = 0.45
QUOTE_OVER = 0.55
SURE_FROM = 0.6


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply, and whether catalogue facts settle what was asked: then no model need be paid. `treks` it is about."""

    reply: Reply
    settled: bool
    treks: tuple[Trek, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the composer writes.

    `quote_from` is the answer score from which a passage may be quoted, `quote_over` the one from which it goes
    before the intent's own words, and `sure_from` the confidence below which the intent does not decide.
    """

    folder: str = REPLIES
    max_chars: int = 900
    call_to_action: bool = True
    quote_from: float = QUOTE_FROM
    quote_over: float = QUOTE_OVER
    sure_from: float = SURE_FROM


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
    if _complains(asked, manner):
        return Draft(handoff_reply(asked.language, "complaint"), settled=True)
    if asked.about("person") and not asked.about("bot"):
        return Draft(_introduced(asked, handoff_reply(asked.language, "asked")), settled=True)
    return _written(asked, _parts(asked, manner), manner)


def _complains(asked: Asked, manner: Manner) -> bool:
    """Whether somebody is upset: the classifier is sure of it, or the feeling and the words both say so."""
    unhappy = asked.turn.parsed is not None and asked.turn.parsed.sentiment == "negative"
    if asked.intent == "complaint":
        return unhappy or not _doubtful(asked, manner)
    return unhappy and asked.about("upset")


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
    told = _small_talk(asked) or _about_own(asked)
    if told:
        return [told]
    match = quotes.best_match(asked, quote_from=manner.quote_from)
    if asked.intent == "out_of_scope" and not _ours_after_all(asked) and not (match and _doubtful(asked, manner)):
        return [_declined(asked, manner)]
    topics = _topics(asked, manner)
    if asked.intent == "greeting" and not (topics or match or asked.named):
        wishes = asked.windows or asked.about("suggest")
        return [Part("suggest", treks.suggest(asked)) if wishes else Part("greeting", talk.greeting(asked))]
    if match and _quoted_first(asked, match, topics, manner):
        beside = [topic for topic in topics if topic in asked.topics and _settles(asked, topic)]
        quoted = Part("quote", quotes.quote(asked, match, settles_from=manner.quote_over))
        return [*(_told(asked, beside) if beside else []), quoted]
    if asked.about("now") and not set(topics) & set(asked.topics):
        return [Part("trek", _overview(asked))] if asked.treks else [Part("unknown", talk.unknown(asked))]
    return _told(asked, topics) or _without_topic(asked, match, manner)


def _small_talk(asked: Asked) -> Part | None:
    """A nod gets a nod back, unless it says yes to what we offered."""
    if not asked.text.strip(" ?!¿¡."):
        return Part("nod", talk.listening(asked))
    if asked.about("bot"):
        return Part("bot", talk.bot(asked))
    if talk.agrees_to_dates(asked):
        return Part("dates", dates(asked))
    return Part("nod", talk.nod(asked)) if talk.is_nod(asked) else None


def _about_own(asked: Asked) -> Part | None:
    """The customer's own booking, where the message asks how it stands or which one to cancel is not clear."""
    if owns.asks_about_own(asked, bare=_bare(asked)):
        return Part("own", owns.own(asked))
    undecided = asked.about("own_booking") and bool({"cancel", "date_change"} & set(asked.topics))
    paid_for = [found for found in asked.bookings if found.booking.status != "enquiry"]
    return Part("own", owns.which(asked)) if undecided and len(paid_for) > 1 else None


def _quoted_first(asked: Asked, match: quotes.Match, topics: list[str], manner: Manner) -> bool:
    """Whether a document answers what facts and the intent's own words do not."""
    named = [topic for topic in topics if topic in asked.topics]
    facts = {topic for topic in named if _settles(asked, topic)}
    about = set(topics_in(match.passage.title))
    own_words = bool({"cancel", "date_change"} & set(topics))  # told from the operator's tiers in every language
    if _bare(asked) and (facts or own_words or (len(named) == 1 and named[0] in _NEED_TREK)):
        return False
    if facts and about and about <= facts:
        return False
    needed = manner.quote_from if _doubtful(asked, manner) or topics == ["support"] else manner.quote_over
    return match.strength >= needed


def _settles(asked: Asked, topic: str) -> bool:
    """Whether the catalogue has the answer for this very customer: of a known trek, or of their own booking."""
    if topic in _FACTS or topic in _NEED_TREK:
        return bool(asked.treks or (topic in ("age", "season", "dates") and (asked.ages or asked.windows)))
    if topic in ("cancel", "date_change"):
        return asked.booking is not None
    return topic in _LIVE or (topic == "booking" and bool(asked.treks))


_LIVE = frozenset({"discount", "included", "excluded", "contact", "emergency_contact", "website"})


def _bare(asked: Asked) -> bool:
    """Whether the message says nothing beyond its topics, names and small words."""
    names = {word for trek in asked.treks for name in _names_of(asked, trek) for word in plain_words(name)}
    rest = rest_of(asked.subject, (*asked.topics, "nod", "thanks"))
    return not [word for word in plain_words(rest) if word not in fillers() and word not in names]


def _names_of(asked: Asked, trek: Trek) -> tuple[str, ...]:
    return (trek.name, asked.name_of(trek), *trek.aliases)


def _declined(asked: Asked, manner: Manner) -> Part:
    """Other trades are declined; a message the classifier could not place may still be about ours."""
    if _doubtful(asked, manner):
        return Part("unknown", talk.unknown(asked))
    return Part("decline", talk.decline(asked))


def _ours_after_all(asked: Asked) -> bool:
    """A trek is ours, and so is a short follow-up such as "and in May?", whatever the classifier thinks."""
    if asked.named or asked.topics:
        return bool(asked.treks and (asked.named or set(asked.topics) & _TELLABLE))
    return bool(asked.treks and asked.windows)


_TELLABLE = frozenset(_GENERAL) | _FACTS | frozenset(_NEED_TREK)


def _topics(asked: Asked, manner: Manner) -> list[str]:
    """Topics to answer, in the order asked; the intent's own comes first when none of its kind was named."""
    doubtful = _doubtful(asked, manner) or asked.follows
    allowed = _TELLABLE if doubtful else _TOPICS.get(asked.intent, _TELLABLE)
    named = [topic for topic in asked.topics if topic in allowed and not _said_by(topic, asked)]
    named = _with_age(asked, [topic for topic in named if not (topic == "price" and _is_of(asked, named))])
    lead, family = _FAMILY.get(asked.intent, ("", frozenset()))
    if (named and (doubtful or asked.ages)) or not (_bare(asked) or _leads(asked, manner)):
        return named
    return [lead, *named] if lead and not family & set(named) else named


def _leads(asked: Asked, manner: Manner) -> bool:
    """Whether the intent alone decides what is told of a message that says more; never to offer help or a booking."""
    return asked.intent not in ("support", "booking") and not _doubtful(asked, manner)


def _with_age(asked: Asked, named: list[str]) -> list[str]:
    """Who says an age wants to know whether it fits: "my son is 9, which trek?" is no call for help."""
    wanted = asked.ages and "age" not in named and asked.intent in ("trek_info", "support", "availability", "booking")
    return ["age", *named] if wanted else named


def _is_of(asked: Asked, named: list[str]) -> bool:
    """In "what does the price include?" no price is asked for."""
    return not asked.treks and bool({"included", "excluded", "discount"} & set(named))


def _doubtful(asked: Asked, manner: Manner) -> bool:
    """Whether the classifier was not sure, so that words and documents say more."""
    return bool(asked.turn.parsed and asked.turn.parsed.intent_confidence < manner.sure_from)


def _said_by(topic: str, asked: Asked) -> bool:
    """The booking paragraph already names the deposit."""
    return topic == "deposit" and asked.intent == "booking" and not set(asked.topics) & {"date_change"}


def _told(asked: Asked, topics: list[str]) -> list[Part]:
    if asked.intent == "trek_info" and asked.about("compare") and len(asked.treks) > 1:
        return [Part("compare", _compared(asked))]
    if not asked.treks and set(topics) <= _OF_ONE_TREK and topics:
        return [Part("which", Section(asked.say("which_trek"), settled=False))]
    if _needs_trek(topics) and not asked.treks:
        general = [Part(t, s) for t in topics if t in _GENERAL and (s := _section(asked, t))]
        return [*general, Part("suggest", treks.suggest(asked))]
    parts = [Part(_name(topic), section) for topic in topics if (section := _section(asked, topic))]
    if "age" in topics and not treks.all_fit(asked):
        return [*parts, Part("suggest", treks.suggest(asked))]
    return _with_inclusions(asked, parts)


_OF_ONE_TREK = _FACTS - {"age", "season", "difficulty", "duration", "group_size"}


def _needs_trek(topics: list[str]) -> bool:
    return any(topic in _NEED_TREK or topic in _FACTS for topic in topics)


def _name(topic: str) -> str:
    return "trek" if topic in _FACTS else topic


def _section(asked: Asked, topic: str) -> Section | None:
    if topic in _FACTS:
        return treks.fact(asked, topic)
    if topic in _NEED_TREK:
        return _NEED_TREK[topic](asked)
    return _own_first(asked, topic) or _GENERAL[topic](asked)


def _own_first(asked: Asked, topic: str) -> Section | None:
    """The same with the customer's own booking ahead of the rule."""
    if asked.booking is None or topic not in ("cancel", "support"):
        return None
    if topic == "cancel":
        return bookings.cancel(asked, owns.refund(asked, asked.booking))
    return bookings.support(asked, owns.stand(asked, asked.booking))


def _with_inclusions(asked: Asked, parts: list[Part]) -> list[Part]:
    """A price alone is half an answer: say what it covers."""
    if len(parts) == 1 and parts[0].name == "price" and len(asked.treks) == 1:
        covered = prices.included(asked)
        return [*parts, Part("included", covered)] if covered else parts
    return parts


def _without_topic(asked: Asked, match: quotes.Match | None, manner: Manner) -> list[Part]:
    """No fact was asked for by name: an overview, a quotation, suggestions, or an honest no."""
    if len(asked.treks) > 1 and not match:
        return [Part("compare", _compared(asked))]
    if match:
        return [Part("quote", quotes.quote(asked, match, settles_from=manner.quote_over))]
    if asked.treks and asked.windows and _bare(asked):
        return [Part("dates", dates(asked))]
    if asked.treks:
        return [Part("trek", _overview(asked))]
    if asked.about("suggest") or (asked.intent == "trek_info" and (asked.windows or _bare(asked))):
        return [Part("suggest", treks.suggest(asked))]
    return [Part("unknown", talk.unknown(asked))]


def _compared(asked: Asked) -> Section:
    """A table of facts settles "which one?", not "which one has more snow?"."""
    told = treks.compared(asked)
    return replace(told, settled=_bare(asked))


def _overview(asked: Asked) -> Section:
    """Settled when an overview was asked for; otherwise it says that something stays open."""
    told = treks.overview(asked)
    if _bare(asked):
        return told
    return replace(told, text=f"{asked.say('unknown_part')}\n\n{told.text}", settled=False, needs_person=True)


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


_ENDED = frozenset({"unknown", "decline", "support", "nod", "own", "which", "bot"})


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
