"""The kill switch of a business number from the terminal: look, stop, start. Works beside a running server."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from typer import BadParameter

from agent.journal.beside import journal_beside
from agent.ports import Journal, NumberState
from agent.settings import Environment


async def show_numbers(number: str = "", *, environment: Environment | None = None) -> Sequence[NumberState]:
    """The state of this number; without one, of our own and of all that are stopped."""
    environment = environment or Environment()
    ours = number or environment.whatsapp_phone_number_id
    async with journal_beside(environment.cairn_data, read_only=True) as journal:
        if number:
            await _must_be_known(number, journal, environment)
        stopped = [] if number else await journal.stopped_numbers()
        others = [state for state in stopped if state.number != ours]
        return [*([await journal.number_state(ours)] if ours else []), *others]


async def stop_number(
    number: str, reason: str, *, by: str, hours: float = 0, environment: Environment | None = None
) -> NumberState:
    """Let nothing more go out from it, for so many hours or, with 0, until it is started."""
    environment = environment or Environment()
    until = datetime.now(UTC) + timedelta(hours=hours) if hours else None
    async with journal_beside(environment.cairn_data) as journal:
        ours = _named(number, environment)
        await _must_be_known(ours, journal, environment)
        await journal.stop_number(ours, reason, by, until)
        return await journal.number_state(ours)


async def start_number(number: str, *, by: str, environment: Environment | None = None) -> tuple[NumberState, bool]:
    """Let it send again; whether it was stopped."""
    environment = environment or Environment()
    async with journal_beside(environment.cairn_data) as journal:
        ours = _named(number, environment)
        await _must_be_known(ours, journal, environment)
        was_stopped = await journal.start_number(ours, by)
        return await journal.number_state(ours), was_stopped


async def unknown(number: str, own: str, journal: Journal) -> str:
    """Why this cannot be one of our numbers, and which there are; empty where it is `own` or the journal has it."""
    known = sorted({*await journal.known_numbers(), *([own] if own else [])})
    if number in known:
        return ""
    if not known:
        return f"{number}: not a number of ours; none is known yet, set WHATSAPP_PHONE_NUMBER_ID"
    return f"{number}: not a number of ours, so nothing was changed; known: {', '.join(known)}; name one of them"


def plain(state: NumberState) -> Mapping[str, Any]:
    """A number's state as JSON values; times in ISO 8601."""
    return {
        "number": state.number,
        "stopped": state.stopped,
        "reason": state.reason,
        "by": state.by,
        "at": state.at.isoformat() if state.at else None,
        "until": state.until.isoformat() if state.until else None,
    }


def line(state: NumberState) -> str:
    """One line for people."""
    if not state.stopped or state.at is None:
        return f"{state.number}: may send"
    end = f"until {state.until:%d %b %H:%M} UTC" if state.until else "until it is started"
    return f"{state.number}: stopped since {state.at:%d %b %H:%M} UTC by {state.by}, {end}: {state.reason}"


def _named(number: str, environment: Environment) -> str:
    ours = number or environment.whatsapp_phone_number_id
    if not ours:
        raise BadParameter("name the phone number id, or set WHATSAPP_PHONE_NUMBER_ID")
    return ours


async def _must_be_known(number: str, journal: Journal, environment: Environment) -> None:
    if why := await unknown(number, environment.whatsapp_phone_number_id, journal):
        raise BadParameter(why)
