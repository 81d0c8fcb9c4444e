"""The currency to answer in: the one asked for, else that of the customer's country or language."""

from collections.abc import Iterable, Sequence
from functools import cache

import regex
from babel.numbers import get_currency_name, get_territory_currencies

from agent.compose.reading.asking import asks
from agent.compose.reading.questions import content
from agent.knowledge.catalogue import Catalogue
from agent.language.plain import plain, spelt_out
from agent.turn import Language, Turn

_EURO = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "DE",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PT",
        "SI",
        "SK",
    ]
)
_SIGNS = {"€": "EUR", "₹": "INR", "$": "USD"}
_WORDS = {
    "EUR": ("eur", "euro", "euros", "यूरो"),
    "USD": ("usd", "dollar", "dollars", "dolar", "dolares", "डॉलर"),
    "INR": (
        "inr",
        "rs",
        "indian",
        "indians",
        "indiens",
        "indios",
        "rupee",
        "rupees",
        "rupay",
        "rupaye",
        "rupias",
        "roupies",
        "रुपये",
        "रुपए",
    ),
}
_OF_LANGUAGE = {"hi": "INR", "hi-Latn": "INR", "es": "EUR", "fr": "EUR"}


def currency_for(turn: Turn, catalogue: Catalogue, language: Language, before: str = "") -> str:
    """One the operator has prices in; its first where the customer's is none of them. `before`: asked for earlier."""
    offered = offered_currencies(catalogue)
    wanted = _asked(turn, offered) or before or _local(turn, offered) or _at_home(turn, language)
    return wanted if wanted in offered else offered[0]


def offered_currencies(catalogue: Catalogue) -> tuple[str, ...]:
    """The codes of those in which the operator has prices, its first one first."""
    return tuple(str(code) for code in catalogue.operator.get("currencies", ())) or ("INR",)


def _asked(turn: Turn, offered: Sequence[str]) -> str:
    prices = turn.values("price")
    if prices:
        return str(prices[0]).split(" ")[0]
    return named_currency(turn.message.text, offered)


@cache
def _names(code: str) -> frozenset[str]:
    """What people call it for short, in four languages: "soles", "sols"; none of the names known here already."""
    places = {"en": -1, "hi": -1, "es": 0, "fr": 0}  # of the noun: Peruvian soles, soles peruanos
    nouns = {plain(get_currency_name(code, count=2, locale=one)).split()[place] for one, place in places.items()}
    return frozenset(nouns - {name for names in _WORDS.values() for name in names})


def _local(turn: Turn, offered: Sequence[str]) -> str:
    """What is paid with where the customer is at home, if the operator has prices in it."""
    paid_with = get_territory_currencies(turn.customer.country.upper()) if turn.customer else ()
    return next((code for code in paid_with if code in offered), "")


def named_currency(text: str, offered: Sequence[str]) -> str:
    """The code of the currency a text names by its sign or in words, or of one `offered`; "" where it names none."""
    words = set(plain(text).split())
    others = (code for code in offered if code not in _WORDS)
    if other := next((code for code in others if _is_named(code, text)), ""):
        return other
    if sign := next((code for sign, code in _SIGNS.items() if sign in text), ""):
        return sign
    return next((code for code, names in _WORDS.items() if words & set(names)), "")


def _is_named(code: str, text: str) -> bool:
    """By its code, or by a name behind "in": "we won" names none, and a bag weighs pounds."""
    return bool(regex.search(rf"\b{code}\b", text) or _asked_in(code).search(plain(text)))


@cache
def _asked_in(code: str) -> regex.Pattern[str]:
    names = "|".join(map(regex.escape, sorted(_names(code))))
    return regex.compile(rf"(?<!\S)(?:(?:in|en|or|o|ou) (?:\S+ )?(?:{names})|(?:{names}) (?:me|mein|mai|में))(?!\S)")


def named_currencies(text: str) -> tuple[str, ...]:
    """The codes of all currencies a text names: "in EUR and USD both". Whoever is Indian names none."""
    words = set(plain(text).split()) - _OF_PEOPLE
    signs = {code for sign, code in _SIGNS.items() if sign in text}
    return tuple(code for code, names in _WORDS.items() if code in signs or words & set(names))


