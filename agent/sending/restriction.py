"""Whether WhatsApp lets a message leave at all: templates, and people of a country we may not write to."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import phonenumbers

from agent.channel.account_news import TEMPLATES_UNTIL
from agent.channel.error_codes import HELD_MARKS
from agent.journal.send_rules import PAGE, template_of, template_subjects
from agent.ports import Address, Journal, Outgoing

COUNTRY_HOURS = 24.0
"""How long nothing is posted to a country that was refused; then one send finds out whether it still is."""
REFUSED = "refused"
"""The mark on a country WhatsApp refused."""


async def may_begin(number: str, journal: Journal) -> bool:
    """False while Meta restricts business-initiated messages: then no template leaves; replies within 24 hours do."""
    until = (await journal.number_facts(number)).get(TEMPLATES_UNTIL, "")
    return not until or datetime.fromisoformat(until) <= datetime.now(UTC)


async def is_usable(name: str, language: str, journal: Journal) -> bool:
    """Whether WhatsApp takes this template in this language, as far as we were told."""
    for subject in template_subjects(name, language):
        if await journal.marks(subject):
            return False
    return (await journal.template(name, language)).usable


async def template_may_leave(body: Mapping[str, Any], contact: str, number: str, journal: Journal) -> bool:
    """Whether the template in this body may go to this contact now."""
    if not await may_begin(number, journal) or not await is_usable(*template_of(body), journal):
        return False
    return HELD_MARKS.keys().isdisjoint(await journal.marks(contact))


def country_subject(to: Address) -> str:
    """What the marks of this person's country are kept under; empty where their ids name none."""
    user_id = to.user_id or to.parent_id
    country = _country_of(to.phone) or (user_id.partition(".")[0] if "." in user_id else "")
    return f"country:{country}" if country else ""


async def is_refused_country(to: Address, journal: Journal) -> bool:
    """Whether WhatsApp refused this person's country lately."""
    subject = country_subject(to)
    return bool(subject) and REFUSED in await journal.marks(subject)


async def is_held_for_country(send: Outgoing, to: Address, journal: Journal) -> bool:
    """Whether it is not even tried; a page to those on call, and what goes to somebody in an emergency, always is."""
    if send.message_id.startswith(PAGE) or not await is_refused_country(to, journal):
        return False
    pause = await journal.pause_of(send.contact)
    return pause is None or pause.reason != "emergency"


def _country_of(phone: str) -> str:
    if not phone:
        return ""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(f"+{phone.lstrip('+')}", None)) or ""
    except phonenumbers.NumberParseException:
        return ""
