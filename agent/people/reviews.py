"""The review queue: what stands in it, and what a person decides about a send."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Literal

from agent.journal.beside import journal_beside
from agent.ports import Journal, PortError, ReviewItem, ReviewState
from agent.sending.person import send_id_of
from agent.settings import Environment

Choice = Literal["arrived", "again"]
_TOO_LATE: Mapping[Choice, str] = {
    "arrived": "it is no longer unknown what became of this send",
    "again": "this send is on its way or has arrived",
}


class NoItemError(PortError):
    """Nothing of this id stands in the queue, or it is about no send."""


class TooLateError(PortError):
    """A status settled it in between."""


async def decide(journal: Journal, item_id: str, choice: Choice, by: str) -> ReviewItem:
    """The customer has it, or it is sent once more; the item is done. Raises NoItemError and TooLateError."""
    item = next((item for item in await journal.reviews() if item.id == item_id and send_id_of(item)), None)
    if item is None:
        raise NoItemError("no such open item about a send")
    send = send_id_of(item)
    taken = await journal.arrived(send, by) if choice == "arrived" else await journal.send_again(send, by=by)
    if not taken:
        raise TooLateError(_TOO_LATE[choice])
    return await journal.close_review(item.id, by) or item


async def list_reviews(state: ReviewState, *, environment: Environment | None = None) -> Sequence[Mapping[str, Any]]:
    """Items as JSON values, the gravest first; those about a send with what was said in it."""
    async with journal_beside((environment or Environment()).cairn_data, read_only=True) as journal:
        return [await _with_send(item, journal) for item in await journal.reviews(state)]


async def decide_beside(
    item_id: str, choice: Choice, *, by: str, environment: Environment | None = None
) -> Mapping[str, Any]:
    """The same from the terminal, also while a server runs: that sends what is to be sent."""
    async with journal_beside((environment or Environment()).cairn_data) as journal:
        return plain(await decide(journal, item_id, choice, by))


async def close_beside(item_id: str, *, by: str, environment: Environment | None = None) -> Mapping[str, Any]:
    """Mark an item done, whatever it is about; again changes nothing. Raises NoItemError."""
    async with journal_beside((environment or Environment()).cairn_data) as journal:
        item = await journal.close_review(item_id, by)
        if item is None:
            raise NoItemError("no such item")
        return plain(item)


def plain(item: ReviewItem) -> dict[str, Any]:
    """An item as JSON values; times in ISO 8601."""
    times = {
        name: value.isoformat() if value else None
        for name, value in (("opened_at", item.opened_at), ("done_at", item.done_at))
    }
    return {**asdict(item), **times}


def line(item: Mapping[str, Any]) -> str:
    """One line for people."""
    said = f" “{item['said']}”" if item.get("said") else ""
    about = ", ".join(str(flag) for flag in item["flags"])
    end = f", done by {item['done_by']}" if item["done_by"] else ""
    head = f"{item['id']}  {item['severity']}  {item['opened_at'][:16]}  {item['contact']}"
    return f"{head}: {about or item['reason']}{said}{end}"


async def _with_send(item: ReviewItem, journal: Journal) -> dict[str, Any]:
    send = await journal.send_of(send_id_of(item)) if send_id_of(item) else None
    if send is None:
        return plain(item)
    return {**plain(item), "send_state": send.state, "said": _said(send.body)}


def _said(body: Mapping[str, Any]) -> str:
    """The words of a send on one line, or what else it is."""
    kind = str(body.get("type", ""))
    part = body.get(kind)
    content = part if isinstance(part, Mapping) else {}
    words = content.get("body")
    told = words.get("text") if isinstance(words, Mapping) else words
    return " ".join(str(told or content.get("name") or kind).split())[:160]
