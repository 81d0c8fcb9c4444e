"""Figures a sentence gives for one trek: days, highest point, group, ages, price."""

from collections.abc import Iterator
from functools import cache

import regex

from agent.facts.extract import extract
from agent.facts.found import Found
from agent.facts.mentions import Mention, Mentions
from agent.knowledge.blocks import Block, Document
from agent.knowledge.line import Line, any_word, cue
from agent.language.entities.durations import find_durations
from agent.language.entities.spans import Span
from agent.language.letters import AFTER, BEFORE

Stated = tuple[str, str, str]  # kind, trek, value
_DAY_HEADING = regex.compile(
    r"^\s*(?:day|days|d[ií]as?|jours?|दिन)\s*(\p{Nd}{1,2})(?:\s*(?:-|–|—|to|&|and|a|à|et|y|से)\s*(\p{Nd}{1,2}))?\b",
    regex.IGNORECASE,
)
_ABOUT = r"(?:about|around|only|just|approximately|is|es|est|:|de|of|unos|unas|environ|लगभग|है|hai|\s|\*|-)*"
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]{3,}")  # shorter ones are articles and the like
_NEAR = 60
_AFTER = 12


def last_day(document: Document) -> tuple[Block, int] | None:
    """The heading with the highest day, like `Day 4` or `Days 5-6`."""
    found = [
        (int(match[2] or match[1]), block)
        for block in document.blocks
        if block.kind == "heading" and (match := _DAY_HEADING.search(block.text))
    ]
    days, block = max(found, key=lambda pair: pair[0], default=(0, None))
    return (block, days) if block else None


def stated_of_trek(line: Line, mentions: Mentions) -> Iterator[Stated]:
    """Kind, trek and value of each; nothing for a sentence about no trek or several."""
    named = {mention.trek for mention in line.named(mentions)}
    subject = line.subject(mentions) or (line.own if not named else "")
    if not subject or not any(character.isalnum() for character in line.folded):
        return
    for kind, read in (("days", _days), ("altitude", _altitude), ("group", _group), ("ages", _ages)):
        for value in read(line, mentions):
            yield kind, subject, value
    for kind, value in _prices(line, mentions):
        yield kind, subject, value


# --- days -----------------------------------------------------------------------------------------------------


def _days(line: Line, mentions: Mentions) -> Iterator[str]:
    spans = [span for span in find_durations(line.folded) if not _follows(line, span.end, "before")]
    if line.asked and cue("duration").search(line.asked) and mentions.find(line.asked):
        spans = spans[:1]
    else:
        spans = [span for span in spans if _is_labelled(line, span) or _is_told(line, span, mentions)]
    yield from dict.fromkeys(str(span.value) for span in spans)


def _follows(line: Line, end: int, name: str) -> bool:
    return regex.match(rf"\W*(?:{any_word(name)}){AFTER}", line.folded[end:]) is not None


@cache
def _label() -> "regex.Pattern[str]":
    return regex.compile(rf"^\W*(?:{any_word('duration')})\W*:{_ABOUT}$")


def _is_labelled(line: Line, span: Span) -> bool:
    return _label().match(line.folded[: span.start]) is not None


@cache
def _takes() -> "regex.Pattern[str]":
    return regex.compile(rf"{BEFORE}(?:{any_word('takes')}){_ABOUT}$")


def _is_told(line: Line, span: Span, mentions: Mentions) -> bool:
    """`Owl Ridge takes three days`, `Owl Ridge is a three-day trek`, `the three-day Owl Ridge trek`."""
    return any(_tells(line, span, mention) for mention in line.named(mentions))


def _tells(line: Line, span: Span, mention: Mention) -> bool:
    if 0 <= mention.start - span.end <= 3:
        return True
    between = line.folded[mention.end : span.start]
    if not between or len(between) > _NEAR or regex.search(r"[,;()]", between):
        return False
    takes = _takes().search(between) or _follows(line, span.end, "takes")
    return bool(takes) or (_is_copula(between) and _follows(line, span.end, "walk"))


