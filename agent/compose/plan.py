"""What a good clerk tells in answer to one question: facts, a quotation, suggestions, or an honest no."""

from dataclasses import replace

import regex

from agent.compose import talk
from agent.compose.documents import quote as quotes
from agent.compose.documents.entry import or_entry
from agent.compose.documents.foreign import is_spoken
from agent.compose.documents.left_open import left_open
from agent.compose.documents.noun_asked import with_the_noun, without_another_sum
from agent.compose.documents.permit_asked import with_the_permit
from agent.compose.documents.place_asked import or_place
from agent.compose.documents.unsaid import asks_a_name, nobody_says, said_after_all, still_unsaid
from agent.compose.manner import Manner
from agent.compose.reading.asked import Asked
from agent.compose.reading.losses import is_not_run
from agent.compose.reading.other_senses import is_of_another_sense
from agent.compose.reading.questions import content
from agent.compose.scope.elsewhere import asks_for_another_trade, asks_for_elsewhere, is_of_indias_visa
from agent.compose.scope.ours import declined, is_ours_after_all
from agent.compose.section import Section
from agent.compose.told import own as owns
from agent.compose.told import own_told
from agent.compose.told import trek as treks
from agent.compose.told.dates import dates
from agent.compose.told.exceptions import without_exception
from agent.compose.told.fewer import tells_fewer, told_of_fewer
from agent.compose.told.hire import hire_total, sums_hire
from agent.compose.told.in_price import or_in_price
from agent.compose.told.rejoining import rejoining, wants_back
from agent.compose.told.sold_there import with_its_price_open
from agent.compose.told.suggest import asks_for_another_thing, asks_what_is_there, seeks, seeks_another
from agent.compose.topics.choice import asks_barely, asks_of_one_thing, bare, doubtful, topics_to_tell
from agent.compose.topics.named import MANNERS, Topic, topics_in
from agent.compose.topics.telling import GENERAL, NEED_TREK, TELLABLE, Part, part_of, settles, tells_of_the_trek
from agent.compose.topics.told import MANY, compared_and, rules_say_more, suggested, told_of, with_day_taken


def about_own(asked: Asked) -> Part | None:
    """The customer's own booking, where the message asks how it stands or which one to cancel is not clear.

    Not where things to hire for it are to be summed up.
    """
    if sums_hire(asked):
        return None
    if changed := _changed(asked):
        return Part("own", changed)
    if owns.asks_about_own(asked, bare=bare(asked)):
        return Part("own", own_told.own(asked))
    undecided = asked.about("own_booking") and bool({"cancel", "date_change"} & set(asked.topics))
    if owns.wants_to_move(asked):
        return part_of(asked, "date_change")
    if owns.asks_what_comes_back(asked):
        return part_of(asked, "cancel")
    paid_for = [found for found in asked.bookings if found.booking.status != "enquiry"]
    return Part("own", own_told.which(asked)) if undecided and len(paid_for) > 1 else None


def _changed(asked: Asked) -> Section | None:
    """To who comes with fewer, or after all: what that makes of the booking."""
    if fewer := tells_fewer(asked):
        return told_of_fewer(asked, *fewer)
    return rejoining(asked) if wants_back(asked) else None


def wants_a_trek(asked: Asked, manner: Manner) -> bool:
    """Whether it says what a trek should be like, and names none; less is taken for ours where it seems not to be.

    "Which make is your tent, Quechua or another?" seeks no other trek.
    """
    if asked.about("unsaid") and not asked.about("suggest"):
        return False
    doubted = not doubtful(asked, manner) or not asked.about("trade")
    return asks_what_is_there(asked) or seeks(asked, doubted=asked.intent == "out_of_scope" and doubted)


def plan(asked: Asked, manner: Manner) -> list[Part]:
    """The parts of the answer to one question, at least one."""
    if before := _greeted_or_told_before(asked):
        return [before]
    if asked.part and seeks_another(asked):
        return [suggested(replace(asked, treks=(), named=False))]
    if beyond_us := _beyond_us(asked, manner):
        return beyond_us
    if sums_hire(asked):
        ours = part_of(asked, "gear_included") if asked.about("gear_included") else None
        return [Part("hire", hire_total(asked), "hire"), *([ours] if ours else [])]
    if _sets_side_by_side(asked, manner):
        return or_entry(asked, compared_and(asked, []))
    told = with_the_permit(asked, _or_documents(asked, _planned(asked, manner)))
    told = with_its_price_open(asked, with_the_noun(asked, without_another_sum(asked, told)))
    return without_exception(asked, with_day_taken(asked, told))


def _or_documents(asked: Asked, told: list[Part]) -> list[Part]:
    """The entry or page that says it better; not of adults for pupils, whom we count.

    Nor of a departure that does not go: of that the rule is told.
    """
    ruled = asked.about("school_adults") or is_not_run(asked.text, asked.before.topics)
    return told if ruled else or_entry(asked, or_in_price(asked, or_place(asked, told)))


