"""Webhook bodies as Meta writes them: ASCII only, lower-case escapes, `\\/` for a slash."""

import base64
import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from agent.channel.simulator.settings import SimulatorSettings

Change = Mapping[str, Any]


def encode(body: Mapping[str, Any]) -> bytes:
    """The bytes that are signed and sent; never serialised a second time."""
    return json.dumps(body, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def envelope(business_account_id: str, values: Sequence[Change]) -> dict[str, Any]:
    """One webhook that carries all these `messages` values."""
    changes = [{"value": value, "field": "messages"} for value in values]
    return {"object": "whatsapp_business_account", "entry": [{"id": business_account_id, "changes": changes}]}


def value_of(settings: SimulatorSettings, **parts: Any) -> dict[str, Any]:
    """A `messages` value with the number's metadata."""
    metadata = {
        "display_phone_number": settings.display_phone_number,
        "phone_number_id": settings.phone_number_id,
    }
    return {"messaging_product": "whatsapp", "metadata": metadata, **parts}


def new_wamid(rng: Random, contact: str, *, inbound: bool) -> str:
    """An id of the form Meta's examples have: the phone's digits, the direction, and a random hex id."""
    number = contact.encode()[:127]
    length, mark = (20, b"\x12") if inbound else (18, b"\x11")
    digits = f"{rng.getrandbits(4 * length):0{length}X}".encode()
    body = b"\x1c\x18" + bytes([len(number)]) + number + b"\x15\x02\x00" + mark + b"\x18" + bytes([length]) + digits
    return "wamid." + base64.b64encode(body + b"\x00").decode("ascii")
