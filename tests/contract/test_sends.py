"""What leaves us is what Meta's own description of the API asks for."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from agent.channel.cloud_api import CloudAPIChannel
from agent.channel.format import body_for
from agent.channel.whatsapp_text import whatsapp_text
from agent.people.paging import PageForm, page_on_call
from agent.ports import Address, Outgoing, Ports
from agent.sending.late import late_body
from agent.turn import Button, Language, Reply
from tests.channel.conftest import raw_server
from tests.contract.cut_openapi import KEPT, cut, examples
from tests.contract.examples import SHARED
from tests.steps.test_send import emergency, posts, scene

SCHEMA = Draft202012Validator(json.loads(KEPT.read_text(encoding="utf-8")))
WHOLE_FILE = SHARED / "meta-openapi-v23.yaml"
ACCEPTED = b'{"messaging_product":"whatsapp","contacts":[{"input":"1","wa_id":"1"}],"messages":[{"id":"wamid.eA=="}]}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
    len(ACCEPTED),
    ACCEPTED,
)
READ_MARK = Draft202012Validator(
    {
        "type": "object",
        "required": ["messaging_product", "status", "message_id"],
        "additionalProperties": False,
        "properties": {
            "messaging_product": {"const": "whatsapp"},
            "status": {"const": "read"},
            "message_id": {"type": "string", "pattern": r"^wamid\."},
            "typing_indicator": {"type": "object", "required": ["type"], "properties": {"type": {"const": "text"}}},
        },
    }
)
"""Meta's file has one example of it and no schema: this is the example's shape."""
UUID = "0b0e7c2a-1111-4222-8333-944455556666"
PLAIN = Reply(text="Hampta Pass costs ₹9,999 from *Manali*.\n\n- five days\n- June to September", language="en")
REPLIES = {
    "text": PLAIN,
    "hindi": replace(PLAIN, text="हम्पता पास ₹9,999 का है 🏔️", language="hi"),
    "longest text": replace(PLAIN, text="snow " * 5000),
    "buttons": replace(PLAIN, buttons=tuple(Button(id=f"b{n}", title=f"Option {n}") for n in range(3))),
    "too many buttons": replace(PLAIN, buttons=tuple(Button(id=f"b{n}", title=f"Option {n}") for n in range(5))),
    "buttons with long titles": replace(PLAIN, buttons=(Button(id="b", title="A title that is far too long"),)),
}
LANGUAGES = {"en": "en", "hi": "hi"}


@pytest.fixture
async def wire() -> AsyncIterator[tuple[CloudAPIChannel, list[bytes]]]:
    """The real client, and the bodies that reach the other end."""
    async with raw_server(ANSWER) as (url, bodies):
        channel = CloudAPIChannel(url, "token", "100000000000001")
        yield channel, bodies
        await channel.aclose()


def outgoing(body: Mapping[str, Any]) -> Outgoing:
    return Outgoing(id=UUID, message_id="wamid.aW4=", contact="c-1", body=body, state="sending")


def problems(body: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in SCHEMA.iter_errors(body)]


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
@pytest.mark.parametrize(
    "to", [Address(phone="919000000101"), Address(user_id="IN.4400000000000020")], ids=["phone", "user id"]
)
async def test_every_answer_is_as_meta_describes_it(
    wire: tuple[CloudAPIChannel, list[bytes]], reply: Reply, to: Address
) -> None:
    channel, bodies = wire
    receipt = await channel.send(outgoing(body_for(reply, reply_to="wamid.aW4=")), to)

    assert receipt.state == "sent"
    assert problems(json.loads(bodies[0])) == []


@pytest.mark.parametrize("language", ["en", "hi"])
async def test_the_template_after_24_hours_is_as_meta_describes_it(
    wire: tuple[CloudAPIChannel, list[bytes]], language: Language
) -> None:
    channel, bodies = wire
    body = late_body(replace(PLAIN, language=language), "Asha", "late_answer", LANGUAGES, ["name", "reply"])
    await channel.send(outgoing(body), Address(phone="919000000101"))

    assert problems(json.loads(bodies[0])) == []


@pytest.mark.parametrize("template", ["", "emergency_page"])
async def test_the_page_of_those_on_call_is_as_meta_describes_it(
    wire: tuple[CloudAPIChannel, list[bytes]], template: str
) -> None:
    channel, bodies = wire
    ports: Ports = await scene()
    await page_on_call(emergency(), ports, PageForm(template=template))
    (post,) = posts(ports)
    await channel.send(post.outgoing, post.to)

    assert problems(json.loads(bodies[0])) == []


@pytest.mark.parametrize("typing", [True, False])
async def test_the_read_mark_and_the_bubble_have_the_shape_of_metas_example(
    wire: tuple[CloudAPIChannel, list[bytes]], typing: bool
) -> None:
    channel, bodies = wire
    await channel.mark_read("wamid.aW4=", typing=typing)
    body = json.loads(bodies[0])

    assert not list(READ_MARK.iter_errors(body))
    assert ("typing_indicator" in body) is typing


WORDS = st.text(max_size=60) | st.text(alphabet="*_~`#|-[]()\n😀नé ", max_size=1500)


@settings(deadline=None, max_examples=150)
@given(
    text=WORDS.filter(lambda text: bool(whatsapp_text(text))),
    buttons=st.lists(st.builds(Button, id=st.text(max_size=300), title=WORDS), max_size=5),
)
def test_whatever_a_reply_says_its_body_is_as_meta_describes_it(text: str, buttons: list[Button]) -> None:
    body = body_for(replace(PLAIN, text=text, buttons=tuple(buttons)))

    assert problems({**body, "to": "+919000000101", "biz_opaque_callback_data": UUID}) == []


SENT = {**body_for(REPLIES["buttons"]), "to": "+919000000101"}
Spoil = Callable[[Any], object]
SPOILT: dict[str, Spoil] = {
    "nobody to send to": lambda body: body.pop("to"),
    "no product": lambda body: body.pop("messaging_product"),
    "an unknown key": lambda body: body.update(colour="red"),
    "another type": lambda body: body.update(type="text"),
    "a fourth button": lambda body: body["interactive"]["action"]["buttons"].extend(
        body["interactive"]["action"]["buttons"][:1]
    ),
    "a long title": lambda body: body["interactive"]["action"]["buttons"][0]["reply"].update(title="x" * 21),
    "a long text": lambda body: body["interactive"]["body"].update(text="x" * 1025),
    "a user id of another form": lambda body: body.update(recipient="919000000101"),
    "a long uuid": lambda body: body.update(biz_opaque_callback_data="x" * 513),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_the_description_refuses_what_meta_would_refuse(spoil: Spoil) -> None:
    body = json.loads(json.dumps(SENT))
    assert problems(body) == []
    spoil(body)

    assert problems(body)


def test_the_excerpt_is_what_the_command_cuts_and_takes_metas_own_examples() -> None:
    """Where the whole file is at hand; elsewhere the excerpt itself is held to be a schema."""
    Draft202012Validator.check_schema(SCHEMA.schema)
    document = whole_file()

    assert not document or cut(document) == SCHEMA.schema
    assert not document or [name for name, body in examples(document) if problems(body)] == []


def whole_file() -> Any:
    if not WHOLE_FILE.exists():
        return None
    return yaml.load(WHOLE_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
