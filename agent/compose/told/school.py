"""Adults that a school sends along: the operator's rule, and what it comes to for the pupils named."""

from math import ceil

import regex

from agent.compose.reading.asked import Asked
from agent.compose.section import Section
from agent.language.plain import plain, spelt_out

_PUPILS = (
    r"(?:school )?(?:pupils?|students?|kids|children|girls|boys|teenagers|alumn[oa]s?|estudiantes|chic[oa]s|ninos|ninas"
    r"|chavales|eleves|enfants|collegiens|lyceens|jeunes|ados|bach+[eo]n?|vidyarthi|chhatra"
    r"|बच्चे|बच्चों|छात्र|छात्रों|छात्राएं|छात्राएँ|विद्यार्थी|विद्यार्थियों|स्टूडेंट|स्टूडेंट्स)"
)
_CLASS = r"(?:class|clase|grupo|group|classe|batch) (?:of|de)"
_SO_MANY = regex.compile(rf"(?<!\S)(?:{_CLASS} (?P<n>\d{{1,3}})|(?P<n>\d{{1,3}}) {_PUPILS})(?!\S)")


def school_adults(asked: Asked) -> Section | None:
    """One adult for so many pupils, and how many that makes; what a teacher pays is told with it."""
    each = asked.catalogue.operator.get("pupils_per_adult")
    if not each:
        return None
    pupils = _pupils(asked)
    needed = ceil(pupils / int(each)) if pupils else 0
    pay = asked.catalogue.operator.get("teachers_pay")
    told = asked.say("school_adults", each=each, pupils=pupils, needed=needed, pay=pay)
    return Section(told, ("operator",))


def _pupils(asked: Asked) -> int:
    """Pupils by that word, in this line or the one before; 0 where nobody counted them."""
    for text in (asked.text, asked.turn.line_before):
        if found := _SO_MANY.search(spelt_out(plain(text))):
            return int(found["n"])
    return 0
