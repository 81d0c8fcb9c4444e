"""An entry of the FAQ that asks the same as the customer: when it answers beside or before what else was told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.compose.documents.foreign import is_introduced, is_spoken, other_languages
from agent.compose.documents.other_places import is_of_another_place, is_of_elsewhere
from agent.compose.documents.quote import (
    Match,
    asks_something_else,
    beyond,
    concerns,
    is_narrower,
    lacks_the_fee,
    quote,
    says_less,
    spoken_of,
)
from agent.compose.documents.unit_asked import measure_told
from agent.compose.reading.asked import Asked
from agent.compose.reading.day_asked import names_a_day
from agent.compose.reading.other_senses import is_of_another_sense
from agent.compose.topics.choice import covered
from agent.compose.topics.model import learnt_topics, surely_learnt
from agent.compose.topics.named import topics_in
from agent.compose.topics.telling import GENERAL, TELLABLE, Part, rest_unknown, tells_of_days
from agent.facts.mentions import Mentions, readable
from agent.knowledge.reading import units
from agent.turn import Passage

_PERHAPS = 0.3
_WHERE_NOTHING_IS = 0.5
_BEFORE_RULES = 0.6
_BEFORE_FACTS = 0.7
"""From here on entries answer as `python -m eval.fitting.same_question` shows. Of those from 0.3 to 0.5 half did (18 of
36 of its questions, 13 of which no document answers); the 0.3 was chosen on these questions, not beside them."""

_NEW = 0.5
"""Share of an entry's words that what is told leaves out: less is only another wording of it."""

_NOT_KNOWN = frozenset({"unknown", "unknown_part", "decline", "which"})
_FIRM = frozenset({"own", "greeting", "nod", "bot", "compare", "price", "dates", "discount", "suggest", "contact"})
_OF_A_BOOKING = frozenset({"cancel", "date_change"})
"""What is told of this very customer, or counted for them: no general answer goes before it."""


@dataclass(frozen=True, slots=True)
class _Entry:
    passage: Passage
    same: float
    topics: frozenset[str]

    @property
    def text(self) -> str:
        return f"{self.passage.title}\n{self.passage.text}"


def or_entry(asked: Asked, told: list[Part]) -> list[Part]:
    """What is told, with the entry in its place or beside it where that says more of what was asked."""
    if measure := measure_told(asked, _text(told)):
        beside = [part for part in told if part.topic in _BESIDE_A_MEASURE]
        return [*beside, _quoted(asked, _Entry(measure, measure.scores.same, frozenset()))]
    entry = _entry(asked) or _foreign_entry(asked)
    if entry is None or any(entry.passage.id in part.section.sources for part in told):
        return told
    if is_of_another_sense(asked.text, entry.passage.title):
        return told
    known = [part for part in told if _is_answer(asked, entry, part)]
    if known and not is_spoken(asked, entry.passage.language):
        surely = entry.same >= _BEFORE_FACTS and _fills(asked, entry, known)
        return [*told, _quoted(asked, entry)] if surely else told
    if not known:
        return _instead(asked, entry, told)
    return (_adds(asked, entry, known) and _beside(asked, entry, known)) or told


_BESIDE_A_MEASURE = frozenset({"offloading", "permits", "price", "dates"})
"""What may have been asked in the same breath as how heavy, or how long before."""


def _is_answer(asked: Asked, entry: _Entry, part: Part) -> bool:
    """Whether it says what was asked: the overview of a trek does not, where an entry asks the same."""
    overview = part.name == "trek" and not part.topic and entry.same >= _WHERE_NOTHING_IS
    return part.name not in _NOT_KNOWN and not overview and not is_introduced(asked, part.section.text)


def _beside(asked: Asked, entry: _Entry, known: list[Part]) -> list[Part]:
    """What is known with the entry after it, or in place of what holds for every trek; nothing where it is not told."""
    of_the_trek = [part for part in known if _of_the_trek(part)]
    by_country = any(part.topic == "offloading" for part in of_the_trek)  # the entry tells other countries' fee too
    if _is_rule_of_it(entry, of_the_trek) or (by_country and _shares(entry, known)):
        return []
    if _gives_way(asked, entry, known):
        after = _fills(asked, entry, known)
    elif len(of_the_trek) < len(known) and _leaves_out(asked, entry, known):
        after = _says_more(asked, entry, known)
    elif len(of_the_trek) < len(known):
        return [_in_place_of(_quoted(asked, entry), known), *of_the_trek]
    else:
        surely = entry.same >= _BEFORE_FACTS and (not _shares(entry, known) or _is_finer(asked, entry))
        after = surely or _says_more(asked, entry, known)
    return [*known, _quoted(asked, entry)] if after else []


