"""Patterns of whole word lists are compiled once and read back."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import regex

from agent.language import kept_pattern

LONG = "|".join(f"(?:word{number:04}|wort{number:04}s?)" for number in range(80))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(kept_pattern, "_FOLDER", tmp_path / "cache")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "cache"


@pytest.fixture
def compilings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every source that is compiled."""
    seen: list[str] = []
    really: Callable[[str], regex.Pattern[str]] = regex.compile

    def noting(source: str) -> regex.Pattern[str]:
        seen.append(source)
        return really(source)

    monkeypatch.setattr(regex, "compile", noting)
    return seen


def found(source: str = LONG) -> list[str]:
    return kept_pattern.compiled(source).findall("a word0007 and wort0079s, no wort80")


def test_a_long_pattern_is_compiled_once_and_read_back_the_same(folder: Path, compilings: list[str]) -> None:
    assert found() == found() == ["word0007", "wort0079s"]
    assert compilings == [LONG]
    assert len(list(folder.iterdir())) == 1


def test_another_pattern_is_another(folder: Path, compilings: list[str]) -> None:
    assert found() == ["word0007", "wort0079s"]
    assert found(LONG.replace("wort", "wert")) == ["word0007"]
    assert len(compilings) == len(list(folder.iterdir())) == 2


def test_a_short_pattern_is_not_kept(folder: Path) -> None:
    assert found("word[0-9]+") == ["word0007"]
    assert not folder.exists()


@pytest.mark.parametrize("damaged", [b"", b"nothing to see", b"0" * 64 + b"\nhalf", b"\n"])
def test_a_damaged_file_is_compiled_anew_and_mended(folder: Path, compilings: list[str], damaged: bytes) -> None:
    found()
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    for content in (damaged, whole[:-5]):
        file.write_bytes(content)
        assert found() == ["word0007", "wort0079s"]
        assert file.read_bytes() == whole
    assert len(compilings) == 3


def test_where_nothing_can_be_written_it_is_compiled_all_the_same(folder: Path) -> None:
    folder.write_text("a file where the folder should be", encoding="utf-8")
    assert found() == ["word0007", "wort0079s"]


def test_who_wants_no_bytecode_written_gets_no_patterns_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert found() == ["word0007", "wort0079s"]
    assert not folder.exists()


def test_a_mistake_in_a_pattern_is_told_as_ever(folder: Path) -> None:
    with pytest.raises(regex.error):
        kept_pattern.compiled(LONG + "(")
    assert not folder.exists()
