"""Ingests again and again, each time killed at a later moment; run as a program by `test_crash.py`.

Every file that is opened, renamed or removed is a moment. The process forks before any thread exists.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from agent.knowledge.generation import index_folder, read_generation
from agent.knowledge.ingest import ingest
from agent.knowledge.settings import IndexSettings

MOMENTS = 9
_EVENTS = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree"}


def main(operator: Path, data: Path, model: str) -> None:
    """Print one JSON object: versions in service, and what lies in the folder, after each kill and at the end."""
    settings = IndexSettings(model=model, precision="fp32")

    def run() -> None:
        ingest([operator], data, settings)

    in_child(run)
    state(data)  # what a process reads once is read before moments are counted
    change(operator, "rehearsal")
    count = data / "count"
    in_child(lambda: counted(run, count))
    total = int(count.read_text())
    rows = [killed_at(total * (n + 1) // (MOMENTS + 1), n, operator, data, run) for n in range(MOMENTS)]
    ended = in_child(run)
    print(json.dumps({"kills": rows, "ended": ended, **state(data)}))  # noqa: T201


def killed_at(moment: int, number: int, operator: Path, data: Path, run: Callable[[], None]) -> dict[str, object]:
    """One run that gets SIGKILL at its `moment`-th touch of the disk."""
    before = state(data)
    change(operator, f"number {number}")
    reached, tell = os.pipe()
    child = os.fork()
    if not child:
        stand_still_at(moment, tell)
        run()
        os._exit(0)
    os.close(tell)
    os.read(reached, 1)
    os.kill(child, signal.SIGKILL)
    os.close(reached)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {"status": status, "before": before, "after": state(data)}


def stand_still_at(moment: int, tell: int) -> None:
    """Say that the moment has come and wait for the end."""
    left = [moment]

    def hook(event: str, args: object) -> None:
        left[0] -= event in _EVENTS
        if left[0] == 0:
            os.write(tell, b".")
            time.sleep(600)

    sys.addaudithook(hook)


def counted(run: Callable[[], None], into: Path) -> None:
    seen = [0]

    def hook(event: str, args: object) -> None:
        seen[0] += event in _EVENTS

    sys.addaudithook(hook)
    run()
    into.write_text(str(seen[0]))


def change(operator: Path, said: str) -> None:
    """A document with another text and another number of passages."""
    text = "".join(f"## Part {n}\n\nThe {said} day has rain on the ridge and {n} cups of tea.\n\n" for n in range(9))
    (operator / "documents/guide.md").write_text(f"# {said}\n\n{text}", encoding="utf-8")


def in_child(work: Callable[[], None]) -> int:
    """The exit status of `work` in a process of its own, negative for a signal."""
    child = os.fork()
    if not child:
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def state(data: Path) -> dict[str, object]:
    """The passages in service and the files of the index folder."""
    found = read_generation(index_folder(data))
    names = sorted(path.name for path in index_folder(data).iterdir())
    said = [passage.title for passage in found.contents.passages if passage.source == "documents/guide.md"]
    return {"said": said, "notes": list(found.notes), "names": names}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
