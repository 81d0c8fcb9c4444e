"""Webhooks as Meta posts them, signed before the clock runs, no message id twice."""

import json
import time
from collections.abc import Iterator, Sequence
from functools import cache
from random import Random
from typing import Any

from agent.channel.signature import sign
from agent.settings import ROOT
from benchmarks.load.processes import NUMBER, SECRET

FEW = (
    "What does Hampta Pass cost in June?",
    "हम्पता पास कितने दिन का है?",
    "¿Qué dificultad tiene Kedarkantha?",
    "Y a-t-il des places en mai pour Bali Pass ?",
    "Kedarkantha ke liye kya saman chahiye?",
)
_SEED = 20261126
_ASKED = ("eval/messages.jsonl", "eval/intents.jsonl")


@cache
def many() -> tuple[str, ...]:
    """About 8,500 different messages in five languages, well mixed: the labelled sets of the project."""
    lines = (line for name in _ASKED for line in (ROOT / name).read_text(encoding="utf-8").splitlines())
    texts = list(dict.fromkeys(json.loads(line)["text"] for line in lines))
    Random(_SEED).shuffle(texts)
    return tuple(texts)


def message(n: int, customers: int, text: str = "") -> dict[str, Any]:
    """The `value` of message `n`, from one of so many customers, with phone, user id and profile.

    Without a text each customer asks one of a few questions, and that one always.
    """
    customer = n % customers
    phone, user_id = f"9190{customer:08d}", f"IN.{10**15 + customer}"
    wrote = {
        "from": phone,
        "from_user_id": user_id,
        "id": f"wamid.HBgMOTE5MDAwMDAwMDAxFQIAEhgUM0E{n:012d}A=",
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": text or FEW[customer % len(FEW)]},
    }
    profile = {"profile": {"name": f"Customer {customer}"}, "wa_id": phone, "user_id": user_id}
    return {"contacts": [profile], "messages": [wrote]}


def status(n: int, name: str, callback: str = "") -> dict[str, Any]:
    """The `value` of a status of send `n`."""
    told = {
        "id": f"wamid.HBgMOTE5MDAwMDAwMDAxFQIAERgSM0E{n:012d}A=",
        "status": name,
        "timestamp": str(int(time.time())),
        "recipient_id": f"9190{n % 1000:08d}",
        "biz_opaque_callback_data": callback,
        "conversation": {"id": f"{n:032x}", "origin": {"type": "service"}},
        "pricing": {"billable": True, "pricing_model": "PMP", "category": "service", "type": "regular"},
    }
    return {"statuses": [{key: value for key, value in told.items() if value}]}


def wire(value: dict[str, Any]) -> bytes:
    """The body around a value: ASCII with `\\/`, as Meta writes."""
    metadata = {"display_phone_number": "911234567890", "phone_number_id": NUMBER}
    change = {"value": {"messaging_product": "whatsapp", "metadata": metadata, **value}, "field": "messages"}
    body = {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": [change]}]}
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()


def signed_lines(values: Sequence[dict[str, Any]] | Iterator[dict[str, Any]]) -> Iterator[str]:
    """Lines of signature, tab and body."""
    for value in values:
        body = wire(value)
        yield f"{sign(body, SECRET)}\t{body.decode('ascii')}\n"
