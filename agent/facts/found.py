"""A claim as found in a text, before anybody has checked it."""

from dataclasses import dataclass

CUSTOMER = "customer"
"""The subject of what a reply tells the customers of themselves: it says nothing of the operator."""
ADDRESSED, POSSESSED = "customer?", "customer's?"
"""The same where the grammar of the clause alone says so: "you", "your". What sources tell goes before that."""
UNTOLD = "customer, if untold"
"""The same where the words may as well be of what is sold: "you arrive". What sources tell in like words goes first."""
GATHERED = "customers, to come"
"""How many the customers will be: more than any group that the sources know of is said of the operator's groups."""


@dataclass(frozen=True, slots=True)
class Found:
    """`text[start:end]` says `value` about `subject`: a trek id, a topic, the customer, or "".

    Values: price "INR 10500" · date 2027-06-12, --06-12 or 2027-06 · season "06" or "monsoon" ·
    duration "5" (days) · hours "1.5" · notice "15" (days before something) · altitude "4270" (m) ·
    distance "26" (km) · percentage "20" · age "12" · group_size "18" · people "5" · seats "8" ·
    temperature "-10" (°C) · quantity "10 kilogram" · phone "+919816000142" · link, email, time "09:00" ·
    permit "tims" · inclusion "included" or "excluded" · number "24", where no unit tells more.

    `note` names what was converted or left open: feet, miles, nights, weeks, either (morning or evening).
    `bound` is "least", "most", "about", or "" for the very figure. `last` is the value of the end of a range, told at
    its beginning, and `first` the value of the beginning, told at its end.
    """

    type: str
    text: str
    start: int
    end: int
    value: str
    subject: str = ""
    line: int = 0
    note: str = ""
    bound: str = ""
    first: str = ""
    last: str = ""
