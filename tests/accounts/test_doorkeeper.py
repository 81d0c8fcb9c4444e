"""Who somebody is: the one place that decides."""

import contextlib
from dataclasses import replace
from pathlib import Path

import pytest

from agent.accounts.doorkeeper import Doorkeeper, require_login
from agent.accounts.organisation import Organisation
from agent.accounts.roles import User
from agent.accounts.users import Users
from agent.journal.kept_deeds import waiting
from agent.ports import PortError
from agent.settings import Environment

WORDS = "four plain words here"
HERE = {"host": "localhost:8501"}
LOGIN = Organisation(
    client_id="workbench",
    client_secret="secret",
    metadata_url="https://login.example.com",
    redirect_url="https://bench.example.com/oauth2callback",
    roles={"asha@example.com": "agent"},
)
ASHA = {"email": "asha@example.com", "email_verified": True}


def of(folder: Path) -> Environment:
    return Environment.model_validate({"cairn_data": folder})


def test_without_users_it_is_open_on_this_machine_and_nowhere_else(tmp_path: Path) -> None:
    keeper = Doorkeeper(tmp_path, "127.0.0.1")
    assert keeper.mode == "open"
    assert keeper.lets_in("127.0.0.1", HERE)
    assert not keeper.lets_in("10.0.0.7", HERE)
    assert not keeper.lets_in("127.0.0.1", {**HERE, "x-forwarded-for": "10.0.0.7"})
    assert not Doorkeeper(tmp_path, "0.0.0.0").lets_in("127.0.0.1", HERE)


def test_it_does_not_start_on_another_address_without_a_login(tmp_path: Path) -> None:
    require_login(of(tmp_path), "127.0.0.1")
    for host in ("0.0.0.0", "::", "", "192.168.1.4"):
        with pytest.raises(PortError, match="cairn user add"):
            require_login(of(tmp_path), host)
    Users(tmp_path).add("asha", "admin", WORDS)
    require_login(of(tmp_path), "0.0.0.0")
    Users(tmp_path).remove("asha")
    with pytest.raises(PortError, match="cairn user add"):
        require_login(of(tmp_path), "0.0.0.0")


def test_with_the_first_user_nobody_is_let_in_without_a_password_any_more(tmp_path: Path) -> None:
    keeper = Doorkeeper(tmp_path, "127.0.0.1")
    Users(tmp_path).add("asha", "agent", WORDS)
    assert keeper.mode == "password"
    assert not keeper.lets_in("127.0.0.1", HERE)
    Users(tmp_path).remove("asha")
    assert not keeper.lets_in("127.0.0.1", HERE)


def test_the_right_password_opens_a_session(tmp_path: Path) -> None:
    users, keeper = Users(tmp_path), Doorkeeper(tmp_path, "0.0.0.0")
    users.add("asha", "agent", WORDS)
    secret = keeper.sign_in("asha", WORDS, "10.0.0.7")
    assert secret is not None
    assert keeper.recognise(secret) == User(name="asha", role="agent")
    users.set_role("asha", "agent")
    assert keeper.recognise(secret) == User(name="asha", role="agent")
    keeper.sign_out(secret)
    assert keeper.recognise(secret) is None


def test_a_restart_signs_nobody_out_and_lets_nobody_back_in(tmp_path: Path) -> None:
    users, keeper = Users(tmp_path), Doorkeeper(tmp_path, "0.0.0.0")
    for name in ("asha", "ravi", "vera"):
        users.add(name, "agent", WORDS)
    asha, ravi, vera = (keeper.sign_in(name, WORDS, "10.0.0.7") or "" for name in ("asha", "ravi", "vera"))
    keeper.sign_out(ravi)
    users.remove("vera")
    again = Doorkeeper(tmp_path, "0.0.0.0")
    assert again.recognise(asha) == User(name="asha", role="agent")
    assert again.recognise(ravi) is None
    assert again.recognise(vera) is None


@pytest.mark.parametrize("change", ["removed", "removed and added", "password", "role"])
def test_a_session_is_over_when_its_user_is_gone_or_has_another_password_or_role(tmp_path: Path, change: str) -> None:
    users, keeper = Users(tmp_path), Doorkeeper(tmp_path, "0.0.0.0")
    users.add("asha", "agent", WORDS)
    secret = keeper.sign_in("asha", WORDS, "10.0.0.7")
    if change == "password":
        users.set_password("asha", "other four plain words")
    elif change == "role":
        users.set_role("asha", "admin")
    else:
        users.remove("asha")
    if change == "removed and added":
        users.add("asha", "admin", WORDS)
    assert keeper.recognise(secret or "") is None


def test_a_wrong_name_and_a_wrong_password_are_the_same_to_who_guesses(tmp_path: Path) -> None:
    Users(tmp_path).add("asha", "agent", WORDS)
    keeper = Doorkeeper(tmp_path, "0.0.0.0")
    assert keeper.sign_in("asha", "four plain words", "10.0.0.7") is None
    assert keeper.sign_in("nobody", WORDS, "10.0.0.7") is None
    assert keeper.recognise("") is None


def test_guessing_is_stopped_and_who_knows_the_password_from_elsewhere_still_gets_in(tmp_path: Path) -> None:
    Users(tmp_path).add("asha", "agent", WORDS)
    keeper = Doorkeeper(tmp_path, "0.0.0.0")
    for _ in range(5):
        assert keeper.sign_in("asha", "a wrong guess", "10.0.0.7") is None
    with pytest.raises(PortError, match="too many attempts"):
        keeper.sign_in("asha", WORDS, "10.0.0.7")
    assert keeper.sign_in("asha", WORDS, "10.0.0.8") is not None


