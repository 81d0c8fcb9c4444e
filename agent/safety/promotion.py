"""A reply without its offers, for a person who asked for none."""

import regex

from agent.safety.policy import is_promotional

_SENTENCE_END = regex.compile(r"(?<=[.!?।])\s+")
_SUM = regex.compile(r"[₹$€]\s?\d|\d\s?[₹$€]")
_SHARE = regex.compile(r"\d+\s?%\s(?:de |की |ki )?[\p{L}\p{M}]+")


def without_offers(text: str) -> str:
    """The text less the sentences that advertise; as it was where nothing else would be left."""
    blocks = (_without_offers(block.split("\n")) for block in regex.split(r"\n{2,}", text))
    return "\n\n".join(block for block in blocks if block).strip() or text


def _without_offers(lines: list[str]) -> str:
    """A block of lines; where all that its heading announced is gone, the heading goes too."""
    kept = [_kept(line) for line in lines]
    left = [line for line in kept if line]
    alone = len(left) == 1 < len(lines) and left[0].rstrip().endswith(":")
    return "" if alone else "\n".join(left)


def _kept(line: str) -> str:
    return " ".join(sentence for sentence in _SENTENCE_END.split(line) if _is_told(sentence))


def _is_told(sentence: str) -> bool:
    """What somebody has to pay is told with the share it is less by; only what urges or promises is left out."""
    return not is_promotional(sentence) or bool(_SUM.search(sentence) and not is_promotional(_SHARE.sub("", sentence)))
