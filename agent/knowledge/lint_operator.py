"""`operator.yaml` against the treks and prices: treks it names, prices that a listed currency lacks."""

from collections.abc import Iterator

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.finding import Finding

OPERATOR, PRICES, TREKS = "operator.yaml", "catalogue/prices.csv", "catalogue/treks.yaml"


def lint_operator(catalogue: Catalogue) -> Iterator[Finding]:
    """Treks that are not in the catalogue, and treks without a price in a currency of the list.

    A further currency that half of the treks or fewer are sold in is taken as meant.
    """
    rule = catalogue.operator.get("insurance") or {}
    for trek in rule.get("cover_m_on") or ():
        if trek not in catalogue.treks:
            text = f"insurance: cover_m_on names the trek {trek}, not in treks.yaml"
            yield Finding(level="error", source=OPERATOR, message=text, where="insurance", also=TREKS)
    priced = {(row.trek, row.currency) for row in catalogue.prices}
    listed = [str(code) for code in catalogue.operator.get("currencies") or ()]
    for currency in listed:
        gone = [trek for trek in catalogue.treks if (trek, currency) not in priced]
        few = 0 < 2 * (len(catalogue.treks) - len(gone)) <= len(catalogue.treks) and currency != listed[0]
        if gone and catalogue.prices and not few:
            text = f"no {currency} price for {', '.join(gone)}; who asks in {currency} is told another currency's"
            yield Finding(level="warning", source=PRICES, message=text, where=currency, also=f"{OPERATOR}, currencies")
    for currency in sorted({row.currency for row in catalogue.prices} - set(listed)) if listed else ():
        text = f"{currency}: has prices but is not among the currencies of operator.yaml; they are told to nobody"
        yield Finding(level="warning", source=PRICES, message=text, where=currency, also=f"{OPERATOR}, currencies")
