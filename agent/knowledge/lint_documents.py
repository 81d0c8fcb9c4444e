"""What documents state against what the catalogue says; pages without a trek, treks without a page, dead links."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import PurePosixPath

from agent.knowledge.catalogue import Catalogue, Trek
from agent.knowledge.finding import Finding, Level
from agent.knowledge.links import resolved
from agent.knowledge.load import PARSERS
from agent.knowledge.statements import Reading, Statement

TREKS, PRICES, OFFERS, OPERATOR = (
    "catalogue/treks.yaml",
    "catalogue/prices.csv",
    "catalogue/offers.csv",
    "operator.yaml",
)
_FAR_BELOW = 3  # a sum is far below a price of three times that and more
_FEET_OFF = 15  # metres that feet rounded to hundreds may be off


@dataclass(frozen=True, slots=True)
class _Truth:
    """What the catalogue has for a statement, and where."""

    fits: bool
    told: str
    place: str
    level: Level = "error"


def lint_documents(catalogue: Catalogue, readings: Mapping[str, Reading], today: date) -> Iterator[Finding]:
    """Each statement that contradicts the catalogue once, with both places."""
    for source, reading in readings.items():
        for statement in reading.statements:
            yield from _checked(source, statement, catalogue, today)
        for note in reading.notes:
            yield Finding(level="warning", source=source, message=note)
        yield from _links(source, reading, readings)
    yield from _pages(catalogue, readings)


def _checked(source: str, statement: Statement, catalogue: Catalogue, today: date) -> Iterator[Finding]:
    truth = _truth(statement, catalogue, today)
    if truth is None or truth.fits:
        return
    about = f"{statement.subject}: " if statement.subject else ""
    said = statement.said if len(statement.said) <= 100 else f"{statement.said[:97]}…"
    message = f"{about}says {_spoken(statement)} (“{said}”), but {truth.told}"
    yield Finding(level=truth.level, source=source, message=message, where=statement.place, also=truth.place)


def _spoken(statement: Statement) -> str:
    """The value in words."""
    first, _, rest = statement.value.partition(" ")
    forms = {
        "days": f"{first} days",
        "altitude": f"{rest} for the highest point",
        "group": f"up to {first} people",
        "ages": f"ages from {first}" + (f" to {rest}" if rest else ""),
        "refund": f"{rest}% back {first} days before",
        "balance days": f"balance {first} days before",
        "price": f"{first} {rest} for the trek",
        "price aside": f"{first} {rest} for the trek",
    }
    return forms.get(statement.kind, f"{statement.kind} {statement.value}{'%' if statement.kind in _SHARES else ''}")


def _truth(statement: Statement, catalogue: Catalogue, today: date) -> _Truth | None:
    trek = catalogue.treks.get(statement.subject)
    if statement.kind in _OF_TREK:
        return _OF_TREK[statement.kind](statement, trek) if trek else None
    return _OTHERS[statement.kind](statement, catalogue, today)


# --- one trek -------------------------------------------------------------------------------------------------


def _days(statement: Statement, trek: Trek) -> _Truth:
    return _Truth(int(statement.value) == trek.days, f"the catalogue says {trek.days} days", f"{TREKS}, {trek.id}")


def _altitude(statement: Statement, trek: Trek) -> _Truth:
    metres, _, said = statement.value.partition(" ")
    allowed = _FEET_OFF if said.lower().endswith(("ft", "feet", "foot", "pies", "फुट", "फ़ीट")) else 1
    fits = abs(Decimal(metres) - trek.max_altitude_m) <= allowed
    return _Truth(fits, f"the catalogue says {trek.max_altitude_m} m", f"{TREKS}, {trek.id}")


def _group(statement: Statement, trek: Trek) -> _Truth:
    told = f"the catalogue says up to {trek.group_size_max}"
    return _Truth(int(statement.value) == trek.group_size_max, told, f"{TREKS}, {trek.id}")


def _ages(statement: Statement, trek: Trek) -> _Truth:
    said = [int(age) for age in statement.value.split()]
    told = f"the catalogue says from {trek.min_age} to {trek.max_age}"
    return _Truth(said == [trek.min_age, trek.max_age][: len(said)], told, f"{TREKS}, {trek.id}")


_OF_TREK: Mapping[str, Callable[[Statement, Trek], _Truth]] = {
    "days": _days,
    "altitude": _altitude,
    "group": _group,
    "ages": _ages,
}

# --- prices and terms -------------------------------------------------------------------------------------------


def _price(statement: Statement, catalogue: Catalogue, today: date) -> _Truth | None:
    currency, _, amount = statement.value.partition(" ")
    rows = [row for row in catalogue.prices if row.trek == statement.subject and row.currency == currency]
    if not rows:
        return None
    now = sorted({row.amount for row in rows if row.booked_until >= today})
    place = f"{PRICES}, {statement.subject}, {currency}"
    if Decimal(amount) in {row.amount for row in rows} - set(now):
        return _Truth(False, f"that price is past; now {_listed(now) or 'there is none'}", place)
    return _Truth(Decimal(amount) in now, f"the price list has {_listed(now) or 'no price on sale'}", place)


def _price_aside(statement: Statement, catalogue: Catalogue, today: date) -> _Truth | None:
    """A sum far below every price of the trek is not the trek's: a hot spring, a locker, a mule for a day."""
    currency, _, amount = statement.value.partition(" ")
    rows = [row.amount for row in catalogue.prices if row.trek == statement.subject and row.currency == currency]
    return _price(statement, catalogue, today) if rows and Decimal(amount) * _FAR_BELOW > min(rows) else None


