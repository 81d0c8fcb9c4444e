"""Who somebody is: the one place that decides."""

from pathlib import Path

import pytest

from agent.accounts.doorkeeper import Doorkeeper, require_login
from agent.accounts.organisation import Organisation
from agent.accounts.roles import User
from agent.accounts.users import Users
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


def test_the_right_password_opens_a_session_with_the_role_as_it_is_now(tmp_path: Path) -> None:
    users, keeper = Users(tmp_path), Doorkeeper(tmp_path, "0.0.0.0")
    users.add("asha", "agent", WORDS)
    secret = keeper.sign_in("asha", WORDS, "10.0.0.7")
    assert secret is not None
    assert keeper.recognise(secret) == User(name="asha", role="agent")
    users.set_role("asha", "viewer")
    assert keeper.recognise(secret) == User(name="asha", role="viewer")
    keeper.sessions.end(secret)
    assert keeper.recognise(secret) is None


@pytest.mark.parametrize("change", ["removed", "removed and added", "password"])
def test_a_session_is_over_when_its_user_is_gone_or_has_another_password(tmp_path: Path, change: str) -> None:
    users, keeper = Users(tmp_path), Doorkeeper(tmp_path, "0.0.0.0")
    users.add("asha", "agent", WORDS)
    secret = keeper.sign_in("asha", WORDS, "10.0.0.7")
    if change == "password":
        users.set_password("asha", "other four plain words")
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
