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
from agent.bootstrap import DEFAULT_CONFIG, Agent, build_dry_agent
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbench:
    """Handed to every page. `agent` runs the config in service, sends nothing and writes nothing."""

    agent: Agent
    bridge: Bridge
    reader: Reader
    publishing: Desk
    user: User

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
    """The desk for one run of a page. Raises ConfigError or PortError when the pipeline cannot be built."""
    config = config_path()
    environment = Environment()
    bridge, agent = _bridge_and_agent(str(config), config.stat().st_mtime_ns)
    return Workbench(
        agent=agent,
        bridge=bridge,
        reader=_reader(str(environment.cairn_data)),
        publishing=_publishing(str(config), str(environment.cairn_data)),
        user=user,
    )


def warm_up() -> None:
    """Build what the first page would wait for; what is wrong with it that page says."""
    with contextlib.suppress(ConfigError, PortError, OSError):
        config = config_path()
        _built(str(config), config.stat().st_mtime_ns)


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
