"""Documents without what somebody hid in them: orders to whoever answers, and addresses that are not the operator's.

A passage is quoted to customers and shown to models, so both are taken out before either sees it; its facts stay.
A message that gives orders is answered all the same, but by the composer, which obeys nobody.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import regex

from agent.language.plain import pattern_of, plain
from agent.safety.contacts import has_foreign_contact, has_foreign_link
from agent.safety.lexicon import lexicon
from agent.turn import Passage, Turn

_COMMENT = regex.compile(r"<!--.*?(?:-->|$)", regex.DOTALL)
_SENTENCE = regex.compile(r"(?<=[.!?।])\s+|\n+")
_CODED = regex.compile(r"[A-Za-z0-9+/]{36,}={0,2}")
_MACHINERY = regex.compile(r"<\|.*?\|>|\[/?INST\]|</?(?:system|assistant|user)>|[\"}\]]{3,}", regex.IGNORECASE)


def without_orders(passage: Passage, operator: Mapping[str, Any]) -> Passage:
    """The passage less the sentences that give orders or lead away; the very passage where there are none."""
    text = _COMMENT.sub(" ", passage.text)
    sentences = _SENTENCE.split(text)
    kept = [sentence for sentence in sentences if not is_order(sentence, operator)]
    if len(kept) == len(sentences) and text == passage.text:
        return passage
    title = "" if is_order(passage.title, operator) else passage.title
    return replace(passage, text=" ".join(kept).strip(), title=title)


def is_order(sentence: str, operator: Mapping[str, Any]) -> bool:
    """Whether a sentence is for whoever answers, holds code or marks of a prompt, or an address not ours."""
    if _CODED.search(sentence) or _MACHINERY.search(sentence) or _pattern("orders").search(plain(sentence)):
        return True
    return has_foreign_link(sentence, operator) or has_foreign_contact(sentence, operator)


def is_attempt(turn: Turn, operator: Mapping[str, Any]) -> bool:
    """Whether the customer, now or in an earlier line, wants something else of an assistant than an answer."""
    said = (turn.message.text, *(line.text for line in turn.history if line.speaker == "U"))
    return any(_wants_else(text, operator) for text in said)


def _wants_else(text: str, operator: Mapping[str, Any]) -> bool:
    marked = _CODED.search(text) or _MACHINERY.search(text) or has_foreign_link(text, operator)
    return bool(marked) or bool(_pattern("attempts").search(plain(text)))


@cache
def _pattern(kind: str) -> "regex.Pattern[str]":
    return pattern_of(list(lexicon("orders")[kind]))
