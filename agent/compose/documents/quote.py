"""Answers out of the operator's own documents: the sentences that answer, not the page they stand on."""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from agent.compose.documents.foreign import introduction, is_spoken, other_languages
from agent.compose.documents.other_places import is_of_another_place, is_of_elsewhere
from agent.compose.documents.passage_text import Paragraph, body, is_table, paragraphs, shortened
from agent.compose.documents.yes_or_no import is_the_same_yes, without_yes
from agent.compose.reading.asked import Asked
from agent.compose.reading.questions import content
from agent.compose.section import Section, lines
from agent.compose.topics.choice import covered
from agent.compose.topics.model import learnt_topics, surely_learnt
from agent.compose.topics.named import DOCUMENTED, Topic, rest_of, topics_in
from agent.facts.extract import read as claims_in
from agent.facts.mentions import Mentions, readable
from agent.knowledge.glossary import in_english
from agent.knowledge.reading import Unit, read, units
from agent.knowledge.words import stems as word_stems
from agent.language.plain import plain
from agent.language.romanise import romanised
from agent.turn import Passage

_KINDS = ("faq", "policy", "guide", "page", "trek")
_SHORTEST_WORD = 4
_STEM = 5
_MOST_CHARS = 420
_MOST_FOREIGN = 240
_LEAST_COVERED = 0.5
_LEAST_WHERE_SURE = 0.3
_SURE = 0.8
_SAYS_IT = 0.6
_LEAST_UNITS = 2
_HINTED = 0.2
_OWN_LANGUAGE = 0.2
_UNNAMED = 0.3
_ASKS_IT = 0.1  # of two that answer alike, the entry that asks the same


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that answers, and how surely, 0–1: less for a trek nobody named."""

    passage: Passage
    strength: float


def best_match(asked: Asked, *, quote_from: float) -> Match | None:
    """The passage that answers most surely, the customer's language preferred; None when none does by `quote_from`.

    A page of the trek in question also answers where one of its sentences speaks of most of what was asked.
    """
    usable = [passage for passage in asked.evidence if is_quotable(asked, passage)]
    found = [Match(passage, _strength(asked, passage, quote_from)) for passage in usable]
    best = max(found, key=lambda match: _preferred(asked, match), default=None)
    return best if best and best.strength >= quote_from else None


def on_indias_visa(asked: Asked) -> Match | None:
    """The passage that is on the visa of India by its title; the operator may have written one."""
    found = [p for p in asked.evidence if concerns(asked, p) and "india_visa" in topics_in(p.title)]
    best = max(found, key=lambda p: (is_spoken(asked, p.language), p.score), default=None)
    return Match(best, best.scores.answer) if best else None


def _preferred(asked: Asked, match: Match) -> tuple[float, float]:
    own = _OWN_LANGUAGE if is_spoken(asked, match.passage.language) else 0.0
    return match.strength + own + _ASKS_IT * match.passage.scores.same, match.passage.score


def _strength(asked: Asked, passage: Passage, quote_from: float) -> float:
    """The answer score, where the words bear it out: vectors alone can mislead."""
    wanted = units(asked.subject)
    share = _covered(wanted, passage)
    titled = passage.kind == "faq" and bool(DOCUMENTED & set(asked.topics) & set(topics_in(passage.title)))
    if (wanted and share < _least(asked, passage) and not titled) or _lacks_the_sum(asked, passage):
        return 0.0
    if is_of_another_place(asked, passage):
        return 0.0
    elsewhere = (passage.trek is not None and not asked.treks) or is_of_elsewhere(asked, passage)
    elsewhere = elsewhere or asks_something_else(asked, passage)
    score = passage.scores.answer - (_UNNAMED if elsewhere else 0.0)
    named = passage.trek is not None and not elsewhere
    says_it = named and share >= _SAYS_IT and (len(wanted) >= _LEAST_UNITS or score >= _HINTED)
    says_it = says_it or (passage.kind == "faq" and bool(wanted) and share == 1 and score >= _HINTED)
    return max(score, quote_from) if (says_it or titled) and not elsewhere else score


def asks_something_else(asked: Asked, passage: Passage) -> bool:
    """Whether an entry's question is of topics that are none of those which the customer's surely is of."""
    sure = frozenset(surely_learnt(asked.text)) if passage.kind == "faq" else frozenset[str]()
    return bool(sure) and sure.isdisjoint({*topics_in(passage.title), *learnt_topics(passage.title)} or sure)


def _least(asked: Asked, passage: Passage) -> float:
    """How much of what was asked must come up: less where the score is sure, more on pages of many things.

    Of a trek page in a foreign language most must: nobody should struggle through a text that answers half of it.
    """
    foreign_page = passage.kind == "trek" and not is_spoken(asked, passage.language)
    if passage.scores.answer >= _SURE and not foreign_page:
        return _LEAST_WHERE_SURE
    return _SAYS_IT if passage.kind == "trek" else _LEAST_COVERED


def _lacks_the_sum(asked: Asked, passage: Passage) -> bool:
    """Whether it asks what something costs and the passage names no figure, or of a porter no money."""
    return (_asks_price(asked) and not _has_figure(passage)) or lacks_the_fee(asked, passage)


def _is_not_of_the_extra(asked: Asked, passage: Passage) -> bool:
    rest = units(rest_of(asked.text, ("extra",)))
    named = [unit for unit in units(asked.text) if unit not in rest]
    return (
        asked.about("extra")
        and bool(named)
        and not spoken_of(named, f"{passage.title}\n{passage.text}", passage.language)
    )


def lacks_the_fee(asked: Asked, passage: Passage) -> bool:
    """Whether it asks what it costs to have a bag carried, and the passage names no money: how heavy it may be.

    Or what a pony or a shared jeep costs, and the passage names neither that nor any money.
    """
    sums = bool({"how_much", "price", "paid", "per_day"} & set(asked.topics)) and not asked.about("tips")
    fee = sums and asked.about("offloading") and not _WEIGHT.search(plain(asked.text))
    return (fee or (sums and _is_not_of_the_extra(asked, passage))) and not names_money(passage)


_WEIGHT = regex.compile(
    r"(?<!\S)(?:weigh\S*|heavy|heavier|kgs?|kilos?|pes[aeo]\S*|lourd\S*|poids|bha+ri|wa[jz]a?n|vajan|भारी|वज़न|वजन|किलो)(?!\S)"
)


def names_money(passage: Passage) -> bool:
    """Whether it tells a sum."""
    return any(claim.type == "price" for claim in claims_in(body(passage)))


def _asks_price(asked: Asked) -> bool:
    return asked.about("price") and "price" not in covered(asked)


def _has_figure(passage: Passage) -> bool:
    return any(letter.isdigit() for letter in body(passage))


def _covered(wanted: Sequence[Unit], passage: Passage) -> float:
    """The share of the things asked that the title or the best sentence speaks of; of an FAQ entry, the whole."""
    if not wanted:
        return 1.0
    title = frozenset[str]() if passage.kind == "trek" else read(passage).title
    texts = (
        [read(passage).words] if passage.kind == "faq" else [_words(s, passage) | title for s in _sentences(passage)]
    )
    return max((_told(wanted, words) for words in texts), default=0) / len(wanted)


def _sentences(passage: Passage) -> list[str]:
    return [sentence for paragraph in paragraphs(passage) for sentence in paragraph]


def _words(text: str, passage: Passage) -> frozenset[str]:
    return frozenset(word_stems(text, passage.language))


def _told(wanted: Sequence[Unit], words: frozenset[str]) -> int:
    return sum(any(meaning <= words for meaning in unit) for unit in wanted)


def beyond(asked: Asked) -> Sequence[Unit]:
    """What is asked besides the topics that were named."""
    return beyond_in(asked.subject, asked.topics)


def beyond_in(text: str, topics: Sequence[Topic]) -> Sequence[Unit]:
    """What a text names besides those topics."""
    return units(rest_of(text, topics))


def spoken_of(wanted: Sequence[Unit], text: str, language: str) -> int:
    """How many of these things a text of ours speaks of."""
    own = "hi" if language == "hi-Latn" else language
    words = frozenset((*word_stems(text, own), *word_stems(in_english(text), "en")))
    return _told(wanted, words)


def adds(asked: Asked, passage: Passage) -> bool:
    """Whether the passage speaks of what the named topics leave open."""
    wanted = beyond(asked)
    return bool(wanted) and _covered(wanted, passage) >= _LEAST_COVERED


def asks_the_same(asked: Asked, passage: Passage) -> bool:
    """Whether the passage's title asks for several of the same things: then it goes before a general rule."""
    wanted, title = units(asked.subject), read(passage)
    shared = _told(wanted, title.title)
    told = shared >= _LEAST_UNITS and shared >= _LEAST_COVERED * max(len(title.named), 1)
    return told and _told(beyond(asked), title.title) > 0