def _beyond_us(asked: Asked, manner: Manner) -> list[Part]:
    """The kind no of another part of the world, and the honest one of what nobody told us, or seldom."""
    if asks_for_another_trade(asked):
        return [Part("decline", talk.decline(asked))]
    if asks_for_elsewhere(asked):
        return or_entry(asked, [Part("decline", talk.decline(asked))])
    unknown = [Part("unknown", talk.unknown(asked))]
    if is_of_indias_visa(asked):
        match = quotes.on_indias_visa(asked)
        return [_quote(asked, match, manner)] if match else unknown
    unsaid = nobody_says(asked) or asks_a_name(asked) or still_unsaid(asked)
    told = unknown if unsaid else said_after_all(asked)
    return with_its_price_open(asked, told) if told else []


def _greeted_or_told_before(asked: Asked) -> Part | None:
    """A greeting back to a sentence of several that only greets.

    Else our last answer once more, where a follow-up asks what it costs and that answer says so in words, without any
    figures. Of mules at local rates our lists know nothing, and the fee for a porter would be another thing's.
    """
    if asked.part and talk.only_greets(asked):
        return Part("greeting", talk.greeting(asked))
    told = asked.before.asked.partition("\n\n")[0]
    sums = {"price", "how_much", "paid"} & set(topics_in(asked.text)) and {"price", "paid"} & set(topics_in(told))
    aside = set(asked.topics) - MANNERS <= _PAID_TO_OTHERS
    if not (asked.follows and sums and aside) or regex.search(r"\d", told):
        return None
    return Part("quote", Section(told, settled=False))


_PAID_TO_OTHERS = frozenset({"extra", "offloading"})


def _planned(asked: Asked, manner: Manner) -> list[Part]:
    match = quotes.best_match(asked, quote_from=manner.quote_from)
    if asked.intent == "out_of_scope" and not asked.part and not is_ours_after_all(asked, match, manner):
        return [declined(asked, manner)]
    topics = topics_to_tell(asked, manner)
    match = None if "school_adults" in topics else _unless_of_a_day(asked, topics, match)
    match = None if match and (rules_say_more(asked, topics, match) or _is_beside_it(asked, match)) else match
    match = None if match and is_of_another_sense(asked.text, match.passage.title) else match
    if asked.intent == "greeting" and not (topics or match or asked.named or asked.part):
        return [_greeted(asked, manner)]
    if match and _documented(asked, match, topics, manner):
        return [_quote(asked, match, manner)]
    if match and _quoted_first(asked, match, topics, manner):
        return _quoted(asked, match, topics, manner)
    if asked.about("now") and not any(_named(asked, topic) for topic in topics):
        return [Part("unknown", talk.unknown(asked))]
    told = told_of(asked, topics, match)
    return [*told, *left_open(asked, told)] if told else _without_topic(asked, match, manner)


def _is_beside_it(asked: Asked, match: quotes.Match) -> bool:
    """Whether a follow-up is of what was just told, and the page of another thing: "is there any charge for that?"."""
    if is_not_run(asked.text, asked.before.topics):
        return True
    about = set(topics_in(match.passage.title)) - MANNERS
    return asked.follows and bool(about) and about.isdisjoint(asked.topics)


def _greeted(asked: Asked, manner: Manner) -> Part:
    if asked.windows or asked.about("suggest"):
        return suggested(asked)
    says_more = doubtful(asked, manner) and len(content(asked.text)) >= _MORE_THAN_HELLO
    return Part("unknown", talk.unknown(asked)) if says_more else Part("greeting", talk.greeting(asked))


_MORE_THAN_HELLO = 3
"""A greeting of so many words that tell something is one to something we know nothing of."""


def _sets_side_by_side(asked: Asked, manner: Manner) -> bool:
    """Whether it asks which of several treks, of nothing in particular, and no document asks the same of them."""
    either = asked.about("compare") or bool(_EITHER.search(asked.subject)) or _asks_of_the_same(asked)
    if len(asked.treks) < MANY or not either or topics_to_tell(asked, manner):
        return False
    match = quotes.best_match(asked, quote_from=manner.quote_from)
    return not (match and quotes.asks_the_same(asked, match.passage) and quotes.speaks_of_all(asked, match.passage))


def _asks_of_the_same(asked: Asked) -> bool:
    """Whether a word or two ask more of the treks weighed just before: "and days?"."""
    return not asked.named and not set(asked.topics) - MANNERS and len(content(asked.subject)) <= MANY


_EITHER = regex.compile(r"\s{3,}(?:or|ya|ou|o|u|या|vs\.?|versus)\s{3,}", regex.IGNORECASE)
"""A word for "or" between two names, which are blanks in the subject."""


def _documented(asked: Asked, match: quotes.Match, topics: list[Topic], manner: Manner) -> bool:
    """Whether a document the customer can read asks this very question: it goes before the general rule."""
    if asked.booking and {"cancel", "date_change"} & set(topics):
        return False
    if match.passage.trek is None and any(tells_of_the_trek(asked, topic) for topic in topics):
        return False
    if "cancel" in topics and quotes.is_narrower(asked, match.passage):
        return False
    general = set(topics) <= GENERAL.keys() | {"price", "start", "reach", "pickup"}
    sure = match.strength >= manner.quote_over and is_spoken(asked, match.passage.language)
    return general and sure and not (asked.treks and "price" in topics) and quotes.asks_the_same(asked, match.passage)


