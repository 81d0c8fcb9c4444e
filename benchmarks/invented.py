"""A collection of any size in our own invented words: the same passages and questions each time, no two texts equal."""

import random
from collections.abc import Iterator

from agent.turn import Language, Passage

_HEADS = (
    "Ban",
    "Dor",
    "Gur",
    "Jal",
    "Kal",
    "Lam",
    "Mor",
    "Nar",
    "Pin",
    "Ran",
    "Sar",
    "Tal",
    "Vel",
    "Yar",
    "Zan",
    "Chi",
)
_MIDDLES = ("a", "ri", "do", "mu", "la", "she", "vi")
_TAILS = ("gaon", "kot", "tal", "dhar", "pur", "bagh")
_SEASONS = ("spring", "early summer", "the rains", "autumn", "late autumn", "winter")
_PEOPLE = ("the cook", "our guide", "the porter", "the village host", "the driver", "the forest guard")
_THINGS = ("a wool blanket", "dry socks", "a copy of your passport", "a head torch", "cash in small notes", "a mug")

_TOPICS = (
    ("Water", "Streams near {place} run clear in {season}. {person} boils {n} litres every evening; bring {thing}."),
    ("Beds", "In {place} you sleep in rooms for {n} people. Blankets are there in {season}, but {thing} helps."),
    ("Meals", "In {place} {person} serves rice, lentils and {n} sorts of greens. In {season} add {thing} to your bag."),
    ("Roads", "The road to {place} takes {n} hours from the railhead. In {season} it may close, so ask {person}."),
    ("Network", "Phones work only above {place}, {n} minutes up the ridge. In {season} {person} carries a radio."),
    ("Permits", "The checkpost at {place} wants {n} photos and {thing}. {person} shows the papers in {season}."),
    ("Cold nights", "After dark {place} falls to minus {n} degrees in {season}. Wear layers and keep {thing} at hand."),
    ("Animals", "Bears have been seen {n} times around {place} in {season}. Stay with {person} and hang up {thing}."),
    ("Payment", "Pay {n} percent to hold a bed in {place}. In {season} the rest is due to {person}; keep {thing}."),
    (
        "Refunds",
        "Cancel {n} days before {place} and most comes back. In {season} tell {person} and keep {thing}.",
    ),
    (
        "Doctor",
        "The next clinic is {n} kilometres from {place}. {person} carries tablets in {season}; pack {thing}.",
    ),
    ("Children", "Children from {n} years may walk to {place} in {season}. {person} walks beside them with {thing}."),
    ("Baggage", "Mules carry {n} kilos each to {place}. In {season} {person} weighs every bag; keep {thing} with you."),
    ("Festivals", "A fair fills {place} for {n} days in {season}. {person} dances too, and guests bring {thing}."),
    ("Toilets", "There are {n} dry toilets behind {place}. {person} cleans them daily in {season}; bring {thing}."),
    ("Charging", "Sockets in {place} give power for {n} hours. In {season} ask {person} first and leave {thing}."),
    ("Snow", "Snow lies {n} feet deep over {place} in {season}. {person} cuts steps, you need {thing}."),
    ("Tips", "Guests in {place} share {n} hundred rupees among the crew. In {season} {person} also likes {thing}."),
    (
        "Insurance",
        "Rescue up to {n} thousand metres must be covered at {place}. In {season} {person} asks for {thing}.",
    ),
    ("Photos", "The lake of {place} mirrors {n} summits at dawn in {season}. {person} knows the spot; take {thing}."),
)

_QUESTIONS: tuple[tuple[Language, str], ...] = (
    ("en", "is there drinking water near {place} in {season}"),
    ("en", "how cold does {place} get at night"),
    ("en", "can my phone connect at {place}"),
    ("en", "how do I get my money back for {place}"),
    ("en", "do I need insurance to walk to {place} in {season}"),
    ("en", "are children of nine allowed up to {place} and who walks with them"),
    ("es", "¿hace mucho frío por la noche en {place}?"),
    ("es", "¿necesito un seguro para ir a {place}?"),
    ("fr", "combien faut-il payer pour réserver à {place} ?"),
    ("fr", "y a-t-il des toilettes à {place} ?"),
    ("hi", "{place} में रात को कितनी ठंड होती है?"),
    ("hi", "क्या {place} के लिए बीमा ज़रूरी है?"),
    ("hi-Latn", "{place} me toilet hai kya"),
    ("hi-Latn", "cancel karne par {place} ka paisa wapas milega"),
)


def passages(count: int) -> list[Passage]:
    """At most one for each place and topic."""
    dice = random.Random(count)
    pairs = [(place, topic) for place in _places() for topic in _TOPICS]
    return [_passage(place, title, text, dice) for place, (title, text) in pairs[:count]]


def questions(count: int) -> list[tuple[Language, str]]:
    """Language and text, one language after the other."""
    dice = random.Random(count)
    places = list(_places())
    asked = (_QUESTIONS[number % len(_QUESTIONS)] for number in range(count))
    return [
        (language, text.format(place=dice.choice(places), season=dice.choice(_SEASONS))) for language, text in asked
    ]


def _places() -> Iterator[str]:
    return (f"{head}{middle}{tail}" for head in _HEADS for middle in _MIDDLES for tail in _TAILS)


def _passage(place: str, title: str, text: str, dice: random.Random) -> Passage:
    told = text.format(
        place=place,
        season=dice.choice(_SEASONS),
        person=dice.choice(_PEOPLE),
        thing=dice.choice(_THINGS),
        n=dice.randrange(2, 40),
    )
    source = f"invented/{place.lower()}.md"
    name = f"{source}#{title.lower().replace(' ', '-')}"
    return Passage(id=name, source=source, title=f"{title} in {place}", text=told, kind="guide")
