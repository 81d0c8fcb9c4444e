"""One contact as a colleague needs to see it, and letting the bot answer it again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from typer import BadParameter

from agent.journal.beside import journal_beside
from agent.mirror.records import Mirror
from agent.mirror.store import MirrorStore
from agent.pipeline import Pipeline
from agent.ports import ConsentEntry, Pause
from agent.safety.personal_data import mask_phones, masked_phone
from agent.settings import Environment, operator_folder
from agent.steps.score_lead import ScoreLead
from agent.turn import Customer

LINES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCard:
    """What `cairn contact show` knows. The phone number is masked, also in the lines."""

    customer: Customer
    phone: str
    lead: Mapping[str, Any]
    consent: ConsentEntry | None
    pause: Pause | None

    def as_dict(self) -> dict[str, Any]:
        """Plain values for --json."""
        plain: dict[str, Any] = _adapter().dump_python(self, mode="json")
        customer = plain.pop("customer")
        lines = customer.pop("history")
        return {**customer, **plain, "lines": lines}


@cache
def _adapter() -> TypeAdapter[ContactCard]:
    return TypeAdapter(ContactCard)


async def find_contact(mirror: Mirror, wanted: str) -> str:
    """The contact id for an id, a name or a phone number; BadParameter when nobody is called so."""
    known = await mirror.store.contacts()
    folded = wanted.casefold()
    for customer in known:
        if folded in (customer.id.casefold(), customer.name.casefold(), customer.name.split(" ")[0].casefold()):
            return customer.id
    digits = "".join(char for char in wanted if char.isdigit())
    if len(digits) >= 7 and (contact := await mirror.find(digits)):
        return contact
    example = known[0].id if known else "c-0001"
    raise BadParameter(f"nobody here is called {wanted!r}; contacts are named like {example}")


async def show_contact(wanted: str, *, config: Path, environment: Environment | None = None) -> ContactCard:
    """What is known now, also while a server runs. Raises BadParameter for an unknown contact."""
    pipeline = Pipeline.load(config)
    mirror = _mirror(pipeline, environment or Environment())
    await mirror.refresh()
    contact = await find_contact(mirror, wanted)
    customer = await mirror.store.customer(contact, messages=LINES)
    if customer is None:
        raise BadParameter(f"{contact} is not known; contacts are named like c-0001")
    address = await mirror.journal.address(contact)
    return ContactCard(
        customer=_masked(customer),
        phone=masked_phone(address.phone) if address else "",
        lead=_as_of_now(await _lead(mirror.store, contact), customer, pipeline),
        consent=await mirror.journal.consent(contact),
        pause=await mirror.journal.pause_of(contact),
    )


def _mirror(pipeline: Pipeline, environment: Environment) -> Mirror:
    documents = operator_folder(pipeline.config.ports.index.documents, pipeline.config.path)
    return Mirror(environment.cairn_data / "journal.sqlite", documents / "customers")


def _masked(customer: Customer) -> Customer:
    return replace(customer, history=tuple(replace(line, text=mask_phones(line.text)) for line in customer.history))


async def _lead(store: MirrorStore, contact: str) -> Mapping[str, Any]:
    columns = "score, segment, stage, reasons, follow_up"
    rows = (
        await store.query_of(contact, f"SELECT {columns} FROM lead_status WHERE contact = ?", [contact])
    ).to_pylist()
    return rows[0] if rows else {}


def _as_of_now(lead: Mapping[str, Any], customer: Customer, pipeline: Pipeline) -> Mapping[str, Any]:
    """The score as it stands today: silence since the last message has cooled it."""
    step = next((placed.step for placed in pipeline.steps if isinstance(placed.step, ScoreLead)), None)
    if not lead or step is None:
        return lead
    score = step.weigh(customer.signs, datetime.now(UTC))
    return {**lead, "score": score, "segment": step.segment(score)}


async def release_contact(
    wanted: str, *, by: str, config: Path, environment: Environment | None = None
) -> tuple[str, bool]:
    """Let the bot answer again; the contact's id, and whether it was silent. Works beside a running server.

    Raises BadParameter for an unknown contact, PortError when there is no journal yet or it cannot be written.
    """
    environment = environment or Environment()
    async with journal_beside(environment.cairn_data) as journal:
        mirror = _mirror(Pipeline.load(config), environment)
        await mirror.refresh()
        contact = await find_contact(mirror, wanted)
        return contact, await journal.end_pause(contact, by)
