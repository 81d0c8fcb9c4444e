"""What is said of something that cannot be read: that it came, what we cannot do with it, and who can."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from agent.channel.format import INTERACTIVE_LIMIT
from agent.people.handoff import silence
from agent.turn import Button, Inbound, Language, Reply, Turn, Utterance
from agent.yaml_file import read_yaml

_WORDS = Path(__file__).with_name("received.yaml")
_ALIKE: Mapping[str, str] = {"audio": "voice"}
_NEEDS_EYES = frozenset({"voice", "image", "video", "document", "lost"})
_ANSWERED_BY_KIND = frozenset({"location", "contacts", "order"})
_SAID_LATELY = timedelta(minutes=10)
"""An album comes as many messages: what was said of the first need not be said of each."""

Texts = Mapping[str, Mapping[str, str]]


def thing_in(message: Inbound) -> str:
    """What was sent, where its kind and not its words decide the answer; empty for a question in words."""
    kind = _ALIKE.get(message.kind, message.kind)
    if kind in _ANSWERED_BY_KIND:
        return kind
    return kind if kind in _NEEDS_EYES and not message.text.strip() else ""


def received_reply(turn: Turn, thing: str, emergency_phone: str) -> Reply:
    """In the customer's language; silence where the same was said just now."""
    language = _spoken(turn, thing)
    text = _in(thing, language)
    if thing == "location" and emergency_phone:
        text = f"{text} {_in('urgent', language).format(phone=emergency_phone)}"
    if _said_lately(turn, text):
        return silence(language, f"said already: {thing}")
    if thing == "order":
        return Reply(
            text=text, language=language, kind="handoff", route="fixed", route_reasons=("order",), handoff="asked"
        )
    button = Button(id="person", title=_in("person", language))
    return Reply(
        text=text, language=language, kind="received", buttons=(button,), route="fixed", route_reasons=(thing,)
    )


def with_unseen(turn: Turn, reply: Reply) -> Reply:
    """An answer to the words under a picture, a video or a file, that says it is to them alone; once in a while."""
    line = _in("beside_words", reply.language)
    is_beside = turn.message.kind in _NEEDS_EYES and bool(turn.message.text.strip())
    if not is_beside or reply.kind != "answer" or _stood_lately(turn, line):
        return reply
    text = f"{reply.text}\n\n{line}"
    return reply if reply.buttons and len(text) > INTERACTIVE_LIMIT else replace(reply, text=text)


def _stood_lately(turn: Turn, text: str) -> bool:
    return any(line.speaker == "S" and text in line.text and _is_recent(turn, line) for line in turn.history)


def _spoken(turn: Turn, thing: str) -> Language:
    """The names in a location, a contact or an order are in nobody's language: there the customer's own counts."""
    if thing in _ANSWERED_BY_KIND:
        turn = replace(turn, parsed=None)
    return "en" if turn.language == "und" else turn.language


def _said_lately(turn: Turn, text: str) -> bool:
    line = next((line for line in reversed(turn.history) if line.speaker == "S" and line.text), None)
    return line is not None and line.text.startswith(text) and _is_recent(turn, line)


def _is_recent(turn: Turn, line: Utterance) -> bool:
    return line.at is not None and abs(turn.message.sent_at - line.at) < _SAID_LATELY


def _in(what: str, language: Language) -> str:
    texts = words()[what]
    return texts.get(language) or texts["en"]


@cache
def words() -> Texts:
    """All that may be said, by what was sent and language."""
    found: Texts = read_yaml(_WORDS)
    return found
