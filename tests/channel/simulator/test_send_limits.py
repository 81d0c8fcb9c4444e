"""Meta's limits on what may be sent, as the simulator holds them."""

from typing import Any

import pytest

from agent.channel.simulator.graph import check_send, recipient_of, refusal, text_of

BASE = {"messaging_product": "whatsapp", "to": "+34600000777"}


def text(body: Any = "Hola", **parts: Any) -> dict[str, Any]:
    return {**BASE, "type": "text", "text": {"body": body}, **parts}


def buttons(*titles: str, **content: Any) -> dict[str, Any]:
    replies = [{"type": "reply", "reply": {"id": f"b{n}", "title": title}} for n, title in enumerate(titles)]
    node = {"type": "button", "body": {"text": "Which?"}, "action": {"buttons": replies}, **content}
    return {**BASE, "type": "interactive", "interactive": node}


def listing(rows: int, sections: int = 1, **action: Any) -> dict[str, Any]:
    each = [{"id": f"r{n}", "title": f"Row {n}"} for n in range(rows)]
    parts = [{"title": f"Part {n}", "rows": each} for n in range(sections)]
    node = {"type": "list", "body": {"text": "Which?"}, "action": {"button": "Choose", "sections": parts, **action}}
    return {**BASE, "type": "interactive", "interactive": node}


def media(kind: str, **node: Any) -> dict[str, Any]:
    return {**BASE, "type": kind, kind: node}


TAKEN = [
    text(),
    {key: part for key, part in text().items() if key != "type"},
    text("x" * 4096),
    text(biz_opaque_callback_data="u" * 512),
    text(context={"message_id": "wamid.X"}),
    {**text(), "to": "", "recipient": "ES.42"},
    buttons("Yes"),
    buttons("Yes", "No", "x" * 20),
    listing(10),
    listing(5, 2),
    media("image", link="https://x.example/a.jpg", caption="A"),
    media("document", id="7"),
    media("location", latitude=32.2, longitude="77.2"),
    media("reaction", message_id="wamid.X", emoji=""),
    media("template", name="hello", language={"code": "en_US"}),
    {**BASE, "type": "contacts", "contacts": [{"name": {"formatted_name": "A"}}]},
]
REFUSED: list[tuple[Any, int]] = [
    (None, 100),
    ([], 100),
    ({}, 100),
    ({**text(), "messaging_product": "sms"}, 100),
    ({**text(), "to": ""}, 131008),
    ({**text(), "to": "Ana"}, 131009),
    ({**text(), "recipient_type": "crowd"}, 131009),
    (text(""), 131008),
    (text(None), 131008),
    (text(["x"]), 131009),
    (text("x" * 4097), 131009),
    (text(biz_opaque_callback_data="u" * 513), 131009),
    (text(context={"id": "wamid.X"}), 131008),
    ({**BASE, "type": "telepathy"}, 131009),
    ({**BASE, "type": "text", "text": "Hola"}, 131008),
    (buttons(), 131009),
    (buttons("A", "B", "C", "D"), 131009),
    (buttons("A", "A"), 131009),
    (buttons("x" * 21), 131009),
    (buttons(""), 131008),
    (buttons("A", body={"text": "x" * 1025}), 131009),
    (buttons("A", body={}), 131008),
    (buttons("A", footer={"text": "x" * 61}), 131009),
    (buttons("A", type=""), 131008),
    (listing(11), 131009),
    (listing(6, 2), 131009),
    (listing(0), 131009),
    (listing(1, button="x" * 21), 131009),
    (media("image", caption="A"), 131008),
    (media("image", link="https://x.example", id="7"), 131008),
    (media("location", latitude=91, longitude=0), 131009),
    (media("location", latitude="north"), 131009),
    (media("reaction", emoji="x"), 131008),
    (media("template", name="hello", language={"code": "English"}), 131009),
    ({**BASE, "type": "contacts", "contacts": [{}] * 6}, 131009),
]


@pytest.mark.parametrize("body", TAKEN)
def test_what_meta_takes_is_taken(body: dict[str, Any]) -> None:
    assert check_send(body) is None


@pytest.mark.parametrize(("body", "code"), REFUSED)
def test_what_breaks_a_limit_is_refused_with_metas_code(body: Any, code: int) -> None:
    error = check_send(body)
    assert error is not None
    assert (error.code, error.http) == (code, 400)


def test_a_refusal_has_metas_shape() -> None:
    error = refusal(130429).body("Atrace")["error"]
    assert error["message"] == "(#130429) Rate limit hit"
    assert error["error_data"]["messaging_product"] == "whatsapp"
    assert refusal(130429).http == 429
    assert refusal(210).http == 403


def test_the_number_wins_over_the_user_id() -> None:
    assert recipient_of({"to": "+34 600", "recipient": "ES.42"}) == "34600"
    assert recipient_of({"recipient": "ES.42"}) == "ES.42"


def test_the_words_of_a_send_are_what_the_customer_reads() -> None:
    assert text_of(buttons("Yes")) == "Which?"
    assert text_of(text("Hola")) == "Hola"
    assert text_of(media("image", id="7", caption="A view")) == "A view"
