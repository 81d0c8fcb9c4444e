"""The operator's terms, the same for every trek, from its settings. None where a setting is missing: ask a document."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from agent.compose.follow_up.earlier import said_just_before
from agent.compose.reading.asked import Asked
from agent.compose.section import Section, fact_source, lines
from agent.compose.told.goes_ahead import goes_ahead
from agent.compose.told.on_trek import meals_of, rule
from agent.compose.told.own_words import listing
from agent.compose.told.school import school_adults
from agent.compose.told.trek_place import papers_ahead
from agent.compose.topics.named import topics_in
from agent.knowledge.catalogue import Trek

Teller = Callable[[Asked], Section | None]


def _setting(phrase: str, **keys: str) -> Teller:
    """A phrase whose blanks are settings of the operator: `blank="key"`."""

    def tell(asked: Asked) -> Section | None:
        values = {blank: asked.catalogue.operator.get(key) for blank, key in keys.items()}
        known = all(value not in (None, "", False) for value in values.values())
        return Section(asked.say(phrase, **values), ("operator",)) if known else None

    return tell


def _listed(phrase: str, blank: str, key: str) -> Teller:
    """A phrase with a list or text of the operator's own."""

    def tell(asked: Asked) -> Section | None:
        told = listing(asked, phrase, **{blank: [key]})
        return Section(told, ("operator",)) if told else None

    return tell


def _allowed(phrase: str, key: str) -> Teller:
    """A phrase that holds where the operator switched the setting on."""

    def tell(asked: Asked) -> Section | None:
        return Section(asked.say(phrase), ("operator",)) if asked.catalogue.operator.get(key) else None

    return tell


def _payment(asked: Asked) -> Section | None:
    methods = _listed("payment", "methods", "payment_methods")(asked)
    known = [str(code) for code in asked.catalogue.operator.get("currencies") or ()]
    told = asked.say("currencies", listed=asked.wording.listed(known)) if known else ""
    percent = asked.catalogue.operator.get("card_fee_percent")
    fee = asked.say("card_fee", percent=percent) if percent is not None else ""
    return Section(lines(" ".join(filter(None, [methods.text, fee])), told), methods.sources) if methods else None


def _instalments(asked: Asked) -> Section | None:
    operator = asked.catalogue.operator
    if not operator.get("balance_in_parts"):
        return None
    deposit = asked.say("deposit", percent=operator["deposit_percent"], days=operator["balance_days"])
    return Section(lines(asked.say("instalments", days=operator["balance_days"]), deposit), ("operator",))


def _insurance(asked: Asked) -> Section | None:
    """What the rule says of the trek in question, else the rule."""
    if not asked.catalogue.operator.get("insurance"):
        return None
    told = [_insurance_of(asked, trek) for trek in asked.treks[:2]] or [_insurance_rule(asked)]
    sources = ("operator", *fact_source("treks", *(trek.id for trek in asked.treks[:2])))
    days = asked.catalogue.operator.get("insurance_proof_days")
    proof = asked.say("insurance_proof", days=days) if days and _is_asked_for(asked) else ""
    return Section(lines(*told, proof or asked.say("insurance_extra")), sources)


def _is_asked_for(asked: Asked) -> bool:
    """Whether a trek in question needs insurance, or none is named: only then is there proof to send."""
    return not asked.treks or any(needs_insurance(trek, asked.catalogue.operator) for trek in asked.treks[:2])


def _insurance_of(asked: Asked, trek: Trek) -> str:
    reaches = _cover(trek, asked.catalogue.operator)
    name, metres = asked.name_of(trek), asked.wording.number(reaches)
    if needs_insurance(trek, asked.catalogue.operator):
        return asked.say("insurance_required", trek=name, metres=metres, helicopter=_by_helicopter(asked))
    return asked.say("insurance_advised", trek=name)


def needs_insurance(trek: Trek, operator: Mapping[str, Any]) -> bool:
    """Whether the operator asks for insurance on this trek: always in some countries, in others above an altitude."""
    always, above = _rule(operator)
    return trek.country in always or trek.max_altitude_m > above.get(trek.country, trek.max_altitude_m)


