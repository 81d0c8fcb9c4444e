"""A deployment whose server dies on order, and the books it leaves."""

import json
import os
import signal
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
from ruamel.yaml import YAML

from agent.settings import ROOT
from tests.faults.crash_points import ORDER
from tests.faults.history import Verdict, judge, read_history
from tests.real_parts import PATIENCE_S, PLAIN, Deployment, data_folder, until

SHIPPED = ROOT / "config/pipeline.yaml"
WRITING = ("check_compliance", "send", "log", "score_lead")
"""The steps that write to the world. Behind an echo they make a server that starts in a third of the time."""
UNKNOWN_AFTER_S = 10
"""Production waits longer for a status before a person is told."""
_NOBODY_TOLD = (
    "SELECT 1 FROM outbox WHERE state IN ('unknown', 'failed') AND NOT EXISTS "
    "(SELECT 1 FROM reviews WHERE reason = 'delivery' AND reviews.message_id = outbox.message_id)"
)


@dataclass(slots=True)
class Mortal(Deployment):
    """A server with crash points between its steps and in its journal."""

    deaths: int = 0

    def keys(self) -> dict[str, str]:
        path = os.pathsep.join([str(_installed(self.data.parent)), str(ROOT)])
        return {**super(Mortal, self).keys(), "PYTHONPATH": path, ORDER: str(self._order)}

    @property
    def _order(self) -> Path:
        return self.data / "crash-order.json"

    @property
    def journal(self) -> Path:
        return self.data / "journal.sqlite"

    def order(self, **what: Any) -> None:
        """What the server shall die of next: `point`, `commit` with `when`, or `statement`; with `signal`, of that."""
        draft = self._order.with_suffix(".draft")
        draft.write_text(json.dumps(what), encoding="utf-8")
        os.replace(draft, self._order)

    def recall(self) -> None:
        """Take an order back."""
        self._order.unlink(missing_ok=True)

    def await_death(self, of: str) -> None:
        """Wait until the server has ended by SIGKILL; fails when it lives on."""
        assert self.server is not None
        deadline = time.monotonic() + self.patience_s
        while (status := self.server.poll()) is None and time.monotonic() < deadline:
            time.sleep(0.02)
        assert status == -signal.SIGKILL, f"the server was to die of {of} and did not ({status}):\n{self.log[-2000:]}"
        self.deaths += 1

    def kill(self) -> None:
        """SIGKILL, now."""
        self.end(signal.SIGKILL)
        self.deaths += 1

    def tell(self, path: str, **body: Any) -> Any:
        """POST to the simulator's own routes."""
        return httpx.post(f"{self.phone}{path}", json=body, **PLAIN, timeout=self.patience_s).raise_for_status().json()

    def ask(self, path: str) -> Any:
        """GET from the simulator's own routes."""
        return httpx.get(f"{self.phone}{path}", **PLAIN, timeout=self.patience_s).raise_for_status().json()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Read beside the server; nothing while there is no journal."""
        if not self.journal.exists():
            return []
        with closing(sqlite3.connect(f"file:{self.journal}?mode=ro", uri=True, timeout=10)) as connection:
            return connection.execute(sql).fetchall()

    def come_to_rest(self) -> None:
        """Wait until nothing waits, no send is under way, and every status was delivered."""
        until(self._at_rest, "every message and send has an end", self.patience_s)

    @property
    def is_busy(self) -> bool:
        """Whether a message waits on either side of the webhook, or a send has no end.

        Looked at in the order in which a message comes along, so that none slips through between two looks.
        """
        written = [line["id"] for line in self.ask("/sim/log") if line["kind"] == "written"]
        here = {key for (key,) in self.rows("SELECT id FROM inbox")}
        return (
            not here.issuperset(written)
            or bool(self.rows("SELECT 1 FROM inbox WHERE state = 'waiting' LIMIT 1"))
            or bool(self.rows("SELECT 1 FROM outbox WHERE state IN ('queued', 'sending') LIMIT 1"))
        )

    def _at_rest(self) -> bool:
        if self.is_busy or self.rows(_NOBODY_TOLD):
            return False
        known = set(self.rows("SELECT wamid, status FROM statuses"))
        return all((line["id"], line["status"]) in known for line in self.ask("/sim/log") if line["kind"] == "status")

    def verdict(self) -> Verdict:
        """What the history checker says of all that happened."""
        return judge(read_history(self.journal, self.ask("/sim/log")))


def deployment(
    folder: Path,
    *,
    light: bool = False,
    service: Mapping[str, Any] | None = None,
    patience_s: float = PATIENCE_S,
) -> Mortal:
    """Not started yet.

    `light`: an echo stands in for the steps that read and write, see `WRITING`, and every webhook is kept as it came
    before it is read, as in a flood.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "pipeline.yaml"
    settings = {"burst_window_s": 0.1, "unknown_after_s": UNKNOWN_AFTER_S, **(service or {})}
    if light:
        settings["webhooks_at_once"] = 0
    config.write_text(with_crash_points(settings, light=light), encoding="utf-8")
    return Mortal(data_folder(folder / "data"), config, patience_s=patience_s)


def with_crash_points(service: Mapping[str, Any], *, light: bool) -> str:
    """The shipped config with a crash point before its first step and after every stage."""
    yaml = YAML(typ="safe", pure=True)
    document = yaml.load(SHIPPED.read_text(encoding="utf-8"))
    document["service"] = {**document["service"], **service}
    stages = document["steps"]
    if light:
        stages = [{"step": "echo"}, *(stage for stage in stages if name_of(stage) in WRITING)]
    document["steps"] = [_point("start", replied=False)]
    replied = False
    for stage in stages:
        replied = replied or name_of(stage) in ("generate", "echo")
        document["steps"] += [stage, _point(name_of(stage), replied=replied)]
    out = StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def points(config: Path) -> list[str]:
    """The names of a config's crash points, in order."""
    document = YAML(typ="safe", pure=True).load(config.read_text(encoding="utf-8"))
    return [stage["at"] for stage in document["steps"] if isinstance(stage, dict) and "at" in stage]


def name_of(stage: Any) -> str:
    """The name of a step, or of the last of those side by side."""
    placed = stage[-1] if isinstance(stage, list) else stage
    return str(placed.get("name") or placed["step"])


def _point(at: str, *, replied: bool) -> dict[str, Any]:
    kind = "crash_point_after_reply" if replied else "crash_point"
    return {"step": kind, "name": f"crash_{at}", "at": at}


def _installed(folder: Path) -> Path:
    """A folder for the import path in which the crash points are an installed package."""
    about = folder / "installed" / "crash_points-1.0.dist-info"
    about.mkdir(parents=True, exist_ok=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: crash-points\nVersion: 1.0\n", encoding="utf-8")
    lines = [
        "[cairn.steps]",
        "crash_point = tests.faults.crash_points:CrashPoint",
        "echo = tests.faults.crash_points:Echo",
        "crash_point_after_reply = tests.faults.crash_points:CrashPointAfterReply",
    ]
    (about / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return about.parent
