"""The users of a data folder."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agent.accounts.users import Users
from agent.ports import PortError

WORDS = "four plain words here"


def test_users_are_kept_with_role_and_hash_readable_by_their_owner_only(tmp_path: Path) -> None:
    users = Users(tmp_path)
    users.add("asha", "agent", WORDS)
    assert Users(tmp_path).all()["asha"].role == "agent"
    assert WORDS not in users.path.read_text(encoding="utf-8")
    assert stat.S_IMODE(users.path.stat().st_mode) == 0o600


def test_a_name_is_given_once_and_holds_nothing_odd(tmp_path: Path) -> None:
    users = Users(tmp_path)
    users.add("asha", "viewer", WORDS)
    with pytest.raises(PortError, match="is a user already"):
        users.add("asha", "admin", WORDS)
    for name in ("", "a b", "x" * 61, "<b>", "asha\nroot", "../etc"):
        with pytest.raises(PortError, match="1 to 60"):
            users.add(name, "viewer", WORDS)
    assert users.all()["asha"].role == "viewer"


def test_when_the_last_user_is_removed_there_is_nobody_but_it_is_not_as_if_there_never_was(tmp_path: Path) -> None:
    users = Users(tmp_path)
    assert not users.exist
    users.add("asha", "admin", WORDS)
    users.remove("asha")
    assert users.all() == {}
    assert users.exist
    with pytest.raises(PortError, match="no user asha"):
        users.remove("asha")


def test_two_commands_at_once_lose_no_user(tmp_path: Path) -> None:
    names = [f"user{number}" for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda name: Users(tmp_path).add(name, "viewer", WORDS), names))
    assert list(Users(tmp_path).all()) == names


def test_a_damaged_file_lets_nobody_in_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "users").write_text('{"name": "asha", "role": "emperor"}\n', encoding="utf-8")
    with pytest.raises(PortError):
        Users(tmp_path).all()
