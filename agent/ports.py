"""The five ports: everything outside the process. Each has a real adapter and a shipped in-memory one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from agent.knowledge.catalogue import Catalogue
from agent.turn import (
    ConsentScope,
    ConsentStatus,
    Customer,
    DeliveryState,
    HandoffReason,
    Inbound,
    Mode,
    Passage,
    PauseReason,
    Reply,
    Severity,
    Turn,
    Utterance,
)

Vectors = NDArray[np.float32]
Arrays = Mapping[str, NDArray[Any]]


class PortError(Exception):
    """Something outside the process failed; the message says what and what to do, and holds no personal data."""


class NoJournalError(PortError):
    """No server was ever started on this data folder: there is nothing to look at yet."""


class LockedError(PortError):
    """Another process has the file now; it may be free in a moment."""


class QueryError(PortError):
    """A query that cannot be answered as it is written: not one SELECT, too long, too much. Writing it anew helps."""


class LeaseLostError(PortError):
    """Another worker holds this conversation now: whatever this one still wants to write must not be written."""


class SendTakenError(PortError):
    """Another attempt has this send, or it has ended: nothing of this one may leave."""


# --- journal -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """How WhatsApp names a person: phone digits, business-scoped user id, its parent's id; one of them at least.

    `username` (without `@`) is only told, never looked up by: it may change hands.
    """

    phone: str = ""
    user_id: str = ""
    name: str = ""
    parent_id: str = ""
    username: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityChange:
    """Word of WhatsApp that a person has another number or user id from `at` on; `to` holds only what is new."""

    to: Address
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The sender changed an earlier message, `of` by its id, to `text`, or deleted it."""

    of: str
    text: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxMessage:
    """A customer's message as the webhook brought it. Unique by (number, id). `choice`: the id of a tapped button.

    `change`: the sender has another number or user id now. `revises`: this one changes or deletes an earlier one.
    """

    id: str
    number: str
    sender: Address
    kind: str
    text: str
    sent_at: datetime
    payload: Mapping[str, Any]
    choice: str = ""
    change: IdentityChange | None = None
    revises: Revision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxStatus:
    """What became of one of our sends. `callback` is our uuid when Meta echoed it. Unique by (wamid, status, to).

    `person`: who it went to, with every id the webhook told of them. `foreign`: it is about a number that is not ours,
    and stops nothing.
    """

    wamid: str
    number: str
    status: str
    at: datetime
    to: str = ""
    callback: str = ""
    errors: Sequence[Mapping[str, Any]] = ()
    payload: Mapping[str, Any] = field(default_factory=dict)
    person: Address | None = None
    foreign: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketingChoice:
    """What a person chose in WhatsApp itself about marketing messages of ours."""

    person: Address
    status: ConsentStatus
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberNews:
    """What Meta says of business numbers; none named: of all of the account. The newest by `at` counts.

    `stop`: why nothing may go out from now on, until `until` where that is known. `start`: a stop of Meta's is over;
    `only_after`: and only one for these reasons, where any are given. `facts`: limits and ratings by name, such as
    `daily_limit`.
    """

    at: datetime
    numbers: tuple[str, ...] = ()
    stop: str = ""
    until: datetime | None = None
    start: bool = False
    only_after: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateNews:
    """What Meta says of a message template: only what is given here is new. Each part's newest by `at` counts."""

    name: str
    language: str
    at: datetime
    status: str = ""
    reason: str = ""
    quality: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    """Somebody else writes to this person, by `message_id`: the bot is silent until `until`; `over`: no longer."""

    person: Address
    message_id: str
    reason: PauseReason
    at: datetime
    until: datetime
    over: bool = False


News = NumberNews | TemplateNews | Takeover


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxEvent:
    """Any other webhook item (template, quality, account, preference, unknown). Unique by `id`, a content hash.

    `news`: what it means for us, where we act on it.
    """

    id: str
    number: str
    field: str
    payload: Mapping[str, Any]
    marketing: MarketingChoice | None = None
    news: News | None = None


