"""OpenRouter through openai's SDK: one retry loop of our own, a breaker per model, everything within one deadline."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from openai import AsyncOpenAI, OpenAIError, Timeout
from openai.types.chat import ChatCompletion

from agent.llm.breaker import Breaker
from agent.llm.failure import CallError, failure_of, failure_of_status
from agent.ports import ChatMessage, Completion, CompletionRequest, PortError

_CONNECT_S = 3.0
_FIRST_PAUSE_S = 0.3
_LONGEST_PAUSE_S = 4.0
_LEAST_LEFT_S = 0.3
_MOST_MODELS = 3


class OpenRouterLLM:
    """Asks OpenRouter, which falls back along `models` itself; models whose breaker is open are not asked for."""

    def __init__(
        self,
        api_key: str,
        base_url: str = "https://openrouter.ai/api/v1",
        *,
        attempts: int = 3,
        breaker: Callable[[], Breaker] = Breaker,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        # The SDK would retry on its own and wait up to 600 s: both are ours to decide.
        self._client = AsyncOpenAI(api_key=api_key or "none", base_url=base_url, max_retries=0, timeout=30.0)
        self._has_key = bool(api_key)
        self._attempts = attempts
        self._new_breaker = breaker
        self._sleep = sleep
        self._breakers: dict[str, Breaker] = {}

    @property
    def available(self) -> bool:
        """False without a key, or while every model used so far is cut off."""
        known = self._breakers.values()
        return self._has_key and (not known or any(breaker.allows for breaker in known))

    @property
    def breakers(self) -> Mapping[str, str]:
        """State by model, for the health page."""
        return {model: breaker.state for model, breaker in self._breakers.items()}

    async def complete(self, request: CompletionRequest) -> Completion:
        """One answer within `timeout_s`, retries and pauses included; PortError says why there is none."""
        deadline = time.monotonic() + request.timeout_s
        for attempt in range(1, self._attempts + 1):
            try:
                return await self._attempt(request, deadline)
            except CallError as error:
                pause = max(error.pause_s, _backoff(attempt))
                left = deadline - time.monotonic() - pause
                if not error.retryable or attempt == self._attempts or left < _LEAST_LEFT_S:
                    raise PortError(f"no answer from {', '.join(request.models)}: {error}") from error
            await self._sleep(pause)
        raise PortError(f"no answer from {', '.join(request.models)}: no attempt allowed")

    async def _attempt(self, request: CompletionRequest, deadline: float) -> Completion:
        """One call; the breaker of the first model learns how it ended."""
        models = tuple(model for model in request.models if self._breaker(model).allows)[:_MOST_MODELS]
        if not models or not self._breaker(models[0]).enter():
            raise CallError("cut off after too many failures; tried again soon", retryable=False)
        breaker = self._breaker(models[0])
        try:
            completion = await self._call(request, models, deadline - time.monotonic())
        except CallError as error:
            # A refused prompt or key says nothing about the model.
            (breaker.failed if error.retryable else breaker.leave)()
            raise
        except asyncio.CancelledError:
            breaker.leave()
            raise
        self._succeeded(models[0], completion.model)
        return completion

    def _succeeded(self, asked: str, answered: str) -> None:
        """When OpenRouter fell back, the first model failed and another one answered."""
        others = {model for model in self._breakers if model != asked and answered.startswith(model)}
        if not others:
            self._breaker(asked).succeeded()
            return
        self._breaker(asked).failed()
        for model in others:
            self._breaker(model).succeeded()

    def _breaker(self, model: str) -> Breaker:
        return self._breakers.setdefault(model, self._new_breaker())

    async def _call(self, request: CompletionRequest, models: tuple[str, ...], left_s: float) -> Completion:
        try:
            async with asyncio.timeout(max(left_s, 0.0)):
                answer = await self._client.chat.completions.create(
                    model=models[0],
                    messages=[_wire(message) for message in request.messages],
                    max_tokens=request.max_tokens,
                    temperature=request.temperature,
                    seed=request.seed,
                    timeout=Timeout(max(left_s, _LEAST_LEFT_S), connect=_CONNECT_S),
                    extra_body={"models": list(models)},
                )
        except (OpenAIError, TimeoutError, ValueError) as error:
            raise failure_of(error) from error
        return _completion(answer, models[0])

    async def aclose(self) -> None:
        """Close connections."""
        await self._client.close()


def _backoff(attempt: int) -> float:
    """A doubling pause, half of it random, so that callers do not come back together."""
    longest = min(_FIRST_PAUSE_S * 2 ** (attempt - 1), _LONGEST_PAUSE_S)
    return random.uniform(longest / 2, longest)


def _wire(message: ChatMessage) -> Any:
    return {"role": message.role, "content": message.content}


def _completion(answer: ChatCompletion, asked: str) -> Completion:
    """The answer's text and cost; raises CallError for an error body, an empty answer or one cut off."""
    if fault := getattr(answer, "error", None):
        raise failure_of_status(int(fault.get("code") or 500))
    if not answer.choices:
        raise CallError("an empty answer", retryable=True)
    choice = answer.choices[0]
    text = (choice.message.content or "").strip()
    if not text or choice.finish_reason not in ("stop", None):
        raise CallError(f"an empty or unfinished answer ({choice.finish_reason})", retryable=True)
    usage = answer.usage
    return Completion(
        text=text,
        model=answer.model or asked,
        tokens_in=usage.prompt_tokens if usage else 0,
        tokens_out=usage.completion_tokens if usage else 0,
        cost_usd=float(getattr(usage, "cost", None) or 0.0),
    )
