"""Who writes to give thanks, or to have them passed on: nothing they tell beside it asks for an answer."""

import regex

from agent.compose.reading.asking import asks
from agent.language.kept_pattern import compiled
from agent.language.plain import plain, spelt_out


def brings_thanks(text: str) -> bool:
    """Whether thanks are the errand, and nothing is asked: "I only wanted to say thank you", "thank the whole team"."""
    if regex.search("[?¿]", text) or asks(text):
        return False
    return bool(_ERRAND.search(spelt_out(plain(text))))


_HINDI = r"(?:thank ?you|thank ?u|thanks|thanku|shukriya+|dhany?a?wa+[dt]|dhany?a?va+[dt]|aabha+r|abha+r)"
_DEVANAGARI = r"(?:धन्यवाद|शुक्रिया|थैंक्यू|थैंक यू|थैंक्स|आभार)"
_ERRAND = compiled(
    r"(?<!\S)(?:(?:wanted|want|writing|write|messaging|wish|just|here|like) (?:\S+ ){0,3}?(?:to )?"
    r"(?:say|send|give|express|tell|pass on) (?:\S+ ){0,4}?(?:thanks|thank you|gratitude)"
    r"|(?:wanted|writing|just|wish|like) (?:\S+ ){0,2}?to thank"
    r"|(?:please )?(?:thank|give (?:my|our) thanks to|pass (?:on )?(?:my|our) thanks to|say thank you to)"
    r" (?:the|your|our|all|everyone|everybody|them|him|her)"
    r"|(?:queria|queriamos|quiero|queremos|escribo|escribimos|solo|nada mas) (?:\S+ ){0,3}?"
    r"(?:(?:dar|decir)(?:os|les|te|le)? (?:\S+ ){0,2}?gracias|agradecer(?:os|les|te|le)?)"
    r"|(?:den|da|dad|dele|deles|denles|dadles) (?:las )?gracias (?:a|de)"
    r"|(?:voulais|voulions|tenais|tenions|ecris|ecrivons|juste) (?:\S+ ){0,3}?(?:dire (?:\S+ ){0,2}?merci|remercier)"
    r"|(?:remerciez|remercie|dites merci a|transmettez (?:nos|mes) remerciements a) (?:toute?|tous|l'|votre|le|la|les)"
    rf"|{_HINDI} (?:\S+ )?(?:kehn[ai]|kahn[ai]|bol+n[ai]|den[ai]|karn[ai]) (?:tha|thi|hai|h|chah\w+)"
    rf"|{_HINDI} (?:\S+ )?(?:kah|keh|bol)(?:iyega|iega|iye|na|dena|dijiye(?:ga)?| dena| dijiye(?:ga)?| do)"
    rf"|(?:socha|soch[ai]?) (?:\S+ )?{_HINDI}"
    rf"|{_DEVANAGARI} (?:\S+ )?(?:कहना|बोलना|देना|करना) (?:था|थी|है|चाह\S+)"
    rf"|{_DEVANAGARI} (?:\S+ )?(?:कह|बोल)(?:िएगा|ियेगा|िए|िये|ना| देना| दीजिएगा| दीजियेगा| दीजिए| दो| दूँ| दूं)"
    rf"|सोचा (?:\S+ )?{_DEVANAGARI})(?!\S)"
)
"""Words of an errand beside those for thanks."""
