"""Which sums a question asks for: the price of the trek, the deposit, or what both come to for those who come."""

import regex

from agent.compose.reading.asked import Asked
from agent.compose.told.offers import names_an_ended_offer
from agent.compose.topics.named import Topic, rest_of, topics_in
from agent.language.plain import plain, spelt_out

_OF_SUMS = frozenset({"price", "how_much", "discount", "deposit", "in_all"})


def asks_how_much_it_is(subject: str) -> bool:
    """Whether a "how much" has no thing behind it but a name or a party, both blanks here: "hw mch 4 … in jan"."""
    return any(_HOW_MUCH.search(spelt_out(plain(stretch))) for stretch in _STRETCHES.split(subject))


_STRETCHES = regex.compile(r"\s{3,}|[?!.,;\n]+")
_HOW_MUCH = regex.compile(
    r"(?<!\S)(?:how much|cuanto|combien|kitn[ae]|कितन[ाे])"
    r"(?: (?:for|4|fr|is|it|does|do|the|es|el|la|por|para|x|pour|pr|le|les|ka|ki|ke|hai|का|के|की|है))*$"
)


def without_the_road(asked: Asked, kept: list[Topic]) -> list[Topic]:
    """Who asks how much the shared jeep to Maneybhanjang is wants no hours on the road."""
    fare = asked.about("extra") and asked.about("price") and not asked.about("hours")
    return [topic for topic in kept if not (fare and topic == "drive")]


def sums_of_a_hold(asked: Asked, kept: list[Topic]) -> list[Topic]:
    """Who asks how much holds a seat wants the deposit; "just me on the 18th, how much?" only tells how many come."""
    if "hold" in kept and asked.about("how_much"):
        kept = ["deposit" if topic == "hold" else topic for topic in kept]
    return [topic for topic in kept if topic != "solo"] if _OF_SUMS & set(asked.topics) else kept


def with_price(asked: Asked, kept: list[Topic]) -> list[Topic]:
    """Who says how many come and asks for the discount wants the total, and so does who asks for it beside a child's.

    "What does it include?" asks for no price.
    """
    if "deposit" in kept and "price" not in kept and asked.about("in_all") and (asked.people or 1) > 1:
        return ["price", *kept] if len(asked.treks) == 1 else kept
    if "discount" in kept and asked.treks and _is_told_with_the_price(asked) and not names_an_ended_offer(asked):
        return list(dict.fromkeys("price" if topic == "discount" else topic for topic in kept))
    if (
        {"child_price", "school_adults"} & set(kept)
        and asked.about("in_all")
        and len(asked.treks) == 1
        and (asked.people or 1) > 1
    ):
        return list(dict.fromkeys([*kept, "price"]))
    if "price" in kept and _MEASURED & set(asked.topics) and _is_sum_of_something_else(asked):
        return [topic for topic in kept if topic != "price"]
    if not asked.treks and _RATHER & set(kept):
        return [topic for topic in kept if topic != "price"]
    return kept


def _is_told_with_the_price(asked: Asked) -> bool:
    """Whether the discount is that of those who come, or only what one month costs less than another."""
    return (asked.people or 1) > 1 or _sums_for_oneself(asked) or _is_of_another_month(asked) or _takes_it_off(asked)


def _takes_it_off(asked: Asked) -> bool:
    """Whether the price just told is to be had with the discount: "and after early bird?"."""
    off = bool(_WITH_IT_OFF.search(spelt_out(plain(asked.text))))
    return off and "price" in asked.before.topics and not asked.about("holds")


_AN_OFFER = r"(?:early ?bird|discounts?|offers?|chh?oo?t|अर्ली ?बर्ड|डिस्काउंट|ऑफर|ऑफ़र|छूट)"
_TAKEN_OFF = (
    r"(?:ke ba+d|laga ?ke|laga ?kar|katke|ka+t ke|ka+t ?kar|ghata ?kar"
    r"|के बाद|लगाकर|लगा कर|लगाके|लगा के|काटकर|काट कर|काट के|घटाकर)"
)
_WITH_IT_OFF = regex.compile(
    r"(?<!\S)(?:(?:after|with|minus|less|applying) (?:the |your |any |that )?(?:early ?bird|discount|offer|\d+)"
    r"|(?:early ?bird|discount|offer) (?:applied|deducted|taken off|included)"
    r"|(?:con|tras|despues de|restando|aplicando) (?:el |la |ese |esa )?(?:early ?bird|descuento|oferta|rebaja)"
    r"|(?:early ?bird|descuento|oferta|rebaja) (?:ya )?(?:aplicad[oa]|descontad[oa]|incluid[oa])"
    r"|(?:avec|apres|deduction de|en appliquant) (?:la |le |l'|votre |cette )?"
    r"(?:early ?bird|reduction|remise|offre|promo)"
    r"|(?:early ?bird|reduction|remise|offre|promo) (?:deduite?|appliquee?|comprise?)"
    rf"|{_AN_OFFER} (?:\S+ ){{0,4}}?{_TAKEN_OFF})(?!\S)"
)


def _is_of_another_month(asked: Asked) -> bool:
    """Whether only "less" speaks of a discount, and a time is named: "would it be a bit less in June?"."""
    only_less = asked.about("cheaper") and "discount" not in topics_in(rest_of(asked.text, ("cheaper",)))
    return only_less and bool(asked.turn.values("date"))


def _sums_for_oneself(asked: Asked) -> bool:
    """Whether somebody who comes alone asks for a sum, and has a discount that is told with the price."""
    sums = bool({"price", "how_much", "in_all"} & set(asked.topics)) and asked.people == 1
    return sums and asked.catalogue.best_offer(asked.treks[0].id, people=1, booked_on=asked.today) is not None


def _is_sum_of_something_else(asked: Asked) -> bool:
    """Whether only words such as "in total" and "each" speak of a price: of "how many days each?" none is asked."""
    return asked.about("in_all") and "price" not in topics_in(rest_of(asked.text, ("in_all",)))


_MEASURED = frozenset(
    {"distance", "duration", "altitude", "difficulty", "walking_hours", "drive", "group_size", "min_people"}
)

_RATHER = frozenset({"included", "excluded", "discount", "payment", "tax"})
