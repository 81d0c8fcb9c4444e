"""Phrases are files an operator may copy and change; those copies outlive a version."""

import sys
from pathlib import Path

import pytest

from agent.compose.phrases import SHIPPED, Phrases, environment


def test_a_copy_that_is_older_than_a_phrase_has_it_from_ours(tmp_path: Path) -> None:
    (tmp_path / "es.j2").write_text("{% macro next_trek() %}¿Y bien?{% endmacro %}", encoding="utf-8")
    theirs = Phrases(str(tmp_path), "es")

    assert theirs.say("next_trek") == "¿Y bien?"
    assert theirs.say("next_dates") == Phrases(SHIPPED, "es").say("next_dates")


def test_a_phrase_that_nobody_has_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "es.j2").write_text("", encoding="utf-8")

    with pytest.raises(ValueError, match=r"es\.j2: no phrase 'lullaby'"):
        Phrases(str(tmp_path), "es").say("lullaby")


def test_an_edited_phrase_is_told_though_its_template_was_kept_compiled(tmp_path: Path) -> None:
    told = []
    for greeting in ("Hello!", "Welcome!"):
        (tmp_path / "en.j2").write_text(f"{{% macro hello() %}}{greeting}{{% endmacro %}}", encoding="utf-8")
        environment.cache_clear()
        template = environment(str(tmp_path)).from_string("{% import 'en.j2' as en %}{{ en.hello() }}")
        told.append(template.render())

    assert told == ["Hello!", "Welcome!"]


def test_nothing_is_kept_where_python_keeps_no_bytecode(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    assert environment(str(tmp_path)).bytecode_cache is None