def _is_rule_of_it(entry: _Entry, of_the_trek: Sequence[Part]) -> bool:
    """Whether the entry says of all treks what is told of this one: where one sleeps, what one drinks."""
    return entry.passage.trek is None and bool(_TOLD_OF_EACH & entry.topics & {part.topic for part in of_the_trek})


_TOLD_OF_EACH = frozenset({"stay", "min_people"})


def _in_place_of(quoted: Part, told: Sequence[Part]) -> Part:
    """The quotation, which no other answer makes needless where it stands for what is of another topic too."""
    other = {part.topic for part in told if part.topic} - quoted.about
    return replace(quoted, about=frozenset()) if other else quoted


def _is_finer(asked: Asked, entry: _Entry) -> bool:
    """Whether a day is named, and the entry is on this very trek: facts know only whole months."""
    named = _treks_named(asked, entry.passage)
    return any(window.one_day for window in asked.windows) and not named.isdisjoint(trek.id for trek in asked.treks)


def _instead(asked: Asked, entry: _Entry, told: list[Part]) -> list[Part]:
    """The entry in place of an "I don't know"; beside one that perhaps answers, that it may be something else."""
    if entry.same >= _needed(told):
        return [_quoted(asked, entry)]
    names = [part.name for part in told]
    if not asked.questioning or asked.about("unsaid") or names not in (["unknown"], ["which"]):
        return told
    return [_quoted(asked, entry), rest_unknown(asked) if names == ["unknown"] else told[0]]


def _gives_way(asked: Asked, entry: _Entry, known: Sequence[Part]) -> bool:
    """Whether what is told stays as it is, whatever the entry adds."""
    leans = asked.follows or names_a_day(asked.turn)  # its own words say little: what they are like is chance
    needed = _WHERE_NOTHING_IS if entry.topics & _guessed(asked, known) else _BEFORE_RULES
    beside = _is_firm(asked, known) or _of_lent_words(asked, entry) or _is_told_surely(asked, entry, known)
    narrower = any(part.topic == "cancel" for part in known) and is_narrower(asked, entry.passage)
    return leans or entry.same < needed or beside or narrower or _says_less(asked, entry, known)


def _says_less(asked: Asked, entry: _Entry, known: Sequence[Part]) -> bool:
    """Whether rules are told, and hold more of the very words asked with than the entry."""
    return all(part.topic in GENERAL for part in known) and says_less(asked, entry.passage, _text(known))


def _is_told_surely(asked: Asked, entry: _Entry, known: Sequence[Part]) -> bool:
    """Whether what is told is of the topic that words name and examples are sure of, and the entry is of others."""
    sure = set(surely_learnt(asked.text)).intersection(topics_in(asked.text), (part.topic for part in known))
    return bool(sure) and sure.isdisjoint(entry.topics)


def _fills(asked: Asked, entry: _Entry, told: Sequence[Part]) -> bool:
    """Whether the entry asks after a thing that the customer names and nothing that is told speaks of.

    Beside facts of this customer too, then: "my period falls on that date, where do I change?" asks for no dates alone.
    """
    if asked.follows or names_a_day(asked.turn) or _of_lent_words(asked, entry) or {part.name for part in told} & _OWN:
        return False
    wanted, text = beyond(asked), _text(told)
    ours = [unit for unit in wanted if spoken_of([unit], text, asked.language)]
    rest = [unit for unit in wanted if unit not in ours]
    return spoken_of(rest, entry.passage.title, asked.language) > 0


_OWN = frozenset({"own", "greeting", "nod", "bot"})


def _guessed(asked: Asked, told: Sequence[Part]) -> frozenset[str]:
    """Topics told of that no word of the question names: an entry on the same answers it more closely."""
    return frozenset(part.topic for part in told) - {"", *topics_in(asked.text)}


def _of_lent_words(asked: Asked, entry: _Entry) -> bool:
    """Whether it is only about what another topic is asked with: "does moving it cost anything?" asks for no price."""
    return bool(entry.topics) and entry.topics <= covered(asked)


