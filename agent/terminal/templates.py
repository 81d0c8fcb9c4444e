"""Templates that are not sent, from the terminal: look, and use one again. Works beside a running server."""

from collections.abc import Mapping, Sequence

from agent.journal.beside import journal_beside
from agent.ports import BlockedTemplate
from agent.settings import Environment


async def show_blocked(*, environment: Environment | None = None) -> Sequence[BlockedTemplate]:
    """All of them."""
    environment = environment or Environment()
    async with journal_beside(environment.cairn_data, read_only=True) as journal:
        return await journal.blocked_templates()


async def lift_template(name: str, *, by: str, environment: Environment | None = None) -> bool:
    """Use it again, in every language; whether anything was known against it."""
    environment = environment or Environment()
    async with journal_beside(environment.cairn_data) as journal:
        return await journal.lift_template(name, by)


def plain(found: BlockedTemplate) -> Mapping[str, str | None]:
    """As JSON values; times in ISO 8601."""
    since = found.since.isoformat() if found.since else None
    return {"name": found.name, "language": found.language, "why": found.why, "since": since}


def line(found: BlockedTemplate) -> str:
    """One line for people."""
    told = f"a send was refused on {found.since:%d %b %H:%M} UTC" if found.since else "WhatsApp's own status"
    return f"{found.name} ({found.language or 'every language'}): {found.why}; {told}"
