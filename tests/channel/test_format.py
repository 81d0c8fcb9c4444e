import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.channel.format import body_for
from agent.channel.simulator.graph import check_send
from agent.turn import Button, Reply

HOLD = Button(id="hold", title="Hold two seats")
OTHER = Button(id="other", title="Other dates")


def reply(text: str, *buttons: Button) -> Reply:
    return Reply(text=text, language="en", buttons=buttons)


def test_a_plain_reply_is_a_text_without_preview() -> None:
    assert body_for(reply("**Hello**")) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "type": "text",
        "text": {"preview_url": False, "body": "*Hello*"},
    }


def test_up_to_three_short_buttons_can_be_tapped() -> None:
    body = body_for(reply("Which?", HOLD, OTHER), reply_to="wamid.X")
    assert body["context"] == {"message_id": "wamid.X"}
    assert body["interactive"]["body"] == {"text": "Which?"}
    titles = [button["reply"]["title"] for button in body["interactive"]["action"]["buttons"]]
    assert titles == ["Hold two seats", "Other dates"]


@pytest.mark.parametrize(
    "buttons",
    [
        (HOLD, OTHER, Button(id="c", title="C"), Button(id="d", title="D")),
        (HOLD, Button(id="x", title="a title of twenty-one")),
        (HOLD, Button(id="", title="No id")),
        (HOLD, Button(id="i" * 257, title="Long id")),
        (HOLD, Button(id="twin", title=HOLD.title)),
        (HOLD, Button(id=HOLD.id, title="Twin")),
    ],
)
def test_buttons_meta_would_refuse_are_listed_in_the_text(buttons: tuple[Button, ...]) -> None:
    body = body_for(reply("Which?", *buttons))
    assert body["type"] == "text"
    assert body["text"]["body"] == "Which?\n\n" + "\n".join(f"• {button.title}" for button in buttons)


def test_a_body_too_long_for_buttons_keeps_all_its_words_and_the_options() -> None:
    long = "A sentence of some length. " * 60
    text = body_for(reply(long, HOLD))["text"]["body"]
    assert text == long.strip() + "\n\n• Hold two seats"


def test_a_reply_beyond_the_limit_is_one_message_that_still_lists_its_options() -> None:
    text = body_for(reply("A sentence of some length. " * 400, HOLD))["text"]["body"]
    assert len(text) <= 4096
    assert text.endswith("length.\n\n• Hold two seats")


def test_a_reply_without_words_is_refused_before_meta_does_it() -> None:
    with pytest.raises(ValueError, match="no text"):
        body_for(reply("\u200b \n"))


@given(
    text=st.text(min_size=1, max_size=50).map(lambda word: "a" + word)
    | st.text(min_size=1000).map(lambda word: "a" + word),
    buttons=st.lists(st.builds(Button, id=st.text(max_size=260), title=st.text(max_size=24)), max_size=5),
)
def test_whatever_the_reply_meta_takes_it(text: str, buttons: list[Button]) -> None:
    body = body_for(reply(text, *buttons)) | {"to": "+34600000000"}
    assert check_send(body) is None
