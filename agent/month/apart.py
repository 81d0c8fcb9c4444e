"""The sample month in a process of its own, for a workbench that stays quick meanwhile and keeps its own log.

The process writes lines of JSON: `{"done": 12, "total": 600}`, at the end `{"turns": 604}` or `{"problem": "…"}`. When
who started it is gone it ends at the next line, and the data folder stays as it was.
"""

import argparse
import asyncio
import json
import subprocess
import sys
from pathlib import Path

from agent.config import ConfigError
from agent.logs import configure_logs
from agent.month.filling import Progress, fill
from agent.ports import PortError
from agent.settings import Environment

_BROKEN_OFF = "the sample month was broken off; nothing was put in, and it can be loaded again"


def fill_apart(*, config: Path, days: int, turns: int, on_progress: Progress) -> int:
    """Fill the data folder of the environment and wait for the end; how many turns were put in.

    Raises PortError, in words for a page, for whatever went wrong: the folder holds then what it held before.
    """
    command = (sys.executable, "-m", __name__, "--config", str(config), "--days", str(days), "--turns", str(turns))
    # In a session of its own: Ctrl-C on the workbench's terminal is the workbench's.
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as child:
        for line in child.stdout or ():
            told = json.loads(line)
            if "problem" in told:
                raise PortError(told["problem"])
            if "turns" in told:
                return int(told["turns"])
            on_progress(told["done"], told["total"])
    raise PortError(_BROKEN_OFF)


def main() -> None:
    """Fill and tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--days", type=int, required=True)
    parser.add_argument("--turns", type=int, required=True)
    given = parser.parse_args()
    configure_logs(Environment().all_secrets(), level="WARNING")  # to stderr: stdout is for what is told
    try:
        filled = asyncio.run(fill(**vars(given), on_progress=lambda done, total: _tell(done=done, total=total)))
    except BrokenPipeError:
        raise SystemExit(1) from None
    except (ConfigError, PortError, OSError) as error:
        _tell(problem=str(error))
    else:
        _tell(turns=filled.turns)


def _tell(**told: object) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
