"""Talking to the pipeline as a customer: one question, or a conversation in the terminal."""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from agent.agent import VISITOR, Agent, message_of
from agent.bootstrap import build_dry_agent
from agent.config import ConfigError, Problem
from agent.knowledge.catalogue import Catalogue
from agent.people.contacts import find_contact
from agent.people.handoff import COLLEAGUE_WRITES
from agent.settings import fallback
from agent.turn import Turn, Utterance

RELEASE = "/release"
_PATIENCE_S = 3.0
_LEARNS = "Getting ready: new treks or examples are learnt once, which can take a minute…\n"


async def ask_once(
    text: str, *, config: Path, contact: str = "", history: Path | None = None, on: date | None = None
) -> Turn:
    """One turn on what is known now; `on`: as if it were written at noon of that day, where the operator is.

    Raises ConfigError for a bad config or history file, BadParameter for an unknown contact.
    """
    earlier = read_history(history) if history else ()
    agent = await _agent(config)
    try:
        message = message_of(text, await _who(agent, contact), earlier)
        if on:
            message = replace(message, sent_at=_noon(on, agent.ports.index.catalogue))
        return await agent.ask(message)
    finally:
        await agent.aclose()


def _noon(day: date, catalogue: Catalogue) -> datetime:
    return datetime.combine(day, time(12), tzinfo=ZoneInfo(str(catalogue.operator.get("timezone") or "UTC")))


def _tell_patience() -> None:
    if sys.stderr.isatty():
        sys.stderr.write(_LEARNS)


async def _agent(config: Path) -> Agent:
    """Ready to answer; what takes long is said on a terminal."""
    told = asyncio.get_running_loop().call_later(_PATIENCE_S, _tell_patience)
    try:
        agent = await build_dry_agent(config)
    finally:
        told.cancel()
    if note := fallback(agent.pipeline.config.ports.index.documents, config):
        sys.stderr.write(f"{note}\n")
    return agent


def read_history(path: Path) -> tuple[Utterance, ...]:
    """Earlier lines from a JSON list of {speaker: U or S, text}; ConfigError names the line that is not one."""
    try:
        lines = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_utterance(line) for line in lines)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        what = f"not a JSON list of {{speaker: U or S, text}}: {type(error).__name__}: {error}"
        raise ConfigError(path, [Problem(line=1, where="history", what=what)]) from error


def _utterance(line: dict[str, str]) -> Utterance:
    if line["speaker"] not in ("U", "S"):
        raise ValueError(f"speaker {line['speaker']!r} is neither U nor S")
    return Utterance(speaker="U" if line["speaker"] == "U" else "S", text=str(line["text"]))


async def _who(agent: Agent, wanted: str) -> str:
    """The contact that is named; a visitor when nobody is."""
    return await find_contact(agent.mirror, wanted) if wanted and agent.mirror else VISITOR


async def converse(*, config: Path, contact: str = "") -> None:
    """Read lines until the end of input, and answer each on the lines before it; `/release` ends a hand-off."""
    from agent.terminal.turn import show_reply

    agent = await _agent(config)
    try:
        who = await _who(agent, contact)
        lines: Sequence[Utterance] = ()
        while text := _read_line():
            if text == RELEASE:
                released = await agent.ports.journal.end_pause(who, "terminal")
                sys.stdout.write("(the bot answers again)\n" if released else "(nobody has taken over)\n")
                continue
            turn = await agent.ask(message_of(text, who, lines))
            show_reply(turn)
            if turn.reply and COLLEAGUE_WRITES in turn.reply.route_reasons:
                sys.stdout.write(f"({RELEASE} lets the bot answer again)\n")
            lines = (*lines, Utterance(speaker="U", text=text), *said_in(turn))
    finally:
        await agent.aclose()


def said_in(turn: Turn) -> tuple[Utterance, ...]:
    """Our line of this turn, as the next message finds it in its history; none where we were silent."""
    if turn.reply is None or not turn.reply.text:
        return ()
    return (Utterance(speaker="S", text=turn.reply.text, handoff=turn.reply.handoff),)


def _read_line() -> str:
    """The next line that says something; empty at the end of input."""
    while True:
        try:
            text = input("you > " if sys.stdin.isatty() else "").strip()
        except (EOFError, KeyboardInterrupt):
            return ""
        if text:
            return text
