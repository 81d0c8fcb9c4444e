import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.channel.signature import is_signed, sign, signed_form

SECRET = "test-app-secret"
VECTORS = [
    (
        b'{"object":"whatsapp_business_account"}',
        "b6978b21c4467654c466607663db9b43fae44b71083568df403e0a077089208e",
    ),
    (b'{"message":"caf\\u00e9"}', "5980113abfc4ffe911f1ae78f92dcf41e10b7d6bc792efd48dfe9ee94131aaf4"),
    ('{"message":"café"}'.encode(), "935030956f1ab9b57b846cc3fa530e20f0b0152baed3e8adda841017617db5cb"),
    (
        b'{"t":"\\ud83c\\udf55 a\\u0040b.co https:\\/\\/x.y\\/z"}',
        "49d1141ee9a2e499bc914d5bb86849d6751312846a09982f72073d9c440e5300",
    ),
]


@pytest.mark.parametrize(("body", "digest"), VECTORS)
def test_the_signature_is_taken_over_the_bytes_as_they_came(body: bytes, digest: str) -> None:
    assert sign(body, SECRET) == f"sha256={digest}"
    assert is_signed(body, f"sha256={digest}", [SECRET])


def test_old_and_new_secret_both_count_while_one_is_rotated_out() -> None:
    assert is_signed(b"{}", sign(b"{}", "old"), ["new", "old"])
    assert is_signed(b"{}", sign(b"{}", "new"), ["new", "old"])
    assert not is_signed(b"{}", sign(b"{}", "stolen"), ["new", "old"])


@pytest.mark.parametrize("header", [None, "", "sha256=", "sha1=abc", "sha256=é", "sha256=" + "0" * 64, "\ud800"])
def test_a_missing_broken_or_forged_header_is_refused(header: str | None) -> None:
    assert not is_signed(b"{}", header, [SECRET])


def test_the_bare_digest_without_its_prefix_is_refused() -> None:
    assert not is_signed(b"{}", sign(b"{}", SECRET).removeprefix("sha256="), [SECRET])


@pytest.mark.parametrize("secrets", [[], [""], ["", ""]])
def test_without_a_secret_nothing_is_signed_not_even_with_the_empty_key(secrets: list[str]) -> None:
    assert not is_signed(b"{}", sign(b"{}", ""), secrets)


@given(body=st.binary(max_size=200), at=st.integers(min_value=0, max_value=199))
def test_one_changed_byte_breaks_the_signature(body: bytes, at: int) -> None:
    header = sign(body, SECRET)
    changed = bytes(byte ^ (n == at) for n, byte in enumerate(body)) if at < len(body) else body + b" "
    assert is_signed(body, header, [SECRET])
    assert not is_signed(changed, header, [SECRET])


@pytest.mark.parametrize(
    ("on_the_wire", "as_signed"),
    [
        ('{"message":"café"}', b'{"message":"caf\\u00e9"}'),
        ('{"t":"नमस्ते 🍕"}', json.dumps({"t": "नमस्ते 🍕"}, separators=(",", ":")).encode()),
    ],
)
def test_a_body_whose_escapes_a_proxy_wrote_out_is_known_all_the_same(on_the_wire: str, as_signed: bytes) -> None:
    header = sign(as_signed, "old")
    assert signed_form(as_signed, header, ["new", "old"]) == "as_sent"
    assert signed_form(on_the_wire.encode(), header, ["new", "old"]) == "escaped"
    assert signed_form(on_the_wire.encode(), sign(on_the_wire.encode(), "new"), ["new", "old"]) == "as_sent"


@pytest.mark.parametrize("body", [b'{"a": 1}', b"\xff\xfe", "é".encode()])
def test_no_other_form_is_guessed(body: bytes) -> None:
    assert signed_form(body, sign(body + b" ", SECRET), [SECRET]) is None
    assert signed_form(body, sign(body, ""), ["", ""]) is None
