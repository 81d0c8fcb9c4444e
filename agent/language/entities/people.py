"""How many come: counted nouns, `we are five`, couples; neighbours such as `2 adults 1 kid` add up."""

from collections.abc import Collection, Iterable, Iterator
from functools import cache

import regex

from agent.language.entities.company import clause_ends, find_alone, find_pairs
from agent.language.entities.kin import find_kin
from agent.language.entities.numbers import LANGUAGES, count, number_value, unmistakable_word
from agent.language.entities.patterns import alternation, phrases, whole
from agent.language.entities.spans import Span
from agent.language.entities.triggers import triggers, vocabulary
from agent.language.letters import AFTER
from agent.language.lexicon import table

_LARGEST = 500
_ARTICLES = frozenset({"un", "una", "une", "ek", "एक"})
_FILLER = (
    r"(?:[ ](?:more|other|extra|small|little|young|aur|otros|otras|autres|petits|chote|chhote|bade|best|close|school"
    r"|college|office|indian|और|छोटे|बड़े))?"
)
_UP_TO = r"(?:[ ]?(?:-|to|a|à|se|ou|or|o|ya|से|या)[ ]?(?P<more>{more}))?"


def _listed(key: str, language: str = "") -> str:
    entry = table("units")[key]
    return alternation(phrases(entry[language] if language else entry) or ["\0"])


@cache
def _number(language: str) -> str:
    if language == "en":
        return rf"(?:{count(('en',))}|{unmistakable_word('hi-Latn')})"
    return count((language, "en")) if language == "hi-Latn" else count((language,))


@cache
def _counted(language: str) -> regex.Pattern[str]:
    number = _number(language)
    more = _UP_TO.replace("{more}", number)
    noun = rf"(?:(?P<pairs>{_listed('people_pairs')})|{_listed('people', language)})"
    other = rf"(?!-?[ ]?(?!one{AFTER}){_listed('not_people')}{AFTER})"
    return whole(rf"(?<![\d.,/:]|[₹$€£][ ]?)(?P<n>{number}){more}{_FILLER}[ -]?[ ]*{noun}{other}")


@cache
def _led(language: str) -> regex.Pattern[str]:
    """A number after `somos` or `family of`, the span being the number or all of it."""
    verbs, opening = phrases(table("units")["people_verb"][language]), set(phrases(table("units")["people_open"]))
    sure = alternation([verb for verb in verbs if verb not in opening] or ["\0"])
    loose = alternation([verb for verb in verbs if verb in opening] or ["\0"])
    number, adverb = _number(language), rf"(?:[ ]+{_listed('people_adverb')})?"
    stop = r"(?![ ]*[-/.,:]?\d|[ ]?(?:[%°]|(?:am|pm|k)(?![\p{L}\p{M}]))|[ ]?(?:-|to|a|or|o|ou|se|y|et|and|aur|से)[ ]?\d)"
    said_below = rf"(?![ ]+{_listed('people', language)}{AFTER})"  # `group of 8 friends` is 8 friends
    return whole(
        rf"(?P<all>{_listed('people_before', language)}[ ]+(?P<n>{number})){stop}{said_below}"
        rf"|(?:{sure}|(?P<loose>{loose})){adverb}[ ]+(?P<n>{number}){stop}(?![ ]{_listed('not_people')})"
    )


@cache
def _lone_article() -> regex.Pattern[str]:
    """`un niño`, `ek dost`: the number is an article, unless the noun is one that is booked."""
    return regex.compile(rf"(?:{'|'.join(_ARTICLES)}|one)[ ](?!{_listed('lone')}$).*")


def _is_article(folded: str, party: Span) -> bool:
    return bool(_lone_article().fullmatch(folded, party.start, party.end))


@cache
def _joint() -> regex.Pattern[str]:
    aside = r"(?:\([^()]{1,20}\)[ ]*)?"  # `12 pupils (class 9) and 2 teachers`
    return regex.compile(rf"[ ]*{aside}(?:{_listed('together')}[ ]*)*")


