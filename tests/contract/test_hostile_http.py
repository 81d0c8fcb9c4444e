"""What strangers send to a port on the internet: refused or answered, never obeyed, and others are served meanwhile."""

import gzip
import time
from collections.abc import Sequence
from contextlib import ExitStack

import pytest

from agent.channel.signature import sign
from tests.contract.hostile import connection, raw, request, statuses
from tests.contract.product import API_KEYS, OLD_SECRET, Product
from tests.real_parts import KEYS, phones, until
from tests.serve.test_webhook import text_message

SECRET, NUMBER = KEYS["WHATSAPP_APP_SECRET"], KEYS["WHATSAPP_PHONE_NUMBER_ID"]
REFUSED = {400, 401, 403, 404, 405, 408, 411, 413, 414, 417, 426, 431, 501, 505}
SLOW = 60
REQUEST_S = 10
"""How long the head of a request may be silent; tests/serve/test_slow_requests.py has those that go on and on."""
ROUTES = ["/webhook", "/health/live", "/metrics", "/v1/review", "/v1/numbers/1/stop", "/nothing"]


@pytest.fixture(autouse=True)
def _others_are_served(product: Product) -> object:
    """After whatever was done to it the server takes a webhook and tells that it lives."""
    yield
    assert product.ask("GET", "/health/live").status_code == 200
    assert product.post(text_message(number=1, text="still there?")).status_code == 200


def test_the_new_and_the_old_secret_count_and_no_other(product: Product) -> None:
    body = text_message(number=1)

    assert product.post(body).status_code == 200
    assert product.post(body, secret=OLD_SECRET).status_code == 200
    assert product.post(body, secret="").status_code == 401
    assert product.post(body, secret=SECRET.upper()).status_code == 401


BODY = text_message(number=424242, **{"from": "919000000000"})
GOOD = sign(BODY, SECRET)
FORGED: dict[str, Sequence[str]] = {
    "none": [],
    "empty": [""],
    "only its name": ["sha256="],
    "cut short": [GOOD[:-1]],
    "half": [GOOD[: 7 + 32]],
    "one too many": [GOOD + "0"],
    "of another body": [sign(BODY + b" ", SECRET)],
    "of no body": [sign(b"", SECRET)],
    "in capitals": ["sha256=" + GOOD[7:].upper()],
    "its name in capitals": ["SHA256=" + GOOD[7:]],
    "without its name": [GOOD[7:]],
    "another algorithm": ["sha1=" + GOOD[7:47]],
    "quoted": [f'"{GOOD}"'],
    "with a second beside it": [f"{GOOD}, {GOOD}"],
    "two, the first right": [GOOD, "sha256=" + "0" * 64],
    "two, the second right": ["sha256=" + "0" * 64, GOOD],
    "twice the same": [GOOD, GOOD],
    "letters of another script": ["sha256=" + "٣" * 64],
    "very long": ["sha256=" + "a" * 5000],
}


@pytest.mark.parametrize("signatures", FORGED.values(), ids=FORGED)
def test_a_signature_that_is_not_exactly_metas_is_refused(signatures: Sequence[str], product: Product) -> None:
    headers = [f"X-Hub-Signature-256: {signature}".encode().decode("latin-1") for signature in signatures]
    answer = raw(product, request("POST /webhook HTTP/1.1", *headers, "Connection: close", body=BODY))

    assert statuses(answer) == [401]
    assert GOOD.encode() not in answer


def test_only_the_newer_header_counts(product: Product) -> None:
    old = f"X-Hub-Signature: {GOOD}"

    assert statuses(raw(product, request("POST /webhook HTTP/1.1", old, "Connection: close", body=BODY))) == [401]


@pytest.mark.parametrize("name", ["x-hub-signature-256", "X-HUB-SIGNATURE-256"])
def test_the_headers_own_name_may_be_written_in_any_case(name: str, product: Product) -> None:
    body = text_message(number=1)
    sent = request("POST /webhook HTTP/1.1", f"{name}: {sign(body, SECRET)}", "Connection: close", body=body)

    assert statuses(raw(product, sent, answers=1)) == [200]


