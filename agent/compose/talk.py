"""Hello, the kind no, and the buttons below a reply."""

import regex

from agent.compose.reading.asked import Asked
from agent.compose.reading.asking import asks
from agent.compose.reading.currency import named_currency, offered_currencies
from agent.compose.reading.of_their_own import was_sent
from agent.compose.reading.thanks import brings_thanks
from agent.compose.section import Section
from agent.compose.topics.model import learnt_topics
from agent.compose.topics.named import MANNERS, rest_of, topics_in
from agent.language.plain import plain
from agent.turn import Button

_LONGEST_TITLE = 20
_MOST_BUTTONS = 3


def greeting(asked: Asked) -> Section:
    """A first hello says who we are; later ones pick up where the conversation stopped."""
    if asked.about("thanks"):
        return Section(asked.say("thanks"))
    if asked.first_contact or asked.turn.customer is None:
        return Section(asked.say("greeting", name=asked.name, operator=asked.catalogue.operator["name"]), ("operator",))
    if asked.treks:
        return Section(asked.say("greeting_focus", name=asked.name, trek=asked.name_of(asked.treks[0])))
    return Section(asked.say("greeting_again", name=asked.name))


def only_greets(asked: Asked) -> bool:
    """Whether it surely greets and asks nothing but how we are: "good morning from snowy Vermont, how are you all?"."""
    if asked.named or asked.about("suggest") or asked.about("thanks"):
        return False
    said = asked.text.casefold()
    sent = was_sent(said) and not (set(asked.topics) - MANNERS or asked.turn.entities)
    wishes = _WELL_WISHES.search(plain(said)) and not set(asked.topics) - MANNERS
    if (sent or wishes or _JUST_HELLO.search(plain(said))) and not asks(said):
        return True
    surely = asked.intent == "greeting" and asked.confidence >= (_BEYOND_DOUBT if asked.windows else _SURELY_GREETS)
    return (surely or _asks_how_we_are(said)) and not asks(_HOW_WE_ARE.sub(" ", said))


def _asks_how_we_are(said: str) -> bool:
    """Whether that is all, with where we are and when: of "how is it going with my booking" a topic is left."""
    about = {*topics_in(said), *learnt_topics(said)} - MANNERS
    found = _HOW_WE_ARE.search(said)
    return found is not None and not about and _WHERE_WE_ARE.search(found.group()) is not None


_WHERE_WE_ARE = regex.compile(
    r"^¿?\S+(?:\s+\S+){1,4}?(?:\s+(?:in|at|up|over|on|out|there|today|this|por|en|all[aá]|ah[ií]|hoy|esta|chez|[aà]|dans|sur"
    r"|l[aà]|ce|wahan|wahaan|vahan|udhar|pahado|aaj|वहाँ|वहां|उधर|पहाड़ों|आज)(?:\s[^?!.।\n]*)?)?[?!.।\s]*$"
)
"""Few words, or few before those that say where or when."""


_JUST_HELLO = regex.compile(
    r"(?<!\S)(?:(?:just|only) (?:\S+ ){0,4}?(?:say|saying) (?:hi|hello|hey|hullo)"
    r"|no questions? (?:yet|for now|right now|today)"
    r"|(?:solo|nomas) (?:\S+ ){0,3}?(?:saludar|a saludar|decir hola)|sin preguntas por ahora|ninguna pregunta por ahora"
    r"|(?:juste|simplement) (?:\S+ ){0,4}?(?:dire|fais|faire) (?:un )?(?:bonjour|coucou|salut)"
    r"|pas de question pour l'instant"
    r"|(?:bas|sirf) (?:\S+ ){0,2}?(?:hello|hi|hii|namaste|namaskar) (?:bol|kah|keh)\w*|abhi koi sawa+l nahi\w*"
    r"|(?:बस|सिर्फ|सिर्फ़) (?:\S+ ){0,2}?(?:हेलो|हैलो|नमस्ते|नमस्कार) (?:बोल|कह)\S*|अभी कोई सवाल नह\S*)(?!\S)"
)
"""Whoever says so greets, whatever else they tell: the heat at home, who passed our number on."""
_WELL_WISHES = regex.compile(
    r"(?<!\S)(?:bon(?:ne)?s?|joyeu(?:x|ses?)|feliz|felices|buen|happy(?! (?:with|to|on|for|if))|merry|shubh|शुभ"
    r"|हैप्पी|मुबारक) (?:\S+ ){0,2}?"
    r"(?:\S+day|weekend|week|christmas|xmas|new year|easter|diwali|deepavali|dipawali|holi|eid|dussehra|navratri|lohri"
    r"|pongal|dimanche|samedi|lundi|mardi|mercredi|jeudi|vendredi|week end|semaine|journee|soiree|annee|fetes?|noel"
    r"|avent|paques|domingo|sabado|lunes|martes|miercoles|jueves|viernes|dia|semana|fiestas?|ano(?: nuevo)?"
    r"|navidad(?:es)?|pascuas?|din|shaam|raat|दिन|शाम|रविवार|दिवाली|दीवाली|होली|ईद|दशहरा|नवरात्रि|नया साल|नव वर्ष)(?!\S)"
)
"""A good Sunday, or a feast, wished to us: its day asks for no trek."""
_SURELY_GREETS = 0.8
_BEYOND_DOUBT = 0.95  # "bon samedi à toute l'équipe" names a day and asks for none
_HOW_WE_ARE = regex.compile(
    r"¿?(?<!\p{L})(?:how(?:'s| is| are|re)? (?:you|u|ya|y'all|everyone|everybody|things|it going|life)"
    r"|(?:is )?(?:all|everything|everyone) (?:is )?(?:well|good|fine|ok|okay|alright)"
    r"|comment (?:allez|vas|va|ça va)|(?:tout )?[çc]a va|tout va bien|tout le monde va bien|quoi de neuf"
    r"|(?:en|la) forme(?! physique)"
    r"|qu[eé] (?:tal|onda|hubo|hay de nuevo|cuentan|m[aá]s)|todo (?:bien|tranquilo|en orden)"
    r"|c[oó]mo (?:est[aá]n?|est[aá]s|est[aá]is|les? va|os va|te va|va todo|va la cosa|va eso)"
    r"|c[oó]mo (?:andan?|and[aá]is|andas|anda todo)"
    r"|kaise? (?:ho|hain|hai|h|hen)(?!\p{L})|kya haal|(?:sab|sb) (?:theek|thik|badhiya|badiya|changa|mast)"
    r"|कैसे? (?:हो|हैं|है)|क्या हाल|सब (?:ठीक|बढ़िया|बढ़िया|अच्छा))[^?!.।\n]*[?!.।]*"
)


