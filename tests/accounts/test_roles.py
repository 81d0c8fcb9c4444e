"""What each role may do."""

import pytest

from agent.accounts.roles import NEEDS, NotAllowedError, Role, User

MAY: dict[Role, set[str]] = {
    "viewer": {"look"},
    "tuner": {"look", "draft", "label", "upload"},
    "agent": {"look", "answer", "export"},
    "admin": set(NEEDS),
}


@pytest.mark.parametrize("role", list(MAY))
def test_each_role_may_do_its_own_and_nothing_else(role: Role) -> None:
    user = User(name="asha", role=role)
    assert {deed for deed in NEEDS if user.may(deed)} == MAY[role]
    assert user.may(role)


def test_what_is_refused_says_which_role_it_takes() -> None:
    User(name="asha", role="agent").must("answer")
    with pytest.raises(NotAllowedError, match="asha is agent; to publish takes the role admin"):
        User(name="asha", role="agent").must("publish")
