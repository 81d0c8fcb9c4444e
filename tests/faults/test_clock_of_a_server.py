"""The real server while its wall clock is set: back an hour, on by two, also across a kill. Nobody waits for the jump.

WhatsApp's clock is true all the time. Every test ends with the clock true again and all books in order.
"""

import os
import shutil
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from agent.settings import ROOT
from tests.faults.deployment import Mortal, deployment
from tests.faults.moved_clock import MOVED
from tests.faults.rounds import new_phone
from tests.faults.stumbling import TOLD
from tests.forked import afresh
from tests.real_parts import until

pytestmark = pytest.mark.alone

HOUR_S = 3600.0
LIFE = [pytest.param(False, id="running"), pytest.param(True, id="killed and started")]
FAULTS = ("error_code", "retry_after_s", "delay_ms")


@dataclass(slots=True)
class Adrift(Mortal):
    """A server whose wall clock the test sets."""

    def keys(self) -> dict[str, str]:
        keys = super(Adrift, self).keys()
        return {
            **keys,
            "PYTHONPATH": os.pathsep.join([str(self._clock.parent), keys["PYTHONPATH"]]),
            MOVED: str(self._clock),
        }

    @property
    def _clock(self) -> Path:
        return self.data.parent / "clock" / "off_by"

    def install(self) -> None:
        """The clock beside the server, true until it is moved, and the step that stumbles as its first."""
        about = self._clock.parent / "stumbling-1.0.dist-info"
        about.mkdir(parents=True)
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: stumbling\nVersion: 1.0\n", encoding="utf-8")
        entry = "[cairn.steps]\nstumble = tests.faults.stumbling:Stumble\n"
        (about / "entry_points.txt").write_text(entry, encoding="utf-8")
        shutil.copy(ROOT / "tests/faults/moved_clock.py", self._clock.parent / "sitecustomize.py")
        self._clock.write_bytes(struct.pack("<d", 0.0))
        yaml = YAML(typ="safe", pure=True)
        document = yaml.load(self.config.read_text(encoding="utf-8"))
        document["steps"].insert(0, {"step": "stumble", "on_error": "stop"})
        with self.config.open("w", encoding="utf-8") as file:
            yaml.dump(document, file)

    def set_clock(self, off_by_s: float) -> None:
        """Of the running server; in place, for it has the file mapped."""
        with self._clock.open("r+b") as file:
            file.write(struct.pack("<d", off_by_s))

    def stumbles(self, told: bool) -> None:
        """Whether turns fail from now on."""
        flag = self.data / TOLD
        flag.touch() if told else flag.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def adrift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Adrift]:
    plain = deployment(tmp_path_factory.mktemp("adrift"), light=True)
    found = Adrift(plain.data, plain.config, begin=afresh, patience_s=plain.patience_s)
    found.simulator_options = ("--seed", "7")
    found.install()
    try:
        found.start()
        yield found
    finally:
        found.close()


@pytest.fixture
def server(adrift: Adrift) -> Iterator[Adrift]:
    """Running, with a true clock and a WhatsApp that takes everything; so is it left."""
    adrift.start()
    yield adrift
    adrift.stumbles(told=False)
    adrift.tell("/sim/faults", **dict.fromkeys(FAULTS, 0))
    adrift.set_clock(0.0)
    adrift.come_to_rest()
    assert adrift.verdict().flaws == []


def _tried(server: Adrift, phone: str, times: int) -> bool:
    """An answer to this person was refused so often, and waits."""
    about = server.written[phone]
    return bool(
        server.rows(
            f"SELECT 1 FROM outbox WHERE message_id = '{about}' AND state = 'queued' AND attempts >= {times} "
            f"AND due_at > changed_at"
        )
    )


def _rests(server: Adrift, phone: str) -> bool:
    """A conversation whose turn failed twice is left alone for some seconds."""
    return bool(
        server.rows(
            "SELECT 1 FROM inbox JOIN conversations USING (contact) WHERE state = 'waiting' AND attempts = 2 "
            f"AND id = '{server.written[phone]}' AND lease_owner = '' AND lease_until > 0"
        )
    )


