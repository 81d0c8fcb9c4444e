"""Terms told in their case only: of somebody not of age, a child to come, money that is to come back or is lost."""

from collections.abc import Callable, Mapping

from agent.compose.reading.asked import Asked
from agent.compose.section import Section, lines
from agent.compose.told import trek as treks
from agent.compose.told.on_trek import rule
from agent.compose.topics.named import topics_in


def _minors_alone(asked: Asked) -> Section | None:
    """From which age without a parent; only where somebody younger than of age is meant."""
    age = asked.catalogue.operator.get("minors_alone_from_age")
    return Section(asked.say("minors_alone", age=age), ("operator",)) if age and _is_of_a_minor(asked) else None


def _is_of_a_minor(asked: Asked) -> bool:
    of_age = int(asked.catalogue.operator.get("consent_below_age") or 0)
    return asked.about("minor") or any(years < of_age for years in asked.ages)


def _solo(asked: Asked) -> Section | None:
    """What is told grown people who come alone; of somebody younger no rule but that for minors says anything."""
    if not _is_of_a_minor(asked):
        return rule("solo")(asked)
    ruled = asked.catalogue.operator.get("minors_alone_from_age")
    return None if ruled else Section(asked.say("unknown_part"), settled=False, needs_person=True)


def _refund_to(asked: Asked) -> Section | None:
    """To whom money comes back, where that is what is talked about: one may pay with any card."""
    told = _REFUNDS & {*asked.topics, *asked.before.topics, *topics_in(asked.turn.line_before)}
    only = asked.catalogue.operator.get("refund_to_payer_only")
    return Section(asked.say("refund_to"), ("operator",)) if told and only else None


_REFUNDS = frozenset({"cancel", "refund", "refund_time"})


def _pregnancy(asked: Asked) -> Section | None:
    """The rule, and how high the treks in question go."""
    told = rule("pregnancy")(asked)
    if told is None:
        return None
    heights = treks.fact(asked, treks.FACTS["altitude"])
    return Section(lines(told.text, heights.text), (*told.sources, *heights.sources)) if heights else told


CASE_TERMS: Mapping[str, Callable[[Asked], Section | None]] = {
    "minors_alone": _minors_alone,
    "solo": _solo,
    "refund_to": _refund_to,
    "illness": rule("illness_refund"),
    "code_asked": rule("code_never_asked"),
    "own_tickets": rule("own_tickets"),
    "pregnancy": _pregnancy,
}