def says_less(asked: Asked, passage: Passage, told: str) -> bool:
    """Whether the passage holds fewer of the very words that the question says something with than this text.

    Its title does not count: "do you serve meat?" says nothing of meat. Not where that asks for a thing by a word that
    this text lacks.
    """
    words = set(content(asked.subject))
    ours, theirs, title = (words & set(plain(text).split()) for text in (told, body(passage), passage.title))
    return len(ours) > len(theirs) and title <= ours


def speaks_of_all(asked: Asked, passage: Passage) -> bool:
    """Whether it names each of the treks asked of, or none: what names one of two does not weigh them."""
    named = {mention.trek for mention in Mentions.of(asked.catalogue).find(readable(passage.text))}
    return not named or named.issuperset(trek.id for trek in asked.treks)


def is_narrower(asked: Asked, passage: Passage) -> bool:
    """Whether its title asks how to cancel, or when money arrives, and the customer only what cancelling brings."""
    title = set(topics_in(passage.title))
    if not {"cancel", "refund"} & title:
        return False
    when = bool(_WHEN & title) and not _WHEN & set(asked.topics)
    return when or (bool(_HOW.search(plain(passage.title))) and not _HOW.search(plain(asked.text)))


_WHEN = frozenset({"how_soon", "refund_time"})
_HOW = regex.compile(
    r"(?<!\S)(?:how (?:do|does|can|could|should|to)|(?:what|who|whom|where) (?:must|should|do) (?:i|we)"
    r"|hacer para|kaise|कैसे|como|comment)(?!\S)"
)


