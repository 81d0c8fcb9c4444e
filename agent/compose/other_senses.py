"""Words of a topic said in another sense: the airline's cancelling, a voter's card, a passport that tells a nation."""

from functools import lru_cache

import regex

from agent.compose.lent import lent_to
from agent.compose.topics import MANNERS, Topic, topics_in
from agent.language.kept_pattern import compiled
from agent.language.plain import plain, spelt_out

_PLANE = (
    r"(?:(?:l'|d')?(?:flights?|(?:aero)?planes?|vuelos?|avion(?:es|s)?|avionetas?|vols?)"
    r"|फ़्लाइट|फ्लाइट|फ़्लाइट्स|फ्लाइट्स|उड़ान|हवाई जहाज|udaan)"
)
_OTHER_WAY = (
    r"(?:trains?|bus(?:es)?|ferry|(?:l')?autobus(?:es)?|tren(?:es)?|autocar(?:es)?|ट्रेन|रेल|बस|गाड़ी"
    r"|gaa?di|rail)"
)
_WAY = rf"(?:{_PLANE}|{_OTHER_WAY})"
_CANCELLED = (
    r"(?:cancel\S*|cancl\S*|kan[cs]al|annul\S*|anul\S*|supprim\S*|suspend\S*|radd|scrapped|grounded|called off"
    r"|रद्द|कैंसल\S*|कैंसिल\S*|कैन्सल\S*)"
)
_NOT_ITS_OWN = (
    r"(?:if|when|you|u|we|i|because|so|and|or|but|my|our|trek|trip|booking|bookings|batch|departure"
    r"|tour|si|y|yo|ustedes"
    r"|vosotros|reserva|ruta|salida|et|ou|je|vous|nous|reservation|depart|agar|aap|ap|hum|hai|hain|aur|se|अगर|आप|हम|मैं"
    r"|और|या|है|हैं|से|ट्रेक|बुकिंग)"
)
_ARTICLE = (
    r"(?:the|all|a|an|of|my|our|your|their|return|domestic|internal|el|la|los|las|un|una|mi|mis|su"
    r"|nuestr[oa]s?|de|del|le|les"
    r"|du|des|mon|notre|nos|votre)"
)


def _cancelled(way: str) -> str:
    return (
        rf"(?<!\S)(?:{way} (?:(?!{_NOT_ITS_OWN}(?!\S))\S+ ){{0,5}}{_CANCELLED}"
        rf"|{_CANCELLED} (?:{_ARTICLE} ){{0,3}}{way})(?!\S)"
    )


_PLANE_CANCELLED = compiled(_cancelled(_PLANE))

_WAY_HOME_MISSED = compiled(
    r"(?<!\S)(?:miss(?:ed|ing)? (?:(?:our|my|the|a|their) )?(?:\S+ ){0,2}?(?:(?:flights?"
    r"|planes?) (?:back|home|out)(?: home)?"
    r"|connection|(?:connecting|return|international|onward) flights?)"
    r"|perd\S+ (?:el |nuestro |mi |la )?(?:(?:vuelo|avion) (?:de (?:vuelta|regreso)|a casa|internacional)|conexion)"
    r"|(?:rat|manqu|loup)\S* (?:(?:notre|mon|le|la) )?(?:(?:l')?(?:avion|vol) (?:du retour|de retour"
    r"|retour|international)"
    r"|correspondance)"
    r"|(?:ghar|wapsi|wapas|return|घर|वापसी|रिटर्न) (?:(?:ki|wali|की|वाली) )?(?:flight|train|फ्लाइट|फ़्लाइट|ट्रेन)"
    r" (?:miss|chh?oo?t|chh?ut|छूट|छुट|मिस)\S*)(?!\S)"
)

_HARD = r"(?:hard|difficult|tough|tricky|complicado|dificil|difficile|dur|complique|mushkil|muskil|kathin|मुश्किल|कठिन)"
_DEEDS = (
    r"(?:pay|afford|arrange|transfer|decide|choose|pick|plan|commit|get (?:leave|time off|days off|holidays)|pagar\S*"
    r"|decidir\S*|elegir|escoger|reunir|juntar|conseguir (?:vacaciones|dias|permiso)|payer|regler"
    r"|debourser|decider|choisir"
    r"|trancher|reunir|me liberer|se liberer|poser des conges|avoir des conges|prendre des conges)"
)
_DEEDS_IN_HINDI = (
    r"(?:(?:de|pay|paid|jama|bhar|decide|choose|select|tay|दे|पे|जमा|भर|तय|डिसाइड) ?(?:kar ?"
    r"|कर ?)?(?:na|ne|pana|paana|ना|ने|पाना)"
    r"|ch[uo]+n+a|चुनना|chh?utti milna|छुट्टी मिलना|paise jutana|पैसे जुटाना)"
)
_NATION = (
    r"(?:\p{L}{2,}(?:ish|ian|ean|ese|ican|eli|adeshi)|german|french|dutch|swiss|us|uk|usa|eu|greek|czech"
    r"|thai|nepali|argentine)"
)
_NO_NATION = (
    r"(?:para|y|et|pour|vigente|valid[oe]|caducad\S*|vencid\S*|perime|expire|original|pero|mais|en|a"
    r"|que|qui|nuevo|neuf|solo"
    r"|seulement|o|ou|ni|como|comme|si|por|par|biometri\S*)"
)
_TELLS_ONES = r"(?:tengo|tenemos|con|viajo con|llevo|j'ai|nous avons|avec|ayant)"
_NO_PAYING_CARD = (
    r"(?:voters?|voting|election|aad?ha?a?r|aad?ha?r|id|identity|pan|ration|student|sim|driving licen[cs]e"
    r"|वोटर|आधार|पैन|राशन|मतदाता|आईडी|सिम)"
)

