"""`cairn audit list`: who did what, from the audit log."""

from datetime import datetime
from typing import Annotated

import typer

from agent.commands.options import DEFAULT, DONE, FAILED, Config, Json, or_nothing, print_json

app = typer.Typer(help="Who did what: sign-ins, users, configs, conversations, documents.", no_args_is_help=True)

_DAY = ["%Y-%m-%d", "%Y-%m-%dT%H:%M"]


@app.command("list")
def audit_list(
    last: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many lines, the newest.")] = 50,
    who: Annotated[str, typer.Option(help="Only of who begins so, such as workbench:asha.")] = "",
    what: Annotated[str, typer.Option(help="Only what begins so, such as user or session.sign_in_failed.")] = "",
    about: Annotated[str, typer.Option(help="Only about this, such as a contact's id or a user's name.")] = "",
    since: Annotated[datetime | None, typer.Option(formats=_DAY, help="Only from this day or minute on (UTC).")] = None,
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """The newest lines of the audit log, and whether all of it is as it was written; 1 where it is not."""
    from agent.journal.audit_lines import Wanted
    from agent.terminal.audit import audit_of, nothing_told, show_audit

    wanted = Wanted(who=who, what=what, about=about, since=since, last=last)
    told = or_nothing(lambda: audit_of(wanted), nothing=nothing_told())
    if as_json:
        print_json(told.as_dict())
    else:
        show_audit(told)
    raise typer.Exit(FAILED if told.broken else DONE)
