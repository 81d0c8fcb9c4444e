"""Who wants a trek and doubts whether they may or can: without a passport, without having walked one."""

import regex

from agent.compose.topic_model import learnt_topics
from agent.compose.topics import MANNERS, Topic
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
_CAN = regex.compile(
    r"(?<!\S)(?:(?:can|could) i (?:do|manage|handle|survive)|(?:will|would) i (?:manage|make it|survive)|am i ready"
    r"|puedo (?:con|hacer)|podre (?:con|hacer)|me atrevo con|(?:je peux|puis je) faire|j'y arriverai|je suis capable"
    r"|(?:kar|kr) (?:lunga|lungi|paunga|paungi|paaunga|paaungi|loonga|sakta|sakti)|ho jayega na|ho jaega na"
    r"|कर (?:लूँगा|लूंगा|लूँगी|लूंगी|पाऊँगा|पाऊंगा|पाऊँगी|पाऊंगी|सकता|सकती)|हो जाएगा ना)(?!\S)"
)


def without_a_passport(turn: Turn, said: tuple[Topic, ...], catalogue: Catalogue) -> tuple[Topic, ...]:
    """Of Nepal, what one travels with instead, where somebody has no passport: the papers of a booking do not say.

    Not where a permit is restricted: it is made out on the passport.
    """
    treks = [catalogue.treks[i] for i in turn.treks if i in catalogue.treks]
    in_nepal = "nepal" in said or (bool(treks) and all(trek.country == "NP" for trek in treks))
    restricted = any("restricted" in str(permit.get("name")).casefold() for trek in treks for permit in trek.permits)
    if not in_nepal or restricted or not _NONE.search(spelt_out(plain(turn.message.text))):
        return said
    return ("visa", *(topic for topic in said if topic not in ("documents", "visa")))


def whether_one_can(turn: Turn, said: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """How hard it is, and what one must have walked before, where nothing else is asked: "can I do Pin Parvati?"."""
    meant = {*said, *learnt_topics(turn.message.text)}
    asks_it = not meant - MANNERS - _OF_ONES_LEGS and turn.treks and _CAN.search(spelt_out(plain(turn.message.text)))
    return (*(topic for topic in said if topic in MANNERS | {"fitness"}), "difficulty") if asks_it else said


_OF_ONES_LEGS = frozenset({"distance", "altitude", "walking_hours", "fitness", "difficulty", "training"})
"""What a boast names: "I walk 2 km a day"."""
