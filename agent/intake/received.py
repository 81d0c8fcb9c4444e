"""What is said of something that cannot be read: that it came, what we cannot do with it, and who can."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import takewhile
from pathlib import Path

from agent.channel.format import BUTTONS_LIMIT, INTERACTIVE_LIMIT
from agent.people.handoff import handoff_reply, silence
from agent.turn import Button, Inbound, Language, Reply, Turn, Utterance
from agent.yaml_file import read_yaml

_WORDS = Path(__file__).with_name("received.yaml")
_ALIKE: Mapping[str, str] = {"audio": "voice"}
NEEDS_EYES = frozenset({"voice", "image", "video", "document", "lost", "unsupported"})
_ANSWERED_BY_KIND = frozenset({"location", "contacts", "order"})
_SAID_LATELY = timedelta(minutes=10)
"""An album comes as many messages: what was said of the first need not be said of each."""
_NOT_PASSED_ON = frozenset({"lost", "unsupported"})
_ASKED_LATELY = timedelta(hours=24)
"""Who was asked to write in words, and sends only what cannot be read, is not asked again so soon: it may be a machine
that answers each of our messages with another."""
_FULL = INTERACTIVE_LIMIT - 300
"""Characters above which a message takes no button: one with buttons must have room for the notice on privacy."""
_PERSON = "person"
"""Id of the button that calls a colleague."""

Texts = Mapping[str, Mapping[str, str]]


def thing_in(message: Inbound) -> str:
    """What was sent, where its kind and not its words decide the answer; empty for a question in words."""
    kind = _ALIKE.get(message.kind, message.kind)
    if kind in _ANSWERED_BY_KIND:
        return kind
    return kind if kind in NEEDS_EYES and not message.text.strip() else ""


def things_in(message: Inbound) -> tuple[str, ...]:
    """The same of a whole burst: an order first, for its answer calls a colleague."""
    things = dict.fromkeys(filter(None, (thing_in(message), *message.beside)))
    return tuple(sorted(things, key=lambda thing: thing != "order"))


def received_reply(turn: Turn, emergency_phone: str) -> Reply:
    """To things without a question beside them, in the customer's language; silence where it was said just now."""
    things = things_in(turn.message)
    language = _spoken(turn, things[0])
    texts = [_in(thing, language) for thing in things]
    if "order" in things:
        return Reply(
            text=_of_things(things, language, emergency_phone),
            language=language,
            kind="handoff",
            route="fixed",
            route_reasons=things,
            handoff="asked",
        )
    if "lost" in things and _failed_again(turn):
        return replace(handoff_reply(language, "unsure"), route_reasons=things)
    if all(_said_lately(turn, text) or _asked_already(turn, thing) for thing, text in zip(things, texts, strict=True)):
        return silence(language, f"said already: {', '.join(things)}")
    return Reply(
        text=_of_things(things, language, emergency_phone),
        language=language,
        kind="received",
        buttons=(_person(language),),
        route="fixed",
        route_reasons=things,
    )


def with_unseen(turn: Turn, reply: Reply, emergency_phone: str = "") -> Reply:
    """An answer that says of what it does not look at: of things beside the words in their own sentence, with the way
    to a colleague; of a picture over the words once in a while. An order calls a colleague whatever is answered.
    """
    if "order" in turn.message.beside:
        reply = replace(reply, handoff=reply.handoff if reply.handoff not in (None, "unsure") else "asked")
    elif reply.kind != "answer":
        return reply
    things = [thing for thing in things_in(turn.message) if not _stood_lately(turn, _in(thing, reply.language))]
    if things:
        text = f"{reply.text}\n\n{_of_things(things, reply.language, emergency_phone)}"
        return _with_person(replace(reply, text=text, buttons=reply.buttons if len(text) <= INTERACTIVE_LIMIT else ()))
    line = _in("beside_words", reply.language)
    is_beside = turn.message.kind in NEEDS_EYES and bool(turn.message.text.strip())
    if not is_beside or _stood_lately(turn, line):
        return reply
    text = f"{reply.text}\n\n{line}"
    return reply if reply.buttons and len(text) > INTERACTIVE_LIMIT else replace(reply, text=text)


def _of_things(things: Sequence[str], language: Language, emergency_phone: str) -> str:
    """A paragraph for each, as long as there is room; who sends a location may be in need."""
    text = ""
    for thing in things:
        said = _in(thing, language)
        if thing == "location" and emergency_phone:
            said = f"{said} {_in('urgent', language).format(phone=emergency_phone)}"
        if len(text) + len(said) <= _FULL:
            text = f"{text}\n\n{said}".strip()
    return text


def _with_person(reply: Reply) -> Reply:
    offered = any(button.id == _PERSON for button in reply.buttons)
    if offered or reply.handoff or len(reply.buttons) >= BUTTONS_LIMIT or len(reply.text) > _FULL:
        return reply
    return replace(reply, buttons=(*reply.buttons, _person(reply.language)))


def _person(language: Language) -> Button:
    return Button(id=_PERSON, title=_in("person", language))


def _stood_lately(turn: Turn, text: str) -> bool:
    return any(line.speaker == "S" and text in line.text and _is_recent(turn, line) for line in turn.history)


def _spoken(turn: Turn, thing: str) -> Language:
    """The names in a location, a contact or an order are in nobody's language: there the customer's own counts."""
    if thing in _ANSWERED_BY_KIND:
        turn = replace(turn, parsed=None)
    return "en" if turn.language == "und" else turn.language


def _said_lately(turn: Turn, text: str) -> bool:
    line = next((line for line in reversed(turn.history) if line.speaker == "S" and line.text), None)
    return line is not None and text in line.text and _is_recent(turn, line)


def _asked_already(turn: Turn, thing: str) -> bool:
    """Whether nothing that can be read came since we asked for words."""
    if thing not in _NOT_PASSED_ON:
        return False
    since = takewhile(lambda line: line.speaker == "S", reversed(turn.history))
    return any(text in line.text and _is_recent(turn, line, _ASKED_LATELY) for line in since for text in _requests())


def _requests() -> Sequence[str]:
    """What asks to say it in another way, in every language."""
    return [text for kind in _NOT_PASSED_ON for text in words()[kind].values()]


def _failed_again(turn: Turn) -> bool:
    """Whether what they sent once more, as we asked, did not come through either; a colleague is called once.

    What they sent before our words were said is of the album we asked about.
    """
    since = list(takewhile(lambda line: line.speaker == "S", reversed(turn.history)))
    asked = next((line for line in since if any(text in line.text for text in _requests())), None)
    if asked is None or asked.at is None or not asked.at < turn.message.sent_at < asked.at + _ASKED_LATELY:
        return False
    return not any(line.handoff for line in since[: since.index(asked) + 1])


def _is_recent(turn: Turn, line: Utterance, within: timedelta = _SAID_LATELY) -> bool:
    return line.at is not None and abs(turn.message.sent_at - line.at) < within


def _in(what: str, language: Language) -> str:
    texts = words()[what]
    return texts.get(language) or texts["en"]


@cache
def words() -> Texts:
    """All that may be said, by what was sent and language."""
    found: Texts = read_yaml(_WORDS)
    return found
