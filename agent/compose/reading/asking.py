"""Whether words have the form of a question, with or without the mark that nobody dictates."""

import regex

from agent.compose.reading.of_their_own import ASKED_BY_OTHERS
from agent.compose.reading.spoken import first_question_words, question_words
from agent.language.plain import plain, spelt_out


def asks(text: str) -> bool:
    """Whether it has the form of a question."""
    words = spelt_out(plain(text)).split()
    said = any(sign.search(text.casefold()) for sign in (_DICTATED, _TURNED_ROUND, _SPOKEN, ASKED_BY_OTHERS))
    if "?" in text or "¿" in text or said or not question_words().isdisjoint(words):
        return True
    firsts = (spelt_out(plain(sentence)).split()[:1] for sentence in SENTENCE.split(text))
    return any(first and first[0] in first_question_words() for first in firsts)


SENTENCE = regex.compile(r"[.!;।\n]+(?=\s|$)")
_TURNED_ROUND = regex.compile(
    r"[,:…-]\s*(?:(?:is|are) (?:there|it|this|that|the|your|ur|my|our)"
    r"|(?:do|does|did|can|could|will|would|should|may) (?:i|we|u|you|they|he|she|it|my|our|the|your|ur))(?!\p{L})"
)
"""The verb before its subject, behind a comma: "coming by motorbike, is there parking"."""
_SPOKEN = regex.compile(
    r"(?<!\S)(?:a qu?[eé]? hora|[aà] quelle heure|kitne baje|कितने बजे|est[ -]ce qu?e?|y a[- ]t[- ]il)(?![\p{L}\p{M}])"
)
"""Words that ask where nobody types the mark: "est ce que je peux"."""
_DICTATED = regex.compile(r"question mark|signo de interrogación|point d['’]interrogation|प्रश्न ?चिह्न|प्रश्नवाचक चिह्न")
"""The sign as it is spoken to a telephone."""
