"""What makes two questions the same one: the answer cache's key, and who may share an answer."""

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import regex

from agent.compose.follow_up.earlier import earlier
from agent.compose.reading.times import today_of
from agent.facts.mentions import Mentions
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.reading import units
from agent.knowledge.words import stem
from agent.language.letters import fold
from agent.language.pointing import pointing
from agent.ports import ChatMessage, Question
from agent.safety.personal_data import find_personal_data
from agent.turn import Customer, Language, Turn
from agent.yaml_file import read_yaml

_COURTESIES = Path(__file__).with_name("courtesies.yaml")
_SAID = regex.compile(r"(?<!\p{N})-\p{N}+|\p{N}+(?:[.,:/]\p{N}+)*|\p{L}[\p{L}\p{M}]*|[\p{Sc}%°+<>=]")
_DIGIT = regex.compile(r"(?![0-9])\p{Nd}")
_HIDDEN = regex.compile(r"\p{Cf}")
_PRIVATE = frozenset({"phone", "email"})


def normal(text: str) -> str:
    """Without case, punctuation, emoji and superfluous spaces; accents, signs of money and of numbers stay."""
    plain = unicodedata.normalize("NFKC", _HIDDEN.sub("", text)).casefold()
    plain = _DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), unicodedata.normalize("NFC", plain))
    return " ".join(_SAID.findall(plain))


def question_of(
    turn: Turn, catalogue: Catalogue, *, version: str, route: str, prompt: Sequence[ChatMessage]
) -> Question | None:
    """The question of a turn, None where its answer is this customer's own.

    `prompt` is what the model is shown of such a turn without question, conversation, passages and name: rules,
    language, day, facts, country, stage. `version` is the index's, which fixes the passages.
    """
    if _is_personal(turn) or not _stands_alone(turn, catalogue):
        return None
    text = normal(turn.message.text)
    parsed = turn.parsed
    setting = {
        "config": turn.config_hash,
        "index": version,
        "route": route,
        "language": turn.language,
        "intent": parsed.intent if parsed else "",
        "treks": turn.treks,
        "entities": [(entity.type, str(entity.value)) for entity in parsed.entities] if parsed else [],
        "currency": turn.customer.country if turn.customer else "",
        "prompt": [message.content for message in prompt],
    }
    digest = hashlib.sha256(json.dumps(setting, ensure_ascii=False).encode()).hexdigest()
    return Question(text=text, words=telling_words(text, turn.language), setting=digest, shared=not turn.history)


def without_person(turn: Turn) -> Turn:
    """The turn less all that is this message's or this person's own: what `question_of` wants the prompt of."""
    customer = turn.customer or Customer(id="")
    anybody = Customer(id="", country=customer.country, stage=customer.stage, focus=customer.focus)
    message = replace(turn.message, id="", contact="", text="", history=())
    return replace(turn, message=message, customer=anybody, evidence=())


def names_person(text: str, turn: Turn) -> bool:
    """Whether a reply calls the customer by a name that we know from elsewhere."""
    name = turn.customer.name if turn.customer else ""
    return not set(normal(name).split()).isdisjoint(normal(text).split())


def _is_personal(turn: Turn) -> bool:
    """Own bookings, own data, an upset customer: nobody else's answer fits, and this one fits nobody else."""
    parsed, message = turn.parsed, turn.message
    upset = parsed is not None and parsed.sentiment == "negative"
    booked = turn.customer is not None and bool(turn.customer.bookings)
    own = parsed is not None and any(entity.type in _PRIVATE for entity in parsed.entities)
    return message.kind != "text" or upset or booked or own or bool(find_personal_data(message.text))


def _stands_alone(turn: Turn, catalogue: Catalogue) -> bool:
    """Whether the message says by itself all that it asks, so that the lines before it do not matter."""
    if not normal(turn.message.text):
        return False
    if not turn.history:
        return True
    named = set(map(str, turn.values("trek")))
    said = earlier(turn, Mentions.of(catalogue), today_of(turn, catalogue))
    leans = bool(said.when) or said.people is not None or not units(turn.subject) or set(turn.treks) != named
    return not leans and not _points(turn.message.text, named)


def _points(text: str, named: set[str]) -> bool:
    found = pointing(fold(text))
    back = found.pick or found.most or found.other or found.both or found.kinds
    return bool(back) or (found.compares and len(named) < 2)


def telling_words(text: str, language: Language) -> tuple[str, ...]:
    """Stems of a normal text in order, courtesies left out: numbers, negations and names are among them."""
    return tuple(stem(word, language) for word in text.split() if word not in _courtesies())


@cache
def _courtesies() -> frozenset[str]:
    lists: dict[str, list[str]] = read_yaml(_COURTESIES)
    return frozenset(word for words in lists.values() for word in words)
