"""What the word lists say of a message: does it ask to be left alone, or to be written to again?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

import emoji
import regex
from rapidfuzz.distance import OSA

from agent.safety.fold import bare, fold
from agent.safety.lexicon import compiled, lexicon

WishKind = Literal["opt_out", "opt_in"]

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}']+")
_SENTENCE = regex.compile(r"[.!?;\n]+")
_GENDER = regex.compile("[♀♂]")  # of a gesture: a sign of its own once the joiner before it is folded away
_LATIN = regex.compile(r"[a-z '-]+")
_LONGEST_SPELLING_SLIP = 2
_ANY_MESSAGE = "<msg>|<es_msg>|<fr_msg>|<hi_msg>|<hl_msg>"  # what we send, in any language


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledWish:
    """What the customer wants of our messages. Not `clear`: it only counts from somebody who opted out.

    `sure`: the whole message or a sentence of it is a word for it, so that nothing else in it can mean the contrary.
    """

    kind: WishKind
    clear: bool
    evidence: str
    sure: bool = True


def ruled_wish(text: str) -> RuledWish | None:
    """The wish in a message or a button's title or id; None for the many messages that hold none.

    A whole message of keywords counts first, then sentences, where words like "bus stop" or
    "don't stop sending" are taken out before the search. An opt-out wins over an opt-in.
    """
    folded = fold(about_us(text))
    for find in (_opt_in_after_mistake, _emoji_only, _keyword, _opt_out_sentence, _opt_in_sentence):
        if wish := find(folded):
            return wish
    return None


def commands_stop(text: str) -> bool:
    """Whether a line of its own is STOP or a command like it, and not words that also bid a life or a pain to end."""
    lines = (" ".join(_WORD.findall(line)) for line in fold(text).split("\n"))
    return any(line in _lists().stop_commands for line in lines)


def denies(text: str) -> bool:
    """Whether words like "don't stop" or "bus stop" are there, which hold those of an opt-out without the wish."""
    return _lists().not_opt_out.search(fold(text)) is not None


def about_us(text: str) -> str:
    """The text without another sender's messages, and "not in English" as `_without_language` has it."""
    said = _without_language(text)
    folded = fold(said)
    ours = _lists().others_messages.sub(" ", folded)
    return said if ours == folded else ours


def without_bot(text: str) -> str:
    """The text without the bot that is to stop, where a person is asked for in its place."""
    folded, lists = fold(text), _lists()
    if not lists.a_person_instead.search(folded):
        return text
    rest = lists.instead_of_the_bot.sub(" ", folded)
    return text if rest == folded else rest


def without_going_on(text: str) -> str:
    """The text without what asks us to go on, as "do not remove me" does: it has the words of an opt-out.

    Polite words that are left say nothing alone.
    """
    folded = fold(text)
    rest = _lists().going_on.sub(" ", folded)
    if rest == folded:
        return text
    return rest if _WORD.search(_lists().polite.sub(" ", rest)) else ""


def _without_language(text: str) -> str:
    """The text with "not in English" made "English"; as it was where it says nothing of the kind."""
    folded, lists = fold(text), _lists()
    if not lists.tongue.search(folded):
        return text
    rest = lists.about_language.sub(lambda said: "".join(lists.tongue.findall(said.group())[:1]), folded)
    return text if rest == folded else rest


def _opt_in_after_mistake(folded: str) -> RuledWish | None:
    found = _lists().mistake.search(folded)
    return RuledWish(kind="opt_in", clear=True, evidence=found.group()) if found else None


def _emoji_only(folded: str) -> RuledWish | None:
    marks = [mark["emoji"] for mark in emoji.emoji_list(_GENDER.sub("", folded))]
    if not marks or _WORD.search(emoji.replace_emoji(folded, "")):
        return None
    halting = all(bare_emoji(mark) in _lists().halting_emoji for mark in marks)
    return RuledWish(kind="opt_out", clear=True, evidence=folded) if halting else None


def bare_emoji(mark: str) -> str:
    """The emoji without skin tone or presentation marks."""
    return mark[0]


def _keyword(folded: str) -> RuledWish | None:
    """The whole message, or a sentence or the last clause of a message that asks nothing."""
    whole = _keyword_of(_core(_SENTENCE.sub(" ", folded)))
    if whole or "?" in folded.rstrip("?! .\n"):
        return whole
    parts = (*_SENTENCE.split(folded), folded.rsplit(",", 1)[-1])
    return next(filter(None, (_keyword_among(_core(part)) for part in parts)), None)


def _keyword_among(core: str) -> RuledWish | None:
    """As part of a longer message only an exact opt-out keyword counts that means nothing else."""
    known = core in _lists().opt_out_words and core not in _lists().only_alone
    return RuledWish(kind="opt_out", clear=True, evidence=core) if known else None


def _core(part: str) -> str:
    """The words without polite ones and repetitions; all words when nothing else is left."""
    words = " ".join(_WORD.findall(part))
    kept = regex.sub(r"\s+", " ", _lists().polite.sub(" ", words)).strip() or words
    tokens = kept.split(" ")
    return tokens[0] if len(set(tokens)) == 1 else kept


