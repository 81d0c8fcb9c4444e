"""Recorded answers: the same question to the same models gets the same words, without a network."""

import asyncio
import hashlib
import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from agent.ports import LLM, Completion, CompletionError, CompletionRequest, ModelState

_FENCE = re.compile(r"<<<[0-9a-f]{8,64}\b")


class CassetteLLM(LLM):
    """Replays from a JSON Lines file; `record` asks the model behind it for what is missing and appends that."""

    def __init__(self, path: Path, llm: LLM, *, mode: Literal["replay", "record"] = "replay") -> None:
        self._path = path
        self._llm = llm
        self._mode = mode
        self._answers = recorded(path)
        self._writing = asyncio.Lock()

    @property
    def available(self) -> bool:
        """In replay always; when recording, as the model behind it."""
        return self._mode == "replay" or self._llm.available

    @property
    def state(self) -> ModelState:
        """Of the model behind it."""
        return self._llm.state

    async def complete(self, request: CompletionRequest) -> Completion:
        """The recorded answer; raises CompletionError when there is none and nothing may be recorded."""
        key = key_of(request)
        if key in self._answers:
            return self._answers[key]
        if self._mode == "replay":
            raise CompletionError(f"{self._path}: no recorded answer for {key[:12]}; record it with mode='record'")
        async with self._writing:
            completion = await self._llm.complete(request)
            await asyncio.to_thread(_append, self._path, key, completion)
            self._answers[key] = completion
        return completion

    async def aclose(self) -> None:
        """Close the model behind it."""
        await self._llm.aclose()


def key_of(request: CompletionRequest) -> str:
    """sha256 of messages, models and parameters.

    The fences of a prompt come from the message's id, which is another one each time the same is asked: they are no
    part of the question, and neither are time-out, price and who pays.
    """
    asked = {
        "messages": [[message.role, _FENCE.sub("<<<", message.content)] for message in request.messages],
        "models": list(request.models),
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
        "seed": request.seed,
    }
    # Only where they are set: what was recorded without them keeps its key.
    asked |= {name: value for name in ("reasoning", "web_results") if (value := getattr(request, name))}
    return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def recorded(path: Path) -> dict[str, Completion]:
    """Everything a cassette holds, by the key of the request; nothing where there is no file."""
    if not path.exists():
        return {}
    return dict(_entry(path, number, line) for number, line in _lines(path))


def _lines(path: Path) -> list[tuple[int, str]]:
    text = path.read_text(encoding="utf-8")
    return [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]


def _entry(path: Path, number: int, line: str) -> tuple[str, Completion]:
    try:
        entry = json.loads(line)
        return entry["key"], Completion(**entry["completion"])
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: line {number}: not a recorded answer: {error}; remove the line") from error


def _append(path: Path, key: str, completion: Completion) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"key": key, "completion": asdict(completion)}, ensure_ascii=False) + "\n")
