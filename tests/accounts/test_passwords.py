"""Passwords are kept so that nobody can read them back."""

import pytest

from agent.accounts.passwords import WeakPasswordError, fits, hashed


def test_the_right_password_fits_and_another_does_not() -> None:
    kept = hashed("ठंडी सुबह, गर्म चाय")
    assert fits("ठंडी सुबह, गर्म चाय", kept)
    assert not fits("ठंडी सुबह, गर्म चा", kept)
    assert not fits("", kept)


def test_the_same_password_is_kept_differently_each_time_and_never_as_it_is() -> None:
    first, second = hashed("four plain words here"), hashed("four plain words here")
    assert first != second
    assert "four" not in first


@pytest.mark.parametrize(
    ("password", "name"), [("short", ""), ("x" * 1025, ""), ("asha-and-more-words", "Asha"), ("é" * 600, "")]
)
def test_a_weak_or_endless_password_is_refused(password: str, name: str) -> None:
    with pytest.raises(WeakPasswordError):
        hashed(password, name)