def _listed(amounts: list[Decimal]) -> str:
    return ", ".join(f"{amount:,f}" for amount in amounts)


def _share(key: str) -> Callable[[Statement, Catalogue, date], _Truth | None]:
    def truth(statement: Statement, catalogue: Catalogue, today: date) -> _Truth | None:
        known = catalogue.operator.get(key)
        if known is None:
            return None
        return _Truth(Decimal(statement.value) == Decimal(str(known)), f"{key} is {known}", f"{OPERATOR}, {key}")

    return truth


def _discount(statement: Statement, catalogue: Catalogue, today: date) -> _Truth | None:
    same = [offer for offer in catalogue.offers if offer.percent == Decimal(statement.value)]
    if not catalogue.offers or any(offer.book_to >= today for offer in same):
        return None
    if same:
        return _Truth(False, f"that offer ended on {same[-1].book_to}", f"{OFFERS}, {same[-1].id}")
    return _Truth(False, "no offer has this percentage", OFFERS, "warning")


def _refund(statement: Statement, catalogue: Catalogue, today: date) -> _Truth | None:
    days, share = (int(part) for part in statement.value.split())
    tiers = sorted(catalogue.operator.get("cancellation") or (), key=lambda tier: -int(tier["min_days"]))
    tier = next((tier for tier in tiers if int(tier["min_days"]) <= days), None)
    if tier is None:
        return None
    told = f"the rule gives {tier['refund_percent']}% from {tier['min_days']} days"
    return _Truth(int(tier["refund_percent"]) == share, told, f"{OPERATOR}, cancellation")


def _until(statement: Statement, catalogue: Catalogue, today: date) -> _Truth:
    return _Truth(date.fromisoformat(statement.value) >= today, "that day is past", "", "warning")


_SHARES = ("deposit", "tax", "discount")
_OTHERS: Mapping[str, Callable[[Statement, Catalogue, date], _Truth | None]] = {
    "price": _price,
    "price aside": _price_aside,
    "deposit": _share("deposit_percent"),
    "tax": _share("tax_percent"),
    "balance days": _share("balance_days"),
    "discount": _discount,
    "refund": _refund,
    "offer until": _until,
}

# --- pages and links ----------------------------------------------------------------------------------------------


def _pages(catalogue: Catalogue, readings: Mapping[str, Reading]) -> Iterator[Finding]:
    for trek in catalogue.treks.values():
        if trek.document and trek.document not in readings:
            text = f"{trek.id}: its page is missing or could not be read"
            yield Finding(level="warning", source=trek.document, message=text, also=f"{TREKS}, {trek.id}")
    for source, reading in readings.items():
        if catalogue.treks and PurePosixPath(source).parent.name == "treks" and not reading.trek:
            text = "is a trek page of no trek in the catalogue; add the trek, or an alias that its title names"
            yield Finding(level="warning", source=source, message=text, also=TREKS)


def _links(source: str, reading: Reading, readings: Mapping[str, Reading]) -> Iterator[Finding]:
    for line, target in reading.links:
        is_document = PurePosixPath(target).suffix.lower() in PARSERS
        if is_document and resolved(source, target) not in readings:
            text = f"links to {target}, which is no document here"
            yield Finding(level="warning", source=source, message=text, where=f"line {line}")
