"""What treks are compared by: price, days, altitude and difficulty, as numbers."""

from collections.abc import Mapping
from decimal import Decimal

from agent.knowledge.catalogue import Catalogue, Trek

GRADES = ("easy", "easy_moderate", "moderate", "moderate_difficult", "difficult")
"""Of difficulty, the easiest first."""

Measures = Mapping[str, Mapping[str, Decimal]]


def grade_of(trek: Trek) -> int:
    """Its place in `GRADES`, after the hardest where its difficulty is none of them."""
    return GRADES.index(trek.difficulty) if trek.difficulty in GRADES else len(GRADES)


def measures_of(catalogue: Catalogue) -> Measures:
    """Measure → trek → how much. The price is the lowest of all seasons, in the operator's first currency."""
    treks = catalogue.treks.values()
    currency = str((catalogue.operator.get("currencies") or ["INR"])[0])
    prices: dict[str, Decimal] = {}
    for row in catalogue.prices:
        if row.currency == currency:
            prices[row.trek] = min(row.amount, prices.get(row.trek, row.amount))
    return {
        "price": prices,
        "days": {trek.id: Decimal(trek.days) for trek in treks},
        "altitude": {trek.id: Decimal(trek.max_altitude_m) for trek in treks},
        "difficulty": {t.id: Decimal(GRADES.index(t.difficulty)) for t in treks if t.difficulty in GRADES},
    }
