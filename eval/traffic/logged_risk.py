"""Ban risk of logged traffic under any weights: the strengths of the factors are logged, so no text is read again."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from agent.safety.factors import FACTORS, Own
from eval.figures.report import Floats

Side = Literal["message", "reply"]
Query = Callable[[str, Sequence[Any]], Any]
"""As `Reader.query`: SQL and parameters → a pyarrow.Table."""

MOST = 200_000
LEVELS = ("low", "medium", "high")
_TEXT: Mapping[Side, str] = {"message": "question", "reply": "answer"}
_KINDS: Mapping[Side, str] = {
    "message": "kind = 'text' AND coalesce(question, '') <> ''",
    "reply": "reply_kind = 'answer'",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRisk:
    """The newest first. `intensities` [messages, factors]; `account`: points of signals beside the text."""

    ids: Sequence[str]
    contacts: Sequence[str]
    languages: Sequence[str]
    intensities: Floats
    account: Floats

    def scores(self, weights: Sequence[float]) -> Floats:
        """0–100 with these weights, in the order of the factors, rounded as the step rounds."""
        points = np.round(self.intensities * np.asarray(weights, dtype=np.float64), 2).sum(axis=1)
        return np.asarray(np.round(np.minimum(100.0, points + self.account), 2))


def logged_risk(query: Query, side: Side, own: Own, *, most: int = MOST) -> LoggedRisk:
    """Of customers' messages, or of our answers. Raises PortError where the store does not answer.

    What an older version logged without strengths is read from its text, with `own` as it is today.
    """
    strengths = ", ".join(
        f"coalesce(TRY_CAST(json_extract_string(factors_{side}, '$.{name}') AS DOUBLE), 0) AS {name}"
        for name in FACTORS
    )
    account = "account" if side == "reply" else "NULL"
    found = query(
        f"SELECT message_id, contact, language, {strengths}, factors_{side} IS NULL AS old, "
        f"CASE WHEN length({account}) > 2 THEN {account} END AS account "
        f'FROM turns WHERE {_KINDS[side]} ORDER BY "at" DESC, seq DESC LIMIT ?',
        [most],
    )
    intensities = np.column_stack([found[name].to_numpy() for name in FACTORS]) if len(found) else _nothing()
    ids = found["message_id"].to_pylist()
    _fill(intensities, query, side, own, [n for n, old in enumerate(found["old"].to_pylist()) if old], ids)
    return LoggedRisk(
        ids=ids,
        contacts=found["contact"].to_pylist(),
        languages=[language or "und" for language in found["language"].to_pylist()],
        intensities=intensities,
        account=np.array([_sum(points) for points in found["account"].to_pylist()], dtype=np.float64),
    )


def levels(scores: Floats, medium_from: float, high_above: float) -> NDArray[np.int64]:
    """The place of each in `LEVELS`."""
    return np.where(scores > high_above, 2, np.where(scores >= medium_from, 1, 0))


def texts_of(query: Query, side: Side, ids: Sequence[str]) -> dict[str, str]:
    """The words of some messages."""
    if not ids:
        return {}
    marks = ", ".join("?" * len(ids))
    column = _TEXT[side]
    found = query(f"SELECT message_id, {column} AS words FROM turns WHERE message_id IN ({marks})", list(ids))
    return dict(zip(found["message_id"].to_pylist(), found["words"].to_pylist(), strict=True))


def turn_of(query: Query, message_id: str) -> dict[str, Any] | None:
    """One logged turn as `cairn ask --json` prints it; None where there is none of that id."""
    found = query("SELECT turn FROM turns WHERE message_id = ? ORDER BY seq DESC LIMIT 1", [message_id])
    return json.loads(found["turn"][0].as_py()) if len(found) else None


def _fill(intensities: Floats, query: Query, side: Side, own: Own, old: Sequence[int], ids: Sequence[str]) -> None:
    told = texts_of(query, side, [ids[n] for n in old])
    for n in old:
        text = told.get(ids[n]) or ""
        intensities[n] = [round(factor(text, own).intensity, 6) for factor in FACTORS.values()]


def _nothing() -> Floats:
    return np.zeros((0, len(FACTORS)))


def _sum(points: str | None) -> float:
    return float(sum(json.loads(points).values())) if points else 0.0