def _quoted_first(asked: Asked, match: quotes.Match, topics: list[Topic], manner: Manner) -> bool:
    """Whether a document answers what facts and the intent's own words do not."""
    named = [topic for topic in topics if _named(asked, topic)]
    facts = {topic for topic in named if settles(asked, topic)} - _open(asked)
    about = set(topics_in(match.passage.title)) & TELLABLE
    own_words = bool({"cancel", "date_change"} & set(topics))  # told from the operator's tiers in every language
    if bare(asked) and (facts or own_words or (len(named) == 1 and named[0] in NEED_TREK)):
        return False
    if facts & about or (facts and not quotes.adds(asked, match.passage)):
        return False
    if facts and not is_spoken(asked, match.passage.language):
        return False  # what can be said in the customer's language goes before what cannot
    little = doubtful(asked, manner) or topics == ["support"] or _whether_it_holds(asked, match)
    return match.strength >= (manner.quote_from if little else manner.quote_over)


def _whether_it_holds(asked: Asked, match: quotes.Match) -> bool:
    """Whether it asks if one thing is in the price, and the trek's own page speaks of it: no list of ours says so."""
    return asks_of_one_thing(asked) and match.passage.trek is not None


def _quoted(asked: Asked, match: quotes.Match, topics: list[Topic], manner: Manner) -> list[Part]:
    """The document beside the facts that were named; the facts alone where they say what it says, in their language."""
    beside = [t for t in topics if _named(asked, t) and settles(asked, t) and t not in _open(asked)]
    if not beside and not _open(asked) and not is_spoken(asked, match.passage.language):
        ruled = [topic for topic in topics if topic in _SAID_INSTEAD]
        instead = ruled or [topic for topic in topics_in(match.passage.title) if topic in _SAID_INSTEAD]
        beside = [topic for topic in instead if settles(asked, topic)]
        if beside:
            return told_of(asked, beside[:2])
    quoted = _quote(asked, match, manner)
    return [*(told_of(asked, beside) if beside else []), quoted]


def _named(asked: Asked, topic: Topic) -> bool:
    """Whether the words ask for the topic: "is it open in May?" asks for the season without its name."""
    summed = asked.about("how_much") or (asked.about("discount") and bool(asked.people))
    totalled = topic == "price" and summed and bool(asked.treks)
    aged = topic == "age" and bool(asked.turn.values("age")) and asked.named
    return aged or asked.about(topic) or (topic in ("season", "dates") and asked.about("open")) or totalled


def _open(asked: Asked) -> frozenset[Topic]:
    return frozenset({"in_price", "included", "excluded"}) if asks_of_one_thing(asked) else frozenset()


def _quote(asked: Asked, match: quotes.Match, manner: Manner) -> Part:
    about = frozenset(topics_in(match.passage.title)) & TELLABLE
    return Part("quote", quotes.quote(asked, match, settles_from=manner.quote_over), about=about)


_SAID_INSTEAD = frozenset(GENERAL) - {"price", "booking", "cancel", "support", "health", "website"}


def _without_topic(asked: Asked, match: quotes.Match | None, manner: Manner) -> list[Part]:
    """No fact was asked for by name: an overview, a quotation, suggestions, or an honest no."""
    if len(asked.treks) > 1 and not match:
        return compared_and(asked, [])
    if match:
        return [_quote(asked, match, manner)]
    if asked.treks and asked.windows and (told := _of_those_days(asked)):
        return told
    if asked.treks and not asked.about("unsaid") and (bare(asked) or not asked.questioning):
        return [Part("trek", treks.overview(asked))]
    if (
        asked.about("suggest")
        or (not asked.treks and asked.days and not asks_for_another_thing(asked))
        or (not asked.treks and asked.intent == "trek_info" and (asked.windows or asks_barely(asked)))
    ) and not (asked.about("unsaid") and not asked.windows):
        return [suggested(asked)]
    return [Part("unknown", talk.unknown(asked))]


def _unless_of_a_day(asked: Asked, topics: list[Topic], match: quotes.Match | None) -> quotes.Match | None:
    """None where a day of a trek is all that it surely asks about, and the page has only other words of it."""
    one_day = any(window.one_day for window in asked.windows)
    nothing_else = not any(_named(asked, topic) for topic in topics)
    of_a_day = one_day and nothing_else and asked.named and asked.intent in _OF_A_DATE
    return None if match and of_a_day and not quotes.asks_the_same(asked, match.passage) else match


def _of_those_days(asked: Asked) -> list[Part]:
    """Departures, where only the time was named; of one day also beside words we do not know, which is admitted."""
    if bare(asked):
        return [Part("dates", dates(asked))]
    if asked.named and asked.intent in _OF_A_DATE and any(window.one_day for window in asked.windows):
        return [Part("dates", dates(asked)), Part("unknown_part", Section(asked.say("unknown_rest"), settled=False))]
    return []


_OF_A_DATE = frozenset({"availability", "booking"})
