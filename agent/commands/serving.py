"""Verbs that start something and stay until it is ended."""

from typing import Annotated

import typer

from agent.commands.options import DEFAULT, Config, Host, Json


def serve(port: int = 8000, host: Host = "127.0.0.1", config: Config = DEFAULT) -> None:
    """The server: Meta's webhook, health, metrics."""
    from serve.run import run_server

    run_server(config, host=host, port=port)


def simulator(
    port: int = 8001,
    host: Host = "127.0.0.1",
    webhook: Annotated[str, typer.Option(help="Where webhooks are posted.")] = "http://127.0.0.1:8000/webhook",
    seed: Annotated[int | None, typer.Option(help="Same seed, same ids and delays; without one, new ones.")] = None,
    speed: Annotated[float, typer.Option(help="How many seconds pass in one: 60 makes an hour a minute.")] = 1.0,
    load: Annotated[str, typer.Option(help="Write as many customers, then end: steady, burst, chatty or many.")] = "",
    rate: Annotated[float | None, typer.Option(help="Messages per second; 5, with many: each customer once.")] = None,
    duration: Annotated[float, typer.Option(help="Seconds the load lasts.")] = 60.0,
    customers: Annotated[int, typer.Option(help="How many customers write under load.")] = 100,
    month: Annotated[bool, typer.Option("--month", help="Fill the data folder with a sample month, then end.")] = False,
    days: Annotated[int, typer.Option(help="Days of the sample month.")] = 30,
    turns: Annotated[int, typer.Option(help="About how many messages it has to answer.")] = 3000,
    until: Annotated[str, typer.Option(help="Its last day, such as 2026-11-25; without one, yesterday.")] = "",
    forget: Annotated[bool, typer.Option("--forget", help="Put the sample month aside, as before going live.")] = False,
    force: Annotated[bool, typer.Option("--force", help="With it, messages that came after it.")] = False,
    as_json: Json = False,
    config: Config = DEFAULT,
) -> None:
    """Stands in for WhatsApp: the Graph API, signed webhooks, a page to chat in, and load; or fills a sample month."""
    if month or forget:
        from agent.month.command import Wanted, fill_folder, forget_folder

        if forget:
            forget_folder(force=force, as_json=as_json)
        else:
            try:
                wanted = Wanted.of(seed=seed, days=days, turns=turns, until=until)
            except ValueError as error:
                raise typer.BadParameter(str(error)) from error
            fill_folder(wanted, config=config, as_json=as_json)
        return
    from agent.channel.simulator.load import load_of
    from agent.process.processes import serve_simulator

    try:
        planned = load_of(load, rate=rate, duration=duration, customers=customers, seed=seed)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    done = serve_simulator(
        config, host=host, port=port, webhook=webhook, seed=seed, speed=speed, load=planned, as_json=as_json
    )
    raise typer.Exit(0 if done else 1)


def workbench(port: int = 8501, host: Host = "127.0.0.1", config: Config = DEFAULT) -> None:
    """The workbench: chat as a customer and look into the turn."""
    from agent.process.processes import run_workbench

    run_workbench(config, host=host, port=port)


def run(
    port: int = 8000,
    simulator_port: int = 8001,
    workbench_port: int = 8501,
    host: Host = "127.0.0.1",
    config: Config = DEFAULT,
) -> None:
    """Server, simulator and workbench together, on embedded defaults. Ctrl-C ends all."""
    from agent.process.processes import run_all

    raise typer.Exit(run_all(config, host=host, ports=(port, simulator_port, workbench_port)))
