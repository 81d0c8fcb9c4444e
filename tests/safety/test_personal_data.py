import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.safety.personal_data import find_personal_data, passes_verhoeff


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("call +91 98160 00142", "phone", "+919816000142"),
        ("call 98765 43210 please", "phone", "+919876543210"),
        ("write to Ana.B@mail.example", "email", "ana.b@mail.example"),
        ("card 4111 1111 1111 1111 exp 12/29", "card", "4111111111111111"),
        ("visa 4242 4242 4242 4242 12/27", "card", "4242424242424242"),
        ("visa 4242-4242-4242-4242 123", "card", "4242424242424242"),
        ("PAN ABCPE1234F", "pan", "ABCPE1234F"),
        ("my passport no. is Z1234567", "passport", "Z1234567"),
        ("IBAN GB82 WEST 1234 5698 7654 32", "iban", "GB82WEST12345698765432"),
        ("aadhaar 2345 6789 0124", "aadhaar", "234567890124"),
    ],
)
def test_personal_data_is_found_and_normalised(text: str, kind: str, value: str) -> None:
    assert (kind, value) in [(found.kind, found.value) for found in find_personal_data(text)]


@pytest.mark.parametrize(
    "text",
    [
        "The price is INR 12,000 to 14,500 for 2 people",
        "from 2027-06-12 to 2027-06-16",
        "4,270 m, 26 km, 5 days, -3 to 8 °C",
        "booking SRT-2026-0042",
        "4111 1111 1111 1112 is no card",
        "",
    ],
)
def test_prices_dates_and_heights_are_not_personal(text: str) -> None:
    assert find_personal_data(text) == ()


@given(st.integers(min_value=10**10, max_value=10**11 - 1), st.integers(min_value=0, max_value=10))
def test_the_aadhaar_check_notices_every_changed_digit(body: int, place: int) -> None:
    number = next(f"{body}{check}" for check in range(10) if passes_verhoeff(f"{body}{check}"))
    changed = f"{number[:place]}{(int(number[place]) + 1) % 10}{number[place + 1 :]}"
    assert not passes_verhoeff(changed)
