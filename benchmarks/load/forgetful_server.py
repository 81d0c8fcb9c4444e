"""`python -m benchmarks.load.forgetful_server PORT`: `cairn serve`, signature and counting and all, that keeps nothing.

What the server takes longer beside it is the price of the promise in a 200: the journal, its thread and the disk.
"""

import sys

from agent.intake.reception import Reception
from agent.settings import ROOT
from serve.run import run_server


async def forgotten(_: Reception, body: bytes) -> None:
    """In the place of `Reception.take`: nothing is committed."""


def main() -> None:
    """Serve until SIGTERM."""
    Reception.take = forgotten  # type: ignore[assignment, method-assign]
    run_server(ROOT / "config" / "pipeline.yaml", host="127.0.0.1", port=int(sys.argv[1]))


if __name__ == "__main__":
    main()