def test_a_replayed_webhook_is_taken_and_answered_once(product: Product) -> None:
    (phone,) = phones(501, 1)
    body = text_message(number=501, to=NUMBER, **{"from": phone}, text="What does Hampta Pass cost?")
    assert [product.post(body).status_code for _ in range(5)] == [200] * 5
    until(lambda: product.sent(phone), "the answer")
    time.sleep(0.5)

    assert len(product.sent(phone)) == 1


SIGNED = [f"X-Hub-Signature-256: {GOOD}"]
TRICKS: dict[str, bytes] = {
    "nothing": b"",
    "noise": bytes(range(256)) * 8,
    "a TLS hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/0.9": b"GET /metrics\r\n",
    "a version to come": request("GET /metrics HTTP/9.9"),
    "a path out of the folder": request("GET /../../etc/passwd HTTP/1.1", "Connection: close"),
    "an escaped path out of it": request("GET /v1/%2e%2e/%2e%2e/etc/passwd HTTP/1.1", "Connection: close"),
    "a double escape": request("GET /v1/review/%252e%252e/done HTTP/1.1", "Connection: close"),
    "a backslash": request("GET \\metrics HTTP/1.1", "Connection: close"),
    "a nul in the path": request("GET /v1/sends/%00 HTTP/1.1", "Connection: close"),
    "bad escapes": request("GET /v1/sends/%ff%fe%zz HTTP/1.1", "Connection: close"),
    "a path behind another": request("GET /webhook/..;/v1/review HTTP/1.1", "Connection: close"),
    "a very long path": request("GET /" + "a" * 100_000 + " HTTP/1.1", "Connection: close"),
    "a very long query": request("GET /webhook?hub.mode=" + "a" * 100_000 + " HTTP/1.1", "Connection: close"),
    "many headers": request("GET /v1/review HTTP/1.1", *(f"X-{n}: {n}" for n in range(20_000))),
    "a megabyte of header": request("GET /v1/review HTTP/1.1", "X-Long: " + "a" * 1_000_000),
    "a blank before the colon": request("POST /webhook HTTP/1.1", "Content-Length : 5", "Connection: close"),
    "a folded header": request("GET /v1/review HTTP/1.1", "X-A: b\r\n c", "Connection: close"),
    "a header without a name": request("GET /v1/review HTTP/1.1", ": b", "Connection: close"),
    "a nul in a header": request("GET /v1/review HTTP/1.1", "X-A: a\x00b", "Connection: close"),
    "no host": b"GET /v1/review HTTP/1.1\r\nConnection: close\r\n\r\n",
    "lines without a return": b"GET /v1/review HTTP/1.1\nHost: x\nConnection: close\n\n",
    "a negative length": request("POST /webhook HTTP/1.1", *SIGNED, "Content-Length: -1", body=BODY),
    "a length in words": request("POST /webhook HTTP/1.1", *SIGNED, "Content-Length: ten", body=BODY),
    "a length with a plus": request("POST /webhook HTTP/1.1", *SIGNED, "Content-Length: +5", body=BODY),
    "a length beyond all": request("POST /webhook HTTP/1.1", *SIGNED, "Content-Length: " + "9" * 30, body=BODY),
    "two lengths": request("POST /webhook HTTP/1.1", *SIGNED, "Content-Length: 5", "Content-Length: 6", body=BODY),
    "a length and chunks": request(
        "POST /webhook HTTP/1.1", *SIGNED, "Transfer-Encoding: chunked", "Content-Length: 5", body=b"0\r\n\r\n"
    ),
    "chunks that are none": request("POST /webhook HTTP/1.1", *SIGNED, "Transfer-Encoding: chunked", body=b"zz\r\n"),
    "an encoding to come": request("POST /webhook HTTP/1.1", *SIGNED, "Transfer-Encoding: rot13", body=BODY),
    "a body that ends too soon": request("POST /webhook HTTP/1.1", *SIGNED, "Content-Length: 100000", body=BODY),
    "a key in the query": request(f"GET /v1/review?key={API_KEYS['admin']} HTTP/1.1", "Connection: close"),
    "a key as a cookie": request("GET /v1/review HTTP/1.1", f"Cookie: key={API_KEYS['admin']}", "Connection: close"),
    "a claim to be local": request("GET /v1/review HTTP/1.1", "X-Forwarded-For: 127.0.0.1", "Connection: close"),
    "another method by header": request("GET /v1/numbers/1/stop HTTP/1.1", "X-HTTP-Method-Override: POST"),
}


