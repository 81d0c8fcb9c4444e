"""Processes of our own commands whose imports are done: forks of one process that has read the modules once.

A server that starts from nothing spends seconds on imports, and a run of the tests starts a hundred of them.
A fork is a process like any other: it has a pid, listens, and dies of a real SIGKILL. That the commands start from
nothing too is held by the tests that call `cairn` as a user does.
"""

import atexit
import importlib
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from agent.settings import ROOT

_PARENT = multiprocessing.get_context("forkserver")
_READ_BEFORE = {
    "agent.cli": ("tests.forked", "agent.cli", "agent.bootstrap", "agent.publishing.open", "serve.run"),
    "workbench.server": ("tests.forked", "workbench.server", "agent.bootstrap", "agent.publishing.open"),
}
"""What the parent of all reads, by the module that is first asked for: commands of another module read the rest."""


class Forked:
    """`python -m MODULE WORDS` under way, in the folder `here`; what it says is appended to the file `log`.

    Its methods are those of `subprocess.Popen` that the tests call.
    """

    def __init__(self, module: str, *words: str, env: Mapping[str, str], log: Path, here: Path = ROOT) -> None:
        _PARENT.set_forkserver_preload([*_READ_BEFORE[module]])
        given = (module, words, dict(env), str(log), str(here))
        self._process: ForkServerProcess = _PARENT.Process(target=_run, args=given)
        self._process.start()

    @property
    def pid(self) -> int:
        """Of the process, for signals and for what the kernel tells of it."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """None while it runs; the signal that killed it is negative."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """Its `returncode`."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status at its end; `subprocess.TimeoutExpired` when it has not come after `timeout` seconds."""
        self._process.join(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout or 0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """To a process that still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(signal.SIGTERM)


def afresh(module: str, *words: str, env: Mapping[str, str], log: Path, here: Path = ROOT) -> subprocess.Popen[bytes]:
    """The same in an interpreter of its own, seconds later."""
    with log.open("ab") as file:
        return subprocess.Popen((sys.executable, "-m", module, *words), cwd=here, env=env, stdout=file, stderr=file)


Started = Forked | subprocess.Popen[bytes]


def _run(module: str, words: Sequence[str], env: Mapping[str, str], log: str, here: str) -> None:
    """In the forked process."""
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(file, 1)
    os.dup2(file, 2)
    os.close(file)
    os.chdir(here)
    os.environ.clear()
    os.environ.update(env)
    sys.path[:0] = env.get("PYTHONPATH", "").split(os.pathsep)
    sys.argv = [module, *words]
    try:
        importlib.import_module(module).main()
    finally:
        atexit._run_exitfuncs()
