"""Meta's rules on who may be written to, how often, and when: the window, the limits, the locks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agent.channel.sender import as_phone
from agent.channel.simulator.clock import Clock
from agent.channel.simulator.faults import Faults
from agent.channel.simulator.graph.errors import GraphError, refusal
from agent.channel.simulator.graph.reading import recipient_of, type_of
from agent.channel.simulator.graph.templates import Templates
from agent.channel.simulator.people import People
from agent.channel.simulator.personas import Persona
from agent.channel.simulator.settings import SimulatorSettings

WINDOW_S = 86_400.0
_PAIR_EVERY_S = 6.0
_PAIR_BURST = 45
_OUTSIDE_WINDOW, _STOPPED_MARKETING, _GONE = 131047, 131050, 131026
_THROUGHPUT, _PAIR, _SPAM, _POLICY, _LOCKED, _TO_ITSELF = 130429, 131056, 131048, 368, 131031, 131021


@dataclass(slots=True)
class _Bucket:
    """Tokens come back at `per_s` up to `size`."""

    size: float
    per_s: float
    at: float
    left: float = -1.0

    def take(self, now: float) -> bool:
        held = self.size if self.left < 0 else self.left
        self.left = min(self.size, held + max(0.0, now - self.at) * self.per_s)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


class Rules:
    """Remembers when customers wrote and what was sent to them."""

    def __init__(self, settings: SimulatorSettings, clock: Clock, faults: Faults, people: People) -> None:
        self._own = {number.display for number in settings.numbers}
        self._clock = clock
        self._faults = faults
        self._people = people
        self._heard: dict[str, float] = {}
        self._pairs: dict[tuple[str, str], _Bucket] = {}
        self._numbers: dict[str, _Bucket] = {}
        self._reached: dict[str, float] = {}
        self._spam_until = 0.0
        self.templates = Templates()
        self.stopped_marketing: set[str] = set()

    def hear(self, number: str, person: Persona, at: float) -> None:
        """A customer wrote at this unix time; the latest counts, and it is part of the number's throughput."""
        self._heard[person.id] = max(at, self._heard.get(person.id, 0.0))
        if self._faults.throughput:
            self._throughput(number).take(self._clock.seconds())

    def lock(self) -> None:
        """131048 from now on, for as long as the switch says."""
        self._spam_until = self._clock.seconds() + self._faults.spam_lock_s

    def refusal(self, number: str, person: Persona, body: Mapping[str, Any]) -> GraphError | None:
        """Why Meta does not take this send; a send that is taken uses up its share of the limits."""
        if as_phone(recipient_of(body)) in self._own:
            return refusal(_TO_ITSELF, "The recipient is the business number itself.")
        return (
            self._locked()
            or self._restricted(person, body)
            or self._template(body)
            or self._limited(number, person)
            or self._beyond_reach(person, body)
        )

    def failure(self, person: Persona, body: Mapping[str, Any]) -> int:
        """The code with which a send that was taken fails later; 0 when it arrives."""
        named = self._faults.fail_contacts
        told = next((named[name] for name in (person.id, person.phone, person.user_id) if name in named), 0)
        if told or self._people.has_left(recipient_of(body)):
            return told or _GONE
        if self._is_marketing(body) and person.id in self.stopped_marketing:
            return _STOPPED_MARKETING
        return 0 if type_of(body) == "template" or self.window_open(person) else _OUTSIDE_WINDOW

    def window_open(self, person: Persona) -> bool:
        """Whether free-form messages arrive."""
        heard = self._heard.get(person.id)
        if self._faults.window == "off" or (heard is None and self._faults.window == "seen"):
            return True
        return heard is not None and self._clock.seconds() - heard <= WINDOW_S

    def category(self, body: Mapping[str, Any]) -> str:
        """What a send is charged as."""
        if type_of(body) != "template":
            return "service"
        template = self.templates.of(body)
        return template.category.lower() if template else "utility"

    def status(self, body: Mapping[str, Any]) -> str:
        """What the answer says of a send that was taken."""
        return self._faults.template_status if type_of(body) == "template" else "accepted"

    def _is_marketing(self, body: Mapping[str, Any]) -> bool:
        return self.category(body) == "marketing"

    def _locked(self) -> GraphError | None:
        if not self._faults.spam_lock_s or self._clock.seconds() >= self._spam_until:
            return None
        self.lock()
        return refusal(_SPAM, "Too many people blocked or reported this number. Each try prolongs the lock.")

    def _restricted(self, person: Persona, body: Mapping[str, Any]) -> GraphError | None:
        how = self._faults.restriction
        if how == "DISABLED":
            return refusal(_LOCKED, "The business account is disabled.")
        starts = self._starts(person, body)
        if how == "RESTRICTED_CUSTOMER_INITIATED_MESSAGING" or (how and starts):
            return refusal(_POLICY, f"The business account is restricted: {how}.")
        return None

    def _starts(self, person: Persona, body: Mapping[str, Any]) -> bool:
        """Whether the business begins the conversation with it."""
        return type_of(body) == "template" and not self._talks(person)

    def _talks(self, person: Persona) -> bool:
        return person.id in self._heard and self.window_open(person)

    def _template(self, body: Mapping[str, Any]) -> GraphError | None:
        if type_of(body) != "template":
            return None
        return self.templates.refusal(body, known_only=self._faults.known_templates_only)

    def _limited(self, number: str, person: Persona) -> GraphError | None:
        now = self._clock.seconds()
        if self._faults.throughput and not self._throughput(number).take(now):
            return refusal(_THROUGHPUT, f"More than {self._faults.throughput} messages in a second.")
        if self._faults.pair_limit:
            new = _Bucket(_PAIR_BURST, 1 / _PAIR_EVERY_S, now)
            if not self._pairs.setdefault((number, person.id), new).take(now):
                return refusal(_PAIR, "Too many messages to this customer in a short time.")
        return None

    def _beyond_reach(self, person: Persona, body: Mapping[str, Any]) -> GraphError | None:
        limit, now = self._faults.messaging_limit, self._clock.seconds()
        if not limit or not self._starts(person, body):
            return None
        self._reached = {reached: at for reached, at in self._reached.items() if now - at < WINDOW_S}
        if person.id not in self._reached and len(self._reached) >= limit:
            return refusal(_SPAM, f"More than {limit} people within 24 hours outside the customer service window.")
        self._reached[person.id] = now
        return None

    def _throughput(self, number: str) -> _Bucket:
        limit = self._faults.throughput
        bucket = self._numbers.setdefault(number, _Bucket(limit, limit, self._clock.seconds()))
        bucket.size = bucket.per_s = limit
        return bucket