InboxItem = InboxMessage | InboxStatus | InboxEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to answer one conversation until `until`; `fence` grows with every lease of it."""

    contact: str
    fence: int
    until: float
    messages: tuple[Inbound, ...]
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Bodies of webhooks as they came, kept by one commit. `seq` grows with the time of coming."""

    seq: int
    bodies: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How much of a contact waits: the number of messages, the text of the newest, and how long it has been here:
    without end where it came before the clock was set back.

    `attempts`: how often the one tried most was handed out.
    """

    messages: int = 0
    last_text: str = ""
    age_s: float = 0.0
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One send, as the outbox keeps it. `id` is our uuid, `body` the Cloud API body without the uuid.

    `number` is the id of the business number it goes out from; empty for the channel's own. `fallback` is the
    template that may go out in its place once the 24 hours are over; empty for none. `callback` is the uuid on the
    wire where that is not `id`: after a send that surely failed was made again. Times are epoch seconds. `left`: of the
    newest attempt a byte may be on its way; until then the send surely went to nobody.
    """

    id: str
    message_id: str
    contact: str
    body: Mapping[str, Any]
    state: DeliveryState
    wamid: str = ""
    attempts: int = 0
    error: str = ""
    code: int | None = None
    number: str = ""
    fallback: Mapping[str, Any] = field(default_factory=dict)
    callback: str = ""
    resends: int = 0
    opened_at: float = 0.0
    not_before: float = 0.0
    left: bool = False

    @property
    def on_the_wire(self) -> str:
        """The uuid to put in `biz_opaque_callback_data`."""
        return self.callback or self.id

    @property
    def is_template(self) -> bool:
        """Whether it may open a closed conversation."""
        return self.body.get("type") == "template"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberState:
    """Whether a business number may send. Stopped: why, by whom and since when, until started or until `until`."""

    number: str
    stopped: bool = False
    reason: str = ""
    by: str = ""
    at: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One fact for the store, in order of `seq`. `kind`: contact, booking, turn, lead, status, event, consent."""

    seq: int
    kind: str
    key: str
    contact: str
    at: datetime
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateState:
    """What is known of a message template. `usable`: a send that names it may succeed; unknown ones are usable."""

    name: str
    language: str
    status: str = ""
    reason: str = ""
    quality: str = ""
    category: str = ""

    @property
    def usable(self) -> bool:
        """Whether Meta accepts sends that name it."""
        return self.status not in UNUSABLE_TEMPLATE


UNUSABLE_TEMPLATE: frozenset[str] = frozenset(
    {
        "ARCHIVED",
        "DELETED",
        "DISABLED",
        "IN_APPEAL",
        "LIMIT_EXCEEDED",
        "PAUSED",
        "PENDING",
        "PENDING_DELETION",
        "REJECTED",
    }
)
"""Statuses with which a template is not sent. FLAGGED ones are at risk, LOCKED ones cannot be edited: both work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockedTemplate:
    """A template that is not sent, and why; `since` is None where WhatsApp's own status says so."""

    name: str
    language: str
    why: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentEntry:
    """One line of the consent ledger: where the contact stands from here on; the newest line of a contact counts.

    `source`: message, button, import, whatsapp (chosen in WhatsApp's settings), refused (error 131050 of a send),
    merge (what the other of two contacts that are one person had said).
    """

    contact: str
    status: ConsentStatus
    at: datetime
    source: str
    text: str = ""
    scope: ConsentScope = "all"


