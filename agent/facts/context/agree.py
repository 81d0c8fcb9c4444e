"""Whether two claims of one family give the same value, whatever the unit, the rounding or the detail."""

from collections.abc import Callable
from decimal import Decimal

from agent.facts.context.extent import number_in
from agent.facts.context.said import family_of
from agent.facts.currency_names import shared_names
from agent.facts.exact import bare_link, same_phone
from agent.facts.found import Found
from agent.facts.words import listed

_CONVERTED = Decimal("0.012")
"""What rounding after a conversion may cost: 14,000 ft for 4,270 m."""
_CONVERTING = frozenset({"feet", "miles", "pounds"})
_ABOUT = Decimal("0.02")
_ROUNDED = Decimal("0.05")
_FEET = 15
_HUNDRED = Decimal(100)
_THOUSAND = Decimal(1000)
_NEARLY = Decimal("0.02")
_DEGREES = 1
_HALF_DAY = 12
_DAY_IN_HOURS = 24
_MINUTE = Decimal("0.02")
_LOOSE = {"weeks": 4, "months": 10}
"""Days that a loose count of weeks or months may be off, and less."""
_PERCENT = Decimal("0.7")
_AROUND = 20
"""Minutes that a loose time may be off."""
_DAYS_OF_A_YEAR = 360
_YEAR, _MONTH = len("2027"), len("2027-06")


def agrees(ours: Found, theirs: Found) -> bool:
    """`theirs` bears `ours` out. A bare number agrees with any figure of that size."""
    if "number" in (ours.type, theirs.type):
        return _same_number(ours, theirs)
    mine, other = family_of(ours.type), family_of(theirs.type)
    if mine != other:
        rule = _ACROSS.get((mine, other))
        return rule is not None and rule(ours, theirs)
    if theirs.type == "seats" and ours.type != "seats":
        return False
    return _RULES.get(mine, _close)(ours, theirs)


def figure(claim: Found) -> Decimal | None:
    """The number of a claim without currency or unit."""
    return number_in(claim.value)


def _close(ours: Found, theirs: Found) -> bool:
    one, other = figure(ours), figure(theirs)
    if one is None or other is None:
        return ours.value == theirs.value
    return abs(one - other) <= _slack(ours, theirs, other)


def _slack(ours: Found, theirs: Found, value: Decimal) -> Decimal:
    if ours.note != theirs.note and _CONVERTING & {ours.note, theirs.note}:
        return max(abs(value) * _CONVERTED, Decimal(_FEET if "feet" in (ours.note, theirs.note) else 0))
    if ours.note == "kilometres":
        return Decimal(10) ** (len(ours.value) - len(ours.value.rstrip("0"))) / 2
    if "fahrenheit" in (ours.note, theirs.note) and ours.note != theirs.note:
        return Decimal(_DEGREES)
    if ours.bound == "about" and ours.type in ("altitude", "distance", "hours", "temperature"):
        return abs(value) * (_ROUNDED if _is_round(ours) else _ABOUT)
    return Decimal(0)


def _is_round(claim: Found) -> bool:
    """Whether it is said in tens: about 60."""
    return len(claim.value.strip("-")) == len("60") and claim.value[-1] == "0"


def _same_price(ours: Found, theirs: Found) -> bool:
    return in_one_currency(ours, theirs) and _close(ours, theirs)


def in_one_currency(ours: Found, theirs: Found) -> bool:
    """A word such as "rupees" or "dollars" may mean those of several countries; signs and codes tell which."""
    currency, other = ours.value.split(" ")[0], theirs.value.split(" ")[0]
    shared = "word" in (ours.note, theirs.note) and any(
        {currency, other} <= set(c) for c in (*listed("shared_currencies").values(), *shared_names())
    )
    return currency == other or shared


def _same_span(ours: Found, theirs: Found) -> bool:
    """`4 h` and `1 h 15` may be hours or a time of the clock."""
    clock, hours = (ours, theirs) if ours.type == "time" else (theirs, ours)
    if hours.note != "h" and "h" not in clock.text.casefold():
        return False
    told = Decimal(clock.value[:2]) + Decimal(clock.value[3:]) / 60
    value = figure(hours) or Decimal(0)
    either = clock.note == "either" and clock is ours
    return abs(told - value) < _MINUTE or (either and abs(told + _HALF_DAY - value) < _MINUTE)


def _same_in_hours(ours: Found, theirs: Found) -> bool:
    """`Two days before`, where the source says 48 hours."""
    days, hours = (ours, theirs) if theirs.type == "hours" else (theirs, ours)
    one, other = figure(days), figure(hours)
    return days.note != "nights" and one is not None and other is not None and other == one * _DAY_IN_HOURS


def _same_length(ours: Found, theirs: Found) -> bool:
    """Heights told in whole thousands are nearly so: `just under 5,000 m`; in words also those in quarters."""
    one, other = figure(ours), figure(theirs)
    if _close(ours, theirs) or one is None or other is None or {ours.type, theirs.type} != {"altitude"}:
        return _close(ours, theirs)
    step = _THOUSAND if any(mark.isdigit() for mark in ours.text) else _THOUSAND / 4
    return not one % step and one >= _THOUSAND and abs(one - other) <= other * _NEARLY


def _same_quantity(ours: Found, theirs: Found) -> bool:
    return ours.value.split(" ")[-1] == theirs.value.split(" ")[-1] and _close(ours, theirs)


def _same_days(ours: Found, theirs: Found) -> bool:
    """Nights agree with nights; a count of days with one of days, of weeks or of months."""
    nights = {ours.note == "nights", theirs.note == "nights"}
    return len(nights) == 1 and (_close(ours, theirs) or _about_as_long(ours, theirs))


