"""Adults that a school sends along: the operator's rule, and what it comes to for the pupils named."""

from math import ceil

from agent.compose.reading.asked import Asked
from agent.compose.reading.children import pupils_in
from agent.compose.section import Section


def school_adults(asked: Asked) -> Section | None:
    """One adult for so many pupils, and how many that makes; what a teacher pays is told with it."""
    each = asked.catalogue.operator.get("pupils_per_adult")
    if not each:
        return None
    pupils = _pupils(asked)
    needed = ceil(pupils / int(each)) if pupils else 0
    pay = asked.catalogue.operator.get("teachers_pay")
    told = asked.say("school_adults", each=each, pupils=pupils, needed=needed, pay=pay)
    return Section(told, ("operator",))


def _pupils(asked: Asked) -> int:
    """Pupils by that word, in this line or the one before; 0 where nobody counted them."""
    return pupils_in(asked.text) or pupils_in(asked.turn.line_before)
