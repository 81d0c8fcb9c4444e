"""A turn distilled into what the composer asks of it: one `Asked` for the message, or one for each of its questions."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import regex

from agent.compose.documents.unit_asked import asks_a_weight
from agent.compose.follow_up.conditions import asked_for_a_code, with_conditions
from agent.compose.follow_up.departure_picked import picked, that_leave
from agent.compose.follow_up.earlier import OF_A_PARTY, Earlier, earlier, moves_a_booking, said_just_before
from agent.compose.follow_up.leaning import (
    asks_for_other_dates,
    asks_in_another_currency,
    asks_more_of_it,
    asks_of_its_trek,
    goes_on_unheard,
    points_at_one,
    says_nothing_else,
    tells_the_day,
    tells_who_comes,
    turns_a_question,
    without_asides,
)
from agent.compose.follow_up.which_treks import treks_of, weighing, were_weighed
from agent.compose.phrases import Phrases
from agent.compose.reading import party, times
from agent.compose.reading.asked import Asked
from agent.compose.reading.asking import asks
from agent.compose.reading.currency import currency_for, named_currency, offered_currencies
from agent.compose.reading.day_asked import names_a_day
from agent.compose.reading.degrees import names_degrees
from agent.compose.reading.losses import losses
from agent.compose.reading.of_their_own import not_of_us, without_passages_of_us
from agent.compose.reading.on_offer import without_free_places
from agent.compose.reading.other_senses import asks_for_a_margin
from agent.compose.reading.percent import PERCENT
from agent.compose.reading.questions import supposes
from agent.compose.reading.trek_wanted import whether_one_can, without_a_passport
from agent.compose.reading.walked import walked, walked_in
from agent.compose.reading.ways_to_pay import names_a_way_to_pay
from agent.compose.reading.wishes import is_to_be_seen_only, peaks_seen, seeks_in_words, seen_in
from agent.compose.told.exceptions import asks_to_bend_it
from agent.compose.told.offers import names_a_share
from agent.compose.told.wording import Wording
from agent.compose.topics.lent import lent_to
from agent.compose.topics.meant import with_learnt
from agent.compose.topics.named import MANNERS, Topic, topics_in
from agent.compose.topics.telling import OF_ONE_TREK
from agent.facts.mentions import Mentions
from agent.knowledge.catalogue import Catalogue, Trek
from agent.knowledge.place_names import PlaceNames
from agent.language.letters import fold
from agent.language.plain import plain, spelt_out
from agent.language.pointing import pointing, without_pointing
from agent.language.window import Window
from agent.turn import Turn


def ask(turn: Turn, catalogue: Catalogue, today: date, folder: str) -> Asked:
    """Distil the turn. Treks: those parsed, else those found in the text, else those of the conversation."""
    language = turn.language
    turn = without_passages_of_us(turn)
    said = weighing(turn, topics_said(turn, catalogue), Mentions.of(catalogue))
    treks, named = treks_of(
        turn, catalogue, several=bool({"compare", "both"} & set(said)) or were_weighed(turn, Mentions.of(catalogue))
    )
    done = walked(turn, Mentions.of(catalogue))
    sought = "suggest" in said or seeks_in_words(turn.message.text)
    if sought and ((treks and named and done.issuperset(trek.id for trek in treks)) or is_to_be_seen_only(turn)):
        treks, named = (), False
    elif named:
        left = tuple(trek for trek in treks if trek.id not in done)
        treks = left if len(left) >= (_TWO if "compare" in said else 1) else treks
    named = named or (bool(treks) and points_at_one(turn))
    if "suggest" not in said and (peaks_seen(turn) or seen_in(turn.message.text, Mentions.of(catalogue))):
        said = tuple(dict.fromkeys((*said, "highlights")))
    offered = offered_currencies(catalogue)
    before = earlier(turn, Mentions.of(catalogue), today, offered)
    said = without_asides(turn, said) if before.topics else said
    windows = tuple(
        times.with_a_departure(window, treks, catalogue, today)
        for window in _named_times(turn, before.when, today) or times.bare_day(turn.message.text, before.when, today)
    )
    one = () if windows else picked(turn, before, treks, catalogue)
    said = tuple(topic for topic in said if topic not in _OF_ANOTHER) if one else said
    windows = times.with_that_day(one or windows, turn.message.text, before.when)
    windows = times.after_the_day(windows, said, before.when)
    windows = windows if _OF_CANCELLING & set(said) else that_leave(windows, treks, catalogue)
    others = asks_for_other_dates(turn, said, before, booked=bool(turn.customer and turn.customer.bookings))
    said = _dates_for_a_move(said) if others else _without_a_move(turn, said, before)
    if moves_a_booking(said, {window.first for window in windows if window.one_day}):
        said = (*said, "date_change")
    phrases = Phrases(folder, language)
    people = party.people(turn) or party.counted(turn, before, phrases, today)
    people = people or before.people or (_TWO if _pays_for_both(said, treks) else None) if "both" in said else people
    people = people or (1 if "solo" in said and not before.people else None)
    leaving = times.beside(said, before.when, before.shown, today) if treks and not windows else None
    of_days = turn.parsed is None or turn.parsed.intent in _OF_DAYS
    near = not windows and bool(treks) and of_days and times.asks_around_it(said, before.when)
    said = _of_the_party(said, people) if leaving is None and not near else (*said, "dates")
    if (named or "price" in before.topics) and not set(said) - MANNERS and named_currency(turn.message.text, offered):
        said = (*said, "price")  # "and for 2 on the 17th, in dollars?", "and in euros please, I live in Lyon"
    fragment = says_nothing_else(turn, said, offered)
    changed = people is not None or bool(windows)
    follows = bool(before.topics) and (
        (
            fragment
            and not asks_of_its_trek(turn)
            and turns_a_question(turn, said, before, changed=changed, offered=offered)
        )
        or asks_more_of_it(turn, said, before, named=named)
        or tells_who_comes(turn, said, before)
        or (_is_one_day(windows) and not named and tells_the_day(turn, said, before))
        or asks_in_another_currency(turn, said, before, offered)
        or goes_on_unheard(turn, said)
        or asks_to_bend_it(said, before.topics)
    )
    said = tuple(dict.fromkeys((*said, *_supposed(turn, said))))
    said = (*asked_for_a_code(turn, said), *with_conditions(turn, said))
    said = (*losses(turn, said, topics_in(turn.line_before), catalogue), *said)
    counted = "price" in said and bool(turn.values("people"))  # "the whole bill if 12 of us come" asks for no invoice
    own = said if others or counted else with_learnt(said, turn.message.text)
    exact = _is_one_day(windows) or bool(turn.values("people"))
    topics = _before_and_now(_of_places(before.topics, exact), said) if follows and not others else own
    goes_on = sought and bool(said_just_before(turn))
    aged = goes_on or bool(_OF_AN_AGE & set(topics)) or len(treks) > 1 or bool(party.ages_just_told(turn))
    leans = follows or fragment or goes_on or bool(OF_A_PARTY & set(topics)) or near or (named and bool(windows))
    asked = Asked(
        turn=turn,
        catalogue=catalogue,
        today=today,
        language=language,
        phrases=phrases,
        wording=Wording(language),
        topics=topics,
        treks=treks,
        named=named,
        windows=windows or (times.kept(before.when, today) if leans and leaving is None else ()),
        leaving=leaving,
        people=people or (before.people if leans else None),
        ages=party.ages(turn) or party.bare_ages(turn, topics) or (before.ages if aged else ()),
        currency=currency_for(turn, catalogue, language, before.currency),
        follows=follows,
        before=before,
        done=done | walked_in(turn.line_before, Mentions.of(catalogue)),
    )
    return replace(asked, treks=treks or _booked_alone(asked))


def _booked_alone(asked: Asked) -> tuple[Trek, ...]:
    """The one trek somebody booked, where what each trek has its own of is asked, and none was named."""
    of_one = OF_ONE_TREK & set(asked.topics) and (asked.about("booking") or not asked.about("suggest"))
    booked = {found.booking.trek for found in asked.bookings}
    return tuple(asked.catalogue.treks[trek] for trek in booked) if of_one and len(booked) == 1 else ()


def topics_said(turn: Turn, catalogue: Catalogue) -> tuple[Topic, ...]:
    """Those the words name, and those of figures: of our offers, a day of a trek, the cold, a bag on a flight."""
    named = topics_in(turn.message.text)
    if pointing(fold(turn.message.text)).most and not turn.values("trek"):
        named = topics_in(without_pointing(fold(turn.message.text)))
    offered = names_a_share(turn.message.text, catalogue.offers)
    shares = ("discount",) if offered else _the_deposit(turn, named, catalogue)
    day = ("itinerary",) if names_a_day(turn) and not _NO_DAYS & set(named) else ()
    bags = ("flight_luggage",) if "flight" in named and asks_a_weight(turn.message.text) else ()
    cold = ("temperature",) if names_degrees(turn.message.text) else ()
    named = without_free_places(_to_the_start(turn, named, catalogue), turn.message.text)
    moved = ("date_change",) if _asks_what_a_move_costs(turn, named) else ()
    paid = () if set(named) - MANNERS else _way_to_pay(turn, catalogue)
    others = not_of_us(turn.message.text)
    long = ("duration",) if not set(named) - MANNERS and _asks_how_long(turn) else ()
    spare = ("margin",) if asks_for_a_margin(turn.message.text) else ()
    others = others | lent_to("margin") if spare else others
    said = tuple(t for t in (*named, *shares, *day, *bags, *cold, *moved, *paid, *spare, *long) if t not in others)
    return tuple(dict.fromkeys(whether_one_can(turn, without_a_passport(turn, said, catalogue))))


_OF_CANCELLING = frozenset({"cancel", "refund", "date_change", "moves"})
"""Here a second day says when one gave notice, or to where one moves."""


def _the_deposit(turn: Turn, named: Collection[Topic], catalogue: Catalogue) -> tuple[Topic, ...]:
    """Of who pays, the share that holds a place, by its figure alone: "20% now, the rest when we meet?"."""
    share = str(catalogue.operator.get("deposit_percent", ""))
    paying = not _OF_OTHER_SHARES & set(named) and bool(_PAYS.search(spelt_out(plain(turn.message.text))))
    return ("deposit",) if paying and share in PERCENT.findall(turn.message.text) else ()


_OF_OTHER_SHARES = frozenset({"discount", "cancel", "refund", "deposit"})
_PAYS = regex.compile(
    r"(?<!\S)(?:pay(?:ing|s)?|paid|pag(?:o|ar|amos|aria|ando)|pay(?:er|e|ons|ez)|vers(?:er|e|ons|ez)|regl(?:er|e|ons)"
    r"|d[eu]n?|dena|dene|doon|dunga|dungi|bhar\S*|दे|देना|दूँ|दूं|भर\S*)(?!\S)"
)


def _asks_how_long(turn: Turn) -> bool:
    """Whether it asks of a trek and names nothing but days: "Gokyo is 12 days, right?"."""
    return bool(turn.values("trek") and turn.values("duration")) and not turn.values("date") and asks(turn.message.text)


_NO_DAYS = frozenset({"dates", "until"})
"""With these a day is none of the trek: "is there room on day 9 of July?", "which is the last day to pay?"."""


def _asks_what_a_move_costs(turn: Turn, named: Collection[Topic]) -> bool:
    """Whether it asks to move once more, or what moving costs: that is no price of a trek."""
    return {"moves", "again"} <= set(named) or bool(_COST_OF_A_MOVE.search(spelt_out(plain(turn.message.text))))


_MOVING = r"(?:chang(?:e|ing|er)|mov(?:e|ing|er)|shift(?:ing)?|reschedul\S*|cambiar\S*|cambio|badal\S*|बदल\S*|चेंज)"
_COSTS = (
    r"(?:charges?|charged|fees?|costs?|penalty|frais|cout(?:e|er)?|penalite|cobra[ns]?|cuesta|cargo|recargo|penalidad"
    r"|paise|पैसे|चार्ज|शुल्क)"
)
_BETWEEN = r"(?:the|my|our|a|any|of|dates?|koi|कोई|karn[ea]|karwane|k[eai]|par|pe|liye|करन[ेा]|के|का|पर|लिए)"
_ON_WHOM = (
    r"(?:to|for|if|i|we|you|u|us|me|my|the|a|that|anything|extra|more|de|por|para|pour|du|mi|nos|la|el|al|sil"
    r"|une?|le|les)"
)
_COST_OF_A_MOVE = regex.compile(
    rf"(?<!\S)(?:{_MOVING} (?:{_BETWEEN} ){{0,4}}{_COSTS}"
    rf"|{_COSTS} (?:{_ON_WHOM} ){{0,4}}{_MOVING})(?!\S)"
)


def _way_to_pay(turn: Turn, catalogue: Catalogue) -> tuple[Topic, ...]:
    return ("payment",) if names_a_way_to_pay(turn.message.text, catalogue.operator) else ()


def _to_the_start(turn: Turn, named: tuple[Topic, ...], catalogue: Catalogue) -> tuple[Topic, ...]:
    """Of a drive to the town where a trek starts, the way there: "can we drive to Leh in January for Chadar?"."""
    if "drive" not in named or "away" in named:
        return named
    starts = {trek.start for trek in (catalogue.treks[i] for i in turn.treks if i in catalogue.treks)}
    to_it = set(PlaceNames.of(catalogue).find(turn.message.text)) == starts and len(starts) == 1
    return tuple(dict.fromkeys("reach" if topic == "drive" else topic for topic in named)) if to_it else named


def _dates_for_a_move(said: tuple[Topic, ...]) -> tuple[Topic, ...]:
    return tuple(dict.fromkeys((*(topic for topic in said if topic != "date_change"), "dates")))


def _without_a_move(turn: Turn, said: tuple[Topic, ...], before: Earlier) -> tuple[Topic, ...]:
    """Of somebody without a booking "and if we move it to April?" asks what was asked before of a later time."""
    booked = bool(turn.customer and turn.customer.bookings)
    of_a_time = bool(turn.values("date")) and bool({"price", "dates", "season"} & set(before.topics))
    only_later = of_a_time and not booked and set(said) - MANNERS == {"date_change"}
    return tuple(topic for topic in said if topic not in ("date_change", "moves")) if only_later else said


def _supposed(turn: Turn, said: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """Of what this is asked, where that was supposed in the same breath: "and if you cancel", "my money then?"."""
    before, subjects = said_just_before(turn), set(with_learnt(said, turn.message.text)) - MANNERS
    if not subjects or not supposes(before):
        return ()
    supposed = with_learnt(topics_in(before), before)
    return tuple(topic for topic in supposed if topic not in MANNERS and subjects <= lent_to(topic))


def _before_and_now(before: tuple[Topic, ...], said: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """The topics before, and how it is asked now; "how much is that?" asks for what was paid aside, not the trek."""
    return (*before, *(topic for topic in said if topic in MANNERS - {"how_much", "paid", "hours", "how_soon"}))


def _is_one_day(windows: tuple[Window, ...]) -> bool:
    return len(windows) == 1 and windows[0].one_day


def _of_places(before: tuple[Topic, ...], exact: bool) -> tuple[Topic, ...]:
    """Of the season a party, or a day, asks for the departures: "in August?", "two of us, is it possible?"."""
    return ("dates",) if exact and before == ("season",) else before


def _of_the_party(said: tuple[Topic, ...], people: int | None) -> tuple[Topic, ...]:
    """A bare "how much for 4?" asks for the price, whatever was talked about before."""
    alone = not set(said) - MANNERS or ("in_all" in said and set(said) - MANNERS <= {"age"})
    bare = people and "how_much" in said and alone
    return (*said, "price") if bare else said


def _pays_for_both(said: tuple[Topic, ...], treks: tuple[Trek, ...]) -> bool:
    """Whether "both" are the two who come: what two come to is asked, and only one trek is talked about."""
    return "both" in said and len(treks) == 1 and bool({"price", "discount", "in_all", "how_much"} & set(said))


_TWO = 2
_OF_ANOTHER = frozenset({"later", "sooner", "around", "other_date"})

_OF_DAYS = frozenset({"availability", "booking", "pricing"})
_OF_AN_AGE = frozenset({"age", "certificate", "suggest", "compare", "difficulty", "relatives"})


def _named_times(turn: Turn, when: str, today: date) -> tuple[Window, ...]:
    places = [(entity.start, entity.end) for entity in turn.entities if entity.type == "date"]
    named = times.of_the_talk(times.of_the_start(turn, today, when), turn, when)
    return times.corrected(named, turn.message.text, places)