def _about_as_long(ours: Found, theirs: Found) -> bool:
    """A little over three weeks, where the source says 24 days."""
    one, other = figure(ours), figure(theirs)
    slack = _LOOSE.get(ours.note, 0) if ours.bound == "about" else 0
    return one is not None and other is not None and abs(one - other) < slack


def _same_share(ours: Found, theirs: Found) -> bool:
    """A third is 33 %, too."""
    one, other = figure(ours), figure(theirs)
    thirds = any("." in claim.value for claim in (ours, theirs))
    if not thirds or one is None or other is None:
        return _close(ours, theirs)
    return abs(one - other) < _PERCENT


def _same_hour_about(ours: Found, theirs: Found) -> bool:
    """Around noon, where the source says 11:45."""
    mine, other = (minutes(claim) % (_HALF_DAY * 60) for claim in (ours, theirs))
    return ours.bound == "about" and abs(mine - other) <= _AROUND


def minutes(claim: Found) -> int:
    """Of a time of the clock, since midnight."""
    return int(claim.value[:2]) * 60 + int(claim.value[3:])


def _same_time(ours: Found, theirs: Found) -> bool:
    """The less exact of the two decides, but a source must be as exact as the reply, save for the year."""
    if "season" in (ours.type, theirs.type):
        return _same_month(ours, theirs)
    one, other = ours.value, theirs.value
    if one.startswith("--") or other.startswith("--"):
        return one[-5:] == other[-5:] and len(one) >= len("--06-12") and len(other) >= len("--06-12")
    return other.startswith(one)


def _same_month(ours: Found, theirs: Found) -> bool:
    """A month of ours lies in theirs; a day of ours is not borne out by a mere month."""
    if ours.type == "date" and not is_month(ours):
        return False
    months = _month_of(ours)
    return months == _month_of(theirs) if months else ours.value == theirs.value


def is_month(claim: Found) -> bool:
    """2027-06; --06-12 is a day and as long."""
    return len(claim.value) == _MONTH and claim.value[0].isdigit()


def _month_of(claim: Found) -> str:
    """Two digits; "" of a season by name."""
    if claim.type == "season":
        return claim.value if claim.value.isdigit() else ""
    return claim.value.lstrip("-").split("-")[1 if claim.value[:1].isdigit() else 0]


def _same_clock(ours: Found, theirs: Found) -> bool:
    if ours.value == theirs.value or _same_hour_about(ours, theirs):
        return True
    hours = [int(claim.value[:2]) % _HALF_DAY for claim in (ours, theirs)]
    either = "either" in (ours.note, theirs.note)
    return either and hours[0] == hours[1] and ours.value[3:] == theirs.value[3:]


def _same_permit(ours: Found, theirs: Found) -> bool:
    one, other = set(ours.value.split()), set(theirs.value.split())
    return one <= other or other <= one


def _same_number(ours: Found, theirs: Found) -> bool:
    one = figure(ours)
    if (one is None and ours.type != "time") or {"link", "email", "phone"} & {ours.type, theirs.type}:
        return False
    if "time" in (family_of(ours.type), family_of(theirs.type)):
        return theirs.type == "date" and _names_part(ours.value, theirs.value)
    if "time" in (ours.type, theirs.type):
        clock, number = (ours, theirs) if ours.type == "time" else (theirs, ours)
        return clock.value[3:] == "00" and Decimal(clock.value[:2]) % _HALF_DAY == Decimal(number.value) % _HALF_DAY
    return one == figure(theirs) or _roughly(ours, theirs) or in_years(ours, theirs)


def _roughly(ours: Found, theirs: Found) -> bool:
    """Around 3,600, where the source says 3,566 m."""
    one, other = figure(ours), figure(theirs)
    if theirs.type not in MEASURES or one is None or other is None:
        return False
    if ours.bound == "least":
        return not one % _HUNDRED and one <= other <= one * (1 + _ROUNDED)
    if ours.bound != "about":
        return False
    return abs(one - other) <= abs(other) * _ABOUT


def in_years(ours: Found, theirs: Found) -> bool:
    """Eight years of ours, where the unit of theirs may be an age's: `invoices 8 years`."""
    one, other = figure(ours), figure(theirs)
    lasting = (ours.type, ours.note, theirs.type) == ("duration", "months", "number")
    return lasting and one is not None and other is not None and one == other * _DAYS_OF_A_YEAR


def _names_part(number: str, day: str) -> bool:
    """A year, or the day of a month, said without the rest of the date."""
    return number == day[:_YEAR] if len(number) == _YEAR else number.zfill(2) == day[-2:]


_RULES: dict[str, Callable[[Found, Found], bool]] = {
    "price": _same_price,
    "quantity": _same_quantity,
    "percentage": _same_share,
    "days": _same_days,
    "time": _same_time,
    "phone": lambda ours, theirs: same_phone(ours.value, theirs.value),
    "link": lambda ours, theirs: bare_link(ours.value) == bare_link(theirs.value),
    "permit": _same_permit,
    "length": _same_length,
    "clock": _same_clock,
}


MEASURES = frozenset({"altitude", "distance", "temperature"})
_ACROSS: dict[tuple[str, str], Callable[[Found, Found], bool]] = {
    ("hours", "clock"): _same_span,
    ("clock", "hours"): _same_span,
    ("days", "hours"): _same_in_hours,
    ("hours", "days"): _same_in_hours,
}
"""Of two families that may tell one thing."""
