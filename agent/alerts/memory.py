"""Which alerts are on, kept over a restart: what was told is not told again, and its end is told."""

from collections.abc import Mapping
from pathlib import Path

import structlog
from pydantic import TypeAdapter, ValidationError

from agent.alerts.watch import Standing
from agent.process.durable import replace_whole

log = structlog.get_logger("pipeline")

FILE = "alerts.json"
_STANDINGS: TypeAdapter[dict[str, Standing]] = TypeAdapter(dict[str, Standing])


class AlertMemory:
    """A small file of the data folder. Trouble with it costs a repeated alert, never one that is not told."""

    def __init__(self, path: Path | None) -> None:
        """Without a path nothing is kept."""
        self._path = path
        self._written = b""

    def load(self) -> dict[str, Standing]:
        """What stood when the last process ended; empty where nothing is kept or it cannot be read."""
        if self._path is None or not self._path.exists():
            return {}
        try:
            return _STANDINGS.validate_json(self._path.read_bytes())
        except (OSError, ValidationError) as error:
            log.warning("alerts of before the restart are forgotten", reason=type(error).__name__)
            return {}

    def save(self, standings: Mapping[str, Standing]) -> None:
        """Keep those that are on, where anything of them changed."""
        on = {name: standing for name, standing in standings.items() if standing.fired_at is not None}
        content = _STANDINGS.dump_json(on)
        if self._path is None or content == self._written:
            return
        try:
            replace_whole(self._path, content)
            self._written = content
        except OSError as error:
            log.warning("alerts that are on could not be kept", reason=type(error).__name__)
