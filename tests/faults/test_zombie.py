"""A server frozen for twice its lease, and one that took over meanwhile: the one that wakes up must not answer again.

The lock of the data folder keeps a second server out (tests/serve/test_process.py). Here the second one has a data
folder of its own with the same journal in it: what the lock is there to prevent, and leases must survive.
"""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.deployment import Mortal, deployment
from tests.faults.rounds import new_phone
from tests.real_parts import until

pytestmark = pytest.mark.alone

LEASE_S = 5
FROZEN_AT = {
    "before the send is opened": {"point": "check_compliance"},
    "between the opened send and its POST": {"commit": "INSERT INTO outbox", "when": "after"},
    "after the send": {"point": "send"},
    "before the message is settled": {"point": "score_lead"},
}


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Mortal, Mortal]]:
    """Two servers on one journal; the second is not started yet."""
    service = {"lease_s": LEASE_S}
    folder = tmp_path_factory.mktemp("pair")
    first, second = (deployment(folder / name, light=True, service=service) for name in ("first", "second"))
    first.simulator_options = ("--seed", "7")
    second.simulator_port = first.simulator_port
    second.journal.symlink_to(first.journal)
    try:
        first.start()
        second.simulator = first.simulator
        yield first, second
    finally:
        _wake(first)
        second.close()
        first.close()


@pytest.mark.parametrize("order", FROZEN_AT.values(), ids=FROZEN_AT)
def test_who_wakes_up_after_twice_the_lease_answers_nobody_again(
    pair: tuple[Mortal, Mortal], order: dict[str, str]
) -> None:
    zombie, heir = pair
    zombie.start()
    phone = new_phone()
    zombie.order(signal=signal.SIGSTOP, **order)
    zombie.write(phone, "What does Hampta Pass cost in June?")
    until(lambda: _state(zombie) == "T", "the first server is frozen")
    frozen_at = time.monotonic()
    heir.start()
    until(lambda: not heir.rows("SELECT 1 FROM inbox WHERE state = 'waiting'"), "the second has taken over")
    time.sleep(max(0.0, frozen_at + 2 * LEASE_S - time.monotonic()))
    _wake(zombie)
    until(lambda: "taken over by another worker" in zombie.log, "the first hears that it came too late")
    heir.end(signal.SIGKILL)
    zombie.come_to_rest()

    assert len(zombie.sent(phone)) <= 1
    assert zombie.verdict().flaws == []


def test_two_that_run_at_once_share_the_conversations(pair: tuple[Mortal, Mortal]) -> None:
    first, second = pair
    first.start()
    second.start()
    asking = [new_phone() for _ in range(12)]
    for phone in asking:
        first.write(phone, "¿Cuánto cuesta Hampta Pass en junio?")
    first.come_to_rest()
    second.end(signal.SIGKILL)

    assert [len(first.sent(phone)) for phone in asking] == [1] * len(asking)
    assert first.verdict().flaws == []


def _state(deployed: Mortal) -> str:
    """The kernel's letter for the server's process: T where it is stopped."""
    assert deployed.server is not None
    return Path(f"/proc/{deployed.server.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]


def _wake(deployed: Mortal) -> None:
    if deployed.server is not None and deployed.server.poll() is None:
        deployed.server.send_signal(signal.SIGCONT)
