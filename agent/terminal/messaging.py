"""How much of WhatsApp's messaging limit is used, for the terminal, the API and the metrics."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.channel.account_news import DAILY_LIMIT
from agent.channel.limited import limit_of
from agent.journal.beside import journal_beside
from agent.ports import Journal
from agent.settings import Environment, find


@dataclass(frozen=True, slots=True, kw_only=True)
class Messaging:
    """People reached outside the 24 hours, within the last 24, by all numbers together.

    `limit`: how many may be, None for any number; `told`: in Meta's words, empty where the setting counts.
    """

    reached: int
    limit: int | None
    told: str = ""


async def messaging_of(journal: Journal, otherwise: int) -> Messaging:
    """`otherwise`: the setting `ports.channel.messaging_limit`."""
    told = await journal.newest_fact(DAILY_LIMIT)
    return Messaging(reached=await journal.reached(), limit=limit_of(told, otherwise), told=told)


async def show_messaging(config: Path, *, environment: Environment | None = None) -> Messaging:
    """The same from the terminal. Raises ConfigError, NoJournalError and PortError."""
    from agent.config import load_config  # takes as long to import as all the rest: only where somebody asks

    otherwise = load_config(find(str(config))).ports.channel.messaging_limit
    async with journal_beside((environment or Environment()).cairn_data, read_only=True) as journal:
        return await messaging_of(journal, otherwise)


def plain(state: Messaging) -> Mapping[str, Any]:
    """As JSON values; a limit of null is none."""
    return {"people_reached": state.reached, "messaging_limit": state.limit, "limit_told": state.told}


def line(state: Messaging) -> str:
    """One line for people."""
    most = "any number of" if state.limit is None else f"{state.limit}"
    whose = f"told by Meta: {state.told}" if state.told else "of the settings: Meta has told none yet"
    return f"all numbers together: {state.reached} of {most} people reached outside the 24 hours (limit {whose})"
