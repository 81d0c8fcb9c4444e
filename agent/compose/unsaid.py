"""Things customers ask about of which operators rarely say anything: where no document does, we do not know."""

import regex

from agent.compose.asked import Asked
from agent.compose.asking import asks
from agent.compose.earlier import said_just_before
from agent.compose.foreign import is_spoken
from agent.compose.quote import Match, is_quotable, quote, spoken_of
from agent.compose.telling import Part
from agent.compose.topics import rest_of, topics_in
from agent.knowledge.reading import units
from agent.language.plain import plain, spelt_out
from agent.turn import Passage


def nobody_says(asked: Asked) -> bool:
    """Whether it asks of something of which neither the catalogue nor any document that was found speaks."""
    return _asks_of_unsaid(asked) and not any(_speaks_of_it(asked, passage) for passage in asked.evidence)


def said_after_all(asked: Asked) -> Part | None:
    """What a document says of such a thing: a rule that shares a word with the question is told of other things."""
    if not _asks_of_unsaid(asked):
        return None
    said = [passage for passage in asked.evidence if is_quotable(asked, passage) and _speaks_of_it(asked, passage)]
    best = max(said, key=lambda one: (is_spoken(asked, one.language), one.scores.same, one.score), default=None)
    return Part("quote", quote(asked, Match(best, 1.0), settles_from=1.0)) if best else None


def still_unsaid(asked: Asked) -> bool:
    """Whether it only asks for leave to do what the line before told of and nobody says: "is it allowed?"."""
    before = topics_in(said_just_before(asked.turn))
    return asked.about("lets_in") and "unsaid" in before and not units(rest_of(asked.subject, ("lets_in", "permits")))


def asks_a_name(asked: Asked) -> bool:
    """Whether it asks what a house or a driver is called, and no document that was found asks the same."""
    named = asked.about("pickup") or any(passage.scores.same >= _ASKS_THE_SAME for passage in asked.evidence)
    return not named and bool(_A_NAME.search(spelt_out(plain(asked.text))))


_ASKS_THE_SAME = 0.5


_THING = (
    r"(?:hotel|hotels|lodge|lodges|guesthouse|guest house|homestay|hostel|hostal|teahouse|auberge|refuge|driver"
    r"|chofer|conductor|chauffeur|होटल|लॉज|होमस्टे|ड्राइवर)"
)
_A_NAME = regex.compile(
    rf"(?<!\S)(?:(?:name|names) of (?:\S+ ){{0,2}}{_THING}|{_THING} (?:\S+ ){{0,3}}called|{_THING}'s name"
    rf"|name the {_THING}|which hotel|what hotel"
    rf"|(?:nombre|nombres) (?:\S+ ){{0,2}}{_THING}|como se llama (?:\S+ ){{0,2}}{_THING}|(?:en|de) que hotel|que hotel"
    rf"|(?:nom|noms) (?:\S+ ){{0,2}}(?:l'|d')?{_THING}|comment s'appelle (?:\S+ ){{0,2}}(?:l')?{_THING}|quel hotel"
    rf"|{_THING} ka naam|{_THING} ke naam|(?:kaun|kon|konse|kaunse|konsa|kaunsa|kis)(?: se| sa)? {_THING}"
    rf"|{_THING} का नाम|(?:कौन से|कौनसे|कौन सा|किस) {_THING})(?!\S)"
)


def _speaks_of_it(asked: Asked, passage: Passage) -> bool:
    """Whether it names a thing of that kind, and the very one: a page that tells of dogs says nothing of parking."""
    text = f"{passage.title}\n{passage.text}"
    rest = units(rest_of(asked.text, ("unsaid",)))
    named = [unit for unit in units(asked.text) if unit not in rest]
    return "unsaid" in topics_in(text) and (not named or spoken_of(named, text, passage.language) > 0)


def _asks_of_unsaid(asked: Asked) -> bool:
    """Whether a sentence that asks names it, or asks if there is any: who walks the dog tells how fit they are."""
    if not (asked.about("unsaid") and asked.questioning):
        return False
    asking = [sentence for sentence in _SENTENCE.findall(asked.text) if asks(sentence)]
    return any("unsaid" in topics_in(one) or _ANY.search(plain(one)) for one in asking or [asked.text])


_SENTENCE = regex.compile(r"[^.?!;।\n]+[.?!;।]*")
_ANY = regex.compile(r"(?<!\S)(?:y en a|y en a t il|l[oa]s hay|are there any|any of those|hote hain|होते हैं)(?!\S)")
