"""What a rewind of a data folder needs, found in one place for the command and the page."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from agent.bootstrap import DEFAULT_CONFIG, build_bench
from agent.config import ConfigError
from agent.llm.cassette import CassetteLLM, recorded
from agent.pipeline import Pipeline
from agent.ports import LLM, PortError, Ports
from agent.publishing.desk import Desk
from agent.publishing.reading import config_of
from agent.rewind.crew import Crew
from agent.rewind.then import Known
from agent.settings import Environment, find
from agent.turn import Turn

ANSWERS = Path("rewind") / "answers.jsonl"
"""In the data folder: what models were asked for a rewind, so that nobody pays for it twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The config in service with ports, the recorded answers, and the processes that share the work."""

    live: Pipeline
    ports: Ports
    data: Path
    known: Known

    @property
    def crew(self) -> Crew:
        """Two processes on this data folder."""
        return Crew(data=self.data)

    @property
    def ask(self) -> LLM:
        """A model whose answers are kept; not available without a key."""
        return CassetteLLM(self.data / ANSWERS, self.ports.llm, mode="record")

    def versions(self, turns: Iterable[Turn]) -> Mapping[str, Pipeline]:
        """The earlier configs that made some of these turns, as far as the history of publishing has them."""
        wanted = {turn.config_hash for turn in turns} - {self.live.config_hash}
        found: dict[str, Pipeline] = {}
        with suppress(PortError):  # without a history all of them are unknown
            desk = Desk(self.live.config.path, self.data / "config")
            for version in desk.history() if wanted else ():
                if version.hash in wanted:
                    with suppress(ConfigError):  # a step of that time that is no more
                        found[version.hash] = Pipeline(config_of(desk.text(version), self.live.config.path))
        return found


def open_bench(environment: Environment, live: Path | None = None) -> Bench:
    """Blocks for the index. Raises ConfigError and PortError."""
    pipeline, ports = build_bench(live or find(str(DEFAULT_CONFIG)), environment)
    return bench_of(pipeline, ports, environment)


def bench_of(pipeline: Pipeline, ports: Ports, environment: Environment) -> Bench:
    """The same for a pipeline and ports that are open already."""
    cassettes = (environment.cairn_cassette, environment.cairn_data / ANSWERS)
    known = {key: answer for path in cassettes if path is not None for key, answer in recorded(path).items()}
    return Bench(live=pipeline, ports=ports, data=environment.cairn_data, known=known)
