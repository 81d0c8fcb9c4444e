"""Sessions: signed out means out, and who is signed in stays so when the workbench is started again."""

import json
import stat
from pathlib import Path

from agent.accounts.sessions import IDLE_S, LONGEST_S, Sessions


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_a_session_is_found_by_its_secret_and_by_nothing_else(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path)
    secret = sessions.begin("asha", "stamp")
    found = sessions.find(secret)
    assert found is not None
    assert (found.name, found.since) == ("asha", "stamp")
    assert sessions.find(secret + "x") is None
    assert sessions.find("") is None
    assert sessions.find("\udcff") is None


def test_an_ended_session_stays_ended_even_for_who_admits_the_same_cookie_again(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path)
    assert sessions.admit("cookie of the organisation", "asha@example.com")
    assert sessions.admit("cookie of the organisation", "asha@example.com")
    sessions.end("cookie of the organisation")
    for again in (sessions, Sessions(tmp_path)):
        assert again.find("cookie of the organisation") is None
        assert again.is_over("cookie of the organisation")
        assert not again.admit("cookie of the organisation", "asha@example.com")


def test_a_session_ends_by_itself_when_it_is_idle_or_old(tmp_path: Path) -> None:
    clock = Clock()
    sessions = Sessions(tmp_path, clock)
    idle, busy = sessions.begin("idle"), sessions.begin("busy")
    for _ in range(3):
        clock.now += IDLE_S / 2 + 1
        assert sessions.find(busy) is not None
    assert sessions.find(idle) is None
    clock.now = 1_000_000.0 + LONGEST_S + 1
    assert sessions.find(busy) is None
    assert not sessions.admit(busy, "busy")


def test_a_restart_keeps_who_is_signed_in_with_the_time_that_is_left(tmp_path: Path) -> None:
    clock = Clock()
    secret = Sessions(tmp_path, clock).begin("asha", "stamp")
    clock.now += IDLE_S - 1
    found = Sessions(tmp_path, clock).find(secret)
    assert found is not None
    assert (found.name, found.since) == ("asha", "stamp")
    clock.now += LONGEST_S
    assert Sessions(tmp_path, clock).find(secret) is None


def test_who_signed_out_in_one_process_is_out_in_the_other(tmp_path: Path) -> None:
    one, other = Sessions(tmp_path), Sessions(tmp_path)
    secret = one.begin("asha")
    assert other.find(secret) is not None
    other.end(secret)
    assert one.find(secret) is None
    assert one.is_over(secret)


def test_a_click_seen_by_one_process_does_not_open_what_another_ended(tmp_path: Path) -> None:
    clock = Clock()
    one, other = Sessions(tmp_path, clock), Sessions(tmp_path, clock)
    secret = one.begin("asha")
    assert one.find(secret) is not None
    clock.now += 120
    other.end(secret)
    assert one.find(secret) is None
    assert Sessions(tmp_path, clock).find(secret) is None


def test_the_file_is_its_owners_alone_and_holds_no_secret(tmp_path: Path) -> None:
    secret = Sessions(tmp_path).begin("asha")
    path = tmp_path / "sessions"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secret not in path.read_text()
    assert [one["name"] for one in json.loads(path.read_text())["open"].values()] == ["asha"]


def test_a_damaged_file_signs_everybody_out_and_makes_old_cookies_worthless(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path)
    secret, key = sessions.begin("asha"), sessions.signing_key("login")
    (tmp_path / "sessions").write_text('{"key": "cut o')
    again = Sessions(tmp_path)
    assert again.find(secret) is None
    assert again.signing_key("login") != key
    assert again.find(again.begin("asha")) is not None


def test_the_key_that_signs_cookies_is_the_same_after_a_restart_and_another_for_each_purpose(tmp_path: Path) -> None:
    key = Sessions(tmp_path).signing_key("login of one provider")
    assert len(key) == 64
    assert Sessions(tmp_path).signing_key("login of one provider") == key
    assert Sessions(tmp_path).signing_key("login of another") != key


def test_a_session_from_the_future_is_none(tmp_path: Path) -> None:
    clock = Clock()
    secret = Sessions(tmp_path, clock).begin("asha")
    clock.now -= 24 * 3600
    assert Sessions(tmp_path, clock).find(secret) is None


def test_on_a_disk_that_takes_nothing_a_sign_out_counts_all_the_same(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path)
    secret = sessions.begin("asha")
    (tmp_path / "sessions.lock").unlink()
    (tmp_path / "sessions.lock").mkdir()  # no lock can be had: nothing is written
    sessions.end(secret)
    assert sessions.find(secret) is None
    assert sessions.is_over(secret)
