"""How old the customers and theirs are, as they told it."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import cast

import regex

from agent.facts.found import Found
from agent.facts.words import any_of, listed

_LEAD, _BEHIND = 32, 40
_SENTENCE_END = regex.compile(r"[.!?।]\s|\n")


def is_age_of_the_customers(text: str, claim: Found) -> bool:
    """An age that they told us: `your son of 17`, `su hija de nueve años`, `68 साल की दादी`, `at 58 you may`."""
    if claim.type not in ("age", "number", "count") or claim.bound or claim.first or claim.last:
        return False
    before, after = text[max(0, claim.start - _LEAD) : claim.start], text[claim.end : claim.end + _BEHIND]
    if any(ahead.search(before) and behind.match(after) for ahead, behind in (*_kin(), *_own_age())):
        return True
    sentence = _SENTENCE_END.split(text[: claim.start])[-1]
    ahead, behind = _at_an_age()
    return bool(ahead.search(before) and behind.match(after)) and _relative().search(sentence) is not None


@cache
def _kin() -> "tuple[tuple[regex.Pattern[str], regex.Pattern[str]], ...]":
    """What stands before and behind such an age."""
    words = listed("asides")
    your, of, child = any_of(words["your"]), any_of(words["of"]), any_of(words["child"])
    kin, ji, little = any_of(words["kin"]), any_of(words["honorific"]), any_of(words["little"])
    listing = any_of(words["listing"])
    so_many = rf"(?<![\p{{L}}\p{{M}}])(?:{any_of(words['so_many_of'])}|\d|(?:{listing})\s(?:the|los|les))\s"
    old = r"\s(?:साल|saal|वर्ष|baras)\s(?:का|की|के|ka|ki|ke|वाला|वाली|वाले|wala|wali|wale)\s"
    return (
        _beside(rf"(?:{your})\s(?:[\p{{L}}\p{{M}}]+\s)?(?:{child})(?:,?\s(?:{of}))?,?\s*\(?$", ""),
        _beside(rf"(?<![\p{{L}}\p{{M}}])(?:{any_of(words['the'])})\s(?:{child})(?:,?\s(?:{of})),?\s*$", ""),
        _beside(rf"(?<![\p{{L}}\p{{M}}])(?:{kin})(?:\s(?:{ji}))?(?:,?\s(?:{of}))?,?\s*\(?$", ""),
        _beside(
            rf"(?<![\p{{L}}\p{{M}}])(?:{kin})(?:,?\s(?-i:\p{{Lu}})[\p{{L}}\p{{M}}]+)?,?\s(?:{any_of(words['is_aged'])})\s$",
            "",
        ),
        _beside(rf"(?<![\p{{L}}\p{{M}}])(?:{your})\s$", r"[- ]years?[- ]olds?"),
        _beside(rf"(?:{your})\s$", rf"{old}(?:{child})"),
        _beside("", rf"(?:{old}|[- ]years?[- ]old\s)(?:(?:{your}|{little})\s)*(?:{kin})"),
        _beside(rf"(?:{so_many}|(?:{your})\s)(?:{child}),?\s(?:(?:{of})\s(?:[\p{{L}}\d]+\s(?:{listing})\s)?|\()$", ""),
        _beside(
            rf"(?<![\p{{L}}\p{{M}}])(?:{kin}|{child})(?:'s|’s)?(?:\s(?:{ji}))?(?:\s(?:ki|की|ke|के))?\s(?:{any_of(words['age'])})(?:\s(?:is|abhi|अभी))?\s$",
            "",
        ),
        _beside(rf"{so_many}$", rf"(?:{old}|[- ]years?[- ]old\s)(?:{child})"),
    )


@cache
def _at_an_age() -> "tuple[regex.Pattern[str], regex.Pattern[str]]":
    """`At 16` that closes a clause: an age, where its sentence has spoken of a relative."""
    words = cast("Mapping[str, Sequence[str]]", listed("asides")["so_old"])
    return _beside(rf"(?<![\p{{L}}\p{{M}}])(?:{any_of(words['at'])})\s$", r"(?=\s?[,.;:)!]|$)")


@cache
def _relative() -> "regex.Pattern[str]":
    words = listed("asides")
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{any_of([*words['kin'], *words['child']])})", regex.IGNORECASE)


@cache
def _own_age() -> "tuple[tuple[regex.Pattern[str], regex.Pattern[str]], ...]":
    """The same of an age that is told without a noun for whose it is."""
    words = cast("Mapping[str, Sequence[str]]", listed("asides")["so_old"])
    told = {name: any_of(phrases) for name, phrases in words.items()}
    start = r"(?<![\p{L}\p{M}])"
    closed = r"(?=[,.;)]|\s(?:and|so|y|et)\s|$)"
    return (
        _beside(rf"{start}(?:{told['before']})\s$", rf"\s(?:{told['behind']})|{closed}"),
        _beside(
            rf"{start}(?:{told['at']})\s$",
            rf"(?:\s(?:{told['behind']}))?,?\s(?:(?:{told['at_behind']})|(?:{any_of(listed('asides')['your'])})\s|(?-i:\p{{Lu}}))",
        ),
        _beside(rf"(?:^|[.!?]\s|\n)(?:{told['at']})\s$", rf"\s(?:{told['behind']})(?![\p{{L}}\p{{M}}])"),
        _beside("", rf"\s(?:{told['in_age']})"),
        _beside(
            r"^(?!.*(?<![\p{L}\p{M}])(?:umr|umar|उम्र|आयु|age)(?![\p{L}\p{M}]))",
            rf"\s(?:{told['is_so_old']})(?![\p{{L}}\p{{M}}])",
        ),
    )


def _beside(before: str, behind: str) -> "tuple[regex.Pattern[str], regex.Pattern[str]]":
    return regex.compile(before, regex.IGNORECASE), regex.compile(behind, regex.IGNORECASE)
