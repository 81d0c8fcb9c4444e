"""The one next step a reply offers, where one fits the stage; never the same question twice running."""

from agent.compose.reading.asked import Asked

_NONE = frozenset({"unknown", "unknown_part", "decline", "support", "nod", "own", "which", "bot", "greeting"})


def next_step(asked: Asked, told: frozenset[str]) -> str:
    """A call to action, or "": most questions about terms, and those of people who booked, need none."""
    if told & _NONE:
        return ""
    step = _step(asked, told)
    return "" if step and step in asked.before.asked else step


def _step(asked: Asked, told: frozenset[str]) -> str:
    if told & {"suggest", "compare"}:
        return asked.say("next_trek")
    if "cancel" in told:
        return _to_cancel(asked)
    if _has_booked(asked) or not asked.treks:
        return ""
    return _towards_booking(asked, told) if told & _TOWARDS else ""


_TOWARDS = frozenset({"price", "dates", "trek", "included", "discount", "booking"})


def _to_cancel(asked: Asked) -> str:
    """Who has a booking that we do not see is asked for its number; who asks what would be, is not."""
    wants = asked.about("own_booking") or asked.about("to_cancel")
    return asked.say("next_booking_number") if wants and not asked.booking else ""


def _has_booked(asked: Asked) -> bool:
    """Whether the talk is about a trek that is booked, or about none in particular by somebody who booked one."""
    booked = {found.booking.trek for found in asked.bookings if found.booking.status != "enquiry"}
    return bool(booked) and (not asked.treks or bool(booked & {trek.id for trek in asked.treks}))


def _towards_booking(asked: Asked, told: frozenset[str]) -> str:
    """Month, then people, then dates, then the booking page: the first thing still missing."""
    if "booking" in told:
        return "" if asked.knows_when else asked.say("next_month")
    if "dates" in told:
        return asked.say("next_book", url=asked.catalogue.operator["booking_url"])
    if not asked.knows_when:
        return asked.say("next_month")
    if "price" in told and not asked.people:
        return asked.say("next_people")
    return asked.say("next_dates")
