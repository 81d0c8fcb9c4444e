"""Reading the operator's files into a catalogue: every mistake is told, with its file, row and key."""

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from agent.knowledge.catalogue import Catalogue, Departure, Offer, Price, Trek
from agent.knowledge.codes import Written, currency, departure_status
from agent.knowledge.operator_keys import OperatorKeys
from agent.knowledge.strict_yaml import parse_yaml
from agent.wrong_key import fault

OPERATOR = "operator.yaml"
_PLACES = TypeAdapter(dict[str, dict[Written, str]])
_TREK = TypeAdapter(Trek)

Built = TypeVar("Built")


class CatalogueError(ValueError):
    """Files that cannot be used. `mistakes` are file and what is wrong there, in the order of the files."""

    def __init__(self, mistakes: Sequence[tuple[str, str]]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("; ".join(f"{name}: {what}" for name, what in mistakes))


class _Folder:
    """One reading of an operator's folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.mistakes: list[tuple[str, str]] = []

    def yaml(self, name: str) -> Any:
        """None where there is no such file, or where it cannot be read."""
        path = self.root / name
        try:
            return parse_yaml(path.read_text(encoding="utf-8-sig")) if path.exists() else None
        except ValueError as error:
            self.mistakes.append((name, str(error)))
            return None

    def operator(self) -> dict[str, Any]:
        """As it stands; what is wrong in it is noted."""
        return self.mapping(OPERATOR, OperatorKeys.model_validate, OperatorKeys)

    def places(self) -> dict[str, Any]:
        """Names of places by language."""
        return self.mapping("catalogue/places.yaml", _PLACES.validate_python, dict)

    def mapping(self, name: str, check: Callable[[Any], object], model: type) -> dict[str, Any]:
        """A file of keys, checked."""
        found = self.yaml(name)
        if found is None:
            return {}
        if not isinstance(found, dict):
            self.mistakes.append((name, "is no list of keys and values"))
            return {}
        self.checked(name, "", model, lambda: check(found))
        return found

    def treks(self) -> dict[str, Trek]:
        """By id; one that cannot be read is left out."""
        name = "catalogue/treks.yaml"
        entries = self.yaml(name) or []
        if not isinstance(entries, list):
            self.mistakes.append((name, "is no list of treks; begin each with `- id:`"))
            return {}
        return {trek.id: trek for trek in self._treks(name, entries)}

    def _treks(self, name: str, entries: list[Any]) -> Iterator[Trek]:
        known: set[object] = set()
        for number, entry in enumerate(entries, start=1):
            if not isinstance(entry, dict):
                self.mistakes.append((name, f"trek {number}: not a list of keys and values: {entry!r}"))
                continue
            where = f"trek {number} ({entry.get('id', 'no id')})"
            if entry.get("id") in known:
                self.mistakes.append((name, f"{where}: a trek with this id stands further up"))
            known.add(entry.get("id"))
            trek = self.checked(name, f"{where}: ", Trek, partial(_TREK.validate_python, entry))
            yield from [trek] if trek else []

    def checked(self, name: str, where: str, model: type, check: Callable[[], Built]) -> Built | None:
        """What the check makes; None with every mistake noted."""
        try:
            return check()
        except ValidationError as error:
            self.mistakes += [(name, f"{where}{_told(detail, model)}") for detail in error.errors()]
            return None

    def rows(self, name: str, build: Callable[[dict[str, str]], Built]) -> tuple[Built, ...]:
        """Rows of a CSV file; one that cannot be read is noted and left out."""
        path = self.root / name
        if not path.exists():
            return ()
        try:
            with path.open(encoding="utf-8-sig", newline="") as lines:
                found = [self._row(name, n, row, build) for n, row in enumerate(csv.DictReader(lines), start=2)]
        except UnicodeDecodeError as error:
            self.mistakes.append((name, f"is not UTF-8: {error}"))
            return ()
        return tuple(row for row in found if row is not None)

    def _row(
        self, name: str, number: int, row: dict[str, str], build: Callable[[dict[str, str]], Built]
    ) -> Built | None:
        try:
            return build(row)
        except KeyError as error:
            self.mistakes.append((name, f"line {number}: the column {error} is missing"))
        except (TypeError, ValueError, ArithmeticError) as error:
            self.mistakes.append((name, f"line {number}: cannot read {error!s} in {row}"))
        return None


def load_catalogue(root: Path) -> Catalogue:
    """Read `operator.yaml` and `catalogue/` under `root`; a file that is not there counts as empty.

    Raises CatalogueError with every mistake of all files.
    """
    folder = _Folder(root)
    catalogue = Catalogue(
        operator=folder.operator(),
        treks=folder.treks(),
        prices=folder.rows("catalogue/prices.csv", _price),
        offers=folder.rows("catalogue/offers.csv", _offer),
        departures=folder.rows("catalogue/departures.csv", _departure),
        places=folder.places(),
    )
    if folder.mistakes:
        raise CatalogueError(folder.mistakes)
    return catalogue


def _told(detail: Any, model: type) -> str:
    """A mistake with the keys that lead to it: `stages #1 walk.km: "far" is wrong: should be a valid number`."""
    where = ""
    for part in (part for part in detail["loc"] if part != "[key]"):
        if isinstance(part, int):
            where += f" #{part + 1} "
        else:
            where += str(part) if where.endswith(" ") or not where else f".{part}"
    return f"{where.strip()}: {fault(detail, model)}" if where else fault(detail, model)


def _price(row: dict[str, str]) -> Price:
    return Price(
        trek=row["trek_id"],
        season=row["season"],
        currency=currency(row["currency"]),
        amount=Decimal(row["price_per_person"]),
        starts_from=date.fromisoformat(row["starts_from"]),
        starts_to=date.fromisoformat(row["starts_to"]),
        booked_until=date.fromisoformat(row["booked_until"]),
    )


def _offer(row: dict[str, str]) -> Offer:
    return Offer(
        id=row["id"],
        name=row["name"],
        treks=() if row["trek_ids"] == "*" else tuple(row["trek_ids"].split(";")),
        percent=Decimal(row["percent"]),
        people_min=int(row["people_min"]),
        people_max=int(row["people_max"]),
        book_from=date.fromisoformat(row["book_from"]),
        book_to=date.fromisoformat(row["book_to"]),
    )


def _departure(row: dict[str, str]) -> Departure:
    return Departure(
        id=row["id"],
        trek=row["trek_id"],
        start=date.fromisoformat(row["start_date"]),
        end=date.fromisoformat(row["end_date"]),
        seats_total=int(row["seats_total"]),
        seats_left=int(row["seats_left"]),
        status=departure_status(row["status"]),
    )
