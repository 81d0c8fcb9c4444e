"""`cairn user`: who may sign in to the workbench. Passwords are asked for, never given as an argument."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from agent.commands.options import DEFAULT, Config, Json, print_json, terminal_user

if TYPE_CHECKING:
    from agent.accounts.users import Users

app = typer.Typer(help="Who may sign in to the workbench: list, add, remove.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The name to sign in with; it stands in the audit log.")]
Role = Annotated[str, typer.Option(help="viewer, tuner, agent or admin.")]


@app.command("list")
def user_list(as_json: Json = False, config: Config = DEFAULT) -> None:
    """Names and roles."""
    accounts = _users().all().values()
    if as_json:
        print_json([{"name": one.name, "role": one.role, "since": one.since} for one in accounts])
    else:
        sys.stdout.write("".join(f"{one.name}: {one.role}\n" for one in accounts) or "nobody yet\n")


@app.command("add")
def user_add(name: Name, role: Role = "viewer", config: Config = DEFAULT) -> None:
    """A new user; from then on the workbench asks everybody to sign in. Reads the password from a terminal or stdin."""
    from agent.accounts.users import role_of

    given = role_of(role)
    _users().add(name, given, _password())
    sys.stdout.write(f"{name} may sign in as {role}\n")


@app.command("role")
def user_role(
    name: Name, role: Annotated[str, typer.Argument(help="viewer, tuner, agent or admin.")], config: Config = DEFAULT
) -> None:
    """Another role; the user signs in again to have it."""
    from agent.accounts.users import role_of

    _users().set_role(name, role_of(role))
    sys.stdout.write(f"{name} is {role} now\n")


@app.command("password")
def user_password(name: Name, config: Config = DEFAULT) -> None:
    """Another password; the user's sessions are over at once."""
    _users().set_password(name, _password())
    sys.stdout.write(f"{name} has another password\n")


@app.command("remove")
def user_remove(name: Name, config: Config = DEFAULT) -> None:
    """Nobody signs in with this name any more; open sessions are over at once."""
    _users().remove(name)
    sys.stdout.write(f"{name} is removed\n")


def _users() -> "Users":
    from agent.accounts.users import Users
    from agent.settings import Environment

    return Users(Environment().cairn_data, by=terminal_user())


def _password() -> str:
    """Twice from a terminal, once from a pipe."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")