_OF_PEOPLE = frozenset({"indian", "indians", "indiens", "indios"})


def only_names_a_currency(text: str, offered: Sequence[str]) -> bool:
    """Whether a stretch only says in which money a sum is wanted: "in rupees, I guess"."""
    named = named_currency(text, offered) and not asks(text)
    return bool(named) and len(without_currency(content(text), offered)) <= 1


def without_currency(words: Iterable[str], offered: Sequence[str]) -> list[str]:
    """Words of a `plain` text that name no currency, nor one of those `offered`."""
    others = frozenset[str]().union(*(_names(code) | {code.lower()} for code in offered if code not in _WORDS))
    named = others.union(*_WORDS.values())
    return [word for word in words if word not in named]


def _at_home(turn: Turn, language: Language) -> str:
    country = turn.customer.country.upper() if turn.customer else ""
    if country:
        return "INR" if country == "IN" else "EUR" if country in _EURO else "USD"
    return _OF_LANGUAGE.get(language) or ("INR" if _lives_in_india(turn) else "USD")


def _lives_in_india(turn: Turn) -> bool:
    """Whether one of their lines names a town of India that is nobody's gateway to our treks: there one lives."""
    lines = (turn.message.text, *(line.text for line in turn.history if line.speaker == "U"))
    texts = [spelt_out(plain(part)) for line in lines for part in line.splitlines()]
    return any(not _HOME_TOWNS.isdisjoint(text.split()) or _LIVES_AT_A_GATEWAY.search(text) for text in texts)


_GATEWAYS = r"(?:new )?(?:mumbai|bombay|delhi|dehradun|chandigarh|srinagar|manali)(?!\S)"
_PARTY = (
    r"(?:(?:\d+|two|three|four|five|six|a)"
    r"(?: (?:people|persons?|adults|pax|friends|couple|family|group|members|students|of us))?)"
)
_LIVES_AT_A_GATEWAY = regex.compile(
    r"(?<!\S)(?:(?:we're|we are|i'm|i am|we|i) (?:both |all )?(?:(?:currently|now|based|live|living|work|working) )?"
    rf"(?:{_PARTY} )?(?:in|from)|(?:based|live|living|work|working) (?:in|at|near)) (?:south |north )?{_GATEWAYS}"
    rf"|^(?:(?:hi|hello|hey|and|so|total) )?{_PARTY} from {_GATEWAYS}"
    rf"|(?<!\S)(?:me|myself|i) (?:and|with) (?:my )?\S+ from {_GATEWAYS}"
)
"""A town through which guests from abroad come too, where the words say that one lives there."""


_HOME_TOWNS = frozenset(
    [
        "agra",
        "ahmedabad",
        "ajmer",
        "aligarh",
        "amritsar",
        "aurangabad",
        "bangalore",
        "banglore",
        "bareilly",
        "baroda",
        "bengaluru",
        "bglr",
        "bhavnagar",
        "bhopal",
        "bhubaneswar",
        "blore",
        "blr",
        "calcutta",
        "calicut",
        "chennai",
        "coimbatore",
        "cuttack",
        "dhanbad",
        "faridabad",
        "ghaziabad",
        "goa",
        "gurgaon",
        "gurugram",
        "guwahati",
        "gwalior",
        "hubli",
        "hyd",
        "hyderabad",
        "indore",
        "jabalpur",
        "jaipur",
        "jalandhar",
        "jamnagar",
        "jamshedpur",
        "jodhpur",
        "kanpur",
        "kochi",
        "kolhapur",
        "kolkata",
        "kozhikode",
        "lucknow",
        "ludhiana",
        "madurai",
        "mangalore",
        "mangaluru",
        "meerut",
        "mohali",
        "mysore",
        "mysuru",
        "nagpur",
        "nashik",
        "noida",
        "panchkula",
        "patna",
        "poona",
        "prayagraj",
        "pune",
        "raipur",
        "rajkot",
        "ranchi",
        "secunderabad",
        "siliguri",
        "solapur",
        "surat",
        "thane",
        "thrissur",
        "trivandrum",
        "udaipur",
        "ujjain",
        "vadodara",
        "varanasi",
        "vijayawada",
        "vizag",
        "warangal",
    ]
)