ReviewReason = HandoffReason | Literal["flagged", "delivery"]
ReviewState = Literal["open", "done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """The bot is silent for a contact since the message that called a person; `waiting` messages came since.

    It ends with a release, or at `until` where that is set. `holder`: the colleague who has the conversation, since
    `held_since`, and did something in it last at `held_at`; empty while nobody took it.
    """

    contact: str
    message_id: str
    reason: PauseReason
    at: datetime
    until: datetime | None = None
    waiting: int = 0
    holder: str = ""
    held_since: datetime | None = None
    held_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """One turn that a person should look at. `flagged`: no hand-off, only what the checks noticed.

    `delivery`: an answer that did not reach the customer, or of which nobody knows; its flags name the send.

    `waiting`: messages that came since, while the bot was silent because of it.
    """

    id: str
    contact: str
    message_id: str
    reason: ReviewReason
    flags: tuple[str, ...] = ()
    severity: Severity = "medium"
    opened_at: datetime
    state: ReviewState = "open"
    done_by: str = ""
    done_at: datetime | None = None
    waiting: int = 0


class Journal(Protocol):
    """What must never be lost: every method that writes has committed to disk when it returns, or raises PortError."""

    async def receive(self, items: Sequence[InboxItem]) -> Sequence[bool]:
        """Keep webhook items, all or none; True for each that was new. Resolves senders to contacts.

        Messages wait to be leased; statuses settle the outbox row with the same uuid or wamid, never
        downgrading it, and are recorded for the store; events are recorded for the store. What a person chose in
        WhatsApp about marketing, and a send refused because they stopped it, becomes a line of the consent ledger.
        An edit changes what will be read of a message, and what was kept of it; a deletion leaves nothing of it. An
        answer that has not left yet is begun again: its lease ends. A status whose error code says so stops its
        number. `news` of events acts: numbers stop, templates are kept apart, and the bot falls silent for somebody
        a colleague writes to.
        """

    async def keep_arrivals(self, bodies: Sequence[bytes]) -> None:
        """Keep webhook bodies as they came, all or none, to be read later."""

    async def arrivals(self, *, limit: int) -> Sequence[Arrival]:
        """The first of them, with so many bodies or a few more."""

    async def read_arrivals(
        self, seqs: Sequence[int], webhooks: Sequence[Sequence[InboxItem]], instead: Sequence[InboxItem] = ()
    ) -> Sequence[Sequence[bool] | None]:
        """Keep what was in each of these bodies, as `receive` does, and forget the bodies; all or none.

        With `instead`, an item for each body, it is kept where the body's items cannot be, for a reason of theirs:
        None then stands in its place.
        """

    async def waiting(self) -> Sequence[str]:
        """Contacts with unanswered messages and no live lease, the longest waiting first.

        Messages to a stopped number wait without being listed or leased.
        """

    async def lease(self, contact: str, seconds: float) -> Lease | None:
        """Take the conversation and all its unanswered messages, in order of `sent_at`; None when not free.

        For 600 s at most: what seems to last longer was taken before the clock was set back, and is over.
        Counts the attempt before handing it out. A message attempted 3 times before is set aside instead, with an item
        in the review queue. A flood comes in portions that one turn can read.
        On its last attempt a message comes alone, and messages whose answer may be on its way come without
        newer ones: the others follow with the next lease.
        """

    async def renew(self, lease: Lease, seconds: float) -> Lease:
        """A longer lease, or LeaseLostError."""

    async def settle(self, lease: Lease) -> None:
        """Mark the lease's messages answered and give the conversation back, or LeaseLostError."""

    async def release(self, lease: Lease, *, again_in_s: float = 0.0) -> None:
        """Give the conversation back unanswered; its messages are tried again, at the earliest after `again_in_s`.

        60 s at most: what seems to last longer was said before the clock was set back, and is over.
        """

    async def outbox(self, message_id: str) -> Outgoing | None:
        """The send that answers this message, if one was ever opened."""

    async def open_send(self, lease_contact: str, outgoing: Outgoing) -> Outgoing:
        """Insert, at most one per message id: returns the older one as it is when there is one.

        It is `sending`, for the caller to post at once, or `queued` for the dispatcher: where the number is stopped
        and where the contact waits for an older send.
        Raises LeaseLostError when this process leased the conversation and no longer holds it.
        """

    async def close_send(
        self,
        outgoing_id: str,
        state: DeliveryState,
        *,
        wamid: str = "",
        error: str = "",
        code: int | None = None,
        wait_s: float = 0.0,
        counted: bool = True,
        posted: bool = True,
    ) -> Outgoing:
        """Write down how the attempt ended, and what came of it; a status that came first is not downgraded.

        Queued again, it waits for `wait_s`; unknown, nobody asks before that is over; not `counted`, no attempt was
        made. An attempt of which nothing left (`posted` false) has no say once another one may have left. Code 131050
        becomes a line of the consent ledger.
        """

    async def leaving(self, outgoing_id: str) -> None:
        """Write down that this send is about to leave: from here on it may have arrived.

        Raises SendTakenError when it is not `sending`, or an attempt left before this one. A send still without this
        when a process dies is queued at the next start.
        """

    async def reach_out(self, outgoing_id: str, limit: int | None) -> float:
        """Let a send that is `sending` out to somebody who did not write within 24 hours; None is no limit.

        0, and it is counted: within 24 hours so many people may be reached, of all numbers together, and who was
        reached in them takes no second place. Else the seconds until a place is free, and the send is known to wait
        for one. What failed, or is queued again, reached nobody.
        """

    async def reached(self) -> int:
        """How many people were reached so within the last 24 hours."""

    async def due_sends(self, *, unknown_after_s: float, limit: int = 100) -> Sequence[Outgoing]:
        """Sends somebody must see to now, the longest waiting first.

        Queued ones whose time has come, whose number may send and whose contact waits for no older one; unknown ones
        of which no status told within `unknown_after_s`; failed ones nobody looked at; and `sending` for too long.
        A time that was reckoned before the clock was set back counts as come.
        """

    async def take_send(self, outgoing_id: str) -> Outgoing | None:
        """A queued send, now `sending` and the caller's to post; None when it is not due or somebody took it."""

    async def send_again(
        self, outgoing_id: str, *, wait_s: float = 0.0, body: Mapping[str, Any] | None = None, by: str = ""
    ) -> bool:
        """Queue a failed send once more, under another uuid, after `wait_s`.

        `by` a person, in the audit log, an unknown one too. False when it is in any other state. What statuses of the
        earlier attempt still say is told apart.
        """

    async def leave_send(self, outgoing_id: str) -> None:
        """Nothing more happens to this send by itself: a person was told, or nobody need be."""

    async def arrived(self, outgoing_id: str, by: str) -> bool:
        """A person saw that an unknown send reached the customer, in the audit log; False when it is not unknown."""

    async def send_of(self, outgoing_id: str) -> Outgoing | None:
        """The send with this id."""

    async def window_left_s(self, contact: str, number: str, heard_at: datetime | None = None) -> float:
        """Seconds until the 24-hour window closes, negative when it is closed.

        It opens with every message or call of this contact to this number, by the customer's own time. `heard_at`:
        one that may not be known here yet.
        """

    async def mark(self, subject: str, kind: str, hours: float = 0) -> None:
        """Remember what WhatsApp told of a contact, a country or a template, for so many hours; 0 for good.

        What is remembered of a template ends when WhatsApp says later that it may be used, or with `lift_template`.
        """

    async def marks(self, subject: str) -> Mapping[str, datetime]:
        """What is remembered of it now: by kind, since when."""

    async def blocked_templates(self) -> Sequence[BlockedTemplate]:
        """Templates that are not sent, because a send was refused or WhatsApp said so, by name and language."""

    async def lift_template(self, name: str, by: str) -> bool:
        """Use it again in every language, in the audit log; False when nothing was known against it."""

    async def set_aside(self) -> Sequence[Inbound]:
        """Messages set aside for which nothing was ever sent, the oldest first."""

    async def peek(self, contact: str) -> Waiting:
        """What waits to be leased of this contact, without taking it."""

    async def held(self, *, after: int = 0, limit: int = 100) -> tuple[Sequence[Inbound], int]:
        """Messages that wait because their number is stopped, in the order they came, and where to go on after them."""

    async def number_state(self, number: str) -> NumberState:
        """Whether this business number may send now; one nobody ever stopped may."""

    async def stopped_numbers(self) -> Sequence[NumberState]:
        """Numbers that may not send now, the longest stopped first."""

    async def known_numbers(self) -> Sequence[str]:
        """Business numbers with a message, news of Meta or a stop, in order; nothing leaves from others but our own."""

    async def stop_number(self, number: str, reason: str, by: str, until: datetime | None = None) -> bool:
        """Let nothing more go out from this number, in the audit log. `by`: a person, or `whatsapp` for an error code.

        False, and nothing changed, when it is stopped for at least as long already: a stop without end outlasts all.
        """

    async def start_number(self, number: str, by: str) -> bool:
        """Let it send again, in the audit log; False when it was not stopped."""

    async def number_facts(self, number: str) -> Mapping[str, str]:
        """What Meta last said of the number's limits and ratings, by name."""

    async def newest_fact(self, name: str) -> str:
        """What Meta last said of this, of whichever number; empty where it said nothing."""

    async def template(self, name: str, language: str) -> TemplateState:
        """What Meta last said of this template; without a word of it, it counts as usable."""

    async def consent(self, contact: str) -> ConsentEntry | None:
        """The newest line of the consent ledger for this contact."""

    async def write_consent(self, entry: ConsentEntry) -> None:
        """Append to the consent ledger (append-only), and record it for the store."""

    async def pause(self, pause: Pause) -> bool:
        """Fall silent for this contact. False, and nothing changed, when it is silent already or was for this message.

        So a message that runs again, even after the release, does not silence the bot a second time.
        """

    async def pause_of(self, contact: str) -> Pause | None:
        """The pause in force for this contact."""

    async def hold(self, wanted: Pause, *, instead_of: str, free_before: datetime) -> Pause:
        """Give the conversation to `wanted.holder`: the pause in force is theirs, and without one `wanted` begins.

        The pause as it is then. It stays with who has it, unless that is `instead_of`, or they did nothing since
        `free_before`. Of a pause that a take-over made the end moves to that of `wanted`.
        """

    async def count_waiting(self, contact: str, message_id: str) -> None:
        """Count a message that came during the pause in force, once; without one nothing happens."""

    async def end_pause(self, contact: str, by: str) -> bool:
        """Let the bot answer again; False when it was not silent. Settles the open hand-offs, in the audit log.

        Items that were only flagged stay open.
        """

    async def open_review(self, item: ReviewItem) -> bool:
        """Put a turn in the review queue; False when an item with this id was ever there."""

    async def reviews(self, state: ReviewState = "open") -> Sequence[ReviewItem]:
        """Items of the review queue, the gravest first, then the oldest."""

    async def close_review(self, item_id: str, by: str) -> ReviewItem | None:
        """Mark an item done, in the audit log; done before, it stays as it was. None when there is no such item."""

    async def address(self, contact: str) -> Address | None:
        """Where to reach this contact."""

    async def resolve(self, address: Address) -> str:
        """The contact with this address, made when new. Two contacts whose ids stand together in it are merged."""

    async def merge(self, kept: str, gone: str, by: str) -> bool:
        """Two contacts were one person all along: `kept` has everything from now on; False when that was known.

        Messages, sends, pauses and reviews move. The stricter of the two consents holds, by a new line of the
        ledger. A lease of `gone` runs on, and `kept` is leased again only when it is over. The old id keeps working.
        Recorded for the store, in the audit log.
        """

    async def enrol(self, contact: str, address: Address) -> None:
        """Bind an address to a contact id given from outside (an import); bindings that exist stay."""

    async def record(self, kind: str, key: str, contact: str, body: Mapping[str, Any]) -> int:
        """Append one fact for the store, return its `seq`; the same (kind, key) again keeps the first and its seq."""

    async def records_after(self, seq: int, limit: int = 1000) -> Sequence[Record]:
        """Facts for the store after `seq`, in order."""

    async def records_of(self, kind: str) -> Sequence[Record]:
        """All records of a kind, in order."""

    async def audit(self, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> None:
        """Append one line to the hash-chained audit log."""

    async def depth(self) -> Mapping[str, float]:
        """For health and metrics: waiting, oldest_waiting_s, set_aside; unknown_sends, queued_sends, oldest_queued_s.

        `retrying_sends` are the queued ones that were tried before, `limited_sends` those that wait for a place in the
        messaging limit.
        """

    async def aclose(self) -> None:
        """Finish what was accepted, then close."""


# --- store ---------------------------------------------------------------------------------------------------


class Store(Protocol):
    """What is read and analysed. A projection of the journal's records: it can always be rebuilt from them."""

    async def apply(self, records: Sequence[Record]) -> None:
        """Take records in order of `seq`, in one transaction; those at or below the watermark are skipped."""

    async def watermark(self) -> int:
        """The highest `seq` applied; 0 for an empty store."""

    async def customer(self, contact: str, *, messages: int) -> Customer | None:
        """Profile, bookings, stage, lead score and the last `messages` lines of the conversation; None when unknown."""

    async def lines(self, contact: str, *, last: int) -> Sequence[Utterance]:
        """The last `last` lines of the conversation, oldest first: one query, where `customer` takes five."""

    async def contacts(self) -> Sequence[Customer]:
        """All contacts without history, for pickers and `--as`."""

    async def named(self, names: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """Which contacts bear each of these full names; names are given folded, unknown ones left out."""

    async def query(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """A pyarrow.Table of one SELECT over the store's tables (read only)."""

    async def aclose(self) -> None:
        """Checkpoint and close."""


# --- index ---------------------------------------------------------------------------------------------------


class Index(Protocol):
    """The operator's knowledge: passages found by question, and the catalogue's facts."""

    @property
    def catalogue(self) -> Catalogue:
        """Treks, prices, departures, offers and the operator."""

    @property
    def texts(self) -> Mapping[bytes, bytes]:
        """What the fact ledger read in passages and facts at ingest, for `agent.facts.context.kept`; may be empty."""

    @property
    def version(self) -> str:
        """Changes with every document, chunk or model."""

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, one row per text, float32."""

    def pieces_per_word(self, text: str) -> float:
        """Word-pieces the embedding model cuts a word into: about 1.2 in languages it knows, 2 and more in others."""

    async def search(self, text: str, *, top_k: int, meaning: str = "") -> Sequence[Passage]:
        """The union of the `top_k` nearest by vector and the `top_k` best by BM25.

        Each passage carries both raw scores (`scores.dense`, a cosine; `scores.lexical`, BM25 ≥ 0); fusing
        and ranking is the caller's. Order: by dense score. `meaning`: what the vector is made of, where the text
        holds words besides that help only the search by words.
        """

    async def kept(self, key: str, make: Callable[[], Awaitable[Arrays]]) -> Arrays:
        """What `make` gives, made once per key and kept with the index: for what is learnt from its vectors.

        `key` must change with everything the arrays depend on. Arrays hold numbers or text, never objects.
        """

    async def passages(self, ids: Sequence[str]) -> Sequence[Passage]:
        """Passages by id, unknown ones left out."""

    async def of_kind(self, kind: str) -> Sequence[Passage]:
        """All passages of a kind, in the order they are kept in."""

    async def vectors(self) -> tuple[Sequence[Passage], Vectors]:
        """All passages, and their unit vectors: row n is passage n's."""

    async def refresh(self) -> bool:
        """Take over newer documents, if there are any; True when `version` changed."""

    async def aclose(self) -> None:
        """Finish searches under way."""


# --- model ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMessage:
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a model asks, in USD for a million tokens, and what a call asks beside them, as for a web search."""

    usd_per_million_in: float = 0.0
    usd_per_million_out: float = 0.0
    usd_per_call: float = 0.0

    def cost_usd(self, tokens_in: int, tokens_out: int) -> float:
        """Cost of one call."""
        by_tokens = tokens_in * self.usd_per_million_in + tokens_out * self.usd_per_million_out
        return by_tokens / 1_000_000 + self.usd_per_call


def accept_any(text: str) -> str:
    """No text has a flaw."""
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionRequest:
    """One call: `models` in order of preference, the rest as OpenRouter names it.

    `contact` and `turn` (a message id) say whose budget pays, `price` how much is set aside for it. `flaw` says
    what makes a text unusable, "" for nothing: another model is asked then, while there is time. `judged` is false
    where failing says nothing about the models, as for a short call that may well be done without. What a model thinks
    counts towards `max_tokens`; `reasoning` is how hard it is to think, "" as it likes. `web_results` are looked up and
    put before it.
    """

    messages: tuple[ChatMessage, ...]
    models: tuple[str, ...]
    max_tokens: int
    timeout_s: float
    temperature: float = 0.2
    seed: int = 7
    reasoning: str = ""
    web_results: int = 0
    contact: str = ""
    turn: str = ""
    price: Price = Price()
    flaw: Callable[[str], str] = field(default=accept_any, compare=False)
    judged: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What came back, and what it cost: attempts that failed before it are on the bill too."""

    text: str
    model: str
    tokens_in: int
    tokens_out: int
    cost_usd: float


class CompletionError(PortError):
    """No usable answer. `spent` is what was paid all the same; its text is empty."""

    def __init__(self, reason: str, spent: Completion | None = None) -> None:
        super().__init__(reason)
        self.spent = spent or Completion(text="", model="", tokens_in=0, tokens_out=0, cost_usd=0.0)


class OverBudgetError(CompletionError):
    """Nobody was asked, because the day's, the contact's or the turn's money is spent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """Where the degradation ladder stands, and why; no reason on the normal rung."""

    mode: Mode = "normal"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What an answer may be given again for: the same `text` and the same `setting`.

    `text` is the question without case, spaces, punctuation and emoji; `words` are what must agree where the
    questions only mean the same; `setting` is a digest of everything else a model is shown. `shared` is false where
    the answer could hold something of this customer: it may be given an earlier answer, but leaves none.
    """

    text: str
    words: tuple[str, ...]
    setting: str
    shared: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUse:
    """What one model was asked since the start: answers, failures by kind, tokens and money (unusable answers too)."""

    answers: int = 0
    failures: Mapping[str, int] = field(default_factory=dict)
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelState:
    """What operators see of the models: the rung, today's money, who is cut off, and the answers given again."""

    rung: Rung = Rung()
    spent_usd: float = 0.0
    day_usd: float = 0.0
    breakers: Mapping[str, str] = field(default_factory=dict)
    p95_s: float = 0.0
    handoffs: int = 0
    cache_hits: int = 0
    cache_misses: int = 0
    cache_kept: int = 0
    cache_saved_usd: float = 0.0
    used: Mapping[str, ModelUse] = field(default_factory=dict)


class LLM(Protocol):
    """Writes text. An adapter that governs nothing inherits the rung, the state and an empty memory from here."""

    @property
    def available(self) -> bool:
        """False when there is no key, the money is spent or every model is cut off: the composer answers then."""

    async def complete(self, request: CompletionRequest) -> Completion:
        """One answer within `timeout_s`, retries and fallbacks included; CompletionError says why there is none."""

    @property
    def rung(self) -> Rung:
        """The rung of the ladder on which the next turn is answered, as far as models decide it."""
        return Rung() if self.available else Rung(mode="composer", reason="no model available")

    @property
    def handoffs_full(self) -> bool:
        """True while so many turns were handed over that no colleague can be promised."""
        return False

    @property
    def state(self) -> ModelState:
        """For health and metrics."""
        return ModelState(rung=self.rung)

    async def recall(self, question: Question) -> Reply | None:
        """An answer that was given to this question before and passed every check; None when there is none."""
        return None

    def offer(self, turn: str, question: Question, reply: Reply) -> None:
        """An answer that may be given again, if the turn (a message id) ends well."""
        return None

    def settle(self, turn: Turn) -> None:
        """The turn is over: what was offered is kept or dropped, and a hand-off counts."""
        return None

    async def aclose(self) -> None:
        """Close connections."""


# --- channel -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """How one POST ended: sent (accepted by WhatsApp), failed (surely not sent) or unknown (nobody can say).

    Unknown with `retry_after_s`: WhatsApp holds it itself, and tells by a status within that time.
    A dry run's channel answers skipped. `held`: nothing was posted, because a limit of our own asks to wait.
    """

    state: Literal["sent", "failed", "unknown", "skipped"]
    wamid: str = ""
    code: int | None = None
    retryable: bool = False
    retry_after_s: float = 0.0
    error: str = ""
    held: bool = False


Leaving = Callable[[], Awaitable[None]]
"""Awaited right before the first byte of a send may leave; where it raises, nothing leaves."""


async def unmarked() -> None:
    """For sends of which no journal keeps whether they left."""


class Channel(Protocol):
    """The way to the customer. Never raises for a refused or ambiguous send: the receipt says it."""

    async def send(self, outgoing: Outgoing, to: Address, leaving: Leaving = unmarked) -> Receipt:
        """At most one POST, with the send's uuid in `biz_opaque_callback_data`. Raises what `leaving` raises."""

    async def mark_read(self, message_id: str, *, typing: bool) -> None:
        """Blue ticks, and the typing bubble for at most 25 s. Failing is not an error."""

    async def aclose(self) -> None:
        """Close connections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """All five, as handed to steps."""

    journal: Journal
    store: Store
    index: Index
    llm: LLM
    channel: Channel