def find_people(folded: str) -> Iterator[Span]:
    """Party sizes of one folded message; overlaps possible."""
    nouns = list(_nouns(folded))
    yield from find_kin(folded, nouns)
    pairs = find_pairs(folded)
    counted = sorted((*nouns, *pairs), key=lambda span: (span.start, -span.end))
    parties = _joined(folded, counted, {(pair.start, pair.end) for pair in pairs})
    yield from (party for party in parties if not (party.value == 1 and _is_article(folded, party)))
    for language in _spoken(folded, "people_before", "people_verb"):
        for match in _led(language).finditer(folded):
            if _says_size(folded, match):
                yield from _party(match["n"], *match.span("all" if match["all"] else "n"))
    yield from _followed(folded)
    yield from find_alone(folded)


def _followed(folded: str) -> Iterator[Span]:
    """`agar 7 ho jaye`, `6 en total`: a number that nothing is counted by, before words that only sum up people."""
    if not vocabulary(folded).isdisjoint(triggers(phrases(table("units")["people_after"]))):
        for match in _summed().finditer(folded):
            yield from _party(match["n"], *match.span("n"))


@cache
def _summed() -> regex.Pattern[str]:
    money = r"(?<![\d.,/:₹$€£]|(?:[₹$€£]|eur|usd|inr|rs)[ ])"
    return whole(rf"{money}(?!\d{{3}})(?P<n>{count(LANGUAGES)})[ ]+{_listed('people_after')}")


def _says_size(folded: str, match: regex.Match[str]) -> bool:
    """`a group of 4` does; `for 4` does where nothing that it could count follows."""
    if match["all"]:
        return True
    return match["n"] not in _ARTICLES and (not match["loose"] or clause_ends(folded, match.end()))


def _spoken(folded: str, *keys: str) -> Iterator[str]:
    """The languages of whose lists at least one phrase may stand in the message."""
    said = vocabulary(folded)
    return (language for language in LANGUAGES if not said.isdisjoint(_words_in(language, *keys)))


@cache
def _words_in(language: str, *keys: str) -> frozenset[str]:
    pairs = phrases(table("units")["people_pairs"]) if "people" in keys else []
    return triggers([*pairs, *(phrase for key in keys for phrase in phrases(table("units")[key][language]))])


def _nouns(folded: str) -> Iterator[Span]:
    for language in _spoken(folded, "people"):
        yield from _numbered(match for match in _counted(language).finditer(folded) if not _is_january(folded, match))


def _is_january(folded: str, match: regex.Match[str]) -> bool:
    """Whether `3 jan` is a day: people it means only beside words that say so, as in `hum 3 jan hain`."""
    if not match.group().endswith(" jan"):
        return False
    told = _of_people()
    return not (told.fullmatch(folded, match.end()) or told.fullmatch(folded, 0, match.start()))


@cache
def _of_people() -> regex.Pattern[str]:
    """All that stands before `3 jan`, or behind it, where it counts people."""
    return regex.compile(rf"(?:.*[ ])?{_listed('jan_behind')}[ ]|[ ]{_listed('jan_before')}{AFTER}.*")


def _numbered(matches: Iterable[regex.Match[str]]) -> Iterator[Span]:
    for match in matches:
        yield from _party(match["more"] or match["n"], match.start(), match.end(), each=2 if match["pairs"] else 1)


def _party(words: str, start: int, end: int, *, each: int = 1) -> Iterator[Span]:
    value = number_value(words) * each
    if 0 < value <= _LARGEST and value == int(value):
        yield Span("people", start, end, int(value))


def _joined(folded: str, spans: list[Span], couples: Collection[tuple[int, int]]) -> Iterator[Span]:
    """Counted nouns that follow each other with nothing but `and` between are one party; couples and nouns too."""
    party: Span | None = None
    for span in spans:
        if party and span.start < party.end:
            party = party if party.end >= span.end else span
        elif party and _adds(folded, party, span, couples):
            party = Span("people", party.start, span.end, _size(party) + _size(span))
        else:
            if party:
                yield party
            party = span
    if party:
        yield party


def _adds(folded: str, party: Span, span: Span, couples: Collection[tuple[int, int]]) -> bool:
    """Beside a couple a word must say so: `me and my wife, 2 people` are two, `my wife, me and our 3 sons` five."""
    couple = any((one.start, one.end) in couples for one in (party, span))
    return bool((_adding() if couple else _joint()).fullmatch(folded, party.end, span.start))


@cache
def _adding() -> regex.Pattern[str]:
    return regex.compile(rf"[ ]*,?[ ]*{_listed('adding')}[ ]+(?:{_listed('ours')}[ ]+)?")


def _size(span: Span) -> int:
    return span.value if isinstance(span.value, int) else 0
