"""A catalogue small enough to read, and the parts of the room built once."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from agent.knowledge.catalogue import Catalogue, Trek
from agent.language.detect import LanguageDetector
from agent.language.entities import EntityFinder
from agent.language.sentiment import SentimentModel, load_opinions
from agent.settings import find
from agent.turn import Entity, Language, Sentiment


def trek(id_: str, name: str, *aliases: str, **more: Any) -> Trek:
    """A trek of which only the names matter."""
    known: dict[str, Any] = dict(
        country="IN",
        region="Kullu",
        days=5,
        distance_km=26,
        max_altitude_m=4270,
        highest_point=name,
        difficulty="moderate",
        months=(6,),
        best_months=(6,),
        min_age=10,
        max_age=60,
        group_size_max=12,
        start="Manali",
        end="Manali",
        network="",
        document="",
    )
    return Trek(id=id_, name=name, aliases=aliases, **(known | more))


TREKS = (
    trek("hampta-pass", "Hampta Pass", "Hampta", "हम्प्टा पास"),
    trek("kedarkantha", "Kedarkantha", "KDK"),
    trek("everest-base-camp", "Everest Base Camp", "EBC", region="Khumbu", country="NP"),
    trek("valley-of-flowers", "Valley of Flowers", "VOF", "Valle de las Flores"),
    trek("great-lakes", "Kashmir Great Lakes", "KGL", region="Jammu and Kashmir"),
    trek("bhrigu-lake", "Bhrigu Lake", "Bhrigu"),
    trek("goechala", "Goechala"),
)
TODAY = date(2026, 11, 22)
NO_VECTOR = np.zeros(8, dtype=np.float32)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue(
        operator={"timezone": "Asia/Kolkata", "currencies": ["INR", "EUR"]}, treks={known.id: known for known in TREKS}
    )


@pytest.fixture(scope="session")
def finder(catalogue: Catalogue) -> EntityFinder:
    return EntityFinder(catalogue)


@pytest.fixture(scope="session")
def detector() -> LanguageDetector:
    return LanguageDetector(small=True)


@pytest.fixture(scope="session")
def sentiment() -> SentimentModel:
    """Learnt from the shipped examples without sentence vectors: the words alone must do."""
    opinions = load_opinions(find("eval/sentiment.jsonl"))
    return SentimentModel.fit(opinions, np.zeros((len(opinions), 8), dtype=np.float32), threshold=0.5)


@pytest.fixture(scope="session")
def feels(sentiment: SentimentModel) -> Callable[[str, Language], Sentiment]:
    """How a message feels, without its vector."""
    return lambda text, language: sentiment.score(text, language, NO_VECTOR)[0]


class Reads:
    """Entities of a text as (text, value) pairs of one kind, spans checked."""

    def __init__(self, finder: EntityFinder) -> None:
        self._finder = finder

    def all(self, text: str, today: date = TODAY) -> tuple[Entity, ...]:
        found = self._finder.find(text, today)
        assert all(text[entity.start : entity.end] == entity.text for entity in found)
        assert all(a.end <= b.start for a, b in pairwise(found))
        return found

    def __call__(self, kind: str, text: str, today: date = TODAY) -> list[tuple[str, Any]]:
        return [(entity.text, entity.value) for entity in self.all(text, today) if entity.type == kind]


@pytest.fixture(scope="session")
def reads(finder: EntityFinder) -> Reads:
    return Reads(finder)


NASTY = (
    "",
    " ",
    "\u200b\u200d\ufeff",
    "😀" * 4096,
    "👨‍👩‍👧‍👦🏳️‍🌈",
    "\u202eسعر الرحلة\u202c",
    "كم سعر الرحلة إلى الجبل",
    "हम्प्\u200dटा पास\u200b",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    "İstanbul'da ßtraße ﬁn",
    "𝐡𝐚𝐦𝐩𝐭𝐚 𝐩𝐚𝐬𝐬",
    "12-" * 1300,
    "rs " * 1300,
    "<script>alert(1)</script>' OR 1=1; --",
    "%s %d {0} {{x}}",
    "\x00\x01\x1f",
    "99999999999999999999999999 lakh",
    "31/02/2027 00/00/00 29 feb",
    "١٢ يونيو",
    "x" * 4096,
)


@pytest.fixture(params=NASTY, ids=range(len(NASTY)))
def nasty(request: pytest.FixtureRequest) -> str:
    text: str = request.param
    return text
