"""Things customers ask about of which operators rarely say anything: where no document does, we do not know."""

import regex

from agent.compose.documents.foreign import is_spoken
from agent.compose.documents.quote import Match, is_quotable, names_money, quote, spoken_of
from agent.compose.follow_up.earlier import said_just_before
from agent.compose.reading.asked import Asked
from agent.compose.reading.asking import asks
from agent.compose.told.in_price import asks_who_pays_a_fee
from agent.compose.topics.named import rest_of, topics_in
from agent.compose.topics.telling import Part, rest_unknown
from agent.knowledge.reading import units
from agent.language.plain import plain, spelt_out
from agent.turn import Passage


def nobody_says(asked: Asked) -> bool:
    """Whether it asks of something of which neither the catalogue nor any document that was found speaks."""
    return _asks_of_unsaid(asked) and not any(_speaks_of_it(asked, passage) for passage in asked.evidence)


def said_after_all(asked: Asked) -> list[Part]:
    """What a document says of such a thing: a rule that shares a word with the question is told of other things.

    Where it does not say what the thing costs, and that was asked, an honest word stands behind it.
    """
    if not _asks_of_unsaid(asked):
        return []
    said = [passage for passage in asked.evidence if is_quotable(asked, passage) and _speaks_of_it(asked, passage)]
    best = max(said, key=lambda one: (is_spoken(asked, one.language), one.scores.same, one.score), default=None)
    if best is None:
        return []
    quoted = Part("quote", quote(asked, Match(best, 1.0), settles_from=1.0))
    return [quoted, rest_unknown(asked)] if _lacks_the_sum(asked, best) else [quoted]


def still_unsaid(asked: Asked) -> bool:
    """Whether it only asks for leave to do what the line before told of and nobody says: "is it allowed?"."""
    before = topics_in(said_just_before(asked.turn))
    return asked.about("lets_in") and "unsaid" in before and not units(rest_of(asked.subject, ("lets_in", "permits")))


def asks_a_name(asked: Asked) -> bool:
    """Whether it asks what a house or a driver is called, and no document that was found asks the same.

    Of a cheap bed near where we meet no document of ours knows a name.
    """
    words = spelt_out(plain(asked.text))
    if _A_CHEAP_BED.search(words):
        return True
    found = None if asked.about("pickup") else _A_NAME.search(words)
    return found is not None and not any(_asks_of_it(found.group(), passage) for passage in asked.evidence)


def _asks_of_it(name_asked: str, passage: Passage) -> bool:
    """Whether an entry asks the same, and speaks of the house or the person: one found for another line may not."""
    things = units(" ".join(_A_THING.findall(name_asked)))
    text = f"{passage.title}\n{passage.text}"
    return passage.scores.same >= _ASKS_THE_SAME and (not things or spoken_of(things, text, passage.language) > 0)


_ASKS_THE_SAME = 0.5


_THING = (
    r"(?:hotel|hotels|lodge|lodges|guesthouse|guest house|homestay|hostel|hostal|teahouse|auberge|refuge|driver"
    r"|chofer|conductor|chauffeur|होटल|लॉज|होमस्टे|ड्राइवर)"
)
_A_THING = regex.compile(rf"(?<!\S){_THING}(?!\S)")
_WHOSE = rf"(?:{_THING}|guide|guides|leader|leaders|guia|cook|cocinero|cuisinier|गाइड|लीडर|कुक|रसोइया)"
_FEW = r"(?:\S+ ){0,12}"
_A_NAME = regex.compile(
    rf"(?<!\S)(?:(?:name|names) of (?:\S+ ){{0,2}}{_THING}|{_THING} (?:\S+ ){{0,3}}called|{_THING}'s name"
    rf"|name the {_THING}|which hotel|what hotel"
    rf"|(?:nombre|nombres) (?:\S+ ){{0,2}}{_THING}|como se llama (?:\S+ ){{0,2}}{_THING}|(?:en|de) que hotel|que hotel"
    rf"|(?:nom|noms) (?:\S+ ){{0,2}}(?:l'|d')?{_THING}|comment s'appelle (?:\S+ ){{0,2}}(?:l')?{_THING}|quel hotel"
    rf"|{_WHOSE} {_FEW}(?:what is|what's|whats|what are) (?:his|her|its|their) names?"
    rf"|{_WHOSE} {_FEW}(?:como se llaman?|cual es su nombre)"
    rf"|{_WHOSE} {_FEW}(?:(?:il|elle) s'appelle comment|comment (?:il|elle) s'appelle"
    r"|comment s'appelle t (?:il|elle)|quel est son nom)"
    rf"|{_WHOSE} {_FEW}(?:us|un|is|in|jis)k[aei] na+m|{_WHOSE} {_FEW}(?:उस|उन|इस|इन)(?:का|के) नाम"
    rf"|{_THING} ka naam|{_THING} ke naam|(?:kaun|kon|konse|kaunse|konsa|kaunsa|kis)(?: se| sa)? {_THING}"
    rf"|{_THING} का नाम|(?:कौन से|कौनसे|कौन सा|किस) {_THING})(?!\S)"
)


