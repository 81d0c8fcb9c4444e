"""Health by component: what fails, what is only worth a look, and what to do."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.channel.number_probe import NumberProbe
from agent.health import Component, Limits, Vitals, components
from agent.ports import PortError, Ports, Rung
from agent.store.feed import Feed


class Torn:
    """A port that answers nothing."""

    def __getattr__(self, name: str) -> Any:
        async def fail(*args: object) -> None:
            raise PortError("the file is damaged")

        return fail


@pytest.fixture
def vitals(ports: Ports, tmp_path: Path) -> Vitals:
    limits = Limits(disk_free_mb=1, clock_off_s=60)
    return Vitals(rung=Rung(), feed=Feed(ports.journal, ports.store), folder=tmp_path, limits=limits)


async def found(ports: Ports, vitals: Vitals) -> Mapping[str, Component]:
    return {one.name: one for one in await components(ports, vitals)}


async def test_all_components_are_named_and_well(ports: Ports, vitals: Vitals) -> None:
    health = await found(ports, vitals)

    assert list(health) == ["journal", "store", "index", "model", "channel", "number", "disk", "clock"]
    assert {one.state for one in health.values()} == {"ok"}


async def test_a_journal_or_store_that_does_not_answer_fails_and_the_rest_is_told(ports: Ports, vitals: Vitals) -> None:
    torn: Any = Torn()
    health = await found(replace(ports, journal=torn, store=torn), vitals)

    assert [name for name, one in health.items() if one.state == "failing"] == ["journal", "store"]
    assert "damaged" in health["journal"].says
    assert "rebuilt from the journal" in health["store"].remedy


async def test_a_store_that_lags_behind_is_worth_a_look(ports: Ports, vitals: Vitals) -> None:
    vitals.feed.error = "no room"

    assert (await found(ports, vitals))["store"].state == "degraded"


async def test_a_stopped_number_still_takes_messages(ports: Ports, vitals: Vitals) -> None:
    await ports.journal.stop_number("100", "131048: too many people blocked it", "whatsapp")
    number = (await found(ports, vitals))["number"]

    assert number.state == "degraded"
    assert "131048" in number.says
    assert "cairn number start" in number.remedy


async def test_what_the_graph_api_said_is_the_health_of_channel_number_and_clock(ports: Ports, vitals: Vitals) -> None:
    refused = NumberProbe(state="refused", says="the token is wrong", remedy="make another", clock_off_s=-300.0)
    health = await found(ports, replace(vitals, probe=refused))
    red = await found(ports, replace(vitals, probe=NumberProbe(state="ok", quality="RED", clock_off_s=1.0)))

    assert (health["channel"].says, health["channel"].remedy) == ("the token is wrong", "make another")
    assert "300 s behind" in health["clock"].says
    assert [name for name, one in red.items() if one.state != "ok"] == ["number"]


async def test_a_lower_rung_is_worth_a_look_only_where_a_model_was_wanted(ports: Ports, vitals: Vitals) -> None:
    composer = replace(vitals, rung=Rung(mode="composer", reason="no model available"))

    assert (await found(ports, composer))["model"].state == "ok"
    assert (await found(ports, replace(composer, has_model=True)))["model"].state == "degraded"


async def test_little_room_is_told_in_megabytes_and_a_folder_to_be_made_is_no_failure(
    ports: Ports, vitals: Vitals, tmp_path: Path
) -> None:
    greedy = replace(vitals, limits=Limits(disk_free_mb=10**9), folder=tmp_path / "to" / "be" / "made")
    disk = (await found(ports, greedy))["disk"]

    assert disk.state == "degraded"
    assert "MB free" in disk.says
