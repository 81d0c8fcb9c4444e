"""A customer who says that another matter comes now: what is announced so stands alone."""

from dataclasses import replace

from agent.compose.reading.questions import content
from agent.language.kept_pattern import compiled
from agent.turn import Turn

_THING = r"(?:thing|question|topic|subject|matter|one|note|query|doubt)"
_MATTER = r"(?:baat|bat|sawaal|sawal|question|topic|cheez)"
_MATTER_IN_HINDI = r"(?:बात|सवाल|चीज़|चीज|विषय|टॉपिक)"
_AND_THEN = r"(?= ?[:,.;–-])"
_CUES = (
    r"(?:(?:on |in )?(?:a |an |one )?(?:(?:completely|totally|entirely|very|quite|slightly) )?"
    rf"(?:different|unrelated|random|separate) {_THING}"
    rf"|(?:on )?something (?:else|different|unrelated)(?: entirely| altogether)?{_AND_THEN}"
    r"|(?:completely |totally )?unrelated(?: but)?"
    r"|(?:changing|change of|to change|switching) (?:the )?(?:subject|topic)s?|off topic"
    r"|(?:cambiando|cambio|cambiamos) (?:de |el )?tema"
    r"|(?:otra (?:cosa|consulta|pregunta|duda)|otro tema)(?:,? (?:que )?(?:no tiene )?nada que ver)?"
    rf"(?:{_AND_THEN}| que no tiene)|(?:no tiene )?nada que ver(?: con (?:eso|esto|lo anterior))?"
    r"|rien [aà] voir(?: avec (?:ça|ca|cela))?|sans rapport|(?:un )?autre sujet"
    r"|(?:pour )?chang(?:er|eons|ement|ons)? (?:compl[eè]tement )?de sujet"
    rf"|(?:une )?autre (?:chose|question){_AND_THEN}"
    rf"|(?:ek )?(?:bilkul )?(?:alag|dusri|doosri|dusra|doosra) {_MATTER}(?: hai| h)?"
    r"|(?:topic|baat|subject) (?:change|badal)\w*(?: karke| kar ke)?"
    rf"|(?:एक )?(?:बिल्कुल |बिलकुल )?(?:अलग|दूसरी|दूसरा) {_MATTER_IN_HINDI}(?: है)?"
    rf"|{_MATTER_IN_HINDI} बदल\p{{L}}*(?: कर)?)"
)
_ANNOUNCED = compiled(rf"(?i)(?<![\p{{L}}\p{{M}}\p{{N}}]){_CUES}(?![\p{{L}}\p{{M}}\p{{N}}])[ ,:;.–-]*")
_ENOUGH = 2
"""Words of its own, beside names and fillers, from which a message stands alone."""


def announced(turn: Turn) -> Turn:
    """The turn without the words that announce another matter, and apart from the line before; else as it is.

    The words become blanks, so that what was found in the message stays in its place.
    """
    text = turn.message.text
    found = _ANNOUNCED.search(text)
    if found is None or turn.parsed is None:
        return turn
    left = text[: found.start()] + " " * len(found.group()) + text[found.end() :]
    if len(content(left[found.end() :])) < _ENOUGH:
        return turn
    own = tuple(passage for passage in turn.evidence if passage.question in text)
    alone = replace(turn.parsed, together=None)
    return replace(turn, message=replace(turn.message, text=left), parsed=alone, evidence=own)