_CHEAP = (
    r"(?:cheap|cheaper|cheapest|budget|affordable|decent|barat[oa]s?|economic[oa]s?|pas (?:trop )?chere?|bon marche"
    r"|sast[aei]|सस्त[ाेी])"
)
_BED = (
    r"(?:hotels?|guest ?houses?|homestays?|hostels?|hostals?|hostales|auberges?|dormitory|dorms?"
    r"|होटल|होमस्टे|हॉस्टल|गेस्टहाउस)"
)
_A_CHEAP_BED = regex.compile(
    rf"(?<!\S)(?:(?:recommend|suggest|name)(?: me| us)? (?:\S+ ){{0,3}}{_BED}|{_CHEAP} {_BED}|{_BED} {_CHEAP}"
    rf"|(?:recom[ie]end\w+|aconsej\w+|conseill\w+|recommand\w+) (?:\S+ ){{0,3}}{_BED}"
    rf"|(?:ek|koi|ach?ch?ha?|एक|कोई|अच्छा) (?:\S+ )?{_BED} (?:bata\S*|suggest|recommend|बता\S*|सुझा\S*))(?!\S)"
)
"""A house for a night of one's own, which somebody wants to be told."""


def _speaks_of_it(asked: Asked, passage: Passage) -> bool:
    """Whether it names a thing of that kind, and the very one: a page that tells of dogs says nothing of parking.

    One that the customer cannot read must say what it costs, where that is asked.
    """
    if not is_spoken(asked, passage.language) and _lacks_the_sum(asked, passage):
        return False
    text = f"{passage.title}\n{passage.text}"
    rest = units(rest_of(asked.text, ("unsaid",)))
    named = [unit for unit in units(asked.text) if unit not in rest]
    return "unsaid" in topics_in(text) and (not named or spoken_of(named, text, passage.language) > 0)


def _lacks_the_sum(asked: Asked, passage: Passage) -> bool:
    sums = asked.about("price") or (asked.about("how_much") and not _BY_THE_CLOCK.search(plain(asked.text)))
    return sums and passage.scores.same < _ASKS_THE_SAME and not names_money(passage)


_BY_THE_CLOCK = regex.compile(r"(?<!\S)(?:baje|bje|बजे)(?!\S)")
"""Behind a word for "how many" it asks for the hour."""


def _asks_of_unsaid(asked: Asked) -> bool:
    """Whether a sentence that asks names it, or asks if there is any: who walks the dog tells how fit they are.

    Of a fee on the trek's list it is known whether it is in the price, if not how much it is.
    """
    if not (asked.about("unsaid") and asked.questioning) or asks_who_pays_a_fee(asked):
        return False
    asking = [sentence for sentence in _SENTENCE.findall(asked.text) if asks(sentence)]
    return any("unsaid" in topics_in(one) or _ANY.search(plain(one)) for one in asking or [asked.text])


_SENTENCE = regex.compile(r"[^.?!;।\n]+[.?!;।]*")
_ANY = regex.compile(r"(?<!\S)(?:y en a|y en a t il|l[oa]s hay|are there any|any of those|hote hain|होते हैं)(?!\S)")
