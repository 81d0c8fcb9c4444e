"""How good a reply is: parts between 0 and 1, weighted into a confidence of 0–100."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import regex

from agent.compose.documents.passage_text import body
from agent.compose.documents.quote import stems
from agent.compose.follow_up.earlier import ages_in, earlier, parties_in, parties_instead
from agent.compose.reading.party import ages, bare_ages
from agent.compose.reading.spoken import speaks
from agent.compose.reading.times import bare_day
from agent.compose.told.booking import tiers
from agent.compose.topics.meant import with_learnt
from agent.compose.topics.named import topics_in
from agent.facts.booked import said_of
from agent.facts.confidence import confidence_of
from agent.facts.eligibility import promised_health, wrongly_admitted
from agent.facts.ledger import Checked, Ledger
from agent.facts.manner import admits_ignorance, tone_faults
from agent.facts.mentions import readable
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.nameless import nameless
from agent.knowledge.operator_keys import OperatorKeys
from agent.turn import Booking, Claim, Reply, Turn

_HALF = 0.5
_SURE = 0.6  # of the intent, before its fact is asked for
_SENTENCE = regex.compile(r"(?<=[.!?।])\s+")
_REQUIRED: dict[str, frozenset[str]] = {
    "pricing": frozenset({"price", "percentage"}),
    "availability": frozenset({"date", "season", "duration"}),
    "booking": frozenset({"link", "percentage", "phone", "email", "price", "date", "notice"}),
    "cancellation": frozenset({"percentage", "notice", "email", "phone"}),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """`parts` by name, 0–1; `false` are the claims that may not go out; `reasons` say what is wanting.

    `raw` is the weighted mean of the parts, 0–1, and `confidence` the share of replies with that mean that were good.
    """

    confidence: int
    raw: float
    parts: Mapping[str, float]
    claims: tuple[Claim, ...]
    false: tuple[Checked, ...]
    reasons: tuple[str, ...]


def judge(
    turn: Turn, reply: Reply, ledger: Ledger, today: date, *, weights: Mapping[str, float], strict: Sequence[str]
) -> Judgement:
    """Judge an answer. Claims contradicted or stale are false; unsupported ones are when their type is in `strict`."""
    checked = checked_of(turn, reply, ledger, today)
    claims = tuple(one.claim for one in checked)
    false = false_of(checked, strict)
    parts = {
        "relevance": _relevance(turn, reply, ledger),
        "required": _required(turn, reply, claims),
        "grounding": sum(claim.status == "supported" for claim in claims) / len(claims) if claims else 1.0,
        "tone": 0.0 if tone_faults(reply.text) else 1.0,
        "call_to_action": float(_next_step(reply, claims)),
        "language": float(speaks(_own_words(turn, reply, ledger.catalogue), turn.language)),
    }
    total = sum(weights[name] for name in parts) or 1.0
    raw = sum(weights[name] * share for name, share in parts.items()) / total
    wanting = [f"{name} {share:.2f}" for name, share in parts.items() if share < 1]
    reasons = (*(_said(one.claim) for one in false), *wanting, *tone_faults(reply.text))
    return Judgement(confidence_of(raw), raw, parts, claims, false, reasons)


def claims_of(turn: Turn, reply: Reply, ledger: Ledger, today: date) -> tuple[Claim, ...]:
    """The claims of the reply with their status."""
    return tuple(one.claim for one in checked_of(turn, reply, ledger, today))


def checked_of(turn: Turn, reply: Reply, ledger: Ledger, today: date) -> tuple[Checked, ...]:
    """The ledger's rulings on the reply, knowing what the customer said and booked."""
    customer, before, asked = turn.customer, earlier(turn, ledger.mentions, today), turn.message.text
    people = [int(v) for v in turn.values("people") if isinstance(v, int | float)]
    people += [size for line in _lines(turn) for size in parties_in(line, today)]
    people += [*parties_instead(asked, before.topics), *([before.people] if before.people else [])]
    bookings = customer.bookings if customer else ()
    said = [(entity.type, str(entity.value)) for entity in turn.entities]
    named_ages = [*before.ages, *(age for line in _lines(turn) for age in ages_in(line))]
    topics = (*with_learnt(topics_in(asked), asked), *(("age",) if named_ages else ()))
    bare = bare_ages(turn, topics)
    said += [("age", str(age)) for age in (*bare, *named_ages)]
    said += [("date", day.first.isoformat()) for day in bare_day(asked, before.when, today)]
    said += [("date", before.when)]
    treks = _treks(turn, ledger)
    told = ledger.check(
        reply.text,
        today=today,
        evidence=turn.evidence,
        treks=treks,
        people=[*people, *(booking.people for booking in bookings)],
        said=[*said, *(fact for booking in bookings for fact in _booked(booking, ledger))],
    )
    admitted = wrongly_admitted(reply.text, asked, [*ages(turn), *bare], treks, told, ledger)
    return (*told, *admitted, *promised_health(reply.text, asked, turn.evidence))


