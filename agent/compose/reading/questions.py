"""A message as the questions in it: a good clerk answers each, in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from agent.compose.reading.asking import SENTENCE, asks
from agent.compose.reading.other_senses import in_another_sense
from agent.compose.reading.spoken import (
    naming_back,
    otherwise,
    pronouns,
    supposing,
)
from agent.compose.topics.model import learnt_topics
from agent.compose.topics.named import MANNERS, PAID_ASIDE, rest_of, topics_in
from agent.knowledge.glossary import plain_words
from agent.knowledge.reading import fillers
from agent.language.list_marks import list_marks
from agent.language.plain import plain
from agent.turn import Turn

_AND = r"and|n|nd|also|plus|y|e|además|et|aussi|puis|aur|और|तथा|&|\+|/"
_BREAK = regex.compile(
    r"(?P<end>[?!;।\n]+|\.(?=\s|$))"
    rf"|,\s*(?:(?:{_AND})\s+)?|\s+[-–—]\s+|\s+(?:{_AND})\s+",
    regex.IGNORECASE,
)
_MOST = 4


@dataclass(frozen=True, slots=True)
class Question:
    """A stretch of a message, `text == message[start:end]`; `subject` is the same with names and figures blanked."""

    text: str
    subject: str
    start: int
    end: int
    topics: tuple[str, ...]

    @property
    def subjects(self) -> frozenset[str]:
        """Topics other than manners such as a greeting or "please suggest"."""
        return frozenset(self.topics) - MANNERS

    def names_another(self, before: "Question") -> bool:
        """Whether both name something, so that each asks about its own."""
        return self.text != self.subject and before.text != before.subject


@lru_cache(maxsize=1024)
def questions_in(message: str, subject: str = "") -> tuple[Question, ...]:
    """At most four, in order; one where nothing in it can be told apart.

    `subject` is the message with names and figures blanked, each letter in its place; the message itself if left out.
    """
    told = _Told(message, subject if len(subject) == len(message) else message)
    found: list[Question] = []
    for piece in told.pieces():
        if found and _excuses(found[-1], piece):
            continue
        if found and _belongs(found[-1], piece):
            found[-1] = told.between(found[-1].start, piece.end)
        else:
            found.append(piece)
    while len(found) > 1 and not _stands(found[0]):
        found[:2] = [told.between(found[0].start, found[1].end)]
    if len(found) > _MOST:
        found[_MOST - 1 :] = [told.between(found[_MOST - 1].start, found[-1].end)]
    return tuple(found) or (told.between(0, len(message)),)


def stretch(turn: Turn, question: Question) -> Turn:
    """The turn as if only these words had been written; the intent of the whole is little sure of a part."""
    message = replace(turn.message, text=question.text)
    evidence = tuple(p for p in turn.evidence if p.question in ("", question.text))
    if turn.parsed is None:
        return replace(turn, message=message, evidence=evidence)
    inside = (e for e in turn.parsed.entities if question.start <= e.start and e.end <= question.end)
    moved = tuple(replace(e, start=e.start - question.start, end=e.end - question.start) for e in inside)
    parsed = replace(turn.parsed, entities=moved, intent_confidence=min(_OF_A_PART, turn.parsed.intent_confidence))
    return replace(turn, message=message, parsed=parsed, evidence=evidence)


_OF_A_PART = 0.5


@dataclass(frozen=True, slots=True)
class _Told:
    message: str
    subject: str

    def between(self, start: int, end: int) -> Question:
        text = self.message[start:end]
        others = in_another_sense(text)
        topics = tuple(topic for topic in topics_in(text) if topic not in others)
        return Question(text, self.subject[start:end], start, end, topics)

    def pieces(self) -> Iterator[Question]:
        start = 0
        for end, after in self._breaks():
            if self.message[start:end].strip():
                yield self.between(start, end)
            start = max(start, after)
        if self.message[start:].strip():
            yield self.between(start, len(self.message))

    def _breaks(self) -> list[tuple[int, int]]:
        """Where a piece ends and the next may begin: at marks and words between, and before the points of a list."""
        marks = (
            (mark.end("end") if mark.group("end") else mark.start(), mark.end())
            for mark in _BREAK.finditer(self.message)
        )
        return sorted((*marks, *list_marks(self.message)))


def _belongs(before: Question, piece: Question) -> bool:
    """Whether a piece says more about the one before: it asks nothing of its own, or the same again."""
    same = bool(piece.subjects) and piece.subjects <= before.subjects and not piece.names_another(before)
    return (
        same
        or ("exception" in piece.topics and not piece.subjects)
        or (_leans(piece) and not _asks_the_price(before, piece))
        or _is_notice(before)
        or _prices(before, piece)
        or _gives_a_reason(before, piece)
        or _asks_instead(before, piece)
        or not _stands(piece)
        or not _stands(before)
    )


def _excuses(before: Question, piece: Question) -> bool:
    """Whether it only says sorry, or why one asks, behind a question: "a shower? sorry, it is my first time"."""
    plainly = piece.text == piece.subject and not asks(piece.text) and before.text.rstrip().endswith("?")
    return plainly and not piece.subjects - _OF_A_BEGINNER and bool({"corrects", "aside", "thanks"} & set(piece.topics))


_OF_A_BEGINNER = frozenset({"difficulty"})


def _leans(piece: Question) -> bool:
    """Whether it speaks of what was just named: "do you rent them?", "and the price?"."""
    if piece.subjects <= _OF_THE_SAME and not content(rest_of(piece.subject, piece.topics)) and piece.subjects:
        return piece.text == piece.subject
    return (
        _sums(piece)
        or _asks_hours(piece)
        or _adds_a_word(piece)
        or (_begins_with_pronoun(piece) and len(content(piece.subject)) <= _SAYS_SOMETHING)
    )


def _begins_with_pronoun(piece: Question) -> bool:
    return not piece.subjects and plain(piece.text).split()[:1] in ([word] for word in pronouns())


def _is_notice(before: Question) -> bool:
    """Whether it only says how long before the start: "ten days before departure, how much comes back?"."""
    return bool(_NOTICE.match(plain(before.text))) and not asks(before.text)


_NOTICE = regex.compile(
    r"(?:(?:si|if|agar|et|y|and|aur|only|just|solo|seulement|a|con) )*[\p{L}\p{M}\p{N}]+"
    r" (?:days?|weeks?|jours?|semaines?|dias?|semanas?|din|dino|hafte|दिन|दिनों|हफ़्ते|हफ्ते)"
    r" (?:before|prior|ahead|avant|antes|pehle|pahle|phle|पहले)(?: \S+){0,4}"
)


def _prices(before: Question, piece: Question) -> bool:
    """Whether it asks what that costs which was only named: "the porter for my bag, how much is it on Poon Hill?"."""
    named, sums = before.subjects & PAID_ASIDE, {"price", "how_much"} & set(piece.topics)
    goes_on = not asks(before.text) or not piece.subjects
    return bool(named and sums and goes_on) and piece.subjects <= _OF_THE_SAME and not piece.names_another(before)


def _gives_a_reason(before: Question, piece: Question) -> bool:
    """Whether a few words behind a question only say why: "can somebody carry my bag? bad back"."""
    few = len(plain(piece.text).split()) <= _OF_A_REASON and not asks(piece.text)
    return few and asks(before.text) and bool(piece.subjects) and piece.subjects <= _OF_ONESELF


_OF_A_REASON, _OF_ONESELF = 4, frozenset({"health"})


def _adds_a_word(piece: Question) -> bool:
    """One word about what was asked right before: "can we leave the car there, is it safe?"."""
    says_nothing = not piece.subjects and not {"unsaid", "how_much"} & set(piece.topics) and not _is_point(piece)
    words = plain(piece.text).split()
    short = len(words) <= _SHORT or not naming_back().isdisjoint(words) or not asks(piece.text)
    return says_nothing and short and piece.text == piece.subject and len(content(piece.text)) <= 1


_SHORT = 5


def _asks_instead(before: Question, piece: Question) -> bool:
    """Whether it asks for another date than the one before: "and if not, which is the nearest?"."""
    if "dates" not in before.topics or piece.text != piece.subject:
        return False
    words, last = f"{plain(piece.text)} ", f" {plain(before.text)}"
    return any(words.startswith(f"{phrase} ") or last.endswith(f" {phrase}") for phrase in otherwise())


def _sums(piece: Question) -> bool:
    """A bare "how much?"."""
    return "how_much" in piece.topics and not (piece.subjects or content(rest_of(piece.subject, piece.topics)))


def _asks_the_price(before: Question, piece: Question) -> bool:
    """Whether a bare "how much?" behind a question for seats or dates asks for the price of the trek."""
    return before.subjects == _OF_DATES and _sums(piece)


_OF_DATES = frozenset({"dates"})


def _asks_hours(piece: Question) -> bool:
    """Hours of nothing in particular: of what was asked right before."""
    return "hours" in piece.topics and not piece.subjects


_OF_A_BOOKING, _OF_THE_SAME = frozenset({"booking"}), frozenset({"price"})


def _stands(piece: Question) -> bool:
    """Whether it can be answered by itself: it names a topic, or it asks about something."""
    if "own_booking" in piece.topics and piece.subjects <= _OF_A_BOOKING:
        return asks(piece.text)
    if supposes(piece.text) or (piece.subjects == _ALONE and not asks(piece.text)):
        return False
    asking = asks(piece.text) and bool(content(piece.subject))
    return bool(piece.subjects) or _sums(piece) or asking or _is_point(piece)


def _is_point(piece: Question) -> bool:
    """Whether it is a point of a list, without a verb or a word of a topic: "days, highest pt"."""
    words = plain(piece.subject)
    return (
        0 < len(words.split()) <= _OF_A_POINT
        and not asks(words)
        and bool(set(learnt_topics(words)) - in_another_sense(piece.text))
        and "safety" not in piece.topics
    )


_OF_A_POINT = 4
_ALONE = frozenset({"solo"})
"""Said and not asked, it only tells how many come: "just me on the 18th. final price?"."""


def supposes(text: str) -> bool:
    """Whether it only says in which case: "if it snows too much and you cancel, is my money gone?"."""
    sentences = [plain(sentence) for sentence in SENTENCE.split(text) if plain(sentence)]
    last = [f"{_LINK.sub('', sentence)} " for sentence in sentences[-1:]]
    return "?" not in text and any(words.startswith(f"{phrase} ") for words in last for phrase in supposing())


_LINK = regex.compile(r"^(?:and|but|so|y|pero|et|mais|aur|par|lekin|और|लेकिन|पर) ")


def asking_clauses(text: str) -> tuple[str, ...]:
    """The clauses of a text that ask something by themselves, where it says more than one of them."""
    found = tuple(clause for clause in clauses(text) if asks(clause) and len(content(clause)) >= _SAYS_SOMETHING)
    return () if found == (text.strip(),) else found[:_MOST]


def clauses(text: str) -> tuple[str, ...]:
    """What stands between commas, ends of sentences and words such as "and" and "because"."""
    return tuple(clause.strip() for clause in _CLAUSE.split(text) if clause.strip())


_CLAUSE = regex.compile(
    r"[?!;,।\n]+|\.+(?=\s|$)|\s+(?:and|but|so|because|since|y|pero|porque|et|mais|car|aur|lekin|par|kyunki|और|लेकिन|पर|क्योंकि)\s+",
    regex.IGNORECASE,
)
_SAYS_SOMETHING = 2


def content(text: str) -> Sequence[str]:
    """The words that say what it is about."""
    return [word for word in plain_words(text) if word not in fillers() and not word.isdigit()]
