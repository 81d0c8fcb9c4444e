"""One budget for the day, the contact and the turn: money is set aside before a call and settled with its bill."""

import asyncio
import contextlib
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from agent.llm.settings import BudgetSettings
from agent.llm.spend_book import Spend, SpendBook, new_call
from agent.ports import CompletionRequest, OverBudgetError, PortError, Price

_BYTES_PER_TOKEN = 3
"""UTF-8 bytes of a prompt token, low on purpose: about 4 in English, 3 for a letter of Devanagari."""
_TURNS_KEPT = 10_000


class Budget:
    """Counts what is set aside as spent, so that calls side by side cannot spend the same money twice.

    Without a book it starts each process at zero. `now` gives aware datetimes; the day is UTC's.
    """

    def __init__(
        self,
        limits: BudgetSettings,
        book: SpendBook | None = None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.limits = limits
        self._book = book
        self._now = now
        self._day: date | None = None
        self._spent = 0.0
        self._contacts: defaultdict[str, float] = defaultdict(float)
        self._turns: OrderedDict[str, float] = OrderedDict()
        self._loading = asyncio.Lock()

    @property
    def spent_usd(self) -> float:
        """Today's spend, money set aside included."""
        return self._spent if self._day == self._today() else 0.0

    @property
    def share(self) -> float:
        """Today's spend as a share of the day's budget; 1 for a budget of nothing."""
        return self.spent_usd / self.limits.day_usd if self.limits.day_usd else 1.0

    async def load(self) -> None:
        """Read today's spend back, once a day. Raises PortError when the store cannot tell."""
        async with self._loading:
            if self._day == self._today():
                return
            now = self._now()
            known = await self._book.of(now) if self._book else ()
            self._spent = sum(spend.usd for spend in known)
            self._contacts.clear()
            for spend in known:
                self._contacts[spend.contact] += spend.usd
            self._day = now.astimezone(UTC).date()

    async def reserve(self, request: CompletionRequest, price: Price) -> "Reservation":
        """Set the dearest outcome aside. Raises OverBudgetError before any money is spent."""
        await self.load()
        usd = price.cost_usd(tokens_of(request), request.max_tokens)
        if usd and (over := self._over(request, usd)):
            raise OverBudgetError(f"the budget of the {over} is spent")
        spend = Spend(call=new_call(), contact=request.contact, day=self._today().isoformat(), usd=usd)
        self._add(request, usd)
        await self._write_down(request, spend)
        return Reservation(self, request, spend)

    async def _write_down(self, request: CompletionRequest, spend: Spend) -> None:
        """What cannot be written down is not spent."""
        if not self._book or not spend.usd:
            return
        try:
            await self._book.write(spend)
        except PortError:
            self._add(request, -spend.usd)
            raise

    def _over(self, request: CompletionRequest, usd: float) -> str:
        """Whose budget this would exceed, "" for nobody's; calls for nobody in particular count for the day."""
        spent = {
            "day": (self._spent, self.limits.day_usd),
            "contact": (self._contacts[request.contact] if request.contact else 0.0, self.limits.contact_usd),
            "turn": (self._turns.get(request.turn, 0.0) if request.turn else 0.0, self.limits.turn_usd),
        }
        return next((whose for whose, (so_far, limit) in spent.items() if so_far + usd > limit), "")

    def _add(self, request: CompletionRequest, usd: float) -> None:
        self._spent += usd
        self._contacts[request.contact] += usd
        self._turns[request.turn] = self._turns.pop(request.turn, 0.0) + usd
        while len(self._turns) > _TURNS_KEPT:
            self._turns.popitem(last=False)

    async def settle(self, request: CompletionRequest, spend: Spend, usd: float) -> None:
        """Put the bill in the place of what was set aside; where it cannot be written down, that stands."""
        if spend.day == self._today().isoformat():
            self._add(request, usd - spend.usd)
        if self._book and usd != spend.usd:
            with contextlib.suppress(PortError):  # the answer is there: it is not given up for the book
                await self._book.write(replace(spend, usd=usd, settled=True))

    def _today(self) -> date:
        return self._now().astimezone(UTC).date()


class Reservation:
    """Money set aside for one call. Not settling it, as when a call is cut off, leaves it spent."""

    def __init__(self, budget: Budget, request: CompletionRequest, spend: Spend) -> None:
        self._budget = budget
        self._request = request
        self._spend = spend

    async def settle(self, usd: float) -> None:
        """The call cost this much."""
        await self._budget.settle(self._request, self._spend, usd)


def tokens_of(request: CompletionRequest) -> int:
    """Prompt tokens at most, by the length of the messages."""
    return sum(len(message.content.encode()) for message in request.messages) // _BYTES_PER_TOKEN + 1
