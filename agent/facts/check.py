"""The fact ledger: every claim of a reply, ruled on by catalogue and documents. Deterministic."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from agent.facts.check_price import check_price
from agent.facts.check_time import check_date, check_duration, check_notice, check_season, check_seats
from agent.facts.extract import extract
from agent.facts.found import Found
from agent.facts.ground import Ground, Ruling
from agent.facts.mentions import Mentions, readable
from agent.knowledge.catalogue import Catalogue, Trek
from agent.turn import Claim, Passage

_ROUNDING_OF_FEET = 10
_Check = Callable[[Found, str, Sequence[Found], Ground], Ruling]


class Ledger:
    """Checks texts against one catalogue; building it reads every name once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.mentions = Mentions.of(catalogue)
        self._own: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
        for line in (line for trek in catalogue.treks.values() for line in _prose(trek)):
            for key, place in _claims_of(line, self.mentions):
                self._own[key] = (*self._own.get(key, ()), place)

    def check(
        self,
        text: str,
        *,
        today: date,
        evidence: Sequence[Passage] = (),
        treks: Sequence[str] = (),
        people: Iterable[int] = (),
        said: Iterable[tuple[str, str]] = (),
    ) -> tuple[Claim, ...]:
        """Claims of the text with their status. `treks` are those of the turn; `said` what the customer named."""
        text = readable(text)
        default = treks[0] if treks else ""
        found = extract(text, self.mentions, default=default, sure=len(treks) == 1)
        ground = Ground(
            catalogue=self.catalogue,
            today=today,
            told=self._told(evidence),
            said=frozenset(said),
            people=frozenset(people),
        )
        return tuple(_claim(claim, text, found, ground) for claim in found)

    def _told(self, evidence: Sequence[Passage]) -> Mapping[tuple[str, str], tuple[tuple[str, str], ...]]:
        told = dict(self._own)
        for passage in evidence:
            for key, place in _claims_of(passage, self.mentions):
                told[key] = (*told.get(key, ()), place)
        return told


def _claims_of(passage: Passage, mentions: Mentions) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """What a passage claims: (type, value) and (subject, id of the passage)."""
    about = passage.trek or ""
    for claim in extract(f"{passage.title}\n{passage.text}", mentions, default=about, sure=bool(about)):
        yield (claim.type, claim.value), (claim.subject, passage.id)


def _prose(trek: Trek) -> list[Passage]:
    """What the catalogue says about a trek in words."""
    said = [*trek.summary.values(), trek.highest_point, trek.network]
    return [Passage(id=f"treks:{trek.id}", source="treks", title="", text=text, trek=trek.id) for text in said]


def _around(text: str, claim: Found) -> str:
    """The sentence of the claim; percentages and seats are told in tables, so for them it is the line."""
    start = max(text.rfind(mark, 0, claim.start) for mark in ("\n", ". ", "। ", "! ", "? "))
    end = text.find("\n", claim.end)
    return text[start + 1 : end if end >= 0 else len(text)].split(". ")[0].split("। ")[0]


def _claim(claim: Found, text: str, found: Sequence[Found], ground: Ground) -> Claim:
    beside = [other for other in found if other.line == claim.line and other is not claim]
    check = _CHECKS[claim.type]
    where = text if claim.type == "price" else _around(text, claim)
    ruling = check(claim, where, beside, ground)
    return Claim(
        text=claim.text,
        type=claim.type,
        subject=claim.subject,
        value=claim.value,
        status=ruling.status,
        source=ruling.source,
    )


def _trek_fact(read: Callable[[Trek], set[Decimal]], *, echo: str = "", terms: Sequence[str] = ()) -> _Check:
    """A check of a number that the trek's entry settles, or a setting of the operator among `terms`.

    `echo` is the type under which a customer may have said it.
    """

    def check(claim: Found, line: str, beside: Sequence[Found], ground: Ground) -> Ruling:
        trek = ground.trek(claim)
        known = read(trek) if trek else set()
        if trek and any(_equal(Decimal(claim.value), value, claim.note) for value in known):
            return Ruling("supported", f"treks:{trek.id}")
        if echo and (echo, claim.value) in ground.said:
            return Ruling("supported", "customer")
        if source := ground.in_documents(claim) or ("operator" if Decimal(claim.value) in ground.terms(*terms) else ""):
            return Ruling("supported", source)
        return Ruling("contradicted", f"treks:{trek.id}") if trek and known else Ruling("unsupported")

    return check


def _equal(claimed: Decimal, known: Decimal, note: str) -> bool:
    return abs(claimed - known) <= (_ROUNDING_OF_FEET if note == "feet" else 0)


def _check_percentage(claim: Found, line: str, beside: Sequence[Found], ground: Ground) -> Ruling:
    """A percentage must be one of its topic: deposit, balance, refund, tax, or a discount that is open today."""
    value = Decimal(claim.value)
    if claim.subject == "refund":
        return _refund(value, line, beside, claim, ground)
    if value in _percentages(claim.subject, ground):
        return Ruling("supported", "operator")
    if source := ground.in_documents(claim):
        return Ruling("supported", source)
    if value in {offer.percent for offer in ground.catalogue.offers if not ground.open(offer)}:
        return Ruling("stale", "offers")
    return Ruling("contradicted", "operator") if _percentages(claim.subject, ground) else Ruling("unsupported")


