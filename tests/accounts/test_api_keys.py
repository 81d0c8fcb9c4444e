import pytest
from pydantic import SecretStr

from agent.accounts.api_keys import ApiKey, holder, on_behalf, read_keys
from agent.ports import PortError
from agent.settings import Environment

ASHA, BI = "a-secret-of-asha-0001", "a-secret-of-the-board"


def test_keys_are_read_with_their_names_and_roles() -> None:
    assert read_keys(f"asha:agent:{ASHA}, board:reader:{BI},") == (
        ApiKey("asha", "agent", ASHA),
        ApiKey("board", "reader", BI),
    )
    assert read_keys("") == ()


def test_a_secret_may_hold_colons() -> None:
    assert read_keys("asha:admin:abc:def:ghi:jkl:mno")[0].secret == "abc:def:ghi:jkl:mno"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (ASHA, "entry 1 is not name:role:secret"),
        (f"asha:agent:{ASHA},board:boss:{BI}", "entry 2: no such role"),
        ("asha:agent:short", "entry 1: the secret is shorter than 16"),
        (f":agent:{ASHA}", "entry 1 is not name:role:secret"),
        (f"asha:agent:{ASHA},board:reader:{ASHA}", "two entries have the same secret"),
    ],
)
def test_a_wrong_entry_is_named_and_never_quoted(text: str, says: str) -> None:
    with pytest.raises(PortError) as caught:
        read_keys(text)
    assert says in str(caught.value)
    assert ASHA not in str(caught.value)


def test_a_key_is_known_by_its_whole_secret() -> None:
    keys = read_keys(f"asha:agent:{ASHA},board:reader:{BI}")
    assert holder(keys, BI) == keys[1]
    assert holder(keys, ASHA[:-1]) is None
    assert holder(keys, "") is None
    assert holder(keys, "ключ") is None


def test_each_role_may_do_what_those_below_it_may() -> None:
    assert ApiKey("a", "admin", ASHA).may("agent")
    assert ApiKey("a", "agent", ASHA).may("reader")
    assert not ApiKey("a", "reader", ASHA).may("agent")


def test_logs_know_every_single_key() -> None:
    environment = Environment(cairn_api_keys=SecretStr(f"asha:agent:{ASHA},board:reader:{BI}"))
    assert {ASHA, BI} <= set(environment.all_secrets())


def test_the_workbench_does_for_a_user_what_that_user_may_and_says_for_whom() -> None:
    key = ApiKey("workbench", "admin", ASHA)
    assert on_behalf(key, "asha", "agent") == ApiKey("workbench:asha", "agent", ASHA)
    for user, role in (("", "agent"), ("asha", ""), ("asha", "tuner"), ("asha", "emperor")):
        assert on_behalf(key, user, role) is None
    assert on_behalf(ApiKey("workbench", "agent", ASHA), "asha", "admin") is None
