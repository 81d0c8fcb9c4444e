"""The turn and its parts: data only. Times are aware and in UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pydantic import JsonValue

Language = Literal["en", "hi", "es", "fr", "hi-Latn", "und"]
Intent = Literal[
    "trek_info",
    "pricing",
    "availability",
    "booking",
    "cancellation",
    "support",
    "complaint",
    "greeting",
    "out_of_scope",
]
Sentiment = Literal["positive", "neutral", "negative"]
ConsentStatus = Literal["subscribed", "opted_out", "unknown"]
ConsentScope = Literal["all", "marketing"]
"""What an opt-out or opt-in is about: every message of ours, or only what we send to sell."""
Doubt = Literal["opt_out", "emergency"]
"""What a message may mean and may not: the customer is asked, or told whom to call, and nothing else follows."""
EmergencyKind = Literal["self_harm", "avalanche", "altitude", "lost", "injury", "assault"]
Level = Literal["low", "medium", "high"]
ReplyKind = Literal[
    "answer", "opt_out", "opt_in", "consent_doubt", "silence", "emergency", "handoff", "apology", "received"
]
"""`consent_doubt`: the question whether to stop, by itself, or thanks for the answer that nothing changes.
`received`: the answer to something sent without words."""
ClaimStatus = Literal["supported", "contradicted", "stale", "unsupported"]
Action = Literal["pass", "repair", "fallback", "handoff"]
DeliveryState = Literal["queued", "sending", "sent", "delivered", "read", "unknown", "failed", "skipped"]
Stage = Literal["initial", "inquiry", "decision", "booked", "after"]
Segment = Literal["hot", "warm", "cold"]
HandoffReason = Literal["asked", "complaint", "unsure", "unsure_twice", "emergency", "compliance", "failure"]
PauseReason = HandoffReason | Literal["colleague_wrote", "other_app", "taken_over"]
"""Beside hand-offs: somebody typed in the WhatsApp Business app, another app took the conversation over, or a colleague
did in the workbench."""
Severity = Literal["low", "medium", "high", "critical"]
Mode = Literal["normal", "cheaper", "composer", "handoff", "apology"]
"""Rungs of the degradation ladder, from all routes open down to an apology and silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One earlier line of the conversation: U is the customer, S is us. `handoff`: why that line called a person."""

    speaker: Literal["U", "S"]
    text: str
    at: datetime | None = None
    handoff: HandoffReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """What the customer wrote. `contact` is our surrogate id, never a phone number; `choice` a tapped button's id.

    `beside`: kinds of what came in the same burst, where they and no words decide what is said of them.
    """

    id: str
    contact: str
    kind: str = "text"
    beside: tuple[str, ...] = ()
    text: str = ""
    sent_at: datetime
    number: str = ""
    choice: str = ""
    history: tuple[Utterance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A span `text == message.text[start:end]` and what it means.

    `value` is normalised: trek id · ISO date, month or interval (2027-06-12, 2027-06, 2027-06-12/2027-06-15;
    2027-06-12/.. and ../2027-06-12 for "after" and "before") · "INR 12000" · number of people · E.164 phone ·
    e-mail · age in years · duration in days.
    """

    type: Literal["trek", "date", "price", "people", "phone", "email", "age", "duration"]
    text: str
    start: int
    end: int
    value: JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """The customer's line before and a short message after it, a line each, as one text with what was found in it."""

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What the message says. Confidences lie in 0–1. `together`: for a message that may lean on the line before."""

    language: Language = "und"
    language_confidence: float = 0.0
    intent: Intent = "out_of_scope"
    intent_confidence: float = 0.0
    sentiment: Sentiment = "neutral"
    entities: tuple[Entity, ...] = ()
    together: Together | None = None

    def values(self, kind: str) -> tuple[JsonValue, ...]:
        """Values of the entities of one type, in the order of the text, without repeats."""
        found = [entity.value for entity in self.entities if entity.type == kind]
        return tuple(value for n, value in enumerate(found) if value not in found[:n])


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Where this contact stands after this message; `changed` when this message changed it.

    `doubts`: what it may have meant beside, which the reply asks about.
    """

    status: ConsentStatus
    scope: ConsentScope = "all"
    changed: bool = False
    doubts: tuple[Doubt, ...] = ()

    @property
    def marketing(self) -> bool:
        """Whether a reply may hold an offer or a promotional line."""
        return self.status != "opted_out"

    @property
    def silent(self) -> bool:
        """Whether nothing may be sent but the confirmation, until the person asks for messages again."""
        return self.status == "opted_out" and self.scope == "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A booking of this customer, newest first in lists."""

    id: str
    trek: str
    status: str
    people: int
    start_date: str | None = None
    total: str = ""


