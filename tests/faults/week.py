"""A week that WhatsApp could not deliver: what customers wrote, changed and took back, and what became of older sends.

All of it comes at once, as Meta delivers again what was not taken: elements in any order, in batches of up to 1,000,
some in two batches, some batches twice. Nothing here is of the product: what must come of it is worked out from the
rules alone.
"""

import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.faults.rounds import new_phone

HOUR_S = 3600.0
WEEK_S = 7 * 24 * HOUR_S
BATCH = 1000
"""The most updates WhatsApp puts into one webhook."""
_OLD_SENDS = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One message. `changed_to`: the words its sender put in their place later; `deleted`: it was taken back."""

    id: str
    phone: str
    at: int
    text: str
    changed_to: str = ""
    deleted: bool = False

    @property
    def is_late(self) -> bool:
        """Free text may not answer it any more, by the customer's own time."""
        return time.time() - self.at > 24 * HOUR_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Its messages by customer, in the order they were written, and the webhooks that bring them with all the rest."""

    customers: Mapping[str, Sequence[Written]]
    webhooks: Sequence[bytes]
    updates: int

    @property
    def messages(self) -> Sequence[Written]:
        return [message for written in self.customers.values() for message in written]


def a_week(rng: random.Random, customers: int, number: str, told: Sequence[Mapping[str, Any]] = ()) -> Week:
    """For this business number. `told`: statuses of sends made before."""
    questions = count(1)
    written = {phone: _wrote(phone, rng, questions) for phone in (new_phone() for _ in range(customers))}
    messages = [element for wrote in written.values() for one in wrote for element in _elements(one, rng)]
    statuses = [*told, *_of_old_sends(customers, rng)]
    updates = [*(("messages", one) for one in messages), *(("statuses", one) for one in statuses)]
    updates += rng.sample(updates, len(updates) // 5)
    rng.shuffle(updates)
    webhooks = [_wire(batch, number) for batch in _batches(updates, rng)]
    webhooks += rng.sample(webhooks, len(webhooks) // 3)
    rng.shuffle(webhooks)
    return Week(customers=written, webhooks=webhooks, updates=len(updates))


def a_rush(customers: int, each: int, number: str) -> Week:
    """Everybody writes so many messages now, by turns, and each comes in a webhook of its own."""
    questions, now = count(1), int(time.time())
    phones = [new_phone() for _ in range(customers)]
    written: dict[str, list[Written]] = {phone: [] for phone in phones}
    for second in range(each):
        for phone in phones:
            nth = next(questions)
            one = Written(id=f"wamid.rush-{phone}-{nth}", phone=phone, at=now - each + second, text=f"question {nth}")
            written[phone].append(one)
    by_turns = sorted((one for ones in written.values() for one in ones), key=lambda one: one.at)
    elements = (_element(one, "", 0, {"type": "text", "text": {"body": one.text}}) for one in by_turns)
    webhooks = [_wire([("messages", element)], number) for element in elements]
    return Week(customers=written, webhooks=webhooks, updates=len(webhooks))


def _wrote(phone: str, rng: random.Random, questions: Iterator[int]) -> Sequence[Written]:
    """Who came back wrote on several days; four in ten last wrote too long ago for free text."""
    newest = rng.uniform(60, 23.5 * HOUR_S) if rng.random() < 0.6 else rng.uniform(24.5 * HOUR_S, WEEK_S - HOUR_S)
    earlier = [rng.uniform(newest + HOUR_S, WEEK_S) for _ in range(rng.choice((0, 0, 1, 2)))]
    now = time.time()
    return [
        _one(phone, int(now - age_s) + second, next(questions), rng)
        for age_s in sorted((newest, *earlier), reverse=True)
        for second in sorted(rng.sample(range(40), rng.choice((1, 1, 2, 3, 4))))
    ]


def _one(phone: str, at: int, number: int, rng: random.Random) -> Written:
    luck = rng.random()
    return Written(
        id=f"wamid.week-{phone}-{number}",
        phone=phone,
        at=at,
        text=f"question {number}",
        changed_to=f"question {number} put better" if luck < 0.1 else "",
        deleted=0.1 <= luck < 0.15,
    )


def _elements(one: Written, rng: random.Random) -> list[dict[str, Any]]:
    """The message, what its sender made of it later, and now and then a thumb below it."""
    sent = [_element(one, "", 0, {"type": "text", "text": {"body": one.text}})]
    if one.changed_to:
        words = {"type": "text", "text": {"body": one.changed_to}}
        edit = {"original_message_id": one.id, "message": words}
        sent.append(_element(one, "-edit", 20, {"type": "edit", "edit": edit}))
    if one.deleted:
        sent.append(_element(one, "-revoke", 20, {"type": "revoke", "revoke": {"original_message_id": one.id}}))
    if rng.random() < 0.1:
        thumb = {"message_id": f"wamid.old-{one.phone}", "emoji": "👍"}
        sent.append(_element(one, "-thumb", 1, {"type": "reaction", "reaction": thumb}))
    return sent


def _element(one: Written, suffix: str, later_s: int, node: Mapping[str, Any]) -> dict[str, Any]:
    return {"from": one.phone, "id": one.id + suffix, "timestamp": str(one.at + later_s), **node}


def _of_old_sends(sends: int, rng: random.Random) -> list[dict[str, Any]]:
    """Of messages that nobody here knows any more, in no order."""
    return [
        {"id": f"wamid.before-{number}", "status": name, "timestamp": str(int(time.time() - rng.uniform(60, WEEK_S)))}
        for number in (next(_OLD_SENDS) for _ in range(sends))
        for name in ("sent", "delivered", "read")
    ]


def _batches(updates: Sequence[tuple[str, Any]], rng: random.Random) -> list[Sequence[tuple[str, Any]]]:
    """Full ones, small ones and single updates, as they come."""
    batches, taken = [], 0
    while taken < len(updates):
        size = rng.choice((1, 7, rng.randint(20, 400), BATCH))
        batches.append(updates[taken : taken + size])
        taken += size
    return batches


def _wire(batch: Sequence[tuple[str, Any]], number: str) -> bytes:
    """Messages and statuses each in a change of their own, with whom they are from, as Meta writes it."""
    changes = [_change(name, [one for kind, one in batch if kind == name], number) for name in ("messages", "statuses")]
    entry = {"id": "1", "changes": [change for change in changes if change]}
    body = {"object": "whatsapp_business_account", "entry": [entry]}
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()


def _change(name: str, elements: Sequence[Any], number: str) -> dict[str, Any]:
    if not elements:
        return {}
    people = sorted({one["from"] for one in elements if "from" in one})
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550100200", "phone_number_id": number},
        **({"contacts": [{"profile": {"name": "Asha"}, "wa_id": phone} for phone in people]} if people else {}),
        name: elements,
    }
    return {"value": value, "field": "messages"}
