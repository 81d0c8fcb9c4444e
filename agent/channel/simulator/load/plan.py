"""Who writes what and when: the same plan for the same seed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

from agent.channel.simulator.load.questions import questions

Profile = Literal["steady", "burst", "chatty", "many"]
PROFILES: tuple[Profile, ...] = ("steady", "burst", "chatty", "many")

_USUAL_RATE, _USUAL_SEED = 5.0, 7
CHATTY_EVERY_S = 2.0
_BURST_EVERY_S, _BURST_LASTS_S = 10.0, 1.0
_FRAGMENT_EVERY_S = 0.4
_FRAGMENTS = (1, 1, 2, 3)
_PHONES = {
    "en": "1555{:07d}",
    "hi": "919000{:06d}",
    "es": "34600{:06d}",
    "fr": "33639{:06d}",
    "hi-Latn": "919800{:06d}",
}
_NAMES = {
    "en": ("Emma Clarke", "Oliver Hughes", "Priya Menon", "Jack Turner"),
    "hi": ("सीमा जोशी", "अमित रावत", "Kavita Sharma", "राकेश नेगी"),
    "es": ("Lucía Romero", "Diego Marín", "Álvaro Núñez"),
    "fr": ("Élise Garnier", "Hugo Colin", "Inès Moreau"),
    "hi-Latn": ("Rohit Bansal", "Neha Gupta", "Vikram Singh"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """`rate` in messages per second over all customers, `duration` in seconds of the simulator's clock."""

    profile: Profile = "steady"
    rate: float = 5.0
    duration: float = 60.0
    customers: int = 100
    seed: int = 7

    def __post_init__(self) -> None:
        if not 0 < self.rate <= 1000 or not 0 < self.duration <= 86_400:
            raise ValueError("--rate must be above 0 and at most 1000, --duration above 0 and at most a day")
        if not 1 <= self.customers <= 100_000:
            raise ValueError("--customers must be 1 to 100,000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message: `at` seconds after the start. `chatty` marks the one customer who never stops."""

    at: float
    phone: str
    name: str
    language: str
    text: str
    chatty: bool = False


def load_of(profile: str, *, rate: float | None, duration: float, customers: int, seed: int | None) -> Load | None:
    """A load from words; None without a profile, ValueError for what is not one.

    Without a rate: 5 messages a second, but with `many` so many that each customer writes once.
    """
    if not profile:
        return None
    known = next((name for name in PROFILES if name == profile), None)
    if known is None:
        raise ValueError(f"--load must be one of {', '.join(PROFILES)}")
    usual = customers / duration if known == "many" and duration > 0 else _USUAL_RATE
    seed = _USUAL_SEED if seed is None else seed
    return Load(profile=known, rate=rate or usual, duration=duration, customers=customers, seed=seed)


def plan(load: Load) -> list[Line]:
    """All messages in the order of their times."""
    rng = Random(load.seed)
    lines = sorted(_moments(load, rng), key=lambda moment: moment[0])
    said: Counter[int] = Counter()
    written = [_line(at, customer, said, rng, chatty=load.profile == "chatty") for at, customer in lines]
    return written


def _moments(load: Load, rng: Random) -> Iterator[tuple[float, int]]:
    """Time and customer of each message."""
    if load.profile == "burst":
        yield from _bursts(load, rng)
    elif load.profile == "many":
        n = max(1, round(load.rate * load.duration))
        yield from ((k * load.duration / n, k % load.customers) for k in range(n))
    else:
        first = 1 if load.profile == "chatty" and load.customers > 1 else 0
        yield from ((at, rng.randrange(first, load.customers)) for at in _arrivals(load, rng))
    if load.profile == "chatty":
        yield from ((k * CHATTY_EVERY_S, 0) for k in range(int(load.duration / CHATTY_EVERY_S)))


def _arrivals(load: Load, rng: Random) -> Iterator[float]:
    """Independent of each other, as customers are."""
    at = rng.expovariate(load.rate)
    while at < load.duration:
        yield at
        at += rng.expovariate(load.rate)


def _bursts(load: Load, rng: Random) -> Iterator[tuple[float, int]]:
    """All of ten seconds within one, and often in fragments of one thought."""
    for n in range(int(-(-load.duration // _BURST_EVERY_S))):
        left = round(load.rate * min(_BURST_EVERY_S, load.duration - n * _BURST_EVERY_S))
        while left > 0:
            customer, at = rng.randrange(load.customers), n * _BURST_EVERY_S + rng.uniform(0, _BURST_LASTS_S)
            fragments = min(left, rng.choice(_FRAGMENTS))
            yield from ((at + k * _FRAGMENT_EVERY_S, customer) for k in range(fragments))
            left -= fragments


def _line(at: float, customer: int, said: Counter[int], rng: Random, *, chatty: bool) -> Line:
    language = tuple(_PHONES)[customer % len(_PHONES)]
    asked = questions()[language]
    text = rng.choice(asked.follow_ups if said[customer] else asked.openings)
    said[customer] += 1
    return Line(
        at=at,
        phone=_PHONES[language].format(customer),
        name=_NAMES[language][customer % len(_NAMES[language])],
        language=language,
        text=text,
        chatty=chatty and customer == 0,
    )
