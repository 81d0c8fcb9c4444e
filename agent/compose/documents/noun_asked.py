"""The one thing a question asks for by name, "what length?", "is there a piano?": what is silent on it is no answer."""

import regex

from agent.compose.documents.quote import spoken_of
from agent.compose.reading.asked import Asked
from agent.compose.talk import unknown
from agent.compose.topics.named import topics_in
from agent.compose.topics.telling import Part, rest_unknown
from agent.knowledge.reading import units
from agent.language.plain import plain, spelt_out

_SMALL = r"(?:(?:a|an|any|some|the|un|una|une|algun|alguna|des|du|de|la|el|proper|good) |d'|l')?"
_NAMED = regex.compile(
    r"(?<!\S)(?:"
    r"(?:what|which|quel|quelle|quels|quelles) (?P<n>[\p{L}\p{M}]{4,})"
    r"|(?:de|y) (?:que|q) (?P<n>[\p{L}\p{M}]{4,})(?<![aei]r)"
    r"|how (?P<n>thick|wide|heavy|tall|roomy|soft|loud|old|new)"
    rf"|(?:is|are) there {_SMALL}(?P<n>[\p{{L}}\p{{M}}]{{4,}})|hay {_SMALL}(?P<n>[\p{{L}}\p{{M}}]{{4,}})"
    rf"|(?:y a(?: t il)?|y'a) {_SMALL}(?P<n>[\p{{L}}\p{{M}}]{{4,}})"
    rf"|(?:do you|do u|do they) (?:have|give|provide|offer) {_SMALL}(?P<n>[\p{{L}}\p{{M}}]{{4,}})"
    rf"|(?:avez vous|tienen|teneis) {_SMALL}(?P<n>[\p{{L}}\p{{M}}]{{4,}})"
    r"|do the (?:tents|rooms|camps|lodges) (?:have|come with) (?P<n>[\p{L}\p{M}]{4,})"
    r"|(?:me|mein|par|pe|में|पर) (?P<n>[\p{L}\p{M}]{4,}) (?:mil(?:ta|ti|te|ega|egi|enge)|मिल(?:ता|ती|ते|ेगा|ेगी|ेंगे))"
    r"|(?:kaun|kon|konsi|kaunsi|कौन)(?: (?:si|sa|se|सी|सा|से))? (?P<n>[\p{L}\p{M}]{3,})"
    r")(?!\S)"
)
"""The noun behind a word that asks for one, or a measure; shorter words are verbs and texting."""

_OF_TIME = frozenset(
    {"hour", "hours", "moment", "heure", "heures", "hora", "horas", "mahine", "mahina", "baje", "time"}
)


_OF_PLACES = frozenset({"town", "city", "village", "place", "localite", "ville", "endroit", "lieu", "shahar", "shehar"})
_OF_PLACES |= {"ciudad", "pueblo", "lugar", "localidad", "gaon", "jagah"}


def with_the_noun(asked: Asked, told: list[Part]) -> list[Part]:
    """What is told, with an honest word behind it where it says nothing of the thing asked for.

    Only that word where what is told is merely about where such a thing would be.
    """
    noun = _noun(asked)
    if not noun or not told or any(part.name in _ADMITS for part in told):
        return told
    ours = "\n".join((*(part.section.text for part in told), *(f"{p.title}\n{p.text}" for p in asked.evidence)))
    if spoken_of(units(noun), ours, asked.language):
        return told
    beside = [part for part in told if part.topic not in _WHERE_IT_WOULD_BE]
    return [*beside, rest_unknown(asked)] if beside else [Part("unknown", unknown(asked))]


def without_another_sum(asked: Asked, told: list[Part]) -> list[Part]:
    """Without the price of the trek where that of a thing named just before is asked: "and that medical check?"."""
    summed = [part for part in told if part.topic in ("price", "cash")]
    if not summed or not asks_another_sum(asked):
        return told
    beside = [part for part in told if part not in summed]
    return [*beside, rest_unknown(asked)] if beside else [Part("unknown", unknown(asked))]


def asks_another_sum(asked: Asked) -> bool:
    """Whether it asks what a thing costs that stands in the line before, and that no topic and no time is called by."""
    if not {"price", "how_much"} & set(topics_in(asked.text)):
        return False
    before = set(units(asked.turn.line_before))
    named = (match["n"] for match in _POINTED_AT.finditer(spelt_out(plain(asked.subject))))
    return any(_is_a_thing(noun) and noun not in _WHAT_A_TREK_IS and before & set(units(noun)) for noun in named)


_POINTED_AT = regex.compile(
    r"(?<!\S)(?:this|that|those|these|cette|cet|ces|esa|ese|esos|esas|us|is|wo|woh|ye|yeh|उस|इस|वो|ये)"
    r" (?:medical |medicale? )?(?P<n>[\p{L}\p{M}]{4,})(?!\S)"
)
_WHAT_A_TREK_IS = frozenset(
    {"week", "weekend", "month", "season", "year", "group", "option", "place", "pass", "valley", "route", "price"}
    | {"offer", "case", "semaine", "mois", "saison", "annee", "groupe", "endroit", "vallee", "prix", "offre", "cas"}
    | {"semana", "temporada", "grupo", "opcion", "lugar", "sitio", "paso", "valle", "ruta", "precio", "oferta", "caso"}
    | {"hafte", "saal"}
)

_WHERE_IT_WOULD_BE = frozenset({"stay", "gear_included"})
"""What tells of the tent, where a pillow in it is asked for: no answer."""

_ADMITS = frozenset({"unknown", "unknown_part", "decline", "which", "own", "nod", "bot", "greeting"})


def _noun(asked: Asked) -> str:
    """The thing asked for, which is no topic's word; "" where none is named."""
    found = _NAMED.finditer(spelt_out(plain(asked.subject)))
    return next((match["n"] for match in found if _is_a_thing(match["n"])), "")


def _is_a_thing(noun: str) -> bool:
    return noun not in _OF_TIME | _OF_PLACES and bool(units(noun)) and not topics_in(noun)