def _percentages(topic: str, ground: Ground) -> set[Decimal]:
    deposit, tax = ground.setting("deposit_percent"), ground.setting("tax_percent")
    known: dict[str, set[Decimal | None]] = {
        "deposit": {deposit},
        "balance": {100 - deposit if deposit is not None else None},
        "tax": {tax},
        "refund": {*_tiers(ground).values()},
        "discount": {offer.percent for offer in ground.catalogue.offers if ground.open(offer)},
    }
    chosen = known[topic] if topic else set[Decimal | None]().union(*known.values())
    return {value for value in chosen if value is not None}


def _tiers(ground: Ground) -> dict[int, Decimal]:
    table = ground.catalogue.operator.get("cancellation") or ()
    return {int(tier["min_days"]): Decimal(str(tier["refund_percent"])) for tier in table}


def _refund(value: Decimal, line: str, beside: Sequence[Found], claim: Found, ground: Ground) -> Ruling:
    """A share beside a number of days must be the share of that tier."""
    tiers = _tiers(ground)
    days = [int(Decimal(other.value)) for other in beside if other.type in ("notice", "duration")]
    if days and tiers and value in tiers.values():
        due = {next((tiers[least] for least in sorted(tiers, reverse=True) if day >= least), None) for day in days}
        return Ruling("supported" if value in due else "contradicted", "operator")
    if value in tiers.values():
        return Ruling("supported", "operator")
    if source := ground.in_documents(claim):
        return Ruling("supported", source)
    return Ruling("contradicted", "operator") if tiers else Ruling("unsupported")


def _check_people(claim: Found, line: str, beside: Sequence[Found], ground: Ground) -> Ruling:
    """A party size: what the customer said, the bounds of an offer, or the size of groups."""
    value, trek = Decimal(claim.value), ground.trek(claim)
    bounds = {Decimal(n) for offer in ground.catalogue.offers for n in (offer.people_min, offer.people_max)}
    sizes = {Decimal(trek.group_size_max)} if trek else set()
    sizes |= ground.terms("departure_min_people", "private_from_people", "guests_per_guide")
    if value in {Decimal(n) for n in ground.people} | bounds | sizes:
        return Ruling("supported", "offers")
    source = ground.in_documents(claim)
    return Ruling("supported", source) if source else Ruling("unsupported")


def _check_exact(read: Callable[[Ground], set[str]]) -> _Check:
    def check(claim: Found, line: str, beside: Sequence[Found], ground: Ground) -> Ruling:
        if claim.value in read(ground):
            return Ruling("supported", "operator")
        if source := ground.in_documents(claim):
            return Ruling("supported", source)
        return Ruling("contradicted", "operator") if read(ground) else Ruling("unsupported")

    return check


def _phones(ground: Ground) -> set[str]:
    numbers = [str(ground.catalogue.operator.get(key, "")) for key in ("phone", "emergency_phone")]
    return {form for number in numbers if number for form in (number, number.lstrip("+"), number[-10:])}


def _links(ground: Ground) -> set[str]:
    operator = ground.catalogue.operator
    named = [str(operator.get(key, "")) for key in ("website", "booking_url", "privacy_url")]
    return {link.rstrip("/") for link in (*named, *map(str, operator.get("links") or ())) if link}


def _emails(ground: Ground) -> set[str]:
    return {str(ground.catalogue.operator.get("email", "")).lower()} - {""}


def _times(ground: Ground) -> set[str]:
    hours = ground.catalogue.operator.get("hours") or {}
    return {str(hours[key]) for key in ("from", "to") if key in hours}


def _degrees(trek: Trek) -> set[Decimal]:
    return {Decimal(value) for pair in trek.temperature.values() for value in pair}


_CHECKS: dict[str, _Check] = {
    "price": check_price,
    "date": check_date,
    "season": check_season,
    "duration": check_duration,
    "notice": check_notice,
    "seats": check_seats,
    "percentage": _check_percentage,
    "people": _check_people,
    "altitude": _trek_fact(lambda trek: {Decimal(trek.max_altitude_m)}),
    "distance": _trek_fact(lambda trek: {Decimal(str(trek.distance_km)).normalize()}),
    "age": _trek_fact(
        lambda trek: {Decimal(trek.min_age), Decimal(trek.max_age)},
        echo="age",
        terms=("certificate_from_age", "consent_below_age"),
    ),
    "group_size": _trek_fact(
        lambda trek: {Decimal(trek.group_size_max)},
        echo="people",
        terms=("departure_min_people", "private_from_people", "guests_per_guide"),
    ),
    "temperature": _trek_fact(_degrees),
    "phone": _check_exact(_phones),
    "link": _check_exact(_links),
    "email": _check_exact(_emails),
    "time": _check_exact(_times),
}
