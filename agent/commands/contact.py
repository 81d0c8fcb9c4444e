"""`cairn contact`: one customer."""

import sys
from typing import Annotated

import typer

from agent.commands.options import DEFAULT, By, Config, Json, print_json, run, terminal_user

app = typer.Typer(help="One customer: look, and let the bot answer again.", no_args_is_help=True)


@app.command("show")
def contact_show(
    contact: Annotated[str, typer.Argument(help="A contact id (c-0001), a name or a phone number.")],
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Stage, lead, consent, whether a colleague has taken over, and the last lines. Phone numbers are masked."""
    from agent.people.contacts import show_contact
    from agent.terminal.contact import show_card

    card = run(show_contact(contact, config=config))
    if as_json:
        print_json(card.as_dict())
    else:
        show_card(card)


@app.command("release")
def contact_release(
    contact: Annotated[str, typer.Argument(help="A contact id (c-0001), a name or a phone number.")],
    by: By = "",
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Let the bot answer this contact again; the contact's hand-offs in the review queue are done with it."""
    from agent.people.contacts import release_contact

    name, released = run(release_contact(contact, by=by or terminal_user(), config=config))
    if as_json:
        print_json({"contact": name, "released": released})
    else:
        said = "the bot answers again" if released else "the bot was not silent, nothing to release"
        sys.stdout.write(f"{name}: {said}\n")
