"""Real traffic of many kinds through the whole product: everything is answered or kept, and nobody is given away."""

import base64
import re
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from agent.channel.kinds import part_read
from agent.channel.simulator.wire import encode, new_wamid
from tests.contract.examples import PHONE, own_examples, read
from tests.contract.product import Product
from tests.real_parts import KEYS, phones, until
from tests.serve.test_process import records
from tests.serve.test_webhook import text_message

pytestmark = pytest.mark.alone

NUMBER = KEYS["WHATSAPP_PHONE_NUMBER_ID"]
HARDER = {
    "nul": "a\x00b",
    "half a surrogate": "\ud83c half",
    "long": "snow " * 13_000,
    "one word": "x" * 65_536,
    "no clause ends": "do not stop " * 5_000,
    "hearts": "❤ " * 30_000,
}
"""What YAML cannot hold, or should not."""
WORDS: dict[str, str] = {**read("naughty"), **HARDER}
EVERYDAY = ("What does Hampta Pass cost in June?", "STOP", "I want to talk to a person", "He fell and is unconscious")
TALKING = phones(601, len(WORDS))
ASKING = phones(602, len(EVERYDAY))
BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")


def webhook(phone: str, text: str) -> tuple[str, bytes]:
    wamid = new_wamid(Random(phone), phone, inbound=True)
    parts: dict[str, Any] = {"from": phone, "id": wamid}
    return wamid, text_message(text=text, to=NUMBER, **parts)


def test_naughty_words_come_through_the_turn_the_send_and_the_store(product: Product) -> None:
    for phone, text in zip(TALKING, WORDS.values(), strict=True):
        assert product.post(webhook(phone, text)[1]).status_code == 200
    until(lambda: product.ask("GET", "/metrics").text.count('cairn_inbox{what="waiting"} 0.0'), "all are answered")
    figures = product.ask("GET", "/metrics").text

    assert 'cairn_inbox{what="set_aside"} 0.0' in figures
    assert kept_texts(product) >= {
        part_read(text.strip()) for name, text in WORDS.items() if name not in ("nul", "half a surrogate")
    }
    assert kept_texts(product) >= {"a\ufffdb", "\ufffd half"}
    silent = [name for name, phone in zip(WORDS, TALKING, strict=True) if not product.sent(phone)]
    assert silent in ([], ["blanks"])
    for send in product.sent():
        assert 1 <= len(send["text"]) <= 4096


def test_nothing_that_is_logged_counted_or_answered_gives_anybody_away(product: Product) -> None:
    for phone, text in zip(ASKING, EVERYDAY, strict=True):
        product.post(webhook(phone, text)[1])
    until(lambda: all(map(product.sent, ASKING)), "the everyday messages are answered")
    for example in own_examples():
        assert product.post(encode(example.webhook)).status_code == 200
    for path in ("/metrics", "/health/ready", "/health/live", "/v1/review", "/v1/sends/wamid.x", f"/v1/sends/{PHONE}"):
        product.ask("GET", path)
    told = [("log", product.log), *(("answer", answer) for answer in product.answers)]

    assert len(product.log.splitlines()) > 50
    assert [leak for where, text in told for leak in leaks(where, text, product)] == []


def kept_texts(product: Product) -> set[str]:
    """The customers' words as the store is given them, read beside the server."""
    return {str(turn.body["message"]["text"]) for turn in records(product, "turn")}


def leaks(where: str, text: str, product: Product) -> Iterator[str]:
    """Each secret, number, or token that decodes to a number."""
    for phone in {*TALKING, *ASKING, PHONE, "919000000001"}:
        if phone in re.sub(r"[ ()+-]", "", text):
            yield f"{where}: phone {phone}"
    for secret in product.secrets():
        if secret in text:
            yield f"{where}: secret {secret}"
    yield from (f"{where}: {token} holds a number" for token in BASE64.findall(text) if _holds_number(token))


def _holds_number(token: str) -> bool:
    """Decoded from any of four places, as it may begin in the middle of a word."""
    known = [phone.encode() for phone in (*TALKING, *ASKING, PHONE)]
    letters = token.rstrip("=").replace("-", "+").replace("_", "/")
    cut = [letters[n:] for n in range(4)]
    plain = [base64.b64decode(part[: len(part) // 4 * 4]) for part in cut]
    return any(phone in part for part in plain for phone in known)


def test_a_wamid_in_the_middle_of_a_line_would_be_found() -> None:
    wamid = new_wamid(Random(1), TALKING[0], inbound=True)

    assert [_holds_number(token) for token in BASE64.findall(f"failed for {wamid[6:]} again")] == [True]
    assert not _holds_number("moonshotai/kimi-k2")
