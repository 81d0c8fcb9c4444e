"""A reply without its offers, for a person who asked for none."""

import regex

from agent.safety.policy import is_promotional

_SENTENCE_END = regex.compile(r"(?<=[.!?।])\s+")


def without_offers(text: str) -> str:
    """The text less the sentences that advertise; as it was where nothing else would be left."""
    lines = (_kept(line) for line in text.split("\n"))
    rest = regex.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return rest or text


def _kept(line: str) -> str:
    return " ".join(sentence for sentence in _SENTENCE_END.split(line) if not is_promotional(sentence))
