"""Drafting, publishing and taking back, on a real folder."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from agent.config import ConfigError, load_config
from agent.journal.sqlite import SQLiteJournal
from agent.ports import PortError
from agent.publishing.changes import values_of
from agent.publishing.desk import Desk
from agent.publishing.errors import ChangedMeanwhileError, PublishError
from agent.settings import ROOT
from tests.faults.test_damage import as_anybody_else
from tests.publishing.conftest import SHIPPED, Place

WHY = "fewer but better passages"


def test_a_draft_outlives_the_session_and_is_its_authors_own(place: Place) -> None:
    place.desk().save("asha", {"retrieve.keep": 4})

    assert place.desk().draft("asha").values == {"retrieve.keep": 4}
    assert place.desk().draft("asha").pipeline().config_hash != place.desk().live().hash
    assert place.desk().draft("ravi").values == {}


def test_a_value_that_is_as_live_is_no_change(place: Place) -> None:
    draft = place.desk().save("asha", {"retrieve.keep": 5, "retrieve.top_k": 40})

    assert [change.path for change in draft.changes()] == ["retrieve.top_k"]


def test_a_refused_value_leaves_the_draft_as_it_was(place: Place) -> None:
    desk = place.desk()
    desk.save("asha", {"retrieve.keep": 4})
    with pytest.raises(ConfigError, match=r"retrieve\.keep"):
        desk.save("asha", {"retrieve.keep": 40})

    assert desk.draft("asha").values == {"retrieve.keep": 4}


def test_a_publish_replaces_the_file_and_is_told_in_the_history(place: Place) -> None:
    desk = place.desk()
    before = desk.live()
    desk.save("asha", {"retrieve.keep": 4})
    version = desk.publish("asha", WHY, {"flips": 3})

    assert load_config(place.config).hash == version.hash
    assert place.config.read_text(encoding="utf-8") == SHIPPED.replace("keep: 5 #", "keep: 4 #")
    assert desk.live() == version
    assert [(one.kind, one.author) for one in desk.history()] == [("publish", "asha"), ("found", "by hand")]
    assert (version.reason, desk.evidence(version)) == (WHY, {"flips": 3})
    assert [change.line for change in version.changes] == ["retrieve.keep: 5 → 4 (Passages kept for the answer)"]
    assert version.number == before.number + 1
    assert desk.draft("asha").values == {}


@pytest.mark.parametrize("reason", ["", "   ", "because", "new weights"])
def test_a_publish_without_a_reason_is_refused(place: Place, reason: str) -> None:
    desk = place.desk()
    desk.save("asha", {"retrieve.keep": 4})
    with pytest.raises(PublishError, match="say why"):
        desk.publish("asha", reason)

    assert place.config.read_text(encoding="utf-8") == SHIPPED


def test_an_empty_draft_cannot_be_published(place: Place) -> None:
    with pytest.raises(PublishError, match="nothing to publish"):
        place.desk().publish("asha", WHY)


def test_a_draft_that_does_not_warm_up_is_not_published(place: Place) -> None:
    def refuse(text: str) -> None:
        raise PortError("cross-encoder: no such model")

    desk = place.desk(refuse)
    desk.save("asha", {"retrieve.cross_encoder": "no/such"})
    with pytest.raises(PortError, match="no such model"):
        desk.publish("asha", WHY)

    assert place.config.read_text(encoding="utf-8") == SHIPPED
    assert desk.draft("asha").values == {"retrieve.cross_encoder": "no/such"}


def test_rollback_brings_every_byte_back(place: Place) -> None:
    desk = place.desk()
    place.edit("# The pipeline", "#   The pipeline, with a remark: Überprüfung ✓\n# The pipeline")
    text = place.config.read_bytes()
    first = desk.live()
    desk.save("asha", {"retrieve.keep": 4, "alerts.least": 9})
    desk.publish("asha", WHY)
    back = desk.rollback(first.hash, "ravi", "customers complained about short answers")

    assert place.config.read_bytes() == text
    assert (back.kind, back.hash) == ("rollback", first.hash)
    assert [change.path for change in back.changes] == ["retrieve.keep", "alerts.least"]


def test_a_change_of_alerts_alone_has_the_same_hash_and_can_be_taken_back_all_the_same(place: Place) -> None:
    desk = place.desk()
    first = desk.live()
    desk.save("asha", {"alerts.least": 9})
    second = desk.publish("asha", "too many false alarms")

    assert second.hash == first.hash
    assert desk.rollback(first.hash, "asha", "back as it was").text_hash == first.text_hash


def test_of_two_who_publish_the_second_is_told_what_changed_under_them(place: Place) -> None:
    asha, ravi = place.desk(), place.desk()
    asha.save("asha", {"retrieve.keep": 4})
    ravi.save("ravi", {"retrieve.top_k": 40})
    asha.publish("asha", WHY)
    with pytest.raises(ChangedMeanwhileError, match=r"retrieve\.keep: 5 → 4") as told:
        ravi.publish("ravi", "more candidates for rerank")
    assert [change.path for change in told.value.changes] == ["retrieve.keep"]

    ravi.rebase("ravi")
    ravi.publish("ravi", "more candidates for rerank")
    kept = place.config.read_text(encoding="utf-8")
    assert "keep: 4 #" in kept
    assert "top_k: 40 #" in kept


def test_who_publishes_while_another_draft_is_checked_wins(place: Place) -> None:
    desk = place.desk()
    desk.live()
    desk.save("asha", {"retrieve.keep": 4})

    def slow(text: str) -> None:
        desk.publish("asha", WHY)

    late = place.desk(slow)
    late.save("ravi", {"retrieve.top_k": 40})
    with pytest.raises(ChangedMeanwhileError, match="asha changed the live config"):
        late.publish("ravi", "more candidates for rerank")

    assert "top_k: 30" in place.config.read_text(encoding="utf-8")


def publish_often(desk: Desk, author: str, done: list[str]) -> None:
    """Three values of one author, each put on top of what others did meanwhile."""
    for least in (1, 2, 3):
        desk.save(author, {f"score_lead.{author}": least})
        while desk.draft(author).values:
            try:
                done.append(desk.publish(author, f"{author} is worth {least} points").hash)
            except ChangedMeanwhileError:
                desk.rebase(author)


def test_many_publishers_at_once_leave_a_whole_history_and_lose_nobodys_change(place: Place) -> None:
    place.desk().live()
    done: list[str] = []
    authors = ("trek", "people", "dates")
    threads = [threading.Thread(target=publish_often, args=(place.desk(), author, done)) for author in authors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    versions = place.desk().history()

    assert [one.number for one in versions] == list(range(10, 0, -1))
    assert sorted(one.hash for one in versions[:-1]) == sorted(done)
    values = values_of(load_config(place.config))
    assert [values[f"score_lead.{author}"] for author in authors] == [3, 3, 3]


def test_an_edit_by_hand_is_noticed_and_named_so(place: Place) -> None:
    desk = place.desk()
    desk.live()
    place.edit("keep: 5 #", "keep: 7 #")

    assert [(one.kind, one.author) for one in desk.history()] == [("by_hand", "by hand"), ("found", "by hand")]
    assert [change.line for change in desk.live().changes] == ["retrieve.keep: 5 → 7 (Passages kept for the answer)"]


def test_an_edit_by_hand_under_a_draft_is_told_to_its_author(place: Place) -> None:
    desk = place.desk()
    desk.live()
    desk.save("asha", {"retrieve.top_k": 40})
    place.edit("keep: 5 #", "keep: 7 #")

    with pytest.raises(ChangedMeanwhileError, match=r"retrieve\.keep: 5 → 7"):
        desk.publish("asha", WHY)


def test_an_editor_that_is_still_writing_is_waited_for(place: Place) -> None:
    desk = place.desk()
    desk.live()
    place.config.write_text(SHIPPED[:9000], encoding="utf-8")
    seen = desk.live()

    assert seen.kind == "by_hand"
    assert [one.kind for one in desk.history()] == ["found"]


def test_an_edit_of_before_the_clock_was_set_back_is_not_waited_for(place: Place) -> None:
    desk = place.desk()
    desk.live()
    place.edit("keep: 5 #", "keep: 7 #")
    os.utime(place.config, (time.time() + 3600, time.time() + 3600))

    desk.live()
    assert [one.kind for one in desk.history()] == ["by_hand", "found"]


def test_a_broken_edit_by_hand_is_history_too_and_a_rollback_mends_it(place: Place) -> None:
    desk = place.desk()
    good = desk.live()
    place.edit("keep: 5 #", "keep: many #")
    broken = desk.live()

    assert (broken.hash, broken.was_live) == ("", False)
    assert "retrieve" in broken.problems[0]
    with pytest.raises(ConfigError):
        desk.save("asha", {"retrieve.top_k": 40})
    with pytest.raises(PublishError, match="never in service"):
        desk.rollback(broken.text_hash, "asha", "trying the impossible here")
    desk.rollback(good.hash, "asha", "the edit was broken")
    assert place.config.read_text(encoding="utf-8") == SHIPPED


def test_a_file_that_is_gone_is_brought_back_by_a_rollback(place: Place) -> None:
    desk = place.desk()
    good = desk.live()
    place.config.unlink()
    desk.rollback(good.hash, "asha", "somebody removed the file")

    assert place.config.read_text(encoding="utf-8") == SHIPPED


def test_a_version_that_was_changed_on_the_disk_cannot_be_gone_back_to(place: Place) -> None:
    desk = place.desk()
    first = desk.live()
    desk.save("asha", {"retrieve.keep": 4})
    desk.publish("asha", WHY)
    kept = place.data / "config" / "texts" / f"{first.text_hash}.yaml"
    kept.write_text(SHIPPED.replace("keep: 5 #", "keep: 9 #"), encoding="utf-8")

    with pytest.raises(PortError, match="changed since it was kept"):
        desk.rollback(first.hash, "asha", "back as it was")


def test_a_link_stays_a_link_and_rights_stay_as_they_were(place: Place, tmp_path: Path) -> None:
    place.config.chmod(0o664)
    link = tmp_path / "pipeline.yaml"
    link.symlink_to(place.config)
    desk = Desk(link, place.data / "config")
    desk.save("asha", {"retrieve.keep": 4})
    desk.publish("asha", WHY)

    assert link.is_symlink()
    assert "keep: 4 #" in place.config.read_text(encoding="utf-8")
    assert place.config.stat().st_mode & 0o777 == 0o664


def test_where_the_config_folder_may_not_be_written_nothing_is_published(place: Place) -> None:
    desk = place.desk()
    desk.live()
    script = Path(__file__).with_name("killed_publish.py")
    place.config.parent.chmod(0o555)
    try:  # root may write everywhere, so in a process that may not
        words = (*as_anybody_else(), sys.executable, str(script), str(place.config), str(place.data), "never")
        ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    finally:
        place.config.parent.chmod(0o755)

    assert ended.returncode == 1
    assert "Permission denied; give this user rights there" in ended.stderr
    assert [one.kind for one in desk.history()] == ["found"]
    assert desk.draft("asha").values == {"retrieve.keep": 4}
    assert list(place.config.parent.iterdir()) == [place.config]


def test_evidence_goes_with_the_draft_it_was_made_for_and_no_other(place: Place) -> None:
    desk = place.desk()
    desk.save("asha", {"retrieve.keep": 4})
    assert desk.attach("asha", {"flips": 2}).evidence_is_current
    desk.save("asha", {"retrieve.keep": 6})
    assert not desk.draft("asha").evidence_is_current
    assert desk.evidence(desk.publish("asha", WHY)) is None

    desk.save("asha", {"retrieve.keep": 7})
    desk.attach("asha", {"flips": 5})
    assert desk.evidence(desk.publish("asha", WHY)) == {"flips": 5}


def test_the_audit_log_has_a_line_for_every_version_even_when_it_began_later(place: Place) -> None:
    desk = place.desk()
    desk.save("asha", {"retrieve.keep": 4})
    desk.publish("asha", WHY)
    SQLiteJournal.open(place.data / "journal.sqlite", clear_leases=False)
    desk.save("asha", {"retrieve.keep": 6})
    desk.publish("asha", "four were not enough")

    with sqlite3.connect(place.data / "journal.sqlite") as connection:
        lines = connection.execute("SELECT actor, action, detail FROM audit ORDER BY seq").fetchall()
    assert [(actor, action) for actor, action, _ in lines] == [
        ("by hand", "config.found"),
        ("asha", "config.publish"),
        ("asha", "config.publish"),
    ]
    assert json.loads(lines[2][2])["changes"] == [{"path": "retrieve.keep", "old": 4, "new": 6}]


def test_a_journal_that_cannot_be_written_holds_no_publish_back_and_hears_of_it_later(place: Place) -> None:
    (place.data / "journal.sqlite").write_bytes(b"not a journal at all" * 100)
    desk = place.desk()
    desk.save("asha", {"retrieve.keep": 4})
    desk.publish("asha", WHY)
    (place.data / "journal.sqlite").unlink()
    SQLiteJournal.open(place.data / "journal.sqlite", clear_leases=False)
    desk.save("asha", {"retrieve.keep": 6})
    desk.publish("asha", "four were not enough")

    with sqlite3.connect(place.data / "journal.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM audit").fetchone() == (3,)


def test_versions_are_named_by_number_or_by_the_first_digits_of_a_hash(place: Place) -> None:
    desk = place.desk()
    first = desk.live()
    desk.save("asha", {"retrieve.keep": 4})
    second = desk.publish("asha", WHY)

    assert desk.version("1") == desk.version("#1") == desk.version(first.hash[:8]) == first
    assert desk.version(second.hash) == second
    with pytest.raises(PublishError, match="no version"):
        desk.version("abc")
