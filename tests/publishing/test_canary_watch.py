"""The server's side of a canary: who is served by what, what is counted, and the end it makes by itself."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from agent.alerts.notice import Notice
from agent.channel.memory import Outbox
from agent.journal.memory import MemoryJournal
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.memory import ListIndex
from agent.llm.offline import OfflineLLM
from agent.pipeline import Pipeline
from agent.ports import InboxStatus, PortError, Ports
from agent.publishing.canary import Canary
from agent.publishing.canary_watch import CanaryWatch
from agent.publishing.desk import Desk
from agent.reload import LivePipeline
from agent.step import Step
from agent.store.memory import MemoryStore
from agent.turn import Delivery, Inbound, Reply, StepRun, Turn
from tests.publishing.conftest import Place

WHY = "fewer but better passages"
CONTACTS = [f"c-{number:05}" for number in range(500)]


class Server:
    """What a server has: a live pipeline and the watch, on a config that is published to."""

    def __init__(self, place: Place, ports: Ports) -> None:
        self.desk = place.desk()
        self.live = LivePipeline(place.config, Pipeline.load(place.config), ports)
        self.told: list[Notice] = []
        self.watch = CanaryWatch(place.desk(), self.live, ports, self.told.append)

    async def start(self, share: float = 0.2, accepts: Sequence[str] = ()) -> Canary:
        self.desk.save("asha", {"hand_off.release_after_hours": 2})
        self.desk.publish("asha", WHY, canary_share=share, accepts=accepts)
        await self.watch.look()
        canary = self.desk.canary()
        assert canary is not None
        return canary

    def turn(self, contact: str, *, handed_over: bool = False, send: str = "") -> Turn:
        """As the pipeline of this contact would leave it."""
        turn = Turn(message=Inbound(id="m", contact=contact, sent_at=datetime.now(UTC)))
        reply = Reply(text="hello", language="en", handoff="unsure" if handed_over else None)
        delivery = Delivery(id=send, state="sent") if send else None
        return replace(turn, reply=reply, delivery=delivery, config_hash=self.live.serving(contact).config_hash)


@pytest.fixture(scope="module")
def light_ports() -> Ports:
    index = ListIndex([], Catalogue())
    return Ports(journal=MemoryJournal(), store=MemoryStore(), index=index, llm=OfflineLLM(), channel=Outbox())


@pytest.fixture
def server(place: Place, light_ports: Ports, monkeypatch: pytest.MonkeyPatch) -> Server:
    """Nothing here runs a step, so none is warmed up."""

    async def at_once(self: Step, ports: Ports) -> None: ...

    for placed in Pipeline.load(place.config).steps:
        monkeypatch.setattr(type(placed.step), "warm_up", at_once)
    return Server(place, light_ports)


async def test_contacts_of_the_canary_are_served_by_the_draft_and_all_others_as_before(server: Server) -> None:
    before = server.live.current.config_hash
    assert server.live.serving("c-1") is server.live.current
    canary = await server.start()

    served = {contact: server.live.serving(contact).config_hash for contact in CONTACTS}
    assert served == {contact: canary.hash if canary.serves(contact) else before for contact in CONTACTS}


async def test_contacts_stay_where_they_were_after_a_restart_and_the_figures_go_on(
    server: Server, place: Place, light_ports: Ports
) -> None:
    canary = await server.start()
    for contact in CONTACTS[:50]:
        server.watch.turn(server.turn(contact, handed_over=contact == "c-00007"))
    again = Server(place, light_ports)
    await again.watch.look()

    served = [server.live.serving(contact).config_hash for contact in CONTACTS]
    assert [again.live.serving(contact).config_hash for contact in CONTACTS] == served
    again.watch.turn(again.turn("c-00051"))
    figures = again.desk.tally(canary)
    assert figures.turns_live + figures.turns_canary == 51
    assert sum(figure.harmed_live + figure.harmed_canary for figure in figures.figures()) == 1


async def test_a_canary_that_hands_everybody_over_is_ended_at_once_and_told(server: Server) -> None:
    canary = await server.start()
    served = 0
    for contact in CONTACTS:
        served += canary.serves(contact) and server.live.canary is not None
        server.watch.turn(server.turn(contact, handed_over=canary.serves(contact)))
    await server.watch.look()

    assert 2 <= served <= 8
    assert all(server.live.serving(contact) is server.live.current for contact in CONTACTS)
    version = server.desk.history()[0]
    assert (version.kind, version.author, version.share) == ("stop", "server", 0.2)
    assert "handed to a person" in version.reason
    assert server.desk.draft("asha").values == {"hand_off.release_after_hours": 2}
    assert [(notice.alert, notice.severity) for notice in server.told] == [("canary", "critical")]
    assert "handed to a person" in server.told[0].says
    evidence = server.desk.evidence(version)
    assert isinstance(evidence, dict)
    assert evidence["canary"] == canary.number


async def test_it_is_ended_also_when_the_server_dies_before_it_could_write_that_down(
    server: Server, place: Place, light_ports: Ports
) -> None:
    canary = await server.start()
    for contact in CONTACTS:
        server.watch.turn(server.turn(contact, handed_over=canary.serves(contact)))
    again = Server(place, light_ports)
    await again.watch.look()
    await again.watch.look()

    assert again.live.canary is None
    assert again.desk.history()[0].kind == "stop"


async def test_where_the_end_cannot_be_written_down_now_it_is_later_and_the_canary_stays_out(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = await server.start()
    for contact in CONTACTS:
        server.watch.turn(server.turn(contact, handed_over=canary.serves(contact)))

    def full(*args: object, **more: object) -> None:
        raise PortError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(Desk, "abort", full)
        await server.watch.look()
        assert server.live.canary is None
    await server.watch.look()

    assert server.desk.history()[0].kind == "stop"
    assert len(server.told) == 1


async def test_harm_that_is_as_frequent_elsewhere_ends_nothing(server: Server) -> None:
    await server.start()
    for number, contact in enumerate(CONTACTS):
        server.watch.turn(server.turn(contact, handed_over=number % 3 == 0))
    await server.watch.look()

    assert server.live.canary is not None
    assert server.told == []


async def test_turns_that_stopped_and_sends_that_failed_later_count_as_harm(server: Server) -> None:
    canary = await server.start()
    inside = [contact for contact in CONTACTS if canary.serves(contact)]
    server.watch.stopped(server.turn(inside[0]), "send")
    server.watch.turn(server.turn(inside[1], send="s-1"))
    failed = InboxStatus(wamid="w", number="100", status="failed", callback="s-1", at=datetime.now(UTC), payload={})
    server.watch.news(failed)
    server.watch.news(replace(failed, callback="s-2"))

    harmed = {figure.harm.name: figure.harmed_canary for figure in server.desk.tally(canary).figures()}
    assert (harmed["errors"], harmed["failed_sends"]) == (1, 1)


async def test_a_step_that_failed_is_an_error_and_one_that_was_late_is_not(server: Server) -> None:
    canary = await server.start()
    late = StepRun(step="retrieve", ms=900, error="over budget: 900 of 500 ms")
    for contact, run in (("c-1", late), ("c-2", replace(late, error="PortError: gone"))):
        server.watch.turn(replace(server.turn(contact), trace=(run,)))

    errors = next(figure for figure in server.desk.tally(canary).figures() if figure.harm.name == "errors")
    assert errors.harmed_canary + errors.harmed_live == 1


async def test_a_turn_that_began_before_the_canary_tells_nothing_of_it(server: Server) -> None:
    inside = [server.turn(contact, handed_over=True) for contact in CONTACTS]
    canary = await server.start()
    for turn in inside:
        server.watch.turn(turn)

    told = server.desk.tally(canary)
    assert told.turns_canary == 0
    assert told.turns_live == sum(not canary.serves(contact) for contact in CONTACTS)


async def test_an_edit_of_the_live_file_by_hand_ends_the_canary(server: Server, place: Place) -> None:
    await server.start()
    place.edit("keep: 5 #", "keep: 6 #")
    await server.watch.look()

    assert server.live.canary is None
    assert [one.kind for one in server.desk.history()] == ["abort", "by_hand", "canary", "found"]


async def test_promoting_serves_everybody_with_the_draft(server: Server) -> None:
    canary = await server.start()
    server.desk.promote("ravi", "no harm in a week")
    await server.live.refresh()
    await server.watch.look()

    assert {server.live.serving(contact).config_hash for contact in CONTACTS} == {canary.hash}
    assert server.live.canary is None


async def test_a_canary_the_server_cannot_put_in_service_is_ended(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(self: Pipeline, ports: Ports, *, further: bool) -> None:
        raise PortError("no such model")

    monkeypatch.setattr(Pipeline, "warm_up", refuse)
    server.desk.save("asha", {"retrieve.keep": 4})
    server.desk.publish("asha", WHY, canary_share=0.2)
    await server.watch.look()

    assert server.live.canary is None
    assert "no such model" in server.desk.history()[0].reason


async def test_what_cannot_be_read_now_is_no_end_of_the_watch(server: Server, place: Place) -> None:
    canary = await server.start()
    record = place.data / "config" / "canaries" / f"{canary.number:06}.json"
    kept = record.read_text(encoding="utf-8")
    record.write_text("{", encoding="utf-8")
    watching = asyncio.create_task(server.watch.run(every_s=0.01))
    await asyncio.sleep(0.1)
    assert server.live.canary is not None  # what is in service stays
    record.write_text(kept, encoding="utf-8")
    server.desk.abort("asha", "enough seen for now")
    async with asyncio.timeout(10):
        while server.live.canary is not None:  # noqa: ASYNC110 (what is waited for lives in another task's objects)
            await asyncio.sleep(0.01)
    watching.cancel()
