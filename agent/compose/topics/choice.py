"""Which topics of a question are told: what its words name, and what its intent implies."""

from collections.abc import Mapping

from agent.compose.manner import Manner
from agent.compose.reading.asked import Asked
from agent.compose.reading.losses import is_not_run
from agent.compose.reading.of_their_own import not_of_us
from agent.compose.reading.party import ages_just_told
from agent.compose.reading.questions import content
from agent.compose.reading.seasons import without_seasons
from agent.compose.reading.sums_asked import asks_how_much_it_is, sums_of_a_hold, with_price, without_the_road
from agent.compose.told import trek as treks
from agent.compose.told import trek_days
from agent.compose.told.goes_ahead import meant
from agent.compose.topics.lent import lent_to
from agent.compose.topics.model import learnt_topics, surely_learnt
from agent.compose.topics.named import MANNERS, Topic, rest_of, topics_in
from agent.compose.topics.telling import TELLABLE, part_of
from agent.knowledge.glossary import glosses

_FAMILY: Mapping[str, tuple[Topic, frozenset[Topic]]] = {
    "pricing": ("price", frozenset({"price", "discount", "included", "excluded", "deposit"})),
    "availability": ("dates", frozenset({"dates", "season"})),
    "booking": ("booking", frozenset({"booking", "deposit", "date_change"})),
    "cancellation": ("cancel", frozenset({"cancel", "date_change"})),
    "support": ("support", frozenset({"contact", "emergency_contact", "website"})),
}
"""The topic an intent stands for, and those that say the same more closely."""


def topics_to_tell(asked: Asked, manner: Manner) -> list[Topic]:
    """Topics to answer, in the order asked; the intent's own comes first when none of its kind was named."""
    named = _named(asked)
    lead, family = _FAMILY.get(asked.intent, ("", frozenset()))
    if lead in covered(asked) | not_of_us(asked.text):
        return named
    if named and (doubtful(asked, manner) or asked.ages or asked.follows or set(named) <= _PLAIN):
        return named
    if not (bare(asked) or _leads(asked, manner)):
        return named
    return [lead, *named] if lead and not family & set(named) else named


_PLAIN = TELLABLE - {"discount", "included", "excluded", "difficulty", "age", "group_size", "duration"}
"""Topics that say the whole question; beside the others an intent may mean more."""


def _named(asked: Asked) -> list[Topic]:
    taken = covered(asked)
    kept = sums_of_a_hold(asked, [topic for topic in _timed(asked) if topic in TELLABLE and topic not in taken])
    if asked.about("how_much") and "how_much" not in taken and not kept and _sums(asked):
        kept = ["price"]
    if asked.about("how_much") and kept == ["booking"]:
        kept = ["price" if asked.treks else "deposit"]
    if kept == ["booking"] and asked.treks and asked.windows and "booking" not in topics_in(asked.text):
        kept = ["dates"]  # "we're five, we want to do Kedarkantha at the end of December"
    kept = without_the_road(asked, _with_the_share(asked, _without_a_leave(asked, kept)))
    kept = _with_rain(asked, _when_and_how_much(asked, _without_a_card(asked, _for_another(asked, kept))))
    if asked.about("relatives") and not kept and not asked.about("how_much"):
        kept = ["cancel" if asked.about("ill") and not (asked.questioning or asked.treks) else "age"]
    if "safety" in kept:
        kept = _of_safety(asked, kept)
    kept = _with_a_certificate(asked, _where_it_goes(asked, kept) or _of_a_time(asked))
    return _with_age(asked, _of_minors(asked, _with_season(asked, _private_first(with_price(asked, kept)))))


def _where_it_goes(asked: Asked, kept: list[Topic]) -> list[Topic]:
    """Where it is known whether a departure goes, nobody need hear what comes back if it does not."""
    known = "min_people" in kept and meant(asked)
    return [topic for topic in kept if topic not in ("cancel", "operator_cancels", "dates")] if known else kept


def _with_a_certificate(asked: Asked, kept: list[Topic]) -> list[Topic]:
    """Beside the papers for a booking that of a doctor, where somebody is as old as to need one."""
    from_age = asked.catalogue.operator.get("certificate_from_age")
    old = from_age and any(age >= int(from_age) for age in (*asked.ages, *asked.before.ages))
    return ["certificate", *kept] if old and "documents" in kept and "certificate" not in kept else kept


def _private_first(kept: list[Topic]) -> list[Topic]:
    """The rule for a departure of one's own before the prices, which are those of a place in a group."""
    return sorted(kept, key=lambda topic: topic != "private") if {"private", "price"} <= set(kept) else kept


def _of_a_time(asked: Asked) -> list[Topic]:
    """What hours, or a month that is not named, are asked of where nothing else is: "wich month is gud for EBC".

    Who tells what they have walked asks whether that will do.
    """
    if not asked.treks:
        return []
    if asked.about("hours"):
        return ["drive", "walking_hours"]
    if asked.about("month") and not asked.windows:
        return ["season"]
    return ["difficulty"] if asked.done and asked.questioning and not set(asked.topics) - MANNERS else []