@contextmanager
def _dead(server: Adrift, restarted: bool) -> Iterator[None]:
    """Meanwhile, where it is to be killed and started."""
    if restarted:
        server.kill()
    yield
    server.start()


def _answers(server: Adrift, phone: str) -> list[str]:
    """What this person wrote, as it was echoed: a burst comes in lines, and below the first is the privacy notice."""
    return [line for send in server.sent(phone) for line in send["text"].partition("\n\n")[0].split("\n")]


@pytest.mark.parametrize("restarted", LIFE)
def test_a_retry_does_not_wait_until_the_clock_has_made_up_an_hour(server: Adrift, restarted: bool) -> None:
    phone = new_phone()
    server.tell("/sim/faults", error_code=130429)
    server.write(phone, "first")
    until(lambda: _tried(server, phone, 3), "it was refused and waits")
    server.write(phone, "second")
    with _dead(server, restarted):
        server.tell("/sim/faults", error_code=0)
        server.set_clock(-HOUR_S)
    server.write(phone, "third")
    until(lambda: "third" in _answers(server, phone), "all three are answered")

    assert _answers(server, phone) == ["first", "second", "third"]


@pytest.mark.parametrize("restarted", LIFE)
def test_a_conversation_that_rests_does_not_rest_for_an_hour(server: Adrift, restarted: bool) -> None:
    phone = new_phone()
    server.stumbles(told=True)
    server.write(phone, "are you there?")
    until(lambda: _rests(server, phone), "its turn was stopped twice")
    with _dead(server, restarted):
        server.stumbles(told=False)
        server.set_clock(-HOUR_S)
    until(lambda: server.sent(phone), "it is answered")

    assert _answers(server, phone) == ["are you there?"]


@pytest.mark.parametrize("off_by_s", [-HOUR_S, HOUR_S])
def test_a_turn_and_a_post_under_way_while_the_clock_is_set_end_once(server: Adrift, off_by_s: float) -> None:
    asking = [new_phone() for _ in range(6)]
    server.tell("/sim/faults", delay_ms=3000)
    for phone in asking:
        server.write(phone, "how far is it?")
    until(lambda: server.rows("SELECT 1 FROM outbox WHERE state = 'sending' AND left_at IS NOT NULL"), "a POST is out")
    server.set_clock(off_by_s)
    server.tell("/sim/faults", delay_ms=0)
    until(lambda: all(map(server.sent, asking)), "all are answered")
    server.come_to_rest()

    assert [_answers(server, phone) for phone in asking] == [["how far is it?"]] * len(asking)


def test_a_long_wait_is_over_when_the_clock_jumps_past_it(server: Adrift) -> None:
    phone = new_phone()
    server.tell("/sim/faults", error_code=130429, retry_after_s=3600)
    server.write(phone, "still there?")
    until(lambda: _tried(server, phone, 1), "it was refused for an hour")
    server.tell("/sim/faults", error_code=0, retry_after_s=0)
    server.set_clock(2 * HOUR_S)
    until(lambda: server.sent(phone), "it is answered")

    assert _answers(server, phone) == ["still there?"]


def test_what_waits_when_the_clock_jumps_past_the_24_hours_goes_to_a_person_and_others_are_answered_once_it_is_right(
    server: Adrift,
) -> None:
    late, later = new_phone(), new_phone()
    server.tell("/sim/faults", error_code=130429, retry_after_s=3600)
    server.write(late, "how high is it?")
    until(lambda: _tried(server, late, 1), "it was refused for an hour")
    server.tell("/sim/faults", error_code=0, retry_after_s=0)
    server.set_clock(25 * HOUR_S)
    item = f"SELECT 1 FROM reviews WHERE message_id = '{server.written[late]}' AND flags LIKE '%window%'"
    until(lambda: server.rows(item), "a person is told")
    server.set_clock(0.0)
    server.write(later, "and how far?")
    until(lambda: server.sent(later), "the clock is right, and who writes is answered")

    assert (_answers(server, late), _answers(server, later)) == ([], ["and how far?"])
