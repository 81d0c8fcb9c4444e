"""What the webhook brought, kept once whatever comes again."""

import sqlite3
from collections.abc import Callable, Sequence
from itertools import groupby, islice
from typing import Any

from agent.journal import (
    identities,
    ledger,
    merging,
    news,
    outbox,
    portions,
    records,
    revisions,
    status_portions,
)
from agent.journal.rules import line_of_choice, line_of_refusal, silent_body, stop_reason, told_of_person
from agent.journal.send_rules import status_body
from agent.journal.values import clean, dump, micros
from agent.ports import ConsentEntry, InboxEvent, InboxItem, InboxMessage, InboxStatus, NumberNews

TakeMany = Callable[[sqlite3.Connection, Sequence[Any], float], Sequence[bool]]
"""Keeps as many of the first as can be kept together; whether each was new."""


def receive(connection: sqlite3.Connection, items: Sequence[InboxItem], now: float) -> Sequence[bool]:
    """True for each item that was new."""
    new: list[bool] = []
    for take_many, run in groupby(items, key=_many):
        together = list(run)
        if take_many and together[1:]:
            new += _in_portions(connection, together, take_many, now)
        else:
            new += [_take(connection, item, now) for item in together]
    return new


def _many(item: InboxItem) -> TakeMany | None:
    """How items of this kind may be kept together."""
    if portions.is_plain(item):
        return portions.take
    return status_portions.take if status_portions.is_plain(item) else None


def _in_portions(
    connection: sqlite3.Connection, items: Sequence[InboxItem], take_many: TakeMany, now: float
) -> Sequence[bool]:
    """What stands in the way of a portion is taken by itself; each time twice as much, or many of them would have the
    rest looked up over and over."""
    new: list[bool] = []
    alone = 1
    while rest := items[len(new) :]:
        taken = take_many(connection, rest, now)
        in_the_way = rest[len(taken) :][:alone]
        new += [*taken, *(_take(connection, item, now) for item in in_the_way)]
        alone *= 2
    return new


def receive_all(
    connection: sqlite3.Connection, webhooks: Sequence[Sequence[InboxItem]], now: float
) -> Sequence[Sequence[bool]]:
    """What is new in each of several webhooks, taken as one."""
    new = iter(receive(connection, [item for items in webhooks for item in items], now))
    return [list(islice(new, len(items))) for items in webhooks]


def _take(connection: sqlite3.Connection, item: InboxItem, now: float) -> bool:
    if isinstance(item, InboxMessage):
        return _message(connection, item, now)
    if isinstance(item, InboxStatus):
        return _status(connection, item, now)
    return _event(connection, item, now)


def _message(connection: sqlite3.Connection, item: InboxMessage, now: float) -> bool:
    key = (clean(item.number), clean(item.id))
    if connection.execute("SELECT 1 FROM inbox WHERE number = ? AND id = ?", key).fetchone():
        return False
    contact = identities.resolve(connection, item.sender, now, micros(item.sent_at))
    if item.change is not None:
        contact = identities.move(connection, contact, item.sender, item.change, now)
    connection.execute(
        "INSERT INTO inbox (number, id, contact, kind, text, choice, sent_at, payload, received_at, revises) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(*key, contact, item.kind, clean(item.text), clean(item.choice)),
            *(micros(item.sent_at), dump(item.payload), now, clean(item.revises.of) if item.revises else ""),
        ),
    )
    revisions.revise(connection, key[0], clean(item.revises.of) if item.revises else key[1], now)
    if silent := silent_body(item):
        records.append(connection, "event", f"silent-message:{item.number}:{item.id}", contact, silent, now)
    return True


def _status(connection: sqlite3.Connection, item: InboxStatus, now: float) -> bool:
    new = connection.execute(
        "INSERT OR IGNORE INTO statuses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(clean(value) for value in (item.wamid, item.status, item.to, item.number, item.callback)),
            *(micros(item.at), dump(list(item.errors)), dump(item.payload), now),
        ),
    ).rowcount
    if not new:
        return False
    send = outbox.settle_by_status(connection, item, now)
    learnt = identities.learn(connection, item.person, now, micros(item.at)) if item.person else ""
    contact = merging.real(connection, send.contact) if send else learnt or identities.find(connection, clean(item.to))
    body = status_body(item, send.id if send else item.callback, send.message_id if send else "")
    records.append(connection, "status", f"{item.wamid}:{item.status}:{item.to}", contact, body, now)
    if reason := stop_reason(item):
        news.act(connection, NumberNews(numbers=(item.number,), at=item.at, stop=reason), now)
    if contact:
        _add(connection, line_of_refusal(item, contact, ledger.newest_consent(connection, contact)), now)
    return True


def _event(connection: sqlite3.Connection, item: InboxEvent, now: float) -> bool:
    body = {"number": item.number, "field": item.field, "payload": item.payload}
    told = told_of_person(item)
    contact = identities.resolve(connection, told.person, now, micros(told.at)) if told else ""
    if records.append(connection, "event", item.id, contact, body, now) is None:
        return False
    if item.news:
        news.act(connection, item.news, now)
    if item.marketing:
        _add(connection, line_of_choice(item.marketing, contact, ledger.newest_consent(connection, contact)), now)
    return True


def _add(connection: sqlite3.Connection, line: ConsentEntry | None, now: float) -> None:
    if line is not None:
        ledger.write_consent(connection, line, now)
