"""docs/simulator.md says what the code does, switch by switch and route by route."""

import json
import re

import pytest
from pydantic import BaseModel

from agent.channel.simulator.control import ROUTES
from agent.channel.simulator.faults import Faults
from agent.channel.simulator.graph.templates import Template
from agent.channel.simulator.load import PROFILES, Figures
from agent.channel.simulator.orders import Announcing, Moving, Preferring, Shaking, Turning, Writing
from agent.settings import ROOT

PAGE = (ROOT / "docs/simulator.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("|")]
BODIES: dict[str, type[BaseModel]] = {
    "messages": Writing,
    "clock": Turning,
    "handshake": Shaking,
    "templates": Template,
    "moves": Moving,
    "preferences": Preferring,
    "news": Announcing,
}


def test_every_switch_stands_in_the_table_with_its_resting_value_and_what_it_does() -> None:
    rest = Faults().model_dump()
    told = [row for row in ROWS if len(row) == 3 and row[0].strip("`") in rest]

    wanted = [[f"`{n}`", f"`{json.dumps(rest[n])}`", str(f.description)] for n, f in Faults.model_fields.items()]
    assert sorted(told) == sorted(wanted)


def test_every_route_is_told_and_no_other() -> None:
    told = {tuple(found) for found in re.findall(r"^\| `(GET|POST) (/sim/\w+)[^`]*`", PAGE, re.MULTILINE)}

    assert told == ROUTES


@pytest.mark.parametrize("name", BODIES)
def test_every_key_of_a_body_is_told(name: str) -> None:
    (row,) = [row for row in ROWS if row[0] == f"`POST /sim/{name}`"]

    assert [key for key in BODIES[name].model_fields if f"`{key}`" not in row[1]] == []


def test_every_profile_and_every_figure_is_told() -> None:
    names = [*PROFILES, *Figures.__dataclass_fields__]

    assert [name for name in names if f"`{name}`" not in PAGE] == []


def test_every_kind_of_log_line_is_told() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "agent/channel/simulator").rglob("*.py"))
    kinds = set(re.findall(r"""note\(\s*"(\w+)\"""", source))

    assert kinds >= {"written", "attempt", "send", "status"}
    assert [kind for kind in kinds if f"`{kind}`" not in PAGE] == []
