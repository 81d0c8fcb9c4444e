"""Taking back what was written is no emergency, unless what is meant instead is one."""

import pytest

from agent.safety.corrections import instead_of
from agent.safety.emergency import find_emergency


@pytest.mark.parametrize(
    "text", ["no sorry i meant 5", "no sorry", "no i meant february", "no perdona, quise decir mayo", "arre nahi sorry"]
)
def test_a_correction_pages_nobody(text: str) -> None:
    assert find_emergency(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "no sorry i meant he is bleeding",
        "no sorry she is not breathing",
        "sorry i mean we are lost",
        "sorry i mean dying",
        "no no no help",
    ],
)
def test_a_danger_said_with_a_correction_is_heard(text: str) -> None:
    assert find_emergency(text) is not None


def test_only_what_takes_back_is_a_correction() -> None:
    assert instead_of("sorry, i meant brahmatal") == " brahmatal"
    assert instead_of("no sorry") == ""
    assert instead_of("sorry, my friend fell") is None
    assert instead_of("no i meant to die") is None
