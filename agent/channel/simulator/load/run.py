"""A load, written to the webhook as planned, and waited for."""

import asyncio
from collections.abc import Callable

from agent.channel.simulator.load.figures import Figures, figures
from agent.channel.simulator.load.plan import Line, Load, plan
from agent.channel.simulator.world import World

_LOOK_EVERY_S = 0.1
_UPGRADED = 1000


async def run_load(
    world: World, load: Load, *, settle_s: float = 60.0, progress: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, Figures]:
    """Figures of `all` customers; with the profile `chatty` also of the `chatty` one and the `others`.

    After the last message it waits until every message has an answer, at most `settle_s` real seconds. A load that
    the number's throughput could not answer makes it an upgraded number first, as Meta does.
    """
    if 2 * load.rate > world.faults.throughput > 0:
        world.set_faults({"throughput": _UPGRADED})
    begin = len(world.log)
    lines = plan(load)
    await _write(world, lines, progress)
    await _settle(world, begin, settle_s)
    log = world.log[begin:]
    chatty = {world.people.find(line.phone).id for line in lines if line.chatty}
    if not chatty:
        return {"all": figures(log)}
    others = {world.people.find(line.phone).id for line in lines if not line.chatty}
    return {"all": figures(log), "chatty": figures(log, contacts=chatty), "others": figures(log, contacts=others)}


async def _write(world: World, lines: list[Line], progress: Callable[[int, int], None]) -> None:
    start = world.clock.seconds()
    for n, line in enumerate(lines, start=1):
        await world.clock.sleep(start + line.at - world.clock.seconds())
        world.write(line.phone, {"type": "text", "text": {"body": line.text}}, name=line.name)
        progress(n, len(lines))


async def _settle(world: World, begin: int, settle_s: float) -> None:
    now = asyncio.get_running_loop().time
    give_up = now() + settle_s
    while now() < give_up:
        looked = now()
        if not figures(world.log[begin:]).unanswered:
            return
        # Reading a long log takes time that the deliveries need.
        await asyncio.sleep(max(_LOOK_EVERY_S, 10 * (now() - looked)))
