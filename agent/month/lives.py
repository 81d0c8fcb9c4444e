"""The kinds of people who write: what about, in how many visits, and what comes of it."""

from functools import cache
from pathlib import Path
from random import Random
from typing import Literal, NamedTuple

import yaml
from pydantic import Field, ValidationError, field_validator

from agent.month.words import words_in
from agent.strict import Strict
from agent.yaml_file import read_yaml

_FILE = Path(__file__).with_name("lives.yaml")
SILENT = ("@voice", "@image", "@caption", "@sticker", "@location", "@prefer_stop", "@block")
GAP = "gap"
"""Any of the sections about what the documents do not say."""

Who = Literal["new", "known", "booked", "back"]


class Item(NamedTuple):
    """One thing to say: one of `sections`, with a chance; `english` whatever their language."""

    sections: tuple[str, ...]
    chance: float
    english: bool


class Life(Strict):
    """One kind of people."""

    name: str = Field(min_length=1, description="What the kind is called.")
    share: float = Field(gt=0, description="How often among people who begin to write.")
    who: Who = Field(description="Whether we know them.")
    gaps: list[float] = Field(min_length=2, max_length=2, description="Days between visits, at least and at most.")
    visits: list[list[str]] = Field(min_length=1, description="What is said in each visit.")
    books: float = Field(default=0, ge=0, le=1, description="Chance of a booking after the visit that asks for one.")
    enquires: float = Field(default=0, ge=0, le=1, description="Chance of an enquiry on file where nobody booked.")
    cancels: bool = Field(default=False, description="A colleague cancels their booking afterwards.")
    party: list[int] = Field(default=[2, 6], min_length=2, max_length=2, description="How many they are, from and to.")
    stays: float = Field(default=0.78, ge=0, le=1, description="Chance that they write again after a visit.")

    @field_validator("visits")
    @classmethod
    def _known_sections(cls, visits: list[list[str]]) -> list[list[str]]:
        known = {*words_in("en").sections, *SILENT, GAP}
        named = {section for visit in visits for item in visit for section in item_of(item).sections}
        if strange := sorted(named - known):
            raise ValueError(f"no words for {', '.join(strange)}")
        return visits


def item_of(text: str) -> Item:
    """`~a/b 60%` taken apart."""
    said, _, chance = text.partition(" ")
    return Item(tuple(said.removeprefix("~").split("/")), float(chance.rstrip("%") or 100) / 100, said.startswith("~"))


@cache
def lives() -> tuple[Life, ...]:
    """All kinds. Raises ValueError that names the file and what is wrong in it."""
    try:
        return tuple(Life.model_validate(entry) for entry in read_yaml(_FILE))
    except (yaml.YAMLError, ValidationError) as error:
        raise ValueError(f"{_FILE}: {error}") from error


def said_in(visit: list[str], rng: Random) -> list[tuple[str, bool]]:
    """The sections of one visit as they fall this time, and whether in English."""
    told: list[tuple[str, bool]] = []
    for item in map(item_of, visit):
        if rng.random() < item.chance:
            told.append((_one(rng.choice(item.sections), rng), item.english))
    return told


def _one(section: str, rng: Random) -> str:
    """What many miss is asked more often than what few do."""
    if section != GAP:
        return section
    gaps = words_in("en").begins(f"{GAP}_")
    return rng.choices(gaps, [1 / (rank + 1) ** 0.6 for rank in range(len(gaps))])[0]
