"""How many guests share a guide or a porter: one for every six, `हर 6 पर एक गाइड`."""

from collections.abc import Iterator, Sequence
from functools import cache

import regex

from agent.facts.context.phrases import Hit
from agent.facts.context.said import Said
from agent.facts.context.segments import Sentence
from agent.facts.found import Found
from agent.facts.numbers import plain_numbers, written
from agent.facts.words import any_of, listed
from agent.language.kept_pattern import compiled

TYPE = "ratio"
_STAFF = frozenset({"guide", "porter"})


def ratios(text: str, sentence: Sentence, hits: Sequence[Hit]) -> Iterator[Found]:
    """Each ratio of a sentence that speaks of guides or porters; the value is whom, and for how many one."""
    who = {hit.value for hit in hits if hit.axis == "thing" and hit.value in _STAFF}
    if len(who) != 1:
        return
    for pattern in _patterns():
        for match in pattern.finditer(text, sentence.start, sentence.end, overlapped=True):
            staff, guests = (plain_numbers(match[name]) for name in ("staff", "guests"))
            if len(staff) == len(guests) == 1 and guests[0].value > staff[0].value:
                share = written(guests[0].value / staff[0].value)
                yield Found(TYPE, match.group(), match.start(), match.end(), f"{next(iter(who))} {share}")
                return


def shared_otherwise(ours: Said, told: Sequence[Said]) -> Said | None:
    """The source that has another number of guests to each, where none has ours."""
    who = ours.claim.value.split()[0]
    alike = [one for one in told if one.claim.value.startswith(f"{who} ")]
    alike = [one for one in alike if not (ours.names and one.names and not ours.names & one.names)] or alike
    return None if any(one.claim.value == ours.claim.value for one in alike) else next(iter(alike), None)


@cache
def _patterns() -> "tuple[regex.Pattern[str], ...]":
    words = {name: any_of(said) for name, said in listed("ratios").items()}
    number = r"(?:\d{1,2}|[\p{L}\p{M}]{2,12})"
    start = r"(?<![\p{L}\p{M}\d])"
    staffed = rf"(?:[\p{{L}}\p{{M}}]+\s)?(?:{words['staff']})"
    return (
        compiled(
            rf"(?i){start}(?P<staff>(?:{words['one']}))\s(?:(?:{words['for']})\s)?(?:{words['each']})\s(?P<guests>{number})(?![\p{{L}}\p{{M}}\d])"
        ),
        compiled(
            rf"(?i){start}(?P<staff>{number})\s{staffed},?\s(?:{words['for']})\s(?:(?:{words['each']})\s)?(?P<guests>{number})(?![\p{{L}}\p{{M}}\d])"
        ),
        compiled(
            rf"(?i){start}(?:{words['each']})\s(?P<guests>{number})\s(?:[\p{{L}}\p{{M}}]+\s)?(?:(?:{words['on']})\s)?(?P<staff>{number})\s{staffed}"
        ),
        compiled(
            rf"(?i)(?:{words['staff']})[^\n.;]{{0,24}}?{start}(?P<staff>\d)\s?(?::|/|per|to|à|por|para)\s?(?P<guests>\d{{1,2}})(?![\d:])"
        ),
    )
