"""Whether Meta lets us begin conversations from a number; where not, replies within 24 hours go on all the same."""

from datetime import UTC, datetime

from agent.channel.account_news import TEMPLATES_UNTIL
from agent.ports import Journal


async def may_begin(number: str, journal: Journal) -> bool:
    """False while Meta restricts business-initiated messages: then no template leaves."""
    until = (await journal.number_facts(number)).get(TEMPLATES_UNTIL, "")
    return not until or datetime.fromisoformat(until) <= datetime.now(UTC)
