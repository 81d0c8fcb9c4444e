import pytest

from agent.compose.reading.spoken import speaks
from agent.people.handoff import handoff_reply, opt_in_reply, opt_out_reply, silence
from agent.turn import Language
from tests.llm.samples import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_fixed_texts_speak_the_language(language: Language) -> None:
    replies = [
        handoff_reply(language, "complaint"),
        handoff_reply(language, "unsure"),
        opt_out_reply(language),
        opt_in_reply(language),
    ]
    for reply in replies:
        assert speaks(reply.text, language)
        assert reply.route == "fixed"


def test_an_unknown_language_is_answered_in_english() -> None:
    reply = handoff_reply("und", "asked")
    assert reply.language == "en"
    assert reply.text.startswith("Of course.")


def test_the_confirmation_says_how_to_come_back() -> None:
    assert all("START" in opt_out_reply(language).text for language in LANGUAGES)


def test_silence_says_nothing() -> None:
    assert silence("hi").text == ""
    assert silence("hi").kind == "silence"
