"""Whose files are read: one's own here or beside the config, else the sample, and that is said."""

from pathlib import Path

import pytest

from agent.settings import ROOT, fallback, operator_folder


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder without data/."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return tmp_path / "elsewhere"


@pytest.mark.parametrize("place", ["own/data", "own/config/data"])
def test_an_operator_beside_the_config_comes_before_the_sample(elsewhere: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / place).mkdir(parents=True)
    config = tmp_path / "own" / "config" / "pipeline.yaml"
    assert operator_folder("data", config) == tmp_path / place
    assert fallback("data", config) == ""


def test_one_in_the_working_folder_comes_first(elsewhere: Path, tmp_path: Path) -> None:
    (elsewhere / "data").mkdir()
    (tmp_path / "own" / "data").mkdir(parents=True)
    assert operator_folder("data", tmp_path / "own" / "config" / "pipeline.yaml") == Path("data")


def test_the_sample_is_taken_for_want_of_another_and_named(elsewhere: Path, tmp_path: Path) -> None:
    config = tmp_path / "own" / "config" / "pipeline.yaml"
    assert operator_folder("data", config) == ROOT / "data"
    assert "no data/ here: this is the sample operator" in fallback("data", config)


def test_the_sample_in_its_own_checkout_is_no_fallback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert fallback("data", Path("config/pipeline.yaml")) == ""