def _insurance_rule(asked: Asked) -> str:
    always, above = _rule(asked.catalogue.operator)
    if not (always or above):
        return ""
    everywhere = [asked.wording.country(code) for code in always]
    higher = [
        asked.say("insurance_above", country=asked.wording.country(code), metres=asked.wording.number(metres))
        for code, metres in above.items()
    ]
    return asked.say(
        "insurance_rule",
        always=asked.wording.listed(everywhere),
        above=asked.wording.listed(higher),
        helicopter=_by_helicopter(asked),
    )


def _by_helicopter(asked: Asked) -> bool:
    return (asked.catalogue.operator.get("insurance") or {}).get("evacuation") == "helicopter"


def _cover(trek: Trek, operator: Mapping[str, Any]) -> int:
    """Metres the cover must reach: the highest point of the trek, for some treks the operator's higher figure."""
    rule = operator.get("insurance") or {}
    return int(rule["cover_m"]) if trek.id in (rule.get("cover_m_on") or ()) else trek.max_altitude_m


def _rule(operator: Mapping[str, Any]) -> tuple[tuple[str, ...], Mapping[str, int]]:
    """Countries where it is always asked for, and the altitude in metres above which it is elsewhere."""
    rule = operator.get("insurance") or {}
    return tuple(rule.get("always") or ()), rule.get("above_altitude_m") or {}


def _name_change(asked: Asked) -> Section | None:
    """Until when, and what it costs where the operator says that only permits are paid again."""
    operator = asked.catalogue.operator
    days, permits = operator.get("name_change_days"), bool(operator.get("name_change_pays_permits_only"))
    return Section(asked.say("name_change", days=days, permits=permits), ("operator",)) if days else None


def _offloading(asked: Asked) -> Section | None:
    """The fee of the trek's country, else of each."""
    fees: Mapping[str, Mapping[str, object]] = asked.catalogue.operator.get("offloading_per_day") or {}
    here = {trek.country for trek in asked.treks} & set(fees)
    elsewhere = asked.follows and not asked.about("whole")  # "per day? and in Nepal?" right after a trek in India
    here = set(fees) if elsewhere or not here else here
    told = [_fee(asked, code, fees[code]) for code in fees if code in here]
    if not told:
        return None
    total = _fee_in_all(asked, fees[next(iter(here))]) if len(here) == 1 else ""
    of_the_trek = fact_source("treks", *(trek.id for trek in asked.treks)) if len(here) == 1 else ()
    text = lines(asked.say("offloading", amounts=asked.wording.listed(told)), total)
    return Section(text, ("operator", *of_the_trek))


def _fee_in_all(asked: Asked, fee: Mapping[str, object]) -> str:
    """The sum for the days named, or for all days of the trek where it is asked for as a whole."""
    whole = asked.treks[0].days if asked.about("whole") and len(asked.treks) == 1 else 0
    days = asked.days[0] if asked.days else whole
    amount = asked.wording.money(Decimal(str(fee["amount"])) * days, str(fee["currency"]))
    return asked.say("offloading_total", days=days, amount=amount) if days > 1 else ""


def _fee(asked: Asked, country: str, fee: Mapping[str, object]) -> str:
    amount = asked.wording.money(Decimal(str(fee["amount"])), str(fee["currency"]))
    return asked.say("offloading_amount", amount=amount, country=asked.wording.country(country))


def _languages(asked: Asked) -> Section | None:
    codes = [str(code) for code in asked.catalogue.operator.get("languages") or ()]
    spoken = asked.catalogue.operator.get("guide_languages") or {}
    guides = [f"{_tongues(asked, told)} ({asked.wording.country(country)})" for country, told in spoken.items()]
    told = asked.say("languages", listed=_tongues(asked, codes), guides=asked.wording.listed(guides))
    return Section(told, ("operator",)) if codes else None


def _tongues(asked: Asked, codes: Sequence[str]) -> str:
    return asked.wording.listed([asked.wording.tongue(code) for code in codes])


def _offices(asked: Asked) -> Section | None:
    operator = asked.catalogue.operator
    desks = asked.wording.listed([str(desk) for desk in operator.get("partner_desks") or ()])
    city = operator.get("city")
    return Section(asked.say("offices", city=city, desks=desks), ("operator",)) if city else None


