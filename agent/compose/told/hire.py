"""What hired gear comes to: the sum of the things a customer names, for those who come."""

from collections.abc import Mapping
from decimal import Decimal

from agent.compose.reading import party
from agent.compose.reading.asked import Asked
from agent.compose.section import Section, lines
from agent.compose.told.on_trek import ON_TREK
from agent.compose.topics.named import MANNERS
from agent.knowledge.hired import counted_in, hire_of, hired_in, names_unpriced

_SUMS = frozenset({"price", "how_much", "in_all", "both", "paid"})
_OF_HIRE = frozenset({"hire", "price", "packing", "gear_included", "discount", "offloading"})
"""Topics whose words a question for the sum may use."""


def sums_hire(asked: Asked) -> bool:
    """Whether it asks what things to hire come to: things named now, or those of the line before."""
    sums = bool(_SUMS & set(asked.topics)) or (asked.follows and asked.people is not None)
    things = _things(asked) if sums else ()
    several = len(things) * _people(asked) > 1 or bool(_counted(asked))
    return bool(things) and several and _is_told_here(asked)


def hire_total(asked: Asked) -> Section:
    """The sum with the price of each thing.

    Beside it the operator's rule, where things without a price are named or it is asked until when one may order.
    """
    counts = _counted(asked)
    told = _total_of_counts(asked, counts) if counts else _total_for_all(asked)
    rule = ON_TREK["hire"](asked) if names_unpriced(asked.text) or asked.about("until") else None
    return Section(lines(told, rule.text) if rule else told, ("operator",))


def _total_for_all(asked: Asked) -> str:
    """One of each thing for everybody who comes."""
    operator, things, people = asked.catalogue.operator, _things(asked), _people(asked)
    each = hire_of(things, operator)
    named = [asked.say("hired", code=thing, amount=_money(asked, hire_of([thing], operator))) for thing in things]
    values = {"each": _money(asked, each), "people": people, "total": _money(asked, each * people)}
    return asked.say("hire_total", things=", ".join(named), **values)


def _total_of_counts(asked: Asked, counts: Mapping[str, int]) -> str:
    """So many of each as the customer counts: three jackets and one pair of poles."""
    operator = asked.catalogue.operator
    named = [
        f"{many} × {asked.say('hired', code=thing, amount=_money(asked, hire_of([thing], operator)))}"
        for thing, many in counts.items()
    ]
    total = hire_of([thing for thing, many in counts.items() for _ in range(many)], operator)
    return asked.say("hire_sum", things=", ".join(named), total=_money(asked, total))


def _counted(asked: Asked) -> Mapping[str, int]:
    return counted_in(asked.text, asked.catalogue.operator, _people(asked))


def _money(asked: Asked, amount: Decimal) -> str:
    return asked.wording.money(amount, str(asked.catalogue.operator["hire_currency"]))


def _is_told_here(asked: Asked) -> bool:
    """Not of treks in countries for which the rule names no prices."""
    home = asked.catalogue.operator.get("hire_countries") or ()
    return all(trek.country in home for trek in asked.treks)


def _things(asked: Asked) -> tuple[str, ...]:
    """Those the message names; with those of the line before where it adds to them or names none."""
    operator = asked.catalogue.operator
    now = hired_in(asked.text, operator)
    adds = asked.about("in_all") and "hire" in asked.before.topics
    if "hire" in asked.topics and not (asked.follows or adds):
        return now
    subjects = set(asked.topics) - MANNERS
    if "hire" not in asked.before.topics or not subjects <= _OF_HIRE or (asked.named and not now):
        return ()
    before = hired_in(asked.turn.line_before, operator)
    return tuple(thing for thing in operator.get("hire_prices") or () if thing in {*now, *before})


def _people(asked: Asked) -> int:
    """Those who come; "the two" of two things are the things."""
    return party.people(asked.turn) or asked.before.people or 1
