"""Meta's GET on the webhook, as when its address is set."""

from dataclasses import dataclass
from random import Random
from typing import Literal

import httpx

from agent.channel.simulator.settings import SimulatorSettings

Kind = Literal["ok", "bad_token", "wrong_mode"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake:
    """What the receiver said; `subscribed` when Meta would take it: 200 and the challenge, unchanged."""

    subscribed: bool
    http: int
    body: str
    challenge: str


async def shake_hands(settings: SimulatorSettings, rng: Random, kind: Kind = "ok") -> Handshake:
    """One GET with the verify token, a wrong one, or another mode than `subscribe`; `http` 0 when nobody answers."""
    challenge = str(rng.randrange(10**9, 2**31))
    asked = {
        "hub.mode": "unsubscribe" if kind == "wrong_mode" else "subscribe",
        "hub.challenge": challenge,
        "hub.verify_token": "not the token" if kind == "bad_token" else settings.verify_token,
    }
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            answer = await client.get(settings.webhook, params=asked)
    except httpx.HTTPError as error:
        return Handshake(subscribed=False, http=0, body=type(error).__name__, challenge=challenge)
    taken = answer.status_code == 200 and answer.text == challenge
    return Handshake(subscribed=taken, http=answer.status_code, body=answer.text[:1000], challenge=challenge)
