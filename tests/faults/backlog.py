"""A week delivered to the real server, and what came of it held against the rules."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx

from agent.channel.signature import sign
from tests.faults.deployment import Mortal
from tests.faults.history import Verdict, judge, read_history
from tests.faults.rounds import new_phone
from tests.faults.week import Week, Written
from tests.real_parts import KEYS, PLAIN, until

AT_ONCE = 8
"""Webhooks under way at a time."""


def answered_before(server: Mortal, customers: int) -> set[str]:
    """Sends of which WhatsApp has told nothing yet."""
    asking = [new_phone() for _ in range(customers)]
    server.tell("/sim/faults", drop_statuses=True)
    for phone in asking:
        server.write(phone, "before the week")
    until(lambda: all(map(server.sent, asking)), "they are answered")
    until(lambda: not server.is_busy, "their answers are kept")
    server.tell("/sim/faults", drop_statuses=False)
    return {send["id"] for phone in asking for send in server.sent(phone)}


def deliver(server: Mortal, week: Week) -> list[float]:
    """Every webhook, several at a time; the seconds until each was taken. One that is refused is delivered again."""

    def post(body: bytes) -> float:
        headers = {"X-Hub-Signature-256": sign(body, KEYS["WHATSAPP_APP_SECRET"])}
        began = time.perf_counter()
        until(lambda: client.post(f"{server.url}/webhook", content=body, headers=headers).status_code == 200, "a 200")
        return time.perf_counter() - began

    with httpx.Client(**PLAIN, timeout=server.patience_s) as client, ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(post, week.webhooks))


def come_to_rest(server: Mortal, week: Week) -> None:
    """Wait until every message is here and has an end, and so has every send."""
    ids = {message.id for message in week.messages}
    until(lambda: ids <= {key for (key,) in server.rows("SELECT id FROM inbox")}, "all is read", server.patience_s)
    server.come_to_rest()


def verdict(server: Mortal, week: Week) -> Verdict:
    """The history checker's, with these messages among those that were written."""
    history = read_history(server.journal, server.ask("/sim/log"))
    return judge(replace(history, written=[*history.written, *(message.id for message in week.messages)]))


def flaws(server: Mortal, week: Week) -> list[str]:
    """What did not come as the rules say, in words."""
    said = _said(server)
    kept = dict(server.rows("SELECT id, text FROM inbox WHERE kind IN ('text', 'deleted')"))
    shown = {
        key for (key,) in server.rows("SELECT message_id FROM reviews WHERE flags LIKE '%delivery:window_closed%'")
    }
    turns = dict(server.rows("SELECT id, turn FROM inbox"))
    found = [flaw for message in week.messages for flaw in _flaws_of(message, said.get(message.phone, []), kept)]
    for phone, written in week.customers.items():
        asked = [message for message in written if not message.deleted]
        if all(message.is_late for message in written) and said.get(phone):
            found.append(f"{phone} wrote more than 24 hours ago and was sent free text")
        if not said.get(phone) and asked and not {turns[message.id] for message in asked} & shown:
            found.append(f"{phone} was told nothing, and no person was asked to")
    return found


def _flaws_of(message: Written, said: Sequence[Sequence[str]], kept: Mapping[str, str]) -> list[str]:
    lines = [line for answer in said for line in answer]
    times = lines.count(message.text) + (lines.count(message.changed_to) if message.changed_to else 0)
    must = 0 if message.is_late or message.deleted else 1
    words = "" if message.deleted else message.changed_to or message.text
    checks = {
        f"was answered {times} times": must <= times <= 1,
        f"is kept as {kept.get(message.id)!r}": kept.get(message.id) == words,
    }
    return [f"{message.id} {flaw}" for flaw, is_good in checks.items() if not is_good]


def out_of_order(server: Mortal, week: Week) -> list[str]:
    """Customers of whom one answer takes up what they wrote in another order."""
    at = {text: message.at for message in week.messages for text in (message.text, message.changed_to) if text}
    return [
        phone
        for phone, answers in _said(server).items()
        for lines in answers
        if (times := [at[line] for line in lines if line in at]) != sorted(times)
    ]


def _said(server: Mortal) -> dict[str, list[list[str]]]:
    """The lines of every answer by who had it: the echo of what they wrote, a burst line by line."""
    said: dict[str, list[list[str]]] = {}
    for send in server.sent():
        said.setdefault(send["to"], []).append(send["text"].split("\n"))
    return said