def _is_firm(asked: Asked, told: Sequence[Part]) -> bool:
    """Whether any of it is of this customer: terms are where they have booked, or say how many days are left."""
    names = {part.name for part in told}
    counted = asked.booking is not None or asked.notice is not None
    priced = any(source.startswith("prices:") for part in told for source in part.section.sources)
    return priced or bool(names & _FIRM - _held_on(asked)) or (counted and bool(names & _OF_A_BOOKING))


def _held_on(asked: Asked) -> frozenset[str]:
    """Dates, where neither a word nor a time in the message asks for them: only what was said before does."""
    asks = "dates" in topics_in(asked.text) or asked.turn.values("date") or asked.leaving
    return frozenset() if asks else frozenset({"dates"})


def _needed(told: Sequence[Part]) -> float:
    return _BEFORE_RULES if any(part.name == "decline" for part in told) else _WHERE_NOTHING_IS


def _entry(asked: Asked) -> _Entry | None:
    """The surest one in the customer's language."""
    return _surest(asked, [p for p in asked.evidence if is_spoken(asked, p.language)], _PERHAPS)


def _foreign_entry(asked: Asked) -> _Entry | None:
    """The surest one of another language; surer, as nobody reads past a foreign answer to another thing."""
    found = ([p for p in asked.evidence if p.language == language] for language in other_languages(asked))
    return next(filter(None, (_surest(asked, passages, _BEFORE_RULES) for passages in found)), None)


def _surest(asked: Asked, passages: Sequence[Passage], needed: float) -> _Entry | None:
    found = [passage for passage in passages if passage.scores.same >= needed and concerns(asked, passage)]
    best = max((p for p in found if not _is_of_another(asked, p)), key=lambda p: p.scores.same, default=None)
    if best is None:
        return None
    topics = frozenset({*topics_in(best.title), *learnt_topics(best.title)}) & TELLABLE
    return _Entry(best, best.scores.same, topics)


def _is_of_another(asked: Asked, passage: Passage) -> bool:
    """Whether its question names treks, and none that is talked about.

    What is hardly the same question must be of no other place, and of nothing else than what is surely asked.
    """
    named = _treks_named(asked, passage)
    if lacks_the_fee(asked, passage):
        return True
    another = bool(named and asked.treks) and named.isdisjoint(trek.id for trek in asked.treks)
    beside_it = is_of_elsewhere(asked, passage) or asks_something_else(asked, passage)
    return another or is_of_another_place(asked, passage) or (passage.scores.same < _WHERE_NOTHING_IS and beside_it)


def _treks_named(asked: Asked, passage: Passage) -> set[str]:
    return {found.trek for found in Mentions.of(asked.catalogue).find(readable(passage.title))}


def _quoted(asked: Asked, entry: _Entry) -> Part:
    match = Match(entry.passage, entry.same)
    return Part("quote", quote(asked, match, settles_from=_BEFORE_RULES), about=entry.topics)


def _adds(asked: Asked, entry: _Entry, told: Sequence[Part]) -> bool:
    """Whether most of what the entry says is not told already."""
    theirs = units(entry.passage.text)
    return spoken_of(theirs, _text(told), asked.language) < (1 - _NEW) * len(theirs)


def _says_more(asked: Asked, entry: _Entry, told: Sequence[Part]) -> bool:
    """Whether the entry speaks of a thing asked for that what is told leaves out."""
    rest = [unit for unit in units(asked.subject) if not spoken_of([unit], _text(told), asked.language)]
    return spoken_of(rest, entry.text, asked.language) > 0


def _leaves_out(asked: Asked, entry: _Entry, told: Sequence[Part]) -> bool:
    """Whether a thing that was asked for is told, and the entry is not about it: of spikes and a bag only the bag."""
    ours = [unit for unit in units(asked.subject) if spoken_of([unit], _text(told), asked.language)]
    return all(part.topic for part in told) and spoken_of(ours, entry.text, asked.language) < len(ours)


def _text(told: Sequence[Part]) -> str:
    return "\n".join(part.section.text for part in told)


def _shares(entry: _Entry, told: Sequence[Part]) -> bool:
    return bool(entry.topics & {topic for part in told for topic in (part.topic, *part.about)})


def _of_the_trek(part: Part) -> bool:
    """Whether it tells what holds for this trek alone; a list of all one packs is told to who asks for one thing."""
    own = any(source.startswith(("treks:", "documents/treks/")) for source in part.section.sources)
    own = own or tells_of_days(part)
    return own and part.name != "packing"