REMINDS = compiled(
    r"(?<!\S)rappel(?:ez|le|er) ?[-‑]?(?:moi|nous)"
    r" (?:(?:la|le|les|mon|ma|mes|notre|nos|que|quand|combien|ou|ce)(?!\S)|l'|quel\S*)"
)
"""Who is to be told something again, and not to be rung up: "rappelez-moi la date de notre départ"."""

_SENSES: dict[frozenset[Topic], regex.Pattern[str]] = {
    frozenset({"cancel", "to_cancel", "operator_cancels", "reach", "dates"}): compiled(_cancelled(_WAY)),
    frozenset({"discount"}): compiled(rf"(?<!\S){_WAY} (?:\S+ )?(?:छूट|chh?oo?t|chh?ut)\S*(?: (?:ga|jaa?|गय|गई|जा)\S*)"),
    frozenset({"difficulty"}): compiled(
        rf"(?<!\S)(?:{_HARD} (?:\S+ ){{0,3}}?{_DEEDS}|{_DEEDS_IN_HINDI} (?:\S+ ){{0,2}}?{_HARD}"
        rf"|{_HARD} (?:\S+ ){{0,3}}?{_DEEDS_IN_HINDI}"
        r"|(?:first time|primera vez|premiere fois|pehli baar|पहली बार) (?:\S+ )?(?:india|nepal|inde"
        r"|asia|asie|bharat|भारत|नेपाल)"
        rf"|(?:paying|deciding|choosing|planning) (?:\S+ ){{0,6}}(?:is|seems|would be|will be) (?:\S+ )?{_HARD})(?!\S)"
    ),
    frozenset({"documents"}): compiled(
        rf"(?<!\S)(?:{_TELLS_ONES} (?:(?:un|mi|el|mon|le) )?(?:pasaporte|passeport) (?!{_NO_NATION}(?!\S))\S+"
        rf"|(?:have|hold|holding|with|on|got|carry|carrying) (?:(?:a|an|my|our) )?{_NATION} passports?"
        rf"|{_NATION} passports? (?:here|holders?)"
        r"|(?:mer[aei]|hamar[aei]|मेरा|हमारा)(?: (?:paas|pas))? (?:passport|पासपोर्ट) \S+ (?:ka|का) (?:hai|h|है)"
        r"|(?:mere|hamare|मेरे|हमारे) (?:paas|pas|पास) (?!(?:koi|sirf|bas|abhi|कोई|सिर्फ|बस|अभी)(?!\S))\S+"
        r" (?:ka |का )?(?:passport|पासपोर्ट) (?:hai|h|है))(?!\S)"
    ),
    frozenset({"payment", "code_asked"}): compiled(
        rf"(?<!\S)(?:{_NO_PAYING_CARD} (?:cards?|कार्ड)|(?:la |ma |une )?carte (?:d'identite|nationale"
        rf"|d'electeur|d'etudiant|sim)"
        r"|tarjeta (?:de identidad|de estudiante|de embarque|sim))(?!\S)"
    ),
    frozenset({"operator_cancels"}): compiled(
        r"(?<!\S)(?:i|we|i'd|we'd|i'll|we'll) (?:\S+ ){0,2}?(?:called|call|calling) (?:it )?off"
        r"|(?:called|call|calling) off (?:my|our)(?!\S)"
    ),
    frozenset({"person", "contact"}): REMINDS,
    frozenset({"booking"}): compiled(
        rf"(?<!\S)(?:{_WAY}(?: (?:tickets?|ki|ka|ke|bhi|टिकट|की|का|भी)){{0,3}} (?:book(?:ing)?|reserv\S+|बुक(?:िंग)?)"
        rf"|(?:book(?:ing)?|reserv\S+) (?:(?:{_ARTICLE}|night|evening|onward) ){{0,3}}{_WAY}"
        r"|before (?:(?:we|i) )?(?:(?:can|could|decide to) )?(?:book(?:ing)?|reserv\S+)"
        r"|avant (?:de|que) (?:\S+ )?reserv\S+"
        r"|antes de (?:reservar|hacer la reserva)|(?:book|booking) karne? (?:se|ke) pe?hle"
        r"|बुक(?:िंग)? करने (?:से|के) पहले)(?!\S)"
    ),
}
"""Stretches in which words of these topics stand, and ask for none of them."""


@lru_cache(maxsize=4096)
def in_another_sense(text: str) -> frozenset[Topic]:
    """Topics whose words the text has only in another sense.

    A flight, a train or a bus that is cancelled is no booking of ours, one does not pay with an identity card, who
    tells which passport they hold asks for no papers, and what is hard to pay or to decide is no hard trek.
    """
    words = spelt_out(plain(text))
    left = {topics: pattern.sub(" ", words) for topics, pattern in _SENSES.items() if pattern.search(words)}
    return frozenset(topic for topics, rest in left.items() for topic in topics.difference(topics_in(rest)))


def asks_for_a_margin(text: str) -> bool:
    """Whether a flight is cancelled, or the way home missed, and nothing else asked: how many spare days one needs."""
    words = spelt_out(plain(text))
    rest = _WAY_HOME_MISSED.sub(" ", _PLANE_CANCELLED.sub(" ", words))
    return rest != words and not set(topics_in(rest)) - MANNERS - lent_to("margin")
