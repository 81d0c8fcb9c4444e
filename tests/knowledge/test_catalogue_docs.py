"""docs/catalogue.md has every key and code that an operator's files may hold, and says which are needed."""

import csv
import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from typing import get_args

import pytest
from pydantic import BaseModel

from agent.knowledge import customer_files
from agent.knowledge.catalogue import Trek
from agent.knowledge.codes import DEPARTURE_STATUSES, GRADES
from agent.knowledge.practical import Practical
from agent.knowledge.stages import Stage
from agent.settings import ROOT

PAGE = (ROOT / "docs" / "catalogue.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return PAGE.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_every_key_of_a_trek_is_listed_and_those_without_a_default_as_needed() -> None:
    rows = [line.split("|")[1:3] for line in section("`treks.yaml`: a trek").splitlines() if line.startswith("| `")]
    listed = {key: needed.strip() == "needed" for keys, needed in rows for key in re.findall(r"`(\w+)`", keys)}

    assert listed == {one.name: one.default is MISSING and one.default_factory is MISSING for one in fields(Trek)}


def keys(model: type[BaseModel]) -> Iterator[str]:
    """With those of the parts within, as they are written in the file."""
    for name, field in model.model_fields.items():
        yield field.alias or name
        for part in _parts(field.annotation):
            yield from keys(part)


def _parts(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _parts(inner)


@pytest.mark.parametrize(
    ("model", "title"), [(Stage, "`stages`, one line per day"), (Practical, "`practical`, what guests plan with")]
)
def test_every_key_of_days_and_of_what_guests_plan_with_is_named(model: type[BaseModel], title: str) -> None:
    told = set(re.findall(r"\w+", section(f"`treks.yaml`: {title}")))

    assert set(keys(model)) - told == set()


@pytest.mark.parametrize(
    "name", ["catalogue/prices", "catalogue/offers", "catalogue/departures", "customers/contacts", "customers/bookings"]
)
def test_every_column_of_a_table_is_listed_with_its_file(name: str) -> None:
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        columns = next(csv.reader(lines))
    rows = PAGE.split(f"| `{name.rpartition('/')[2]}.csv` |", 1)[1].split("\n| `", 1)[0].split("\n\n", 1)[0]

    assert [column for column in columns if f"`{column}`" not in rows] == []


def test_every_code_is_listed() -> None:
    codes = (*GRADES, *DEPARTURE_STATUSES, *customer_files.STATUSES, *customer_files.CONSENTS)

    assert [code for code in codes if f"`{code}`" not in PAGE] == []