@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS)
def test_a_trick_is_refused_or_hung_up_on(trick: bytes, product: Product) -> None:
    answer = raw(product, trick)

    assert set(statuses(answer)) <= REFUSED
    assert b"Traceback" not in answer
    assert b"root:" not in answer


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("verb", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "CONNECT", "PROPFIND", "get", "HEAD"])
def test_other_verbs_do_nothing(verb: str, path: str, product: Product) -> None:
    answer = raw(product, request(f"{verb} {path} HTTP/1.1", "Connection: close"))

    assert set(statuses(answer)) <= REFUSED


def test_a_challenge_cannot_write_headers_or_a_page(product: Product) -> None:
    challenge = "%0d%0aSet-Cookie:%20a=b%0d%0a%0d%0a<script>alert(1)</script>"
    query = f"hub.mode=subscribe&hub.verify_token={KEYS['WHATSAPP_VERIFY_TOKEN']}&hub.challenge={challenge}"
    head, _, body = raw(product, request(f"GET /webhook?{query} HTTP/1.1", "Connection: close")).partition(b"\r\n\r\n")

    assert b"set-cookie" not in head.lower()
    assert b"text/plain" in head.lower()
    assert b"<script>" in body


def test_a_body_beyond_metas_limit_is_refused_before_it_is_read(product: Product) -> None:
    announced = request("POST /webhook HTTP/1.1", *SIGNED, f"Content-Length: {5 * 1024 * 1024}")
    with connection(product) as opened:
        opened.sendall(announced + b"{")
        assert statuses(opened.recv(1000)) == [413]


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/xml", "multipart/form-data", "application/json; charset=utf-16"]
)
def test_the_content_type_decides_nothing_the_signed_bytes_do(kind: str, product: Product) -> None:
    body = text_message(number=1)
    headers = [f"X-Hub-Signature-256: {sign(body, SECRET)}", *([f"Content-Type: {kind}"] if kind else [])]

    assert statuses(
        raw(product, request("POST /webhook HTTP/1.1", *headers, "Connection: close", body=body), answers=1)
    ) == [200]


def test_a_compressed_body_is_kept_as_it_is_and_never_blown_up(product: Product) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    headers = [f"X-Hub-Signature-256: {sign(bomb, SECRET)}", "Content-Encoding: gzip", "Connection: close"]

    assert statuses(raw(product, request("POST /webhook HTTP/1.1", *headers, body=bomb), answers=1)) == [200]


def test_requests_in_one_go_are_answered_in_order(product: Product) -> None:
    body = text_message(number=1)
    good = request("POST /webhook HTTP/1.1", f"X-Hub-Signature-256: {sign(body, SECRET)}", body=body)
    bad = request("POST /webhook HTTP/1.1", body=body)
    last = request("GET /health/live HTTP/1.1", "Connection: close")

    assert statuses(raw(product, good + bad + good + last, answers=4)) == [200, 401, 200, 200]


def test_who_does_not_finish_a_request_in_time_is_cut_off(product: Product) -> None:
    began = time.monotonic()
    with connection(product) as sock:
        sock.settimeout(60)
        sock.sendall(b"POST /webhook HTTP/1.1\r\nHost: x\r\nX-")
        answer = b"".join(iter(lambda: sock.recv(4096), b""))
    assert statuses(answer) == [408]
    assert time.monotonic() - began >= REQUEST_S - 1


def test_slow_requests_hold_up_nobody(product: Product) -> None:
    head = b"POST /webhook HTTP/1.1\r\nHost: x\r\nX-"
    body = b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{"
    (phone,) = phones(502, 1)
    with ExitStack() as kept_open:
        for n in range(SLOW):
            kept_open.enter_context(connection(product)).sendall(head if n % 2 else body)
        message = text_message(number=502, to=NUMBER, **{"from": phone}, text="Is it far?")
        assert product.post(message).status_code == 200
        until(lambda: product.sent(phone), "an answer while others dawdle")