def is_quotable(asked: Asked, passage: Passage) -> bool:
    """Catalogue rows are told as facts, not quoted; so is a page's table of them."""
    told_as_facts = passage.source.startswith("catalogue/") or (passage.kind == "trek" and is_table(passage))
    return passage.kind in _KINDS and not told_as_facts and concerns(asked, passage)


def concerns(asked: Asked, passage: Passage) -> bool:
    """Never the passage of another trek, nor one in a language that the customer may not read."""
    if passage.language not in other_languages(asked) and not is_spoken(asked, passage.language):
        return False
    return passage.trek is None or not asked.treks or passage.trek in {trek.id for trek in asked.treks}


def stems(text: str) -> set[str]:
    """First letters of the longer words: enough to see that two questions ask the same."""
    return {word[:_STEM] for word in plain(text).split() if len(word) >= _SHORTEST_WORD}


def quote(asked: Asked, match: Match, *, settles_from: float) -> Section:
    """The sentences of the passage that answer; a foreign one is introduced as such, and kept short."""
    passage, spoken = match.passage, is_spoken(asked, match.passage.language)
    intro = introduction(asked, passage.language)
    text = _telling(asked, passage, _MOST_CHARS if spoken else _MOST_FOREIGN)
    text = romanised(text) if asked.language == "hi-Latn" and spoken else text
    if passage.kind == "faq" and not is_the_same_yes(asked.text, passage):
        text = without_yes(text)
    settled = spoken and match.strength >= settles_from
    return Section(lines(intro, text), tuple(dict.fromkeys((passage.id, passage.source))), settled=settled)


def _telling(asked: Asked, passage: Passage, most: int) -> str:
    """The whole passage where it is short, else from the sentence on that says most, to the end of its paragraph.

    Of a trek page's list, which names one thing after another, only the entry that says most.
    """
    text, told = body(passage), paragraphs(passage)
    if len(text) <= most and (passage.kind != "trek" or len(told) == 1):
        return text
    wanted = units(asked.subject)
    best = max(told, key=lambda paragraph: _best(wanted, paragraph, passage)[0])
    start = _best(wanted, best, passage)[1]
    return shortened(" ".join(best[start:]), most)


def _best(wanted: Sequence[Unit], paragraph: Paragraph, passage: Passage) -> tuple[int, int]:
    """How many of the things wanted its best sentence speaks of, and which sentence that is."""
    scores = [_told(wanted, _words(sentence, passage)) for sentence in paragraph]
    return max(scores), scores.index(max(scores))
