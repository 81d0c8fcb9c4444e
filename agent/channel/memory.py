"""The channel that keeps everything to itself: for replay, tuning, `cairn ask` and tests."""

from collections.abc import Iterable
from dataclasses import dataclass

from agent.ports import Address, Leaving, Outgoing, Receipt, unmarked


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One send as it was handed over, and the receipt it got."""

    outgoing: Outgoing
    to: Address
    receipt: Receipt


class Outbox:
    """Collects sends in `posts` and read marks in `reads`; answers with `receipts` in order, then with `sent`."""

    def __init__(self, receipts: Iterable[Receipt] = ()) -> None:
        self.posts: list[Post] = []
        self.reads: list[tuple[str, bool]] = []
        self.closed = False
        self._receipts = iter(receipts)

    async def send(self, outgoing: Outgoing, to: Address, leaving: Leaving = unmarked) -> Receipt:
        """The next scripted receipt; without one, accepted under an id that counts up."""
        accepted = Receipt(state="sent", wamid=f"wamid.memory-{len(self.posts) + 1}")
        receipt = next(self._receipts, accepted)
        if receipt.state != "skipped" and not receipt.held:
            await leaving()
        self.posts.append(Post(outgoing=outgoing, to=to, receipt=receipt))
        return receipt

    async def mark_read(self, message_id: str, *, typing: bool) -> None:
        """Remembered in `reads` as (message id, typing)."""
        self.reads.append((message_id, typing))

    async def aclose(self) -> None:
        """Sets `closed`."""
        self.closed = True
