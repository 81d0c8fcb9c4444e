import pytest

from agent.channel.error_codes import ERROR_CODES, meaning_of


@pytest.mark.parametrize(
    ("code", "action"),
    [
        (2, "retry"),
        (130429, "retry"),
        (131056, "retry"),
        (131016, "retry"),
        (0, "stop_number"),
        (190, "stop_number"),
        (200, "stop_number"),
        (299, "stop_number"),
        (368, "stop_number"),
        (131031, "stop_number"),
        (131048, "stop_number"),
        (100, "permanent"),
        (131026, "permanent"),
        (131050, "permanent"),
        (131047, "other"),
        (131000, "other"),
    ],
)
def test_a_code_says_what_to_do(code: int, action: str) -> None:
    row = meaning_of(code)
    assert row is not None
    assert row.action == action


def test_a_code_nobody_listed_has_no_row() -> None:
    assert meaning_of(999_999) is None


def test_only_what_may_be_retried_has_retries_and_only_131000_is_doubtful() -> None:
    assert all((row.retries > 0) == (row.action == "retry") for row in ERROR_CODES.values())
    assert [code for code, row in ERROR_CODES.items() if row.doubtful] == [131000]
