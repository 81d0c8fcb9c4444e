"""Verbs that measure and tune. They change nothing."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from agent.commands.options import DEFAULT, Config, Json, print_json, run


def eval(  # noqa: A001  the reference and the help are written from the names of these functions
    suite: Annotated[str, typer.Argument(help="What to measure, as in docs/evaluation.md.")],
    data: Annotated[Path | None, typer.Option(help="Rows or BEIR folder; without it, the project's own set.")] = None,
    train: Annotated[Path | None, typer.Option(help="Rows to learn from first (intent).")] = None,
    history: Annotated[bool, typer.Option("--history", help="Read questions with their history (retrieval).")] = False,
    every: Annotated[bool, typer.Option("--all", help="List every row, also those that pass (answers).")] = False,
    against: Annotated[Path | None, typer.Option(help="A second config, compared on the same items.")] = None,
    split: Annotated[str, typer.Option(help="tuning, test or all; own sets: test, --data: all.")] = "",
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Quality in figures, with 95 % intervals. Changes nothing."""
    from eval.command import Options, run_suite

    options = Options(data=data, train=train, history=history, all=every, against=against, split=split)
    run(run_suite(suite, options, config=config, as_json=as_json))


def tune(
    suite: Annotated[str, typer.Argument(help="What to tune, as in docs/tuning.md.")],
    data: Annotated[Path | None, typer.Option(help="Labelled rows; without it, the project's own set.")] = None,
    outcomes: Annotated[bool, typer.Option("--outcomes", help="Tune on what became of sent replies.")] = False,
    people: Annotated[bool, typer.Option("--people", help="Add what people said of logged messages.")] = False,
    cost: Annotated[list[str] | None, typer.Option(help="What an error costs, NAME=VALUE; may be repeated.")] = None,
    share: Annotated[float | None, typer.Option(help="Share of bad ones in real traffic, if labels differ.")] = None,
    held_out: Annotated[
        bool, typer.Option("--held-out/--no-held-out", help="Look at the locked rows; looks are counted.")
    ] = True,
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Best weights and thresholds for a suite and what errors cost, with intervals. Changes nothing in the config."""
    from eval.tuning.command import Request, run_tune

    asked = Request(
        suite=suite,
        config=config,
        data=data,
        outcomes=outcomes,
        people=people,
        costs=cost or [],
        share=share,
        held_out=held_out,
    )
    run(run_tune(asked, as_json=as_json))


def replay(
    since: Annotated[datetime | None, typer.Option(help="First day or moment, UTC; else all.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Turns before this moment, UTC; else all.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="At most so many turns, the newest.")] = 10_000,
    all_steps: Annotated[bool, typer.Option("--all-steps", help="Take nothing from the log: run every step.")] = False,
    spend_cap: Annotated[float, typer.Option(min=0, help="USD that new model answers may cost; 0 asks none.")] = 0.0,
    live: Annotated[Path | None, typer.Option(help="The config to compare with; else config/pipeline.yaml.")] = None,
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Logged traffic through a draft config: what would change. Sends nothing, writes no turn."""
    from agent.rewind.command import Options, replay
    from agent.rewind.show import show_rewound

    options = Options(since=since, until=until, limit=limit, all_steps=all_steps, spend_cap_usd=spend_cap, live=live)
    found = run(replay(config, options, silent=as_json))
    if as_json:
        print_json(found.as_dict())
    else:
        show_rewound(found)
