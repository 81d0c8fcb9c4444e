"""A reply with its false claims put right, or without the sentences that make them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from agent.compose.told.wording import Wording
from agent.facts.context.segments import sentences
from agent.facts.ledger import Checked
from agent.facts.mentions import readable
from agent.turn import Language, Reply

_LEAST_LEFT = 20
_FIGURE = regex.compile(r"\d[\d.,\u00a0\u202f]*\d|\d")
_GROUPED = frozenset({"altitude", "distance"})
_HEADING_END = (":", "：")


def substituted(reply: Reply, false: Sequence[Checked]) -> Reply | None:
    """The true value in the place of each false one, written as the language writes it; None unless all are known."""
    if not false or not all(one.truth for one in false):
        return None
    text = readable(reply.text)
    for one in sorted(false, key=lambda checked: -checked.found.start):
        found = one.found
        text = text[: found.start] + _written(one, reply.language) + text[found.end :]
    return replace(reply, text=text)


def _written(checked: Checked, language: Language) -> str:
    """A price without its sign, which stands beside it already."""
    wording, kind, value = Wording(language), checked.found.type, checked.truth
    if kind == "price":
        currency, amount = value.split(" ")
        figure = _FIGURE.search(wording.money(Decimal(amount), currency))
        return figure.group() if figure else amount
    return wording.number(Decimal(value)) if kind in _GROUPED else value


def dropped(reply: Reply, false: Sequence[Checked]) -> Reply | None:
    """The reply less the sentences with false claims, and less headings with nothing left below them.

    None when nothing of substance would be left: a notice with its link and a question back are no answer.
    """
    if not false:
        return None
    text = readable(reply.text)
    cuts = [
        (one.start, one.end)
        for one in sentences(text)
        if any(one.start <= checked.found.start < one.end for checked in false)
    ]
    kept = _tidy(_without(text, cuts))
    return replace(reply, text=kept) if len(_substance(kept)) >= _LEAST_LEFT else None


def _substance(text: str) -> str:
    """The sentences that tell something."""
    told = (text[one.start : one.end].strip() for one in sentences(text))
    return " ".join(one for one in told if not one.endswith("?") and "://" not in one)


def _without(text: str, cuts: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(cuts, reverse=True):
        text = text[:start] + text[end:]
    return text


def _tidy(text: str) -> str:
    """No blank bullets, no heading above nothing, no gaps."""
    lines = [line.rstrip() for line in text.split("\n") if line.strip(" •-*") or not line]
    kept = [line for place, line in enumerate(lines) if not _heads_nothing(lines, place)]
    return regex.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in kept)).strip()


def _heads_nothing(lines: Sequence[str], place: int) -> bool:
    below = lines[place + 1] if place + 1 < len(lines) else ""
    return lines[place].rstrip().endswith(_HEADING_END) and not below.strip()