def _keyword_of(core: str) -> RuledWish | None:
    lists = _lists()
    checks: tuple[tuple[WishKind, bool, Callable[[str], bool]], ...] = (
        ("opt_out", True, lambda word: word in lists.opt_out_words),
        ("opt_in", True, lambda word: word in lists.opt_in_words),
        ("opt_in", False, lambda word: word in lists.opt_in_words_weak),
        ("opt_in", True, lambda word: _is_slip(word, lists.latin_opt_in)),
        ("opt_out", True, lambda word: _is_slip(word, lists.latin_opt_out)),
    )
    hit = next(((kind, clear) for kind, clear, fits in checks if fits(core)), None)
    return RuledWish(kind=hit[0], clear=hit[1], evidence=core) if hit else None


def _is_slip(core: str, keywords: Sequence[str]) -> bool:
    """One slip from four letters on, two from nine on; the first letter stays unless two letters swapped."""
    if len(core) < 3 or core in _lists().not_slips or not _LATIN.fullmatch(core):
        return False
    near = (word for word in keywords if core[0] == word[0] or core[:2] == word[1::-1])
    return any(OSA.distance(core, word, score_cutoff=2) <= _slips_allowed(word) for word in near)


def _slips_allowed(word: str) -> int:
    return 2 if len(word) >= 9 else 1


def _opt_out_sentence(folded: str) -> RuledWish | None:
    lists = _lists()
    found = lists.opt_out_sentences.search(lists.not_opt_out.sub(" # ", _respelt(folded)))
    return RuledWish(kind="opt_out", clear=True, evidence=found.group(), sure=False) if found else None


def _opt_in_sentence(folded: str) -> RuledWish | None:
    found = _lists().opt_in_sentences.search(_respelt(folded))
    if not found or _lists().negated.search(folded[: found.start()]):
        return None
    return RuledWish(kind="opt_in", clear=True, evidence=found.group(), sure=False)


def _respelt(folded: str) -> str:
    """The long keywords spelt right wherever they stand: "unsuscribe me" reads "unsubscribe me"."""
    return regex.sub(r"[a-z]{8,}", lambda word: _nearest_spelling(word.group()), folded)


def _nearest_spelling(word: str) -> str:
    if word in _lists().not_slips:
        return word
    near = [(OSA.distance(word, right, score_cutoff=_LONGEST_SPELLING_SLIP), right) for right in _SPELLINGS]
    distance, right = min(near)
    return right if distance <= _LONGEST_SPELLING_SLIP else word


_SPELLINGS = ("unsubscribe", "resubscribe", "subscribe", "desinscrire", "desuscribir", "desabonner")


class _Lists:
    """The lexicon, compiled once."""

    def __init__(self) -> None:
        table = lexicon("consent")
        macros = {**table["macros"], **table["later_macros"]}
        self.opt_out_words = _phrases(table["opt_out_words"])
        self.stop_commands = _phrases(table["stop_commands"])
        self.opt_in_words = _phrases(table["opt_in_words"])
        self.opt_in_words_weak = _phrases(table["opt_in_words_weak"])
        self.polite = compiled([_longest_first(_phrases(table["polite"]))], {})
        self.halting_emoji = frozenset(table["opt_out_emoji"])
        self.only_alone = frozenset(table["only_alone"].split())
        self.not_slips = frozenset(table["not_slips"].split())
        self.opt_out_sentences = compiled(table["opt_out_sentences"], macros)
        self.not_opt_out = compiled(table["not_opt_out"], macros)
        self.going_on = compiled(table["going_on"], {**macros, "any_msg": _ANY_MESSAGE})
        naming = {**macros, "tongue": table["tongue"], "any_msg": _ANY_MESSAGE}
        self.about_language = compiled(table["about_language"], naming)
        self.others_messages = compiled(table["others_messages"], {**macros, "any_msg": _ANY_MESSAGE})
        about_bot = {**macros, "any_msg": _ANY_MESSAGE, "bot": table["bot"], "copula": table["copula"]}
        self.instead_of_the_bot = compiled(table["instead_of_the_bot"], about_bot)
        self.a_person_instead = compiled(table["a_person_instead"], macros)
        self.tongue = compiled([table["tongue"]], {})
        self.opt_in_sentences = compiled(table["opt_in_sentences"], macros)
        self.mistake = compiled([p for p in table["opt_in_sentences"] if "by mistake" in p], macros)
        self.negated = regex.compile(r"(?:don'?t|do not|not|never|no|ne|n'|mat|nahi|मत|नहीं)\W+(?:\w+\W+)?$")

    @cached_property
    def latin_opt_out(self) -> tuple[str, ...]:
        return _latin(self.opt_out_words)

    @cached_property
    def latin_opt_in(self) -> tuple[str, ...]:
        return _latin(self.opt_in_words)


@cache
def _lists() -> _Lists:
    return _Lists()


def _phrases(lines: Sequence[str]) -> frozenset[str]:
    return frozenset(" ".join(_WORD.findall(bare(phrase).casefold())) for line in lines for phrase in line.split("|"))


def _longest_first(phrases: frozenset[str]) -> str:
    return (
        "(?:"
        + "|".join(regex.escape(phrase, literal_spaces=True) for phrase in sorted(phrases, key=len, reverse=True))
        + ")"
    )


def _latin(phrases: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(phrase for phrase in phrases if len(phrase) >= 4 and _LATIN.fullmatch(phrase)))
