"""Hello, the kind no, and the buttons below a reply."""

import regex

from agent.compose.asked import Asked
from agent.compose.asking import asks
from agent.compose.currency import named_currency, offered_currencies
from agent.compose.section import Section
from agent.compose.topics import MANNERS, rest_of
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
    surely = asked.intent == "greeting" and asked.confidence >= _SURELY_GREETS
    of_something = asked.named or asked.windows or asked.about("suggest") or asked.about("thanks")
    return surely and not of_something and not asks(_HOW_WE_ARE.sub(" ", asked.text.casefold()))


_SURELY_GREETS = 0.8
_HOW_WE_ARE = regex.compile(
    r"how(?:'s| is| are|re)? (?:you|u|ya|y'all|everyone|everybody|things|it going|life)[^?!.\n]*[?!.]*"
    r"|comment (?:allez|vas|va|ça va)[^?!.\n]*[?!.]*|(?:ça|ca) va[^?!.\n]*[?!.]*"
    r"|¿?(?:qu[eé] tal|c[oó]mo (?:est[aá]n?|est[aá]s|est[aá]is|les va|le va|va todo|andan?))[^?!.\n]*[?!.]*"
    r"|kaise? (?:ho|hain|hai|h|hen)(?!\p{L})[^?!.\n]*[?!.]*|कैसे? (?:हो|हैं|है)[^?!.।\n]*[?!.।]*"
)


def is_nod(asked: Asked) -> bool:
    """Whether the message only agrees, thanks or waves: nothing in it asks for an answer."""
    if "?" in asked.text or "¿" in asked.text:
        return False
    mood = asked.turn.parsed.sentiment if asked.turn.parsed else "neutral"
    return not rest_of(asked.text, ("nod", "thanks", "agreed")) and mood != "negative"


def nod(asked: Asked) -> Section:
    """A short friendly word back."""
    return Section(asked.say("thanks" if asked.about("thanks") else "nod"))


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
