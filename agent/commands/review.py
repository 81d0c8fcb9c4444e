"""`cairn review`: what waits for a person, and what became of sends nobody knows of."""

import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from agent.commands.options import DEFAULT, By, Config, Json, or_nothing, print_json, run, terminal_user
from agent.ports import ReviewState

Item = Annotated[str, typer.Argument(help="The id of the item, as `cairn review list` shows it.")]

app = typer.Typer(help="The review queue: look, and say what became of a send.", no_args_is_help=True)


@app.command("list")
def review_list(
    state: Annotated[ReviewState, typer.Option(help="Those that wait, or those settled.")] = "open",
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """What waits for a person, the gravest first."""
    from agent.people.reviews import line, list_reviews

    items = or_nothing(lambda: run(list_reviews(state)), nothing=())
    if as_json:
        print_json(list(items))
    else:
        sys.stdout.write("".join(f"{line(item)}\n" for item in items) or "nothing waits\n")


@app.command("arrived")
def review_arrived(item: Item, by: By = "", as_json: Json = False, config: Config = DEFAULT) -> None:
    """The customer has this answer: nothing is sent, the item is done."""
    from agent.people.reviews import decide_beside

    _say(run(decide_beside(item, "arrived", by=by or terminal_user())), "arrived", as_json)


@app.command("again")
def review_again(item: Item, by: By = "", as_json: Json = False, config: Config = DEFAULT) -> None:
    """The customer does not have this answer: the server sends it once more, the item is done."""
    from agent.people.reviews import decide_beside

    _say(run(decide_beside(item, "again", by=by or terminal_user())), "to be sent once more", as_json)


@app.command("done")
def review_done(item: Item, by: By = "", as_json: Json = False, config: Config = DEFAULT) -> None:
    """Somebody has seen to it; the bot stays silent where it was (see `cairn contact release`)."""
    from agent.people.reviews import close_beside

    _say(run(close_beside(item, by=by or terminal_user())), "done", as_json)


def _say(item: Mapping[str, Any], what: str, as_json: bool) -> None:
    if as_json:
        print_json(dict(item))
    else:
        sys.stdout.write(f"{item['id']}: {what}\n")
