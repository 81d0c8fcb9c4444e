"""Phrases are files an operator may copy and change; those copies outlive a version."""

from pathlib import Path

import pytest

from agent.compose.phrases import SHIPPED, Phrases


def test_a_copy_that_is_older_than_a_phrase_has_it_from_ours(tmp_path: Path) -> None:
    (tmp_path / "es.j2").write_text("{% macro next_trek() %}¿Y bien?{% endmacro %}", encoding="utf-8")
    theirs = Phrases(str(tmp_path), "es")

    assert theirs.say("next_trek") == "¿Y bien?"
    assert theirs.say("next_dates") == Phrases(SHIPPED, "es").say("next_dates")


def test_a_phrase_that_nobody_has_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "es.j2").write_text("", encoding="utf-8")

    with pytest.raises(ValueError, match=r"es\.j2: no phrase 'lullaby'"):
        Phrases(str(tmp_path), "es").say("lullaby")
