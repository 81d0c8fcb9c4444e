"""OpenRouter and one address outside it: one retry loop, a breaker per model, everything within one deadline."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from agent.llm.breaker import Breaker
from agent.llm.budget import Budget, Reservation
from agent.llm.endpoint import Endpoint
from agent.llm.failure import CallError
from agent.llm.settings import BudgetSettings
from agent.llm.uses import Uses
from agent.ports import LLM, Completion, CompletionError, CompletionRequest, ModelState, OverBudgetError, PortError

_FIRST_PAUSE_S = 0.3
_LONGEST_PAUSE_S = 4.0
_LEAST_LEFT_S = 0.3
_MOST_MODELS = 3
_OUTSIDE = "fallback:"
_SHARES = {1: 1.0, 2: 0.62, 3: 0.48}
"""Share of the time left for an attempt, by attempts left: of 25 s these are 12, 8 and 5 s."""
_SHARE_OF_MORE = 0.4
_UNLIMITED = BudgetSettings(day_usd=100_000, contact_usd=1000, turn_usd=100)


@dataclass(frozen=True, slots=True)
class Fallback:
    """The address outside OpenRouter, and the one model asked for there."""

    endpoint: Endpoint
    model: str


@dataclass(frozen=True, slots=True)
class _Target:
    """Whom to ask next: `models` in order, and the name each has among the breakers."""

    endpoint: Endpoint
    models: tuple[str, ...]
    outside: bool = False

    def breaker_of(self, model: str) -> str:
        return f"{_OUTSIDE}{model}" if self.outside else model


@dataclass(slots=True)
class _Course:
    """One question on its way: the time it has, what failed so far, and what that cost."""

    request: CompletionRequest
    deadline: float
    attempts_left: int
    last: _Target | None = None
    passed_over: set[str] = field(default_factory=set)
    given_up: set[bool] = field(default_factory=set)
    error: Exception | None = None
    spent: Completion = field(
        default_factory=lambda: Completion(text="", model="", tokens_in=0, tokens_out=0, cost_usd=0.0)
    )

    @property
    def left_s(self) -> float:
        return self.deadline - time.monotonic()

    @property
    def slice_s(self) -> float:
        """A hanging model may not eat the time of those after it."""
        return self.left_s * _SHARES.get(self.attempts_left, _SHARE_OF_MORE)

    def pay(self, bill: Completion) -> Completion:
        """The bill together with those before it."""
        self.spent = replace(
            bill,
            tokens_in=self.spent.tokens_in + bill.tokens_in,
            tokens_out=self.spent.tokens_out + bill.tokens_out,
            cost_usd=self.spent.cost_usd + bill.cost_usd,
        )
        return self.spent


class OpenRouterLLM(LLM):
    """Asks OpenRouter, which falls back along `models` itself, then the address outside it.

    The last attempt, and every one once OpenRouter refuses or is cut off, goes to `fallback`. After silence or an
    unusable answer the next attempt asks another model first. Models whose breaker is open are not asked.
    """

    def __init__(
        self,
        api_key: str,
        base_url: str = "https://openrouter.ai/api/v1",
        *,
        fallback: Fallback | None = None,
        budget: Budget | None = None,
        attempts: int = 3,
        breaker: Callable[[], Breaker] = Breaker,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._openrouter = Endpoint(base_url, api_key, falls_back=True) if api_key else None
        self._fallback = fallback
        self._budget = budget or Budget(_UNLIMITED)
        self._attempts = attempts
        self._new_breaker = breaker
        self._sleep = sleep
        self._breakers: dict[str, Breaker] = {}
        self._uses = Uses()
        if outside := self._target_outside():
            self._breaker(outside.breaker_of(outside.models[0]))  # known from the start: it can be asked

    @property
    def available(self) -> bool:
        """False without a key and a fallback, or while every model used so far is cut off."""
        inside = [breaker for name, breaker in self._breakers.items() if not name.startswith(_OUTSIDE)]
        open_inside = self._openrouter is not None and (not inside or any(breaker.allows for breaker in inside))
        outside = self._target_outside()
        return open_inside or (outside is not None and self._breaker(outside.breaker_of(outside.models[0])).allows)

    @property
    def breakers(self) -> Mapping[str, str]:
        """State by model, for the health page."""
        return {model: breaker.state for model, breaker in self._breakers.items()}

    @property
    def state(self) -> ModelState:
        """The breakers, and what each model was asked."""
        return ModelState(rung=self.rung, breakers=self.breakers, used=self._uses.by_model)

    async def complete(self, request: CompletionRequest) -> Completion:
        """One answer within `timeout_s`; CompletionError says why there is none, and what was spent."""
        course = _Course(request, time.monotonic() + request.timeout_s, self._attempts)
        while (target := self._next(course)) is not None and await self._wait_for(target, course):
            course.last = target
            try:
                return course.pay(await self._attempt(target, course))
            except CallError as error:
                self._learn(target, course, error)
            except PortError as error:  # over budget, or the book cannot be written
                course.error = error
                course.given_up.add(target.outside)
            course.attempts_left -= 1
        raise _no_answer(course)

    def _next(self, course: _Course) -> _Target | None:
        """OpenRouter while it may help, the address outside it at the end; None when nobody is left."""
        if course.attempts_left <= 0:
            return None
        inside, outside = self._inside(course), self._outside(course)
        return (outside or inside) if course.attempts_left == 1 else (inside or outside)

    def _inside(self, course: _Course) -> _Target | None:
        if self._openrouter is None or False in course.given_up:
            return None
        allowed = [model for model in course.request.models if self._breaker(model).allows]
        models = sorted(allowed, key=lambda model: model in course.passed_over)[:_MOST_MODELS]
        return _Target(self._openrouter, tuple(models)) if models else None

    def _outside(self, course: _Course) -> _Target | None:
        target = self._target_outside()
        if target is None or True in course.given_up:
            return None
        return target if self._breaker(target.breaker_of(target.models[0])).allows else None

    def _target_outside(self) -> _Target | None:
        fallback = self._fallback
        return _Target(fallback.endpoint, (fallback.model,), outside=True) if fallback else None

    async def _wait_for(self, target: _Target, course: _Course) -> bool:
        """Pause before the same server is asked again, where that helps; False when the time is over."""
        error, last = course.error, course.last
        pause = 0.0
        if isinstance(error, CallError) and error.passes and last and last.outside == target.outside:
            pause = max(error.pause_s, _backoff(self._attempts - course.attempts_left))
        if last and course.left_s - pause < _LEAST_LEFT_S:
            return False
        if pause:
            await self._sleep(pause)
        return True

    def _learn(self, target: _Target, course: _Course, error: CallError) -> None:
        """Whom not to ask again for this course."""
        course.error = error
        if not error.passes:  # when a server is down or busy, OpenRouter tries the other models itself
            course.passed_over.add(target.models[0])
        if error.spent:
            course.pay(error.spent)
        if not error.retryable or error.pause_s > course.left_s - _LEAST_LEFT_S:
            course.given_up.add(target.outside)

    async def _attempt(self, target: _Target, course: _Course) -> Completion:
        """One call; the breaker of the first model learns how it ended."""
        breaker = self._breaker(target.breaker_of(target.models[0]))
        if not breaker.enter():
            raise CallError("cut off after too many failures; tried again soon", "refused")
        try:
            completion = await self._paid(target, course)
        except CallError as error:
            self._uses.failed(target.models[0], error)
            # A refused prompt or key says nothing about the model.
            (breaker.failed if error.retryable else breaker.leave)()
            raise
        except BaseException:
            breaker.leave()
            raise
        self._uses.answered(completion)
        self._succeeded(target, completion.model)
        return completion

    async def _paid(self, target: _Target, course: _Course) -> Completion:
        """The call within its money. What was set aside stays spent where nobody can say whether it is charged."""
        price = target.endpoint.price or course.request.price
        reservation = await self._budget.reserve(course.request, price)
        try:
            completion = _usable(await self._call(target, course), course.request)
        except CallError as error:
            await _settle_failed(reservation, error)
            raise
        await reservation.settle(completion.cost_usd)
        return completion

    async def _call(self, target: _Target, course: _Course) -> Completion:
        return await target.endpoint.call(course.request, target.models, course.slice_s)

    def _succeeded(self, target: _Target, answered: str) -> None:
        """When OpenRouter fell back, the first model failed and another one answered."""
        asked, *others = target.models
        actual = [model for model in others if answered.startswith(model)]
        if not actual:
            self._breaker(target.breaker_of(asked)).succeeded()
            return
        self._breaker(asked).failed()
        self._breaker(actual[0]).succeeded()

    def _breaker(self, name: str) -> Breaker:
        return self._breakers.setdefault(name, self._new_breaker())

    async def aclose(self) -> None:
        """Close connections."""
        for endpoint in (self._openrouter, self._fallback.endpoint if self._fallback else None):
            if endpoint is not None:
                await endpoint.aclose()


def _usable(completion: Completion, request: CompletionRequest) -> Completion:
    if flaw := request.flaw(completion.text):
        raise CallError(flaw, "unusable", spent=completion)
    return completion


async def _settle_failed(reservation: Reservation, error: CallError) -> None:
    if error.spent:
        await reservation.settle(error.spent.cost_usd)
    elif not error.uncertain:
        await reservation.settle(0.0)


def _no_answer(course: _Course) -> CompletionError:
    if isinstance(course.error, OverBudgetError):
        return OverBudgetError(str(course.error), course.spent)
    why = course.error or "cut off after too many failures; tried again soon"
    error = CompletionError(f"no answer from {', '.join(course.request.models)}: {why}", course.spent)
    error.__cause__ = course.error
    return error


def _backoff(failures: int) -> float:
    """A doubling pause, half of it random, so that callers do not come back together."""
    longest = min(_FIRST_PAUSE_S * 2 ** (failures - 1), _LONGEST_PAUSE_S)
    return random.uniform(longest / 2, longest)
