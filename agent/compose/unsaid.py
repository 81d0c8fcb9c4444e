"""Things customers ask about of which operators rarely say anything: where no document does, we do not know."""

import regex

from agent.compose.asked import Asked
from agent.compose.questions import asks
from agent.compose.quote import spoken_of
from agent.compose.topics import rest_of, topics_in
from agent.knowledge.reading import units
from agent.language.plain import plain
from agent.turn import Passage


def nobody_says(asked: Asked) -> bool:
    """Whether it asks of something of which neither the catalogue nor any document that was found speaks."""
    return _asks_of_unsaid(asked) and not any(_speaks_of_it(asked, passage) for passage in asked.evidence)


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
