"""The currency to answer in: the one asked for, else that of the customer's country or language."""

from agent.knowledge.catalogue import Catalogue
from agent.language.plain import plain
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


def currency_for(turn: Turn, catalogue: Catalogue, language: Language) -> str:
    """One the operator has prices in; its first where the customer's is none of them."""
    offered = tuple(str(c) for c in catalogue.operator.get("currencies", ())) or ("INR",)
    wanted = _asked(turn) or _at_home(turn, language)
    return wanted if wanted in offered else offered[0]


def _asked(turn: Turn) -> str:
    prices = turn.values("price")
    if prices:
        return str(prices[0]).split(" ")[0]
    if sign := next((code for sign, code in _SIGNS.items() if sign in turn.message.text), ""):
        return sign
    words = set(plain(turn.message.text).split())
    return next((code for code, names in _WORDS.items() if words & set(names)), "")


def _at_home(turn: Turn, language: Language) -> str:
    country = turn.customer.country.upper() if turn.customer else ""
    if country:
        return "INR" if country == "IN" else "EUR" if country in _EURO else "USD"
    return _OF_LANGUAGE.get(language, "USD")
