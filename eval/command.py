"""`cairn eval` from the command line: what was typed is checked, then measured, then told."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from typer import BadParameter

from agent.settings import Environment
from eval.figures.show import show_report
from eval.job import Suite
from eval.progress import progress
from eval.run import Request, evaluate
from eval.split import Split
from eval.suites.table import SUITES


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options as typed."""

    data: Path | None = None
    train: Path | None = None
    history: bool = False
    all: bool = False
    against: Path | None = None
    split: str = ""


async def run_suite(name: str, options: Options, *, config: Path, as_json: bool) -> None:
    """Print the report.

    Raises BadParameter for wrong use, ConfigError for config or data, PortError where the work fails.
    """
    suite = _suite(name, options)
    request = Request(
        suite=name,
        config=config,
        against=options.against,
        data=options.data,
        train=options.train,
        history=options.history,
        all=options.all,
        split=_split(options.split),
    )
    with progress(silent=as_json) as tell:
        report = await evaluate(request, suite, Environment().cairn_data, tell)
    if as_json:
        sys.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False, indent=2, allow_nan=False) + "\n")
    else:
        show_report(report)


def _suite(name: str, options: Options) -> Suite:
    if name not in SUITES:
        raise BadParameter(f"there is no suite {name!r}; one of {', '.join(SUITES)}")
    given = {"train": options.train is not None, "history": options.history, "all": options.all}
    for option in sorted(option for option, there in given.items() if there and option not in SUITES[name].takes):
        takers = ", ".join(known for known, suite in SUITES.items() if option in suite.takes)
        raise BadParameter(f"--{option} says nothing to {name}; it is for {takers}")
    return SUITES[name]


def _split(said: str) -> Split | None:
    for known in get_args(Split):
        if said == known:
            return known  # type: ignore[no-any-return]
    if said:
        raise BadParameter(f"--split {said!r}: one of {', '.join(get_args(Split))}")
    return None