def _for_another(asked: Asked, kept: list[Topic]) -> list[Topic]:
    """Only that somebody else may come instead, where one who cannot asks for no money: "may my brother go?"."""
    money = {"refund", "how_much", "refund_time"} & set(asked.topics)
    instead = "name_change" in kept and not money and not asked.about("to_cancel")
    return [topic for topic in kept if not (instead and topic == "cancel")]


def _without_a_card(asked: Asked, kept: list[Topic]) -> list[Topic]:
    """Without the visa where the word is only the name of a card that one pays with."""
    card = {"payment", "visa"} <= set(kept) and "visa" not in topics_in(rest_of(asked.text, ("payment",)))
    return [topic for topic in kept if not (card and topic == "visa")]


def _without_a_leave(asked: Asked, kept: list[Topic]) -> list[Topic]:
    """Without the permits where only leave is asked for: "is it allowed?"."""
    leave = asked.about("lets_in") and "permits" not in topics_in(rest_of(asked.text, ("lets_in",)))
    return [topic for topic in kept if not (leave and topic == "permits")]


def _with_the_share(asked: Asked, kept: list[Topic]) -> list[Topic]:
    """What comes back at the notice named, before when it comes: who says "20 days before" cancels, and not we."""
    if asked.notice is not None and "operator_cancels" not in topics_in(asked.text):
        kept = ["cancel" if topic == "operator_cancels" else topic for topic in kept]
    ahead = asked.notice is not None and not asked.windows and not asked.days
    if not ahead or asked.about("date_change"):
        return kept
    kept = ["cancel" if topic == "operator_cancels" else topic for topic in kept]
    when = "refund_time" in kept or ("cancel" in kept and asked.about("how_soon"))
    others = [topic for topic in kept if topic not in ("cancel", "refund_time")]
    return ["cancel", "refund_time", *others] if when else kept


def _with_rain(asked: Asked, kept: list[Topic]) -> list[Topic]:
    """The wet months too, where rain is named beside nothing but the season or the cold."""
    told = {"season", "dates", "temperature"}
    return [*kept, "snow"] if asked.treks and asked.about("rain") and set(kept) <= told else kept


def _when_and_how_much(asked: Asked, kept: list[Topic]) -> list[Topic]:
    """The dates too, where it asks for the price, and when in a month one can go."""
    when = asked.treks and asked.about("how_soon") and asked.windows and not asked.windows[0].one_day
    return ["dates", "price"] if kept == ["price"] and when else kept


def _of_safety(asked: Asked, kept: list[Topic]) -> list[Topic]:
    """Beside a topic that other words name, or much else, "is it safe?" is asked of that: "seguro" is insurance too."""
    others = [topic for topic in kept if topic != "safety"]
    if set(others) <= _OF_THE_WEATHER:
        return ["safety", *others]
    beside = set(others) & set(topics_in(rest_of(asked.text, ("safety",)))) or len(content(_rest(asked))) > 1
    return others if beside else ["safety"]


_OF_THE_WEATHER = frozenset({"snow", "temperature", "season"})
"""What may be the danger that somebody fears: it is told too, and does not take the place of what we do for safety."""


def _of_minors(asked: Asked, kept: list[Topic]) -> list[Topic]:
    """Who asks for a child that comes without them is not told that many come alone."""
    if "minors_alone" not in kept:
        return kept
    return [topic for topic in kept if topic != ("solo" if part_of(asked, "minors_alone") else "minors_alone")]


def _with_season(asked: Asked, kept: list[Topic]) -> list[Topic]:
    """Who asks whether a trek is hard or open in a certain month wants to know whether it runs then."""
    if "season" in kept or not asked.windows or len(asked.treks) != 1:
        return kept
    if asked.about("open") and not _OPENS_NOTHING & set(kept):
        return list(dict.fromkeys(["dates" if asked.windows[0].one_day else "season", *kept]))
    return [*kept, "season"] if "difficulty" in kept else kept


_OPENS_NOTHING = frozenset({"contact", "start", "drive", "reach", "certificate", "documents"})
"""Of these a word such as "chalega" asks whether they will do, or run, and not whether the trek does."""


def _timed(asked: Asked) -> tuple[Topic, ...]:
    """A refund and a word for "when" ask how long it takes; a notice named with it asks how much comes back.

    Days to get used to the altitude are told of treks that have such days, else how one does. Weather named with
    cancelling is the reason, and no question of its own.
    """
    soon = asked.about("refund") and asked.about("how_soon") and asked.notice is None
    reads = {"cancel": "refund_time" if soon else "cancel"}
    if not any(trek_days.rests(trek) for trek in asked.treks):
        reads["acclimatisation"] = "altitude_sickness"
    if asked.about("included") and asked.about("excluded"):  # "is it included or do I pay it apart?"
        reads |= dict.fromkeys(("included", "excluded"), "in_price")
    if asked.about("until") and asked.about("documents"):  # "how many days before do you need the papers?"
        reads |= dict.fromkeys(("duration", "own_data"), "documents")
    if asked.about("distance") and asked.about("in_all"):  # "kitna chalna padta hai total, km me?"
        reads["walking_hours"] = "distance"
    ours = ("cancel", "cut_short", "refund_time") if is_not_run(asked.text, asked.before.topics) else ()
    why = ("temperature", "snow") if asked.about("cancel") else ()
    reads |= dict.fromkeys((*ours, *why), "operator_cancels")
    return tuple(dict.fromkeys(reads.get(topic, topic) for topic in asked.topics))


