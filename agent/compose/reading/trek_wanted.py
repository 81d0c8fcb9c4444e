"""Who wants a trek and doubts whether they may or can: without a passport, without having walked one."""

import regex

from agent.compose.topics.model import learnt_topics
from agent.compose.topics.named import MANNERS, Topic
from agent.knowledge.catalogue import Catalogue
from agent.language.plain import plain, spelt_out
from agent.turn import Turn

_PASSPORT = r"(?:passports?|pasaportes?|passeports?|पासपोर्ट)"
_NONE = regex.compile(
    rf"(?<!\S)(?:(?:no|without(?: a| any)?|have no|haven't (?:a|got a)|don't have a|sin|sans|pas de) {_PASSPORT}"
    rf"|n'ai pas (?:de )?{_PASSPORT}|no tengo {_PASSPORT}|(?:bina|बिना) {_PASSPORT}"
    rf"|{_PASSPORT} ke bina|{_PASSPORT} के बिना"
    rf"|{_PASSPORT} (?:(?:to|toh|hi|abhi|तो|ही|अभी|bana|बना|hai|है) )*(?:nahi|nahin|nhi|nai|नहीं|नही)"
    rf"|{_PASSPORT} (?:has )?(?:expired|caducado|perime|expire))(?!\S)"
)
_ANOTHER_PAPER = regex.compile(
    r"(?<!\S)(?:voters?|voting|aad?ha?a?r|pan|identity|id|dni) cards?(?!\S)|(?<!\S)(?:voter id|aadha+r|adhar|dni"
    r"|carte d'identite|(?:tarjeta|carnet) de identidad|वोटर(?: (?:कार्ड|आईडी))?|आधार(?: कार्ड)?|पैन कार्ड)(?!\S)"
)
_RESTRICTED = regex.compile(r"restrict|restring|restreint|reglement|प्रतिबंधित")
_CAN = regex.compile(
    r"(?<!\S)(?:(?:can|could) i (?:do|manage|handle|survive)|(?:will|would) i (?:manage|make it|survive)"
    r"|(?:am|is|are) (?:i|he|she|we|they|my \S+|our \S+) ready"
    r"|esta (?:list[oa]|preparad[oa])|(?:est il|est elle|suis je) pret"
    r"|puedo (?:con|hacer)|podre (?:con|hacer)|me atrevo con|(?:je peux|puis je) faire|j'y arriverai|je suis capable"
    r"|(?:kar|kr) (?:lunga|lungi|paunga|paungi|paaunga|paaungi|loonga|sakta|sakti)|ho jayega na|ho jaega na"
    r"|कर (?:लूँगा|लूंगा|लूँगी|लूंगी|पाऊँगा|पाऊंगा|पाऊँगी|पाऊंगी|सकता|सकती)|हो जाएगा ना)(?!\S)"
)


def without_a_passport(turn: Turn, said: tuple[Topic, ...], catalogue: Catalogue) -> tuple[Topic, ...]:
    """Of Nepal, what one travels with, where somebody has no passport or asks whether another paper will do.

    The papers of a booking do not say. Only where the operator's words on visas speak of passports. Where a permit is
    restricted, which is made out on the passport, who asks for another paper hears of that.
    """
    told = " ".join(map(str, dict(catalogue.operator.get("visa") or {}).values()))
    if not regex.search(_PASSPORT, plain(told)):
        return said
    treks = [catalogue.treks[i] for i in turn.treks if i in catalogue.treks]
    in_nepal = "nepal" in said or (bool(treks) and all(trek.country == "NP" for trek in treks))
    restricted = any(_RESTRICTED.search(plain(str(permit.get("name")))) for trek in treks for permit in trek.permits)
    words = spelt_out(plain(turn.message.text))
    another = bool(_ANOTHER_PAPER.search(words))
    if not in_nepal or not (another or _NONE.search(words)) or (restricted and not another):
        return said
    told = "permits" if restricted else "visa"
    return (told, *(topic for topic in said if topic not in ("documents", "visa", "open")))


def whether_one_can(turn: Turn, said: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """How hard it is, and what one must have walked before, where nothing else is asked: "can I do Pin Parvati?"."""
    meant = {*said, *learnt_topics(turn.message.text)}
    aside = _OF_ONES_LEGS if turn.values("age") else _OF_ONES_LEGS | {"age"}
    asks_it = not meant - MANNERS - aside and turn.treks and _CAN.search(spelt_out(plain(turn.message.text)))
    return (*(topic for topic in said if topic in MANNERS | {"fitness"}), "difficulty") if asks_it else said


_OF_ONES_LEGS = frozenset({"distance", "altitude", "walking_hours", "fitness", "difficulty", "training"})
"""What a boast names: "I walk 2 km a day"."""