def _health(asked: Asked) -> Section:
    """Never advice: who to ask, and what the trek is like. Not settled, for a document may say more."""
    trek = asked.treks[0] if asked.treks else None
    values = {"trek": "", "altitude": "", "difficulty": ""}
    if trek:
        grade = asked.say("grade", code=trek.difficulty)
        metres = asked.wording.number(trek.max_altitude_m)
        values = {"trek": asked.name_of(trek), "altitude": metres, "difficulty": grade}
    sources = ("operator", f"treks:{trek.id}") if trek else ("operator",)
    return Section(lines(asked.say("health", **values), _after_surgery(asked)), sources, settled=False)


def _after_surgery(asked: Asked) -> str:
    """How long after an operation a certificate is asked for, where one is told of."""
    months = asked.catalogue.operator.get("certificate_after_surgery_months")
    told = "operated" in (*asked.topics, *topics_in(said_just_before(asked.turn)))
    return asked.say("after_surgery", months=months) if months and told else ""


def _payment_trouble(asked: Asked) -> Section | None:
    """What to send us, and never to send; a person traces the payment."""
    days = asked.catalogue.operator.get("payment_trace_days")
    return Section(asked.say("payment_trouble", days=days), ("operator",), needs_person=True) if days else None


def _visa(asked: Asked) -> Section | None:
    """The operator's text ends without a full stop, as its lists do."""
    told = _listed("visa", "text", "visa")(asked)
    stop = "।" if asked.language == "hi" and "hi" in asked.catalogue.operator["visa"] else "."
    return Section(f"{told.text}{stop}", told.sources) if told else None


def _documents(asked: Asked) -> Section | None:
    """The papers of every booking; of the trek in question also how long ahead those of its permit are due."""
    told = _listed("documents", "items", "documents_needed")(asked)
    ahead = {trek.id: text for trek in asked.treks[:2] if (text := papers_ahead(asked, trek))}
    return Section(lines(told.text, *ahead.values()), (*told.sources, *fact_source("treks", *ahead))) if told else None


def _tax(asked: Asked) -> Section | None:
    operator = asked.catalogue.operator
    percent = operator.get("tax_percent")
    return Section(asked.say("tax", percent=percent, name=operator.get("tax_name")), ("operator",)) if percent else None


def _food(asked: Asked) -> Section | None:
    """What is eaten, and of the trek in question from which meal to which."""
    eaten = _listed("food", "meals", "meals")(asked)
    spans = [text for trek in asked.treks[:2] if (text := meals_of(asked, trek))]
    sources = fact_source("treks", *(trek.id for trek in asked.treks[:2])) if spans else ()
    return Section(lines(eaten.text, *spans), (*eaten.sources, *sources)) if eaten else None


def _others_data(asked: Asked) -> Section:
    """Nothing about anyone else."""
    return Section(asked.say("others_data"), ("operator",))


TERMS: Mapping[str, Teller] = {
    "payment": _payment,
    "instalments": _instalments,
    "late_booking": _setting("late_booking", days="balance_days"),
    "no_view": rule("no_view_refund"),
    "refund_time": _setting("refund_time", days="refund_working_days"),
    "operator_cancels": _setting("operator_cancels", months="credit_months"),
    "cut_short": _setting("cut_short", percent="cut_short_credit_percent", months="credit_months"),
    "payment_trouble": _payment_trouble,
    "min_people": goes_ahead,
    "private": _setting("private", people="private_from_people"),
    "guides": _setting("guides", guests="guests_per_guide"),
    "child_price": _allowed("child_price", "children_pay_full"),
    "school_adults": school_adults,
    "certificate": _setting("certificate", age="certificate_from_age", days="certificate_days"),
    "insurance": _insurance,
    "offloading": _offloading,
    "gear_included": _listed("gear_included", "items", "gear_included"),
    "food": _food,
    "alcohol": _listed("food", "meals", "meals"),
    "name_change": _name_change,
    "tax": _tax,
    "hold": _setting("hold", percent="deposit_percent"),
    "languages": _languages,
    "offices": _offices,
    "tips": _allowed("tips", "tips_voluntary"),
    "visa": _visa,
    "own_data": _setting("own_data", email="email"),
    "others_data": _others_data,
    "documents": _documents,
    "health": _health,
}
