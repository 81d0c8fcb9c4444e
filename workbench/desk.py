"""What a page works with: the live agent in a dry run, the logged traffic, the drafts, and who is looking."""

import contextlib
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import streamlit as st

from agent.accounts.roles import Ability, Role, User
from agent.agent import Agent
from agent.bootstrap import DEFAULT_CONFIG, build_dry_agent
from agent.colleagues.client import Colleague
from agent.config import ConfigError
from agent.journal.guest import Deed
from agent.journal.kept_deeds import note
from agent.logs import configure_logs
from agent.ports import PortError
from agent.publishing.desk import Desk
from agent.publishing.draft import Draft
from agent.publishing.open import open_desk as open_publishing
from agent.settings import Environment, find
from agent.store.reader import Reader, open_reader
from workbench.bridge import Bridge

_BUILDING = threading.Lock()
Built = tuple[Bridge, Agent] | ConfigError | PortError | OSError


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbench:
    """Handed to every page. `built`: the pipeline with its event loop, or why there is none."""

    built: Built
    reader: Reader
    publishing: Desk
    user: User

    @property
    def agent(self) -> Agent:
        """Runs the config in service, sends nothing and writes nothing. Raises `trouble`."""
        return self._parts()[1]

    @property
    def bridge(self) -> Bridge:
        """The event loop of the agent. Raises `trouble`."""
        return self._parts()[0]

    @property
    def trouble(self) -> Exception | None:
        """Why the pipeline could not be built: ConfigError, PortError or OSError."""
        return self.built if isinstance(self.built, Exception) else None

    def _parts(self) -> tuple[Bridge, Agent]:
        if isinstance(self.built, Exception):
            raise self.built
        return self.built

    @property
    def draft(self) -> Draft:
        """This user's draft, read anew: another tab may have changed it."""
        return self.publishing.draft(self.user.name)

    @property
    def colleague(self) -> Colleague:
        """What this user may do in conversations, through the server that runs."""
        return Colleague(Environment(), self.user)

    def write_down(self, action: str, subject: str, detail: Mapping[str, Any]) -> None:
        """A line of the audit log; where there is no journal yet, it waits for one."""
        actor = f"workbench:{self.user.name}"
        note(
            Environment().cairn_data, Deed(key=str(uuid4()), actor=actor, action=action, subject=subject, detail=detail)
        )

    def may(self, what: Role | Ability) -> bool:
        """Whether the user's role includes that role, or the one that deed needs."""
        return self.user.may(what)


def config_path() -> Path:
    """The pipeline file this workbench shows."""
    return Path(os.environ.get("CAIRN_CONFIG") or find(str(DEFAULT_CONFIG)))


def open_desk(user: User) -> Workbench:
    """The desk for one run of a page."""
    config = config_path()
    environment = Environment()
    return Workbench(
        built=_built_or_not(config),
        reader=_reader(str(environment.cairn_data)),
        publishing=_publishing(str(config), str(environment.cairn_data)),
        user=user,
    )


def warm_up() -> None:
    """Build what the first page would wait for; what is wrong with it that page says."""
    with contextlib.suppress(ConfigError, PortError, OSError):
        config = config_path()
        _built(str(config), _stamp(config))


def _built_or_not(config: Path) -> Built:
    """A config that cannot be used is tried again at each run of a page: somebody may have put it right."""
    try:
        return _bridge_and_agent(str(config), _stamp(config))
    except (ConfigError, PortError, OSError) as error:
        return error


def _stamp(config: Path) -> int:
    """Its modification time; 0 while it is not there."""
    try:
        return config.stat().st_mtime_ns
    except OSError:
        return 0


@st.cache_resource(show_spinner="Loading the pipeline, the model and the index …", max_entries=2)
def _bridge_and_agent(config: str, stamp: int) -> tuple[Bridge, Agent]:
    """Built once per version of the config file; `stamp` is its modification time."""
    return _built(config, stamp)


def _built(config: str, stamp: int) -> tuple[Bridge, Agent]:
    with _BUILDING:
        return _build(config, stamp)


@lru_cache(maxsize=2)
def _build(config: str, stamp: int) -> tuple[Bridge, Agent]:
    configure_logs(Environment().all_secrets(), level="WARNING")
    bridge = Bridge()
    return bridge, bridge.run(build_dry_agent(Path(config)))


@st.cache_resource(show_spinner=False)
def _reader(folder: str) -> Reader:
    """One for all sessions; `folder` names the data folder it reads."""
    return open_reader(Environment())


@st.cache_resource(show_spinner=False)
def _publishing(config: str, folder: str) -> Desk:
    """One for all sessions: what it read of the history it need not read again."""
    return open_publishing(Path(config), Environment(cairn_data=Path(folder)))