def is_nod(asked: Asked) -> bool:
    """Whether the message only agrees, thanks or waves: nothing in it asks for an answer."""
    if "?" in asked.text or "¿" in asked.text:
        return False
    mood = asked.turn.parsed.sentiment if asked.turn.parsed else "neutral"
    rest = rest_of(asked.text, ("nod", "thanks", "agreed"))
    return (not rest or rest in _NODS_ALONE or _only_thanks(asked, mood)) and mood != "negative"


def _only_thanks(asked: Asked, mood: str) -> bool:
    """Whether it praises us with its thanks, and names nothing: "thanks, that made my day"."""
    names = set(asked.topics) - MANNERS or asked.turn.entities or asks(asked.text)
    return asked.about("thanks") and asked.intent == "greeting" and mood == "positive" and not names


_NODS_ALONE = frozenset({"top", "au top", "nickel", "impec", "carre", "cheers", "ta", "guay", "chido", "listo", "mast"})
"""Words that nod where nothing stands beside them, and name something else where it does."""


def nod(asked: Asked) -> Section:
    """A short friendly word back."""
    thanked = asked.about("thanks") or brings_thanks(asked.text)
    return Section(asked.say("thanks" if thanked else "nod"))


def agrees_to_dates(asked: Asked) -> bool:
    """A "yes" to our own "Shall I show you the free dates?", in whichever language we asked."""
    offered = asked.before.asked.rstrip().endswith(asked.say("next_dates"))
    asks_more = bool(set(asked.topics) - MANNERS - {"dates"}) or bool(
        named_currency(asked.text, offered_currencies(asked.catalogue))
    )
    return offered and bool(asked.treks) and asked.about("agreed") and not asks_more


def bot(asked: Asked) -> Section:
    """The truth, to who asks whether a person writes."""
    return Section(asked.say("bot", operator=asked.catalogue.operator["name"]), ("operator",))


def listening(asked: Asked) -> Section:
    """To a message without a single word."""
    return Section(asked.say("listening"))


def decline(asked: Asked) -> Section:
    """Not our trade, said kindly."""
    countries = dict.fromkeys(trek.country for trek in asked.catalogue.treks.values())
    told = asked.wording.listed([asked.wording.country(code) for code in countries])
    return Section(asked.say("decline", operator=asked.catalogue.operator["name"], countries=told), ("operator",))


def unknown(asked: Asked) -> Section:
    """An honest "I don't know"; a colleague is told."""
    return Section(asked.say("unknown"), settled=False, needs_person=True)


def unknown_now(asked: Asked) -> Section:
    """What changes by the hour: not to be seen from here."""
    return Section(asked.say("unknown_now"), settled=False, needs_person=True)


def buttons(asked: Asked, told: frozenset[str], *, person: bool) -> tuple[Button, ...]:
    """At most three; titles that WhatsApp would cut are left out. A nod needs none."""
    if "nod" in told:
        return ()
    trek = asked.treks[0].id if asked.treks else ""
    wanted = [_button(asked, name, trek) for name in _buttons_for(told, person=person, trek=bool(trek))]
    return tuple(button for button in wanted if len(button.title) <= _LONGEST_TITLE)[:_MOST_BUTTONS]


def _buttons_for(told: frozenset[str], *, person: bool, trek: bool) -> list[str]:
    if person or told & {"cancel", "support", "unknown"}:
        return ["person"]
    if "greeting" in told:
        return ["treks", "person"]
    if not trek:
        return []
    open_steps = {"dates": "dates" not in told, "price": "price" not in told, "book": "booking" not in told}
    return [name for name, is_open in open_steps.items() if is_open][:2]


def _button(asked: Asked, name: str, trek: str) -> Button:
    return Button(id=f"{name}:{trek}" if trek and name != "person" else name, title=asked.say(f"button_{name}"))
