"""A claim as found in a text, before anybody has checked it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """`text[start:end]` says `value` about `subject`: a trek id, a topic, or "".

    Values: price "INR 10500" · date 2027-06-12, --06-12 or 2027-06 · season "06" · duration "5" (days) ·
    notice "15" (days before something) · altitude "4270" (m) · distance "26" (km) · percentage "20" · age "12" ·
    group_size "18" · people "5" · seats "8" · temperature "-10" (°C) · phone "+919816000142" · link, email, time.
    """

    type: str
    text: str
    start: int
    end: int
    value: str
    subject: str = ""
    line: int = 0
    note: str = ""
