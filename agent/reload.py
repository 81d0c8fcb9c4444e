"""Hot reload: the pipelines in service, each swapped whole when its config changes and is good."""

import asyncio
from pathlib import Path

import structlog

from agent.config import ConfigError
from agent.pipeline import Pipeline
from agent.ports import PortError, Ports
from agent.process import garbage
from agent.publishing.canary import Canary

log = structlog.get_logger("pipeline")

TURNS_OVER_S = 60.0
"""By then no turn runs any more that began with the pipeline before: it holds 70 MB or more."""


class LivePipeline:
    """Holds the last good pipeline. A broken edit changes nothing but `problems`.

    `serves`: in a process that lives long, where a new pipeline is warmed up further before it is put in service.
    """

    def __init__(self, path: Path, pipeline: Pipeline, ports: Ports, *, serves: bool = False) -> None:
        self.path = path
        self._ports = ports
        self._serves = serves
        self._seen = _stamp(path)
        self._refreshing = asyncio.Lock()
        self.current = pipeline
        self.problems: tuple[str, ...] = ()
        self.canary: tuple[Canary, Pipeline] | None = None

    def serving(self, contact: str) -> Pipeline:
        """The pipeline for this contact's next turn: the canary's, for who is in one, else the live one."""
        if self.canary is not None and self.canary[0].serves(contact):
            return self.canary[1]
        return self.current

    async def refresh(self) -> bool:
        """Load the file again if it changed; True when this call put a new pipeline in service.

        One that comes while another warms its pipeline up waits for it: after any call the file is in service.
        """
        async with self._refreshing:
            stamp = _stamp(self.path)
            if stamp == self._seen:
                return False
            self._seen = stamp
            try:
                fresh = Pipeline.load(self.path)
                await fresh.warm_up(self._ports, further=self._serves)
            except (ConfigError, PortError) as error:
                self.problems = tuple(str(error).splitlines())
                log.error("config refused, the last good one stays", problems=self.problems)
                return False
            return self._swap(fresh)

    def _swap(self, fresh: Pipeline) -> bool:
        self.problems = ()
        if fresh.config.ports != self.current.config.ports or fresh.config.service != self.current.config.service:
            log.warning("ports and service settings change at the next start; steps change now")
        changed = fresh.config_hash != self.current.config_hash
        if changed:
            log.info("config in service", config_hash=fresh.config_hash, before=self.current.config_hash)
        self.current = fresh
        return changed

    async def watch(self, every_s: float = 1.0, over_s: float = TURNS_OVER_S) -> None:
        """Refresh for ever, and let go what is no longer in service `over_s` after it was taken out."""
        loop, known = asyncio.get_running_loop(), (self.current, self.canary)
        while True:
            await asyncio.sleep(every_s)
            await self.refresh()
            if known != (self.current, self.canary):
                known = (self.current, self.canary)
                loop.call_later(over_s, garbage.renew)


def _stamp(path: Path) -> tuple[int, int, int]:
    """Changes with every rename onto the path and every write into it; zeros while it is not there."""
    try:
        stat = path.stat()
    except OSError:
        return (0, 0, 0)
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino)