def _is_copula(between: str) -> bool:
    return regex.fullmatch(r"\s*(?:trek|pass)?\s*(?:is|es|est|है)\s*(?:a|an|un|una|une)?\s*", between) is not None


# --- height, group, ages ----------------------------------------------------------------------------------------


def _altitude(line: Line, mentions: Mentions) -> Iterator[str]:
    """The height beside words for the highest point; metres, or feet marked so."""
    start = _cue_end(line, "altitude")
    if start is None and cue("altitude_label").fullmatch(line.label().strip(" -*")):
        start = 0
    if start is None:
        return
    for claim in extract(line.text, mentions):
        if claim.type == "altitude" and start <= claim.start <= start + _NEAR:
            if not cue("bounds").search(line.folded[start : claim.end + _AFTER]):
                yield f"{claim.value} {_measure(line.text, claim)}"
            return


def _measure(text: str, claim: Found) -> str:
    """Number and unit as written."""
    unit = regex.match(r"\s*(?:m|ft|[\p{L}\p{M}]+)\b", text[claim.end :])
    return f"{claim.text.strip()}{unit[0] if unit else ''}"


def _cue_end(line: Line, name: str) -> int | None:
    found = cue(name).search(line.folded)
    if found:
        return found.end()
    return 0 if line.asked and cue(name).search(line.asked) else None


@cache
def _people() -> "regex.Pattern[str]":
    return regex.compile(rf"{BEFORE}(?:{any_word('at_most')})\W*(\d{{1,3}}){AFTER}(?!\s*(?:m|km|kg|%|days?)\b)")


def _group(line: Line, mentions: Mentions) -> Iterator[str]:
    about = cue("group").search(line.label()) or (line.named(mentions) and cue("group").search(line.folded))
    found = _people().search(line.folded) if about else None
    if found:
        yield found[1]


@cache
def _range() -> "regex.Pattern[str]":
    return regex.compile(
        rf"{BEFORE}(?:{any_word('age')})\W*(?:from|de|entre)?\s*(\d{{1,2}})\s*(?:to|-|a|y|et|से)\s*(\d{{2}}){AFTER}"
    )


@cache
def _least() -> "regex.Pattern[str]":
    return regex.compile(rf"{BEFORE}(?:{any_word('least_age')})[^.\d]{{0,40}}?(\d{{1,2}}){AFTER}")


def _ages(line: Line, mentions: Mentions) -> Iterator[str]:
    """Youngest and oldest, or the youngest alone."""
    if not (line.label() or line.named(mentions) or mentions.find(line.asked)):
        return
    if found := _range().search(line.folded):
        yield f"{int(found[1])} {int(found[2])}"
    elif found := _least().search(line.folded):
        yield f"{int(found[1])}"


# --- price ------------------------------------------------------------------------------------------------------


def _prices(line: Line, mentions: Mentions) -> Iterator[tuple[str, str]]:
    """Kind and amount beside words of cost, where nothing says that they are for something else than the trek.

    One of a sentence that speaks of more than the trek's price is "aside": perhaps the trek's, perhaps a shower's.
    """
    around = f"{line.asked} {line.folded}"
    if not cue("price").search(around) or (cue("not_the_price").search(around) and not _is_included(around)):
        return
    for claim in extract(line.text, mentions):
        if claim.type == "price":
            yield "price" if _is_all_it_says(line, claim.start, mentions) else "price aside", claim.value


def _is_included(around: str) -> bool:
    return cue("included").search(around) is not None and not cue("without").search(around)


def _is_all_it_says(line: Line, end: int, mentions: Mentions) -> bool:
    """Whether up to the amount nothing is named but the trek, or a price: `The price of Owl Ridge is only $ 120`."""
    before = f"{line.asked} {line.folded[:end]}"
    named = mentions.find(before)
    if not named and not cue("price").search(line.label()):
        return False
    for mention in reversed(named):
        before = f"{before[: mention.start]} {before[mention.end :]}"
    return _WORD.search(cue("price", "walk", "beside_the_price").sub(" ", before)) is None
