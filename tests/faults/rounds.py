"""Rounds of kills: at every boundary by name, and at random times under load. Each says how many it survived."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from tests.faults.deployment import Mortal, points
from tests.real_parts import until

QUESTIONS = (
    "What does Hampta Pass cost in June?",
    "हम्पता पास कितने दिन का है?",
    "¿Cuánto cuesta Hampta Pass en junio?",
    "Y a-t-il des places en mai ?",
    "Hampta Pass ka price kya hai?",
    "Can I bring my dog?",
)
COMMITS = {
    "webhook kept as it came": "INSERT INTO arrivals",
    "message into the inbox": "INSERT INTO inbox",
    "lease": "UPDATE inbox SET attempts = attempts + 1",
    "send opened": "INSERT INTO outbox",
    "send leaves": "UPDATE outbox SET left_at",
    "send closed": "UPDATE outbox SET state",
    "turn written down": "INSERT INTO records",
    "message answered": "UPDATE inbox SET state = 'answered'",
    "status": "INSERT OR IGNORE INTO statuses",
}
"""What the journal commits on the way from webhook to status, and a statement that gives the transaction away."""
_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Boundary:
    """A place at which the server dies: ordered beforehand, or struck from outside once `reached`."""

    name: str
    order: dict[str, Any]
    faults: dict[str, Any]
    reached: Callable[[Mortal], bool] | None = None


def around_steps(config: Path) -> list[Boundary]:
    """Before the first step, and after each."""
    return [Boundary(f"step {at}", {"point": at}, {}) for at in points(config)]


def around_commits() -> list[Boundary]:
    """Before and after each commit, and on both ways of the POST."""
    commits = [
        Boundary(f"{when} commit: {name}", {"commit": sql, "when": when}, {})
        for name, sql in COMMITS.items()
        for when in ("before", "after")
    ]
    ways = [
        Boundary("POST on its way", {}, {"delay_ms": 1500}, lambda one: bool(one.rows(_SENDING))),
        Boundary("answer on its way", {}, {"late_answer_ms": 5000}, _took_one),
    ]
    return [*commits, *ways]


_SENDING = "SELECT 1 FROM outbox WHERE state = 'sending'"


def _took_one(deployed: Mortal) -> bool:
    """WhatsApp has a send that the journal still waits for."""
    sending = {row[0] for row in deployed.rows("SELECT id FROM outbox WHERE state = 'sending'")}
    return any(send["biz_opaque_callback_data"] in sending for send in deployed.sent())


def die_at(deployed: Mortal, boundary: Boundary, rng: random.Random) -> None:
    """Some customers write, the server dies there, is started again, and answers what is left."""
    deployed.tell("/sim/faults", **boundary.faults)
    if boundary.order:
        deployed.order(**boundary.order)
    write(deployed, rng, customers=2)
    if boundary.reached is None:
        deployed.await_death(boundary.name)
    else:
        _wait_for(boundary, deployed)
        deployed.kill()
    deployed.tell("/sim/faults", **dict.fromkeys(boundary.faults, 0))
    deployed.start()
    until(lambda: not deployed.is_busy, f"all is answered after the kill at {boundary.name}", deployed.patience_s)


def _wait_for(boundary: Boundary, deployed: Mortal) -> None:
    assert boundary.reached is not None
    deadline = time.monotonic() + deployed.patience_s
    while not boundary.reached(deployed):
        assert time.monotonic() < deadline, f"{boundary.name} was never reached"
        time.sleep(0.005)


def write(deployed: Mortal, rng: random.Random, *, customers: int, known: Sequence[str] = ()) -> list[str]:
    """Customers write one message or two, some of them again and again; their numbers."""
    asking = [rng.choice(known) if known and rng.random() < 0.3 else new_phone() for _ in range(customers)]
    for phone in asking:
        for _ in range(rng.choice((1, 1, 2))):
            deployed.write(phone, rng.choice(QUESTIONS))
    return asking


def new_phone() -> str:
    """A number nobody has and nobody was given before in this process."""
    return f"9191{next(_NUMBERS):08d}"


def die_at_random(deployed: Mortal, rng: random.Random, kills: int) -> None:
    """Under load and without a rest: also while the server starts, recovers, and answers what the last one left."""
    known: list[str] = []
    for _ in range(kills):
        known += write(deployed, rng, customers=rng.randint(1, 4), known=known)
        if rng.random() < 0.4:
            deployed.order(statement=rng.randint(1, 250))
        _let_run(deployed, rng.uniform(0.0, 2.5))
        if deployed.server is not None and deployed.server.poll() is None:
            deployed.kill()
        else:
            deployed.deaths += 1
        deployed.recall()
        if rng.random() < 0.2:
            deployed.spawn()
            _let_run(deployed, rng.uniform(0.2, 4.0))
            deployed.kill()
        deployed.start()


def _let_run(deployed: Mortal, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and deployed.server is not None and deployed.server.poll() is None:
        time.sleep(0.02)