SignName = Literal[
    "payment",
    "booking",
    "availability",
    "pricing",
    "trek_info",
    "trek",
    "dates",
    "people",
    "contact",
    "value",
    "engagement",
    "positive",
    "negative",
    "complaint",
    "cancellation",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Something a customer showed at `at`, how strongly (0–1), and what it names.

    `detail`: trek ids with commas · ISO date or month · number of people · "INR 46000" · number of messages.
    """

    name: SignName
    share: float
    at: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """What we know of the person. `focus`: treks the conversation is about, this message included.

    `noticed`: they were told what we keep and where to read more. `signs`: what their messages showed sales so far.
    """

    id: str
    name: str = ""
    language: str = ""
    country: str = ""
    stage: Stage = "initial"
    lead_score: int = 0
    signs: tuple[Sign, ...] = ()
    messages: int = 0
    noticed: bool = False
    bookings: tuple[Booking, ...] = ()
    preferences: Mapping[str, str] = field(default_factory=dict)
    history: tuple[Utterance, ...] = ()
    focus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """One passage's score at each stage: cosine, BM25, fused 0–1, reranked 0–1.

    `answer` 0–1 is absolute: how likely the passage answers the question, whatever the others are like. `same` 0–1:
    how surely an entry of the FAQ asks the same, found among the entries alone.
    """

    dense: float = 0.0
    lexical: float = 0.0
    fused: float = 0.0
    rerank: float = 0.0
    answer: float = 0.0
    same: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of the operator's own documents. `kind`: trek, faq, policy, guide, price, departure.

    `question`: the words it was found for, where a message asks several things. `also`: other words in which customers
    ask what an entry of the FAQ answers; its place in the index is kept with them, what was found goes without.
    """

    id: str
    source: str
    title: str
    text: str
    score: float = 0.0
    scores: Scores = Scores()
    kind: str = "page"
    trek: str | None = None
    language: str = "en"
    question: str = ""
    also: tuple[str, ...] = ()

    def scored(self, score: float, scores: Scores) -> "Passage":
        """The same passage with other scores; `dataclasses.replace` takes twice the time, 60 times a question."""
        return Passage(
            id=self.id,
            source=self.source,
            title=self.title,
            text=self.text,
            score=score,
            scores=scores,
            kind=self.kind,
            trek=self.trek,
            language=self.language,
            question=self.question,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a model was paid for beside the reply."""

    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Raw scores of one search: enough to rank its passages again, with other settings and without a model.

    `words` were searched for; `subject` is what a passage must answer, without names and dates. `found`: cosine and
    BM25 by passage id. `cross`: the cross-encoder's scores of those it read. `entry`: the FAQ's entry that asks the
    same most surely, and `same`, how surely, 0–1. `pieces_per_word` is the question's. `key` names the index and the
    settings that searched: another key, another search. `spent`: on saying a follow-up again before it.
    """

    key: str
    words: str
    subject: str
    found: Mapping[str, tuple[float, float]]
    pieces_per_word: float
    entry: str = ""
    same: float = 0.0
    cross: Mapping[str, float] = field(default_factory=dict)
    spent: Spent = field(default_factory=Spent)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskEvidence:
    """What a factor of ban risk saw: `text` is the scored text from `start` to `end`."""

    factor: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskScore:
    """0–100: the points of each factor of the text with what they rest on, and what would lower them.

    `account` are the points of signals beside the text, such as the number's quality; they count in `score` too.
    `intensities` 0–1 are what the weights are multiplied with, those of 0 left out: with them any other weights can
    be tried on what was logged.
    """

    score: float
    level: Level
    factors: Mapping[str, float]
    suggestions: tuple[str, ...] = ()
    evidence: tuple[RiskEvidence, ...] = ()
    account: Mapping[str, float] = field(default_factory=dict)
    intensities: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """Ban risk of what came in and of what is about to go out."""

    message: RiskScore | None = None
    reply: RiskScore | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A reply button: id up to 256 characters, title up to 20 (Cloud API limits)."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What we are about to say. `route` is composer, fixed, or a route of the YAML.

    `handoff` says why a person takes over, where one does. `signals` are the strengths of what chose the route;
    `mode` the rung of the ladder it was written on; `cached` when an earlier answer was given again.
    """

    text: str
    language: Language
    kind: ReplyKind = "answer"
    buttons: tuple[Button, ...] = ()
    sources: tuple[str, ...] = ()
    route: str = "composer"
    route_reasons: tuple[str, ...] = ()
    signals: Mapping[str, float] = field(default_factory=dict)
    mode: Mode = "normal"
    cached: bool = False
    handoff: HandoffReason | None = None
    model: str = ""
    prompt: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One checkable statement of the reply, bound to the trek (or topic) it is about."""

    text: str
    type: str
    subject: str
    value: str
    status: ClaimStatus
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """May this reply go out? `confidence` is 0–100."""

    confidence: int
    claims: tuple[Claim, ...] = ()
    action: Action = "pass"
    reasons: tuple[str, ...] = ()


FlagCode = Literal[
    "personal_data:phone",
    "personal_data:email",
    "personal_data:card",
    "personal_data:aadhaar",
    "personal_data:pan",
    "personal_data:passport",
    "personal_data:iban",
    "personal_data:booking",
    "personal_data:name",
    "asks_secret",
    "spam",
    "adult",
    "harassment",
    "impersonation",
    "forbidden_trade",
    "scope",
    "privacy_notice:missing",
    "opt_out:missing",
    "escalation:missing",
    "emergency",
    "emergency_doubt",
    "inbound:abuse",
    "inbound:threat",
    "inbound:adult",
    "inbound:spam",
    "inbound:card",
    "inbound:aadhaar",
    "inbound:pan",
    "inbound:passport",
    "inbound:iban",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One thing a check noticed, in text[start:end] of the reply or message; secrets in `evidence` are masked."""

    code: FlagCode
    severity: Severity
    of: Literal["reply", "message"]
    evidence: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Compliance:
    """Flags put the turn in the review queue; `ok` is false when a flag forbids sending as written.

    `details` say of each flag how grave it is and which words it is about. `notice`: this reply tells the contact
    what we keep of them.
    """

    ok: bool
    flags: tuple[str, ...] = ()
    details: tuple[Flag, ...] = ()
    notice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """A person takes over. `pauses`: the bot is silent until they are done, or until `until` where that is set.

    `opens`: when the office is open next, which is now during office hours; None when its hours are not known.
    """

    reason: HandoffReason
    pauses: bool
    opens: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of the send. `id` is our uuid, `wamid` the one WhatsApp gave."""

    id: str
    state: DeliveryState
    wamid: str = ""
    attempts: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """How near this person is to booking, 0–100, with reasons a salesperson understands, and the signs behind them."""

    score: int
    segment: Segment
    reasons: tuple[str, ...] = ()
    stage: Stage = "initial"
    follow_up: bool = False
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCall:
    """What a model was asked and what came back; `key` names the request as a cassette does.

    `error` says why nothing came back, where nothing did; what was paid stands here all the same.
    """

    key: str
    text: str = ""
    model: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float = 0.0
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRun:
    """One line of the trace. `ms` is wall time; `error` is None when the step did its work in time.

    `note` is what the step has to say of how it went, as the rung of the ladder. `replaced` are the old values of a
    reply that was there before and that this step changed, by field: so every stage of the reply can be had again.
    `calls` are the answers of models the step asked for.
    """

    step: str
    ms: float
    changed: tuple[str, ...] = ()
    error: str | None = None
    note: str = ""
    replaced: Mapping[str, JsonValue] = field(default_factory=dict)
    calls: tuple[ModelCall, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One customer message on its way to a reply. Steps return `replace(turn, field=value)`."""

    message: Inbound  # set by the channel
    parsed: Parsed | None = None  # set by steps, in this order
    consent: Consent | None = None
    customer: Customer | None = None
    evidence: tuple[Passage, ...] = ()
    searches: tuple[Search, ...] = ()  # of the whole message, then of each question in it
    risk: Risk | None = None
    reply: Reply | None = None
    verdict: Verdict | None = None
    compliance: Compliance | None = None
    handoff: Handoff | None = None
    delivery: Delivery | None = None
    pages: tuple[Delivery, ...] = ()
    lead: Lead | None = None
    trace: tuple[StepRun, ...] = ()  # set by the pipeline
    config_hash: str = ""
    index_version: str = ""

    @property
    def language(self) -> Language:
        """The language to answer in: the message's, else the customer's own, else English."""
        if self.parsed and self.parsed.language != "und":
            return self.parsed.language
        known: dict[str, Language] = {"hi": "hi", "es": "es", "fr": "fr", "hi-Latn": "hi-Latn"}
        return known.get(self.customer.language if self.customer else "", "en")

    @property
    def treks(self) -> tuple[str, ...]:
        """Ids of the treks this turn is about: those named, beside those they are compared with, else the talk's."""
        named = tuple(str(value) for value in self.values("trek"))
        focus = self.customer.focus if self.customer else ()
        return focus if set(named) <= set(focus) else named

    @property
    def entities(self) -> tuple[Entity, ...]:
        """What was found in the message, in the order of its text; nothing before it was parsed."""
        return self.parsed.entities if self.parsed else ()

    def values(self, kind: str) -> tuple[JsonValue, ...]:
        """Values of the entities of one type; nothing before the message was parsed."""
        return self.parsed.values(kind) if self.parsed else ()

    @property
    def history(self) -> tuple[Utterance, ...]:
        """The lines before the message: those given with it, else those we know of the customer."""
        return self.message.history or (self.customer.history if self.customer else ())

    @property
    def line_before(self) -> str:
        """What the customer wrote last before the message; empty where that is nothing."""
        return next((line.text for line in reversed(self.history) if line.speaker == "U"), "")

    @property
    def subject(self) -> str:
        """The message with names, dates and figures blanked out: what is asked, whatever it is asked about."""
        text = self.message.text
        for entity in self.entities:
            if entity.type in _DETAILS:
                text = f"{text[: entity.start]}{' ' * (entity.end - entity.start)}{text[entity.end :]}"
        return text


_DETAILS = frozenset({"trek", "date", "people", "phone", "email", "price"})
