"""JSON Lines of labelled rows; a broken file is one error that names every broken line."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.config import ConfigError, Problem
from agent.turn import Inbound, Utterance
from eval.split import Half

READ_ON = datetime(2026, 11, 22, 9, tzinfo=UTC)
"""When a row without a time of its own was sent. Fixed, because figures must not change with the calendar."""

_MOST = 20  # broken lines named


class Line(BaseModel):
    """An earlier line of the conversation."""

    speaker: Literal["U", "S"]
    text: str


class MessageRow(BaseModel):
    """What every labelled message has; fields no suite asks for are left alone."""

    model_config = ConfigDict(coerce_numbers_to_str=True, frozen=True)

    id: str = ""
    half: Half | None = Field(default=None, description="Told where it is not drawn from the name.")
    text: str
    lang: str = ""
    history: tuple[Line, ...] = ()
    sent_at: datetime | None = None

    @property
    def name(self) -> str:
        """What the split goes by."""
        return self.id or self.text

    @property
    def language(self) -> str:
        """The language as the product calls it."""
        return "hi-Latn" if self.lang == "hinglish" else self.lang

    def message(self) -> Inbound:
        """The row as a customer's message; a time without a zone is UTC."""
        return inbound(self.text, self.history, self.sent_at or READ_ON)


class IdRow(BaseModel):
    """A row that must have an id."""

    model_config = ConfigDict(coerce_numbers_to_str=True, frozen=True)

    id: str = Field(alias="_id", min_length=1)


Row = TypeVar("Row", bound=BaseModel)


def inbound(text: str, history: tuple[Line, ...] = (), sent_at: datetime = READ_ON) -> Inbound:
    """A message nobody sent."""
    aware = sent_at if sent_at.tzinfo else sent_at.replace(tzinfo=UTC)
    lines = tuple(Utterance(speaker=line.speaker, text=line.text) for line in history)
    return Inbound(id="eval", contact="c-eval", text=text, sent_at=aware.astimezone(UTC), history=lines)


def read_rows(path: Path, kind: type[Row]) -> list[Row]:
    """All rows. Raises ConfigError when the file cannot be read, has no row, or has rows that are not of this kind."""
    found: list[Row] = []
    problems: list[Problem] = []
    for number, line in lines_of(path):
        try:
            found.append(kind.model_validate_json(line))
        except ValidationError as error:
            problems.append(_problem(number, error))
    if problems:
        raise ConfigError(path, [*problems[:_MOST], *_rest(problems)])
    if not found:
        raise refused(path, "has no rows")
    return found


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Lines that hold something, counted from 1."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise refused(path, f"cannot be read: {error}") from error
    # not splitlines(): JSON strings may hold U+2028 and other breaks
    return ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())


def refused(path: Path, what: str, line: int = 1) -> ConfigError:
    """One problem with one file of data."""
    return ConfigError(path, [Problem(line=line, where="", what=what)])


def _problem(number: int, error: ValidationError) -> Problem:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return Problem(line=number, where=where, what=first["msg"])


def _rest(problems: list[Problem]) -> list[Problem]:
    if len(problems) <= _MOST:
        return []
    return [Problem(line=problems[_MOST].line, where="", what=f"and {len(problems) - _MOST} more broken lines")]
