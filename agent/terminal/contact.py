"""One contact in the terminal."""

from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from agent.people.contacts import ContactCard


def show_card(card: ContactCard) -> None:
    """What is known first, then the last lines."""
    console = Console()
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for label, value in _facts(card):
        table.add_row(f"[dim]{label}[/dim]", escape(value))
    console.print(table)
    for line in card.customer.history:
        who = "them" if line.speaker == "U" else "us  "
        console.print(f"[dim]{who}[/dim] {escape(line.text)}", soft_wrap=True, highlight=False)


def _facts(card: ContactCard) -> Iterator[tuple[str, str]]:
    customer = card.customer
    yield (
        "contact",
        " · ".join(filter(None, (customer.id, customer.name, card.phone, customer.language, customer.country))),
    )
    yield "stage", customer.stage
    if card.lead:
        follow = ", to be followed up" if card.lead["follow_up"] else ""
        yield "lead", f"{card.lead['score']} {card.lead['segment']}{follow}: {'; '.join(card.lead['reasons'] or ())}"
    yield (
        "consent",
        f"{card.consent.status} since {card.consent.at:%d %b %Y} ({card.consent.source})"
        if card.consent
        else "unknown",
    )
    yield "status", _status(card)
    for booking in customer.bookings:
        yield (
            "booking",
            f"{booking.id} {booking.trek} {booking.start_date or ''} {booking.status}, {booking.people} people",
        )


def _status(card: ContactCard) -> str:
    if card.pause is None:
        return "the bot answers"
    until = f", until {card.pause.until:%d %b %H:%M} UTC" if card.pause.until else ""
    waiting = f", {card.pause.waiting} messages since" if card.pause.waiting else ""
    return f"a colleague has taken over ({card.pause.reason}) since {card.pause.at:%d %b %H:%M} UTC{until}{waiting}"
