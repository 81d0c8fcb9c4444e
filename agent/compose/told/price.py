"""Prices, group totals, discounts, and what a price covers."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from agent.compose.reading.asked import Asked
from agent.compose.reading.currency import named_currencies
from agent.compose.section import Section, fact_source, lines
from agent.compose.told.offers import offers_meant
from agent.compose.told.own_words import listing
from agent.knowledge.catalogue import Offer, Price, Trek
from agent.language.window import Window

_MOST_ROWS = 3
_MOST_SHORT = 2
_CENT = Decimal("0.01")


def price(asked: Asked) -> Section:
    """The price valid for the time asked, for the people named; several treks in a line or two each."""
    if len(asked.treks) > 1:
        return _several(asked)
    told = _one(asked, asked.treks[0])
    others = [code for code in named_currencies(asked.text) if code != asked.currency]
    more = [_one(replace(asked, currency=code), asked.treks[0]).text for code in others]
    beside = [line for text in more for line in text.split("\n") if line not in told.text.split("\n")]
    return replace(told, text=lines(told.text, *beside)) if asked.currency in named_currencies(asked.text) else told


def rows_for(asked: Asked, trek: Trek) -> tuple[Price, ...]:
    """Prices on sale: in the customer's currency, else in the operator's first."""
    currencies = (asked.currency, *(str(c) for c in asked.catalogue.operator.get("currencies", ())))
    for currency in currencies:
        if rows := asked.catalogue.prices_of(trek.id, currency=currency, booked_on=asked.today):
            return rows
    return ()


def in_windows(rows: tuple[Price, ...], windows: tuple[Window, ...]) -> tuple[Price, ...]:
    """Rows for starts in one of the windows."""
    return tuple(row for row in rows if any(row.starts_from <= w.last and row.starts_to >= w.first for w in windows))


def _one(asked: Asked, trek: Trek) -> Section:
    name = asked.name_of(trek)
    rows = rows_for(asked, trek)
    if not rows:
        return Section(asked.say("price_unknown", trek=name), settled=False, needs_person=True)
    fitting = in_windows(rows, asked.windows)
    shown = (fitting or rows)[:_MOST_ROWS]
    head = _head(asked, name, bool(fitting), shown)
    body = whole(asked, trek, shown[0]) if head[1] else [_row(asked, trek, row) for row in shown]
    text = lines(head[0], *body, _open_offer(asked, trek, shown), _until(asked, shown), _not_added(asked, trek))
    offer = _offer(asked, trek)
    return Section(text, (*fact_source("prices", trek.id), *(fact_source("offers", offer.id) if offer else ())))


def _head(asked: Asked, name: str, fits: bool, shown: tuple[Price, ...]) -> tuple[str, bool]:
    """The first line, and whether it says the price already."""
    if asked.windows and not fits:
        return asked.say("price_none", trek=name, when=asked.when(asked.windows[0])), False
    if len(shown) > 1:
        return asked.say("price_heading", trek=name), False
    amount = asked.wording.money(shown[0].amount, shown[0].currency)
    return asked.say("price_one", trek=name, amount=amount, starts=_starts(asked, shown[0])), True


def _row(asked: Asked, trek: Trek, row: Price) -> str:
    """One of several prices, with the total for the people named."""
    told = {"amount": asked.wording.money(row.amount, row.currency), "starts": _starts(asked, row)}
    people = asked.people or 1
    if people == 1:
        return asked.say("price_line", **told)
    if offer := _offer(asked, trek):
        return asked.say("price_line_group", **told, **_group(asked, row, people, offer))
    total = asked.wording.money(row.amount * people, row.currency)
    return asked.say("price_line_total", **told, people=people, total=total)


def _starts(asked: Asked, row: Price) -> str:
    return asked.wording.span(row.starts_from, row.starts_to)


def _until(asked: Asked, rows: tuple[Price, ...]) -> str:
    """Said only when booking ends before the season does."""
    days = {row.booked_until for row in rows if row.booked_until < row.starts_to}
    return asked.say("price_until", day=asked.wording.day(min(days))) if days else ""


def _offer(asked: Asked, trek: Trek) -> Offer | None:
    """The best discount for these people that one can book under today."""
    return asked.catalogue.best_offer(trek.id, people=asked.people or 1, booked_on=asked.today)


def _not_added(asked: Asked, trek: Trek) -> str:
    """That one discount counts, to who asks for it where they could have more than one."""
    running = asked.catalogue.offers_for(trek.id, people=asked.people or 1, booked_on=asked.today)
    return asked.say("offers_best") if asked.about("discount") and len(running) > 1 else ""


def whole(asked: Asked, trek: Trek, row: Price) -> list[str]:
    """What the only price comes to for the people named."""
    people = asked.people or 1
    if people == 1:
        return []
    if offer := _offer(asked, trek):
        return [asked.say("price_group", **_group(asked, row, people, offer))]
    return [asked.say("price_total", people=people, total=asked.wording.money(row.amount * people, row.currency))]


def _group(asked: Asked, row: Price, people: int, offer: Offer) -> dict[str, object]:
    each = discounted(row.amount, offer.percent)
    return {
        "people": people,
        "percent": asked.wording.number(offer.percent),
        "each": asked.wording.money(each, row.currency),
        "total": asked.wording.money(each * people, row.currency),
    }


def discounted(amount: Decimal, percent: Decimal) -> Decimal:
    """Per person after the discount, to the cent, so that the total adds up."""
    return (amount * (100 - percent) / 100).quantize(_CENT, rounding=ROUND_HALF_UP)


def _open_offer(asked: Asked, trek: Trek, rows: tuple[Price, ...]) -> str:
    """A discount that one person gets too; whole parties have theirs in the total, and hear until when it holds."""
    offer = _offer(asked, trek)
    if offer is None or offer.people_min > 1:
        return ""
    day = asked.wording.day(offer.book_to)
    if (asked.people or 1) > 1:
        return asked.say("offer_until", day=day)
    now = asked.say("offer_now", percent=asked.wording.number(offer.percent), day=day)
    if len(rows) > 1:
        return now
    each = asked.wording.money(discounted(rows[0].amount, offer.percent), rows[0].currency)
    return lines(now, asked.say("offer_each", each=each))


def _several(asked: Asked) -> Section:
    treks = asked.treks[:_MOST_ROWS]
    told = [line for trek in treks for line in _short(asked, trek)]
    missing = [asked.say("price_unknown", trek=asked.name_of(t)) for t in treks if not rows_for(asked, t)]
    text = lines(*told, *missing)
    return Section(text, fact_source("prices", *(t.id for t in treks)), settled=not missing, needs_person=bool(missing))


def _short(asked: Asked, trek: Trek) -> list[str]:
    rows = rows_for(asked, trek)
    return [_short_line(asked, trek, row) for row in (in_windows(rows, asked.windows) or rows)[:_MOST_SHORT]]


def _short_line(asked: Asked, trek: Trek, row: Price) -> str:
    amount = asked.wording.money(row.amount, row.currency)
    line = asked.say("price_short", trek=asked.name_of(trek), amount=amount, starts=_starts(asked, row))
    return "\n   ".join([line, *whole(asked, trek, row)])


def cheapest(asked: Asked, trek: Trek) -> Price | None:
    """The lowest price on sale for the time asked, for "from …"."""
    rows = rows_for(asked, trek)
    return min(in_windows(rows, asked.windows) or rows, key=lambda row: row.amount, default=None)


def ranged(asked: Asked, treks: Iterable[Trek]) -> str:
    """From the cheapest to the dearest of these treks; "" without prices."""
    found = [row for trek in treks if (row := cheapest(asked, trek))]
    least = min(found, key=lambda row: row.amount, default=None)
    most = max(found, key=lambda row: row.amount, default=None)
    if not least or not most or least.amount == most.amount:
        return ""
    amounts = {name: asked.wording.money(row.amount, row.currency) for name, row in (("least", least), ("most", most))}
    return asked.say("price_range", **amounts)


def included(asked: Asked) -> Section | None:
    """What the price covers, and what not: who asks about one thing finds it in one of the lists."""
    covered, extra = _covers(asked, "included", "inclusions"), excluded(asked)
    return Section(lines(covered.text, extra.text), covered.sources) if covered and extra else covered


def excluded(asked: Asked) -> Section | None:
    """What it does not."""
    return _covers(asked, "excluded", "exclusions")


def _covers(asked: Asked, phrase: str, key: str) -> Section | None:
    told = listing(asked, phrase, items=[key])
    return Section(told, ("operator",)) if told else None


def discounts(asked: Asked) -> Section:
    """The offers one can book under today, for the trek if there is one, and that one just spoken of has ended."""
    elsewhere = asked.about("holds")  # whether one holds for this trek is seen from those that it holds for
    wanted = set() if elsewhere else {trek.id for trek in asked.treks}
    open_now = [o for o in asked.catalogue.offers if _open(o, asked.today) and _concerns(o, wanted, asked.people)]
    said = f"{asked.turn.line_before}\n{asked.text}" if asked.follows else asked.text
    ended = [o for o in offers_meant(said, asked.catalogue.offers) if not _open(o, asked.today)]
    gone = [asked.say("offer_ended", name=offer.name) for offer in ended]
    gone += _whether_here(asked, offers_meant(said, open_now)) if elsewhere else []
    if not open_now:
        return Section(
            lines(*gone, asked.say("offers_none")), ("offers", *fact_source("offers", *(o.id for o in ended)))
        )
    told = [_offer_line(asked, offer) for offer in open_now]
    sources = fact_source("offers", *(offer.id for offer in (*ended, *open_now)))
    return Section(lines(*gone, asked.say("offers_heading"), *told), sources)


def _whether_here(asked: Asked, meant: Iterable[Offer]) -> list[str]:
    """A plain yes or no for each offer just spoken of, on the one trek that is named now."""
    if len(asked.treks) != 1 or not asked.named:
        return []
    trek, name = asked.treks[0], asked.name_of(asked.treks[0])
    return [
        asked.say("offer_holds", percent=asked.wording.number(offer.percent), trek=name, here=trek.id in offer.treks)
        for offer in meant
        if offer.treks
    ]


def _open(offer: Offer, today: date) -> bool:
    return offer.book_from <= today <= offer.book_to


def _concerns(offer: Offer, treks: set[str], people: int | None) -> bool:
    """Whether it is for one of these treks, any where none is named, and for so many people, if we know how many."""
    fits = people is None or offer.people_min <= people <= offer.people_max
    return fits and (not offer.treks or not treks or bool(treks & set(offer.treks)))


_OPEN_ENDED = 50


def _offer_line(asked: Asked, offer: Offer) -> str:
    most = offer.people_max if offer.people_max < _OPEN_ENDED else None
    percent, day = asked.wording.number(offer.percent), asked.wording.day(offer.book_to)
    if offer.treks and (not asked.treks or asked.about("holds")):
        names = [asked.name_of(asked.catalogue.treks[i]) for i in offer.treks if i in asked.catalogue.treks]
        return asked.say("offer_on", percent=percent, treks=asked.wording.listed(names), day=day)
    return asked.say("offer_line", percent=percent, least=offer.people_min, most=most, day=day)
