"""Children that are named by their age alone, and the adults who come with a class."""

from collections.abc import Sequence

import regex

from agent.language.plain import plain, spelt_out


def children_beside(parties: Sequence[str], ages: Sequence[int]) -> int:
    """Those named by their age alone beside a party of grown-ups: "two adults and a 13 year old" are three."""
    grown = parties and all(_GROWN.search(plain(party)) and not _YOUNG.search(plain(party)) for party in parties)
    return sum(age < _OF_AGE for age in ages) if grown else 0


_OF_AGE = 18
_GROWN = regex.compile(r"(?<!\S)(?:adults?|grown ups?|adultos?|adultas?|adultes?|bade|vyask|बड़े|वयस्क)(?!\S)")
_YOUNG = regex.compile(r"(?<!\S)(?:kids?|child|children|nin[oa]s?|enfants?|bach+[eoa]n?|bacche|बच्चे|बच्चा|बच्चों)(?!\S)")


_PUPILS = (
    r"(?:school )?(?:pupils?|students?|kids|children|girls|boys|teenagers|alumn[oa]s?|estudiantes|chic[oa]s|ninos|ninas"
    r"|chavales|eleves|enfants|collegiens|lyceens|jeunes|ados|ba(?:c+h+)+[eo]n?|vidyarthi|chhatra"
    r"|बच्चे|बच्चों|छात्र|छात्रों|छात्राएं|छात्राएँ|विद्यार्थी|विद्यार्थियों|स्टूडेंट|स्टूडेंट्स)"
)
_CLASS = r"(?:class|clase|grupo|group|classe|batch) (?:of|de)"
_SO_MANY = regex.compile(rf"(?<!\S)(?:{_CLASS} (?P<n>\d{{1,3}})|(?P<n>\d{{1,3}}) {_PUPILS})(?!\S)")
_TEACHERS = regex.compile(
    r"(?<!\S)(?P<n>\d{1,2}) (?:(?:female|male|of our|lady) )?(?:teachers?|profesor(?:es|as?)?|profes?|maestr[oa]s?"
    r"|docentes|professeure?s?|profs?|enseignante?s?|accompagnateurs?|sirs?|madams?|shikshak|adhyapak"
    r"|टीचर|टीचर्स|टीचरों|शिक्षक|अध्यापक|मास्टर)(?!\S)"
)
_AMONG_THEM = regex.compile(
    r"(?<!\S)(?:including|included|counting|incluyendo|incluid[oa]s|contando|y compris|dont|mila ?ka?r|milake|samet"
    r"|sahit|मिलाकर|मिला कर|समेत|सहित)(?!\S)"
)


def pupils_in(text: str) -> int:
    """Pupils by that word; 0 where nobody counts them."""
    found = _SO_MANY.search(spelt_out(plain(text)))
    return int(found["n"]) if found else 0


def teachers_beside(text: str, counted: int) -> int:
    """Those who come with a class, where only the pupils are counted: "20 pupils and 2 teachers" are two more."""
    words = spelt_out(plain(text))
    found = _TEACHERS.search(words)
    beside = found is not None and counted == pupils_in(text) and not _AMONG_THEM.search(words)
    return int(found["n"]) if found and beside else 0
