"""Which of what a webhook brings is for this server: one payload may mix numbers and businesses."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from hashlib import sha256

import structlog

from agent.channel.wire_json import canonical
from agent.ports import InboxEvent, InboxItem, InboxStatus, NumberNews

FOREIGN = "message_to_another_number"
"""Field of the event as which a message is kept that another number must answer."""
_REMEMBERED = 1000

log = structlog.get_logger("channel")


class OwnNumbers:
    """Routes by `phone_number_id`. Without a number of our own nothing is turned away."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self._ours = frozenset(filter(None, numbers))
        self._warned: set[str] = set()

    def route(self, items: Sequence[InboxItem]) -> list[InboxItem]:
        """The same items; messages to numbers that are not ours become events, which nobody answers.

        A status about such a number still settles a send of ours, and stops nothing.
        News of an account is news of all our numbers: its payload names none. News of a number that is not ours is kept
        and stops nothing.

        A message without a number is ours: the payload was signed for us, and silence would lose a customer.
        """
        return [self._routed(item) for item in items]

    def _routed(self, item: InboxItem) -> InboxItem:
        if isinstance(item, InboxEvent) and isinstance(item.news, NumberNews):
            return replace(item, news=self._of_ours(item.news))
        if isinstance(item, InboxEvent) or not self._is_foreign(item.number):
            return item
        if isinstance(item, InboxStatus):
            return replace(item, foreign=True)
        self._warn(item.number)
        identity = canonical([FOREIGN, item.number, item.id])
        payload = {**item.payload, "sender": asdict(item.sender)}
        return InboxEvent(id=sha256(identity).hexdigest(), number=item.number, field=FOREIGN, payload=payload)

    def _is_foreign(self, number: str) -> bool:
        return bool(self._ours and number) and number not in self._ours

    def _of_ours(self, news: NumberNews) -> NumberNews | None:
        ours = tuple(sorted(self._ours))
        named = tuple(number for number in news.numbers if number in ours) if ours else news.numbers
        return replace(news, numbers=named or ours) if named or not news.numbers else None

    def _warn(self, number: str) -> None:
        if number in self._warned or len(self._warned) >= _REMEMBERED:
            return
        self._warned.add(number)
        log.warning(
            "messages to a number that is not ours are kept and not answered; set WHATSAPP_PHONE_NUMBER_ID or take "
            "the number out of this app's subscription",
            phone_number_id=number,
        )
