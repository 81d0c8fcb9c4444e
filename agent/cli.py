"""The `cairn` command: its verbs stand in agent/commands, a file for each group."""

import sys

import typer

from agent.commands import (
    audit,
    config,
    contact,
    knowledge,
    labels,
    number,
    quality,
    review,
    serving,
    talking,
    template,
    upkeep,
    user,
)
from agent.commands.options import FAILED, WRONG_USE
from agent.config import ConfigError
from agent.logs import configure_logs
from agent.ports import PortError
from agent.settings import Environment

VERBS = (
    *(talking.ask, talking.chat),
    knowledge.ingest,
    *(serving.serve, serving.simulator, serving.workbench, serving.run),
    *(quality.eval, quality.tune, quality.replay),
    *(upkeep.check, upkeep.backup, upkeep.restore),
)
GROUPS = {
    "audit": audit.app,
    "config": config.app,
    "contact": contact.app,
    "labels": labels.app,
    "number": number.app,
    "review": review.app,
    "template": template.app,
    "user": user.app,
}

app = typer.Typer(
    name="cairn",
    help="A WhatsApp agent for trekking operators, and the workbench to tune it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for verb in VERBS:
    app.command()(verb)
for name, group in GROUPS.items():
    app.add_typer(group, name=name)


def main() -> None:
    """Run the command; a wrong config ends with 2, a part that fails with 1, each with its reason on stderr."""
    # stdout belongs to the command's answer; a terminal wants to hear of trouble only
    configure_logs(Environment().all_secrets(), level="WARNING")
    try:
        app()
    except ConfigError as error:
        _stop(str(error), WRONG_USE)
    except PortError as error:
        _stop(f"cairn: {error}", FAILED)
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _stop(reason: str, status: int) -> None:
    sys.stderr.write(f"{reason}\n")
    raise SystemExit(status)


if __name__ == "__main__":
    main()
