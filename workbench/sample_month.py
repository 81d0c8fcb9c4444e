"""What every page shows while nothing is logged: what will be here, and a button that loads a sample month."""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from agent.month.apart import fill_apart
from agent.ports import PortError
from agent.settings import Environment
from workbench.desk import Workbench, config_path

DAYS, TURNS = 30, 600
ABOUT = "1 to 2 minutes"
"""On two cores with other work beside it: see docs/month.md."""
EVERY_S = 1.0
_PATIENCE_S = 30.0
"""How long a running server may take to bring the month into the figures."""


@dataclass(slots=True)
class Filling:
    """The one filling of this process. `problem` is of the last one that failed."""

    done: int = 0
    total: int = TURNS
    problem: str = ""
    _thread: threading.Thread | None = None
    _gate: threading.Lock = field(default_factory=threading.Lock)

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self._thread is not None and self._thread.is_alive()

    def begin(self, desk: Workbench) -> None:
        """Start it, unless it runs: two people may have clicked."""
        with self._gate:
            if self.running:
                return
            self.done, self.total, self.problem = 0, TURNS, ""
            self._thread = threading.Thread(
                target=self._fill, args=(desk, config_path()), name="sample month", daemon=True
            )
            self._thread.start()

    def _fill(self, desk: Workbench, config: Path) -> None:
        try:
            turns = fill_apart(config=config, days=DAYS, turns=TURNS, on_progress=self._tell)
        except (PortError, OSError) as error:
            self.problem = str(error)
            return
        desk.write_down("month.load", "", {"days": DAYS, "turns": turns})
        until = time.monotonic() + _PATIENCE_S
        while nothing_logged(desk) and time.monotonic() < until:
            time.sleep(0.2)
        st.cache_data.clear()

    def _tell(self, done: int, total: int) -> None:
        self.done, self.total = done, total


def show_nothing_yet(desk: Workbench, will_be: str) -> bool:
    """Where nothing was ever logged, say what `will_be` here and offer the sample month; whether that was so.

    The page comes by itself as soon as there is a message, of the sample or of a customer.
    """
    if not nothing_logged(desk):
        return False
    _show(desk, will_be)
    return True


def nothing_logged(desk: Workbench) -> bool:
    """Whether no message was ever answered. What cannot be read is not called empty: the page says what is wrong."""
    try:
        return not desk.reader.query("SELECT 1 FROM turns LIMIT 1").num_rows
    except PortError:
        return False


@st.cache_resource(show_spinner=False)
def filling() -> Filling:
    """One for all sessions: leaving the page ends nothing."""
    return Filling()


@st.fragment(run_every=EVERY_S)
def _show(desk: Workbench, will_be: str) -> None:
    now = filling()
    if not now.running and not nothing_logged(desk):
        st.rerun()
    with st.container(border=True, key="nothing yet"):
        st.markdown("**Nobody has written yet**")
        st.markdown(will_be)
        if now.running:
            _show_progress(now)
        else:
            _offer(desk, now)


def _show_progress(now: Filling) -> None:
    if not now.done:
        words = "Starting the pipeline …"
    elif now.done < now.total:
        words = f"Invented customers write and are answered: {now.done:,} of {now.total:,} messages"
    else:
        words = "Bringing the month into the figures …"
    st.progress(min(1.0, now.done / max(1, now.total)), text=words)
    st.caption("It goes on when you leave the page; the pages fill by themselves at the end.")


def _offer(desk: Workbench, now: Filling) -> None:
    if now.problem:
        st.error("The sample month was not loaded. Nothing was changed.")
        st.text(now.problem)
    if Environment().cairn_server_url:
        st.caption("The messages come from a server elsewhere; a sample month can only be loaded there.")
    elif not desk.may("tuner"):
        st.caption("To look around before that: a tuner or an admin can load a sample month here.")
    else:
        st.button(
            f"Load the sample month (about {TURNS} messages, {ABOUT})",
            type="primary",
            on_click=now.begin,
            args=(desk,),
            key="load sample month",
        )
        st.caption(
            f"{DAYS} days of invented customers, answered by the real pipeline. No number and no key is needed, and no "
            "model is asked. `cairn simulator --month --forget` takes it out before you go live."
        )
