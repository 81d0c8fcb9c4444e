"""Things that are to be had on a trek: "is wifi available?" asks for the network, and for no free place."""

from agent.compose.topics.named import Topic, rest_of, topics_in

_THINGS = frozenset(
    [
        "network",
        "charging",
        "food",
        "water",
        "toilets",
        "washing",
        "stay",
        "offloading",
        "hire",
        "gear_included",
        "extra",
        "insurance",
        "guides",
        "pickup",
        "cash",
        "safety",
    ]
)


def without_free_places(named: tuple[Topic, ...], text: str) -> tuple[Topic, ...]:
    """Without the dates, where only a word such as "available" names them beside a thing of that kind."""
    of_a_thing = "on_offer" in named and _THINGS & set(named)
    if not of_a_thing or "dates" in topics_in(rest_of(text, ("on_offer",))):
        return named
    return tuple(topic for topic in named if topic != "dates")
