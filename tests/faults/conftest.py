"""Deployments for the tests of faults."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.deployment import Mortal, deployment


@pytest.fixture(scope="module")
def light(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortal]:
    """One server with a pipeline that starts fast, for a whole file; what a test turns it turns back.

    A conversation that could not be given back, as on a full disk, is held for the lease: production's is a minute.
    """
    deployed = deployment(tmp_path_factory.mktemp("light"), light=True, service={"lease_s": 10})
    deployed.simulator_options = ("--seed", "7")
    try:
        deployed.start()
        yield deployed
    finally:
        deployed.close()


@pytest.fixture
def server(light: Mortal) -> Mortal:
    """Running and ready."""
    light.start()
    return light


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder's place."""
    return tmp_path / "data"