def covered(asked: Asked) -> frozenset[Topic]:
    """Topics that only lend their words to another one of the question.

    Not to one that no word names, where the question is more like its own topic: in "which phone network works up
    there?" the network is meant, whatever else may be asked with that word.
    """
    learnt = learnt_topics(asked.text)
    unsaid = set(learnt).difference(topics_in(asked.text))
    surer = {topic: frozenset(learnt[: learnt.index(topic)]) for topic in unsaid}
    if asked.about("distance") and asked.about("how_much") and not asked.about("hours"):
        surer["walking_hours"] = frozenset({"distance"})  # "how much does one walk, in km?"
    return frozenset[Topic]().union(*(lent_to(topic) - surer.get(topic, frozenset()) for topic in asked.topics))


def _sums(asked: Asked) -> bool:
    """Whether a "how much" that stands alone asks for money.

    Of a trek by name it does, whatever words of texting language stand beside that mean nothing to us.
    """
    if bare(asked):
        return asked.intent == "pricing" or asked.named or asked.follows or (asked.part and bool(asked.treks))
    if asked.named and asks_how_much_it_is(asked.subject):
        return True
    return asked.named and asked.language != "en" and not glosses(_rest(asked))


def _with_age(asked: Asked, named: list[Topic]) -> list[Topic]:
    """Who says an age wants to know whether it fits: "my son is 9, which trek?" is no call for help.

    One that does not fit is told first, whatever else was asked.
    """
    if "certificate" in named and not asked.treks:
        return [topic for topic in named if topic != "age"]
    if asked.turn.values("age") and treks.fits_nowhere(asked):
        return ["age", *(topic for topic in named if topic in surely_learnt(asked.text) and topic != "age")]
    return _with_age_of_a_trek(asked, named)


def _with_age_of_a_trek(asked: Asked, named: list[Topic]) -> list[Topic]:
    young = asked.turn.values("age") and max(asked.ages, default=_OF_AGE) < _OF_AGE
    if young and not set(topics_in(asked.text)) - MANNERS:
        named = [topic for topic in named if topic in surely_learnt(asked.text)]
    intents = _OF_A_TREK | _HARDLY_READ if asked.named else _OF_A_TREK
    wanted = asked.ages and "age" not in named and asked.intent in intents
    here = not asked.part or bool(asked.turn.values("age"))
    told = bool(asked.turn.values("age") or ages_just_told(asked.turn) or asked.about("exception"))
    if told and asked.about("lets_in"):
        named = ["age", *(topic for topic in named if topic not in ("age", "permits"))]
    if named and told and not treks.all_fit(asked):
        return list(dict.fromkeys(["age", *named]))
    if named and "age" not in named and asked.turn.values("age") and asked.follows:
        return [*named, "age"]
    return ["age", *named] if wanted and here else named


_OF_AGE = 18
_OF_A_TREK = frozenset({"trek_info", "support", "availability", "booking"})
_HARDLY_READ = frozenset({"out_of_scope", "greeting"})
"""What an intent is where the message says little but an age and a name."""


def _leads(asked: Asked, manner: Manner) -> bool:
    """Whether the intent alone decides what is told of a message that says more; never to offer help or a booking."""
    return asked.intent not in ("support", "booking") and not doubtful(asked, manner)


def asks_of_one_thing(asked: Asked) -> bool:
    """Whether it asks if a certain thing is in the price: of that a document may tell more than our lists."""
    return bool({"in_price", "included", "excluded"} & set(asked.topics)) and not bare(asked)


def doubtful(asked: Asked, manner: Manner) -> bool:
    """Whether the classifier was not sure, so that words and documents say more."""
    return bool(asked.turn.parsed and asked.turn.parsed.intent_confidence < manner.sure_from)


def bare(asked: Asked) -> bool:
    """Whether the message says nothing beyond its topics, names and small words."""
    if _OTHER_THINGS & set(asked.topics):
        return False
    named = (name for trek in asked.treks for name in (trek.name, asked.name_of(trek), *trek.aliases))
    names = {word for name in named for word in content(name)}
    return not [word for word in content(_rest(asked)) if word not in names]


def asks_barely(asked: Asked) -> bool:
    """Whether it says nothing beyond names and small words; of one sentence of several only where that asks."""
    return bare(asked) and (asked.questioning or not asked.part)


def _rest(asked: Asked) -> str:
    """The words that name neither a topic nor anything else we read."""
    named = (topic for topic in asked.topics if topic not in _OTHER_THINGS)
    rest = rest_of(asked.subject, (*named, "nod", "thanks"))
    return without_seasons(rest) if asked.windows else rest


_OTHER_THINGS = frozenset[Topic]({"extra", "washing"})
"""Topics that we tell nothing of: their words keep a question from being bare."""