def test_the_organisations_login_lets_in_who_is_listed_until_they_sign_out(tmp_path: Path) -> None:
    keeper = Doorkeeper(tmp_path, "0.0.0.0", LOGIN)
    assert keeper.mode == "organisation"
    assert keeper.recognise_claims("cookie", ASHA) == User(name="asha@example.com", role="agent")
    assert keeper.recognise("cookie") == User(name="asha@example.com", role="agent")
    assert keeper.recognise_claims("other", {**ASHA, "email": "eve@example.com"}) is None
    assert keeper.recognise_claims("", ASHA) is None
    keeper.sessions.end("cookie")
    assert keeper.recognise_claims("cookie", ASHA) is None


def test_without_the_organisations_login_its_claims_mean_nothing(tmp_path: Path) -> None:
    assert Doorkeeper(tmp_path, "127.0.0.1").recognise_claims("cookie", ASHA) is None


def test_a_copy_of_the_organisations_cookie_opens_nothing_after_the_sign_out_whatever_is_added_to_it(
    tmp_path: Path,
) -> None:
    keeper = Doorkeeper(tmp_path, "0.0.0.0", LOGIN)
    claims = {**ASHA, "iat": 1, "nonce": "once"}
    assert keeper.recognise_claims("cookie", claims) is not None
    keeper.sign_out("cookie", claims)
    for copied in ("cookie", "cookie and more"):
        assert keeper.recognise_claims(copied, claims) is None
        assert Doorkeeper(tmp_path, "0.0.0.0", LOGIN).recognise_claims(copied, claims) is None
    assert keeper.recognise_claims("new cookie", {**claims, "iat": 2, "nonce": "another"}) is not None


def test_sessions_of_another_provider_or_of_passwords_mean_nothing_to_the_organisations_login(tmp_path: Path) -> None:
    Users(tmp_path).add("asha@example.com", "admin", WORDS)
    secret = Doorkeeper(tmp_path, "0.0.0.0").sign_in("asha@example.com", WORDS, "10.0.0.7") or ""
    assert Doorkeeper(tmp_path, "0.0.0.0", LOGIN).recognise(secret) is None
    Doorkeeper(tmp_path, "0.0.0.0", LOGIN).recognise_claims("cookie", ASHA)
    other = replace(LOGIN, metadata_url="https://login.other.example.com")
    assert Doorkeeper(tmp_path, "0.0.0.0", other).recognise("cookie") is None


def deeds(folder: Path) -> list[tuple[str, str, str]]:
    return [(one.actor, one.action, one.subject) for one in waiting(folder)]


def test_sign_ins_sign_outs_and_every_change_of_a_user_are_written_down(tmp_path: Path) -> None:
    users, keeper = Users(tmp_path, by="terminal:ops"), Doorkeeper(tmp_path, "0.0.0.0")
    users.add("asha", "agent", WORDS)
    secret = keeper.sign_in("asha", WORDS, "10.0.0.7") or ""
    keeper.sign_out(secret)
    keeper.sign_out(secret)
    keeper.sign_in("asha", "a wrong guess", "10.0.0.7")
    users.set_role("asha", "viewer")
    users.set_role("asha", "viewer")
    users.set_password("asha", "other four plain words")
    users.remove("asha")
    for refused in (lambda: users.remove("asha"), lambda: users.add("b b", "agent", WORDS)):
        with pytest.raises(PortError):
            refused()
    assert deeds(tmp_path) == [
        ("terminal:ops", "user.add", "asha"),
        ("workbench:asha", "session.sign_in", "asha"),
        ("workbench:asha", "session.sign_out", "asha"),
        ("workbench", "session.sign_in_failed", "asha"),
        ("terminal:ops", "user.role", "asha"),
        ("terminal:ops", "user.password", "asha"),
        ("terminal:ops", "user.remove", "asha"),
    ]


def test_no_password_is_ever_written_down_wherever_it_was_typed(tmp_path: Path) -> None:
    Users(tmp_path).add("asha", "agent", WORDS)
    keeper = Doorkeeper(tmp_path, "0.0.0.0")
    keeper.sign_in(WORDS, "asha", "10.0.0.7")
    keeper.sign_in("asha", f"{WORDS}!", "10.0.0.7")
    keeper.sign_in("asha", WORDS, "10.0.0.7")
    written = "".join(path.read_text() for path in tmp_path.iterdir() if path.is_file())
    assert WORDS not in written
    assert [one.private["why"] for one in waiting(tmp_path)[1:3]] == ["no such user", "wrong password"]


def test_a_flood_of_guesses_is_one_line_every_five_minutes(tmp_path: Path) -> None:
    keeper = Doorkeeper(tmp_path, "0.0.0.0")
    Users(tmp_path).add("asha", "agent", WORDS)
    for guess in range(40):
        with contextlib.suppress(PortError):
            keeper.sign_in(f"guess{guess % 6}", "a wrong guess", "10.0.0.7")
    whys = [one.private.get("why") for one in waiting(tmp_path)]
    assert whys.count("no such user") == 20
    assert whys.count("too many attempts") == 1


def test_who_is_not_listed_at_the_organisation_is_written_down_once(tmp_path: Path) -> None:
    keeper = Doorkeeper(tmp_path, "0.0.0.0", LOGIN)
    eve = {**ASHA, "email": "eve@example.com"}
    for _ in range(3):
        keeper.recognise_claims("her cookie", eve)
        keeper.recognise_claims("cookie", ASHA, "10.0.0.7")
    keeper.sign_out("cookie", ASHA)
    assert deeds(tmp_path) == [
        ("workbench", "session.sign_in_failed", "eve@example.com"),
        ("workbench:asha@example.com", "session.sign_in", "asha@example.com"),
        ("workbench:asha@example.com", "session.sign_out", "asha@example.com"),
    ]