def _lines(turn: Turn) -> Iterator[str]:
    """What the customer wrote, now and before."""
    yield turn.message.text
    yield from (line.text for line in turn.history if line.speaker == "U")


def _booked(booking: Booking, ledger: Ledger) -> Iterator[tuple[str, str]]:
    """What may be repeated to the one who booked."""
    if booking.start_date:
        yield "booking", booking.start_date[:10]
        refunded = ((least, percent) for least, _, percent in tiers(ledger.catalogue.operator))
        yield from said_of(booking, ledger.catalogue, refunded)


def _treks(turn: Turn, ledger: Ledger) -> tuple[str, ...]:
    named = turn.values("trek")
    inside = tuple(dict.fromkeys(m.trek for m in ledger.mentions.find(readable(turn.message.text))))
    return tuple(map(str, named)) or inside or turn.treks


def false_of(checked: Iterable[Checked], strict: Sequence[str]) -> tuple[Checked, ...]:
    """Those that may not go out: contradicted, stale, or unsupported with their type in `strict`."""
    return tuple(one for one in checked if _is_false(one.claim, strict))


def _is_false(claim: Claim, strict: Sequence[str]) -> bool:
    return claim.status in ("contradicted", "stale") or (claim.status == "unsupported" and claim.type in strict)


def _said(claim: Claim) -> str:
    """Type and value only: a claim's text may repeat the customer's words."""
    about = f" of {claim.subject}" if claim.subject else ""
    return f"{claim.type}{about} {claim.value}: {claim.status}"


def _relevance(turn: Turn, reply: Reply, ledger: Ledger) -> float:
    """Full when the trek of the question is named, or when what was asked comes up; half when nothing shows it."""
    if reply.route == "composer" or _quotes(turn, reply):
        return 1.0  # it is written from the words of the question, and a passage is quoted only where it answers
    asked = set(_treks(turn, ledger))
    named = {mention.trek for mention in ledger.mentions.find(readable(reply.text))}
    if asked and turn.parsed and turn.parsed.intent in ("pricing", "availability", "trek_info"):
        return 1.0 if asked & named else (_HALF if not named else 0.0)
    shared = stems(turn.message.text) & stems(reply.text)
    return 1.0 if shared or reply.sources or set(topics_in(turn.message.text)) & set(topics_in(reply.text)) else _HALF


def _quotes(turn: Turn, reply: Reply) -> bool:
    return any(passage.id in reply.sources for passage in turn.evidence)


def _own_words(turn: Turn, reply: Reply, catalogue: Catalogue) -> str:
    """The reply without names and what it quotes: a document or a rule may be in another language and says so."""
    quoted = " ".join(body(p) for p in turn.evidence if p.id in reply.sources)
    rules = tuple(_in_other_languages(catalogue.operator, turn.language))
    said = (
        line
        for line in reply.text.split("\n")
        if not (quoted and _SENTENCE.split(line)[0] in quoted) and not any(rule in line for rule in rules)
    )
    return nameless("\n".join(said), catalogue)


def _in_other_languages(operator: Mapping[str, Any], language: str) -> Iterator[str]:
    """What the operator wrote in others than the customer's, as the composer joins it."""
    for key in OperatorKeys.by_language():
        for other, told in (operator.get(key) or {}).items():
            if other != language:
                yield told if isinstance(told, str) else ", ".join(map(str, told))


def _required(turn: Turn, reply: Reply, claims: Sequence[Claim]) -> float:
    """The fact the intent asks for, an honest "I don't know", or a question back when the trek is unknown."""
    sure = turn.parsed is not None and turn.parsed.intent_confidence >= _SURE
    wanted = _REQUIRED.get(turn.parsed.intent, frozenset()) if turn.parsed and sure else frozenset()
    topics = set(topics_in(turn.message.text))
    if reply.route == "composer":
        return 1.0  # it tells what the words ask for, which may be something else than the intent
    if not wanted or {claim.type for claim in claims} & wanted or topics & {"included", "excluded", "discount"}:
        return 1.0
    if admits_ignorance(reply.text) or reply.kind != "answer" or _quotes(turn, reply):
        return 1.0
    return 1.0 if not turn.treks and "?" in reply.text else 0.0


def _next_step(reply: Reply, claims: Sequence[Claim]) -> bool:
    contact = {claim.type for claim in claims} & {"link", "phone", "email"}
    return bool(contact or reply.buttons or "?" in reply.text or reply.kind != "answer")
