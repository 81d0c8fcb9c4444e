"""A channel somebody watches: every attempt is told, with its receipt and how long it took."""

import time
from collections.abc import Callable

from agent.ports import Address, Channel, Leaving, Outgoing, Receipt, unmarked


class WatchedChannel:
    """Passes everything on to `channel`; `on_receipt` hears of each attempt to send."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.on_receipt: Callable[[Receipt, float], None] = lambda receipt, seconds: None

    async def send(self, outgoing: Outgoing, to: Address, leaving: Leaving = unmarked) -> Receipt:
        """The channel's receipt."""
        started = time.perf_counter()
        receipt = await self._channel.send(outgoing, to, leaving)
        self.on_receipt(receipt, time.perf_counter() - started)
        return receipt

    async def mark_read(self, message_id: str, *, typing: bool) -> None:
        """No attempt to send."""
        await self._channel.mark_read(message_id, typing=typing)

    async def aclose(self) -> None:
        """Close the channel."""
        await self._channel.aclose()
