from datetime import timedelta

import pytest

from agent.ports import ConsentEntry, Pause, Ports, Record
from agent.safety.consent import find_wish, opt_out_chance
from agent.safety.doubts import KEEP_ID, STOP_ID, ask_reply
from agent.steps.check_compliance import CheckCompliance
from agent.steps.check_consent import CheckConsent
from agent.turn import Consent, Language, Parsed, Reply, Turn, Utterance
from tests.steps.safety_world import NOON, said, world

ALWAYS = CheckConsent(ask_from=0)  # whatever is not heard as a wish is a doubt
WARNS = CheckConsent(danger_line_from=0)
CHAT = Parsed(language="en", intent="greeting")
LANGUAGES: tuple[Language, ...] = ("en", "hi", "es", "fr", "hi-Latn")


async def answered(turn: Turn, ports: Ports) -> Reply:
    """The turn's reply, or some answer, as it leaves the checks."""
    reply = turn.reply or Reply(text="It costs INR 12,500.", language=turn.language)
    after = await CheckCompliance(privacy_notice=False).run(
        Turn(message=turn.message, parsed=turn.parsed, consent=turn.consent, reply=reply), ports
    )
    assert after.reply is not None
    return after.reply


async def test_a_middling_chance_silences_nobody_and_is_asked_about() -> None:
    ports = world()
    after = await ALWAYS.run(said("hmm well then", parsed=CHAT), ports)
    assert after.consent == Consent(status="unknown", doubts=("opt_out",))
    assert await ports.journal.consent("c-1") is None
    assert after.reply is not None
    assert [button.id for button in after.reply.buttons] == [STOP_ID, KEEP_ID]
    assert ALWAYS.note(after) == "may be opt_out"


async def test_a_question_is_answered_and_the_wish_asked_about_below() -> None:
    ports = world()
    after = await ALWAYS.run(said("What does Hampta cost?", parsed=Parsed(language="en", intent="pricing")), ports)
    assert after.reply is None
    reply = await answered(after, ports)
    assert reply.text.startswith("It costs INR 12,500.")
    assert reply.text.count("write STOP") == 1
    assert [button.id for button in reply.buttons] == [STOP_ID, KEEP_ID]


async def test_the_question_alone_is_not_asked_twice_in_one_reply() -> None:
    ports = world()
    reply = await answered(await ALWAYS.run(said("hmm well then", parsed=CHAT), ports), ports)
    assert reply.text == ask_reply("en").text


@pytest.mark.parametrize(("days", "asked"), [(29, False), (31, True)])
async def test_nobody_is_asked_again_within_the_days_of_the_setting(days: int, asked: bool) -> None:
    line = Utterance(speaker="S", text=f"INR 12,500.\n\n{ask_reply('es').text}", at=NOON - timedelta(days=days))
    after = await ALWAYS.run(said("hmm well then", parsed=CHAT, history=(line,)), world())
    assert after.consent is not None
    assert ("opt_out" in after.consent.doubts) is asked


async def test_the_customers_own_words_are_no_asking() -> None:
    line = Utterance(speaker="U", text=ask_reply("en").text, at=NOON)
    after = await ALWAYS.run(said("hmm well then", parsed=CHAT, history=(line,)), world())
    assert after.consent == Consent(status="unknown", doubts=("opt_out",))


@pytest.mark.parametrize("scope", ["all", "marketing"])
async def test_who_opted_out_is_not_asked(scope: str) -> None:
    ports = world()
    entry = ConsentEntry(contact="c-1", status="opted_out", scope=scope, at=NOON, source="message")  # type: ignore[arg-type]
    await ports.journal.write_consent(entry)
    after = await ALWAYS.run(said("hmm well then", parsed=CHAT), ports)
    assert after.consent is not None
    assert after.consent.doubts == ()


async def test_a_tap_on_stop_is_an_opt_out_by_button() -> None:
    ports = world()
    after = await ALWAYS.run(said("Plus de messages", kind="button_reply", choice=STOP_ID), ports)
    assert after.consent == Consent(status="opted_out", changed=True)
    entry = await ports.journal.consent("c-1")
    assert entry is not None
    assert (entry.source, entry.scope) == ("button", "all")


async def test_a_tap_on_keep_changes_nothing_and_is_thanked() -> None:
    ports = world()
    after = await ALWAYS.run(said("Keep writing", kind="button_reply", choice=KEEP_ID), ports)
    assert after.consent == Consent(status="unknown")
    assert after.reply is not None
    assert "nothing changes" in after.reply.text
    assert await ports.journal.consent("c-1") is None


async def test_a_tap_on_keep_after_one_on_stop_is_an_opt_in() -> None:
    ports = world()
    await ALWAYS.run(said("Stop all messages", kind="button_reply", choice=STOP_ID), ports)
    tap = said("Keep writing", id="m-2", kind="button_reply", choice=KEEP_ID, sent_at=NOON + timedelta(minutes=1))
    after = await ALWAYS.run(tap, ports)
    assert after.consent == Consent(status="subscribed", changed=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_stop_button_fits_and_its_title_alone_is_an_opt_out(language: Language) -> None:
    stop, keep = ask_reply(language).buttons
    assert max(len(stop.title), len(keep.title)) <= 20
    wish = find_wish(stop.title)
    assert wish is not None
    assert (wish.kind, wish.scope) == ("opt_out", "all")
    assert opt_out_chance(keep.title) < 0.8


async def test_asking_can_be_switched_off() -> None:
    after = await CheckConsent(ask_from=1, danger_line_from=1).run(said("hmm well then", parsed=CHAT), world())
    assert (after.consent, after.reply) == (Consent(status="unknown"), None)


async def test_a_middling_danger_gets_one_line_before_the_answer_and_nobody_is_called() -> None:
    ports = world()
    after = await WARNS.run(said("What does Hampta cost?", parsed=Parsed(language="en", intent="pricing")), ports)
    assert after.consent == Consent(status="unknown", doubts=("emergency",))
    assert after.reply is None
    turn = Turn(message=after.message, parsed=after.parsed, consent=after.consent)
    checked = await CheckCompliance(privacy_notice=False).run(
        Turn(message=turn.message, consent=turn.consent, reply=Reply(text="INR 12,500.", language="en")), ports
    )
    assert checked.reply is not None
    assert checked.reply.text.startswith("If somebody is in danger now, call +919816000199, 112")
    assert checked.reply.text.endswith("INR 12,500.")
    assert checked.reply.handoff is None
    assert checked.compliance is not None
    assert checked.compliance.flags == ("emergency_doubt",)
    assert checked.compliance.ok


@pytest.mark.parametrize(
    "text",
    [
        "no more offers please, but what does Hampta cost in June?",
        "plus d'offres svp, mais combien coûte Hampta ?",
        "no más ofertas por favor, pero ¿cuánto cuesta Hampta?",
        "और ऑफर मत भेजिए, लेकिन हम्प्टा का खर्च कितना है?",
        "aur offer mat bhejo par hampta june me kitne ka hai",
    ],
)
async def test_no_more_offers_beside_a_question_is_kept_and_the_question_answered(text: str) -> None:
    ports = world()
    after = await CheckConsent().run(said(text), ports)
    assert after.consent == Consent(status="opted_out", scope="marketing", changed=True)
    assert after.reply is None
    reply = await answered(after, ports)
    assert "START" in reply.text.splitlines()[0]
    assert reply.text.endswith("It costs INR 12,500.")
    again = await CheckConsent().run(said(text, id="m-2", sent_at=NOON + timedelta(hours=1)), ports)
    assert (again.consent, again.reply) == (Consent(status="opted_out", scope="marketing"), None)


async def test_the_answer_beside_it_holds_no_offer() -> None:
    ports = world()
    after = await CheckConsent().run(said("no more offers please, but what does Hampta cost in June?"), ports)
    offer = "Hampta costs INR 12,500.\nBook by 31 December and you get 6% off."
    checked = await CheckCompliance(privacy_notice=False).run(
        Turn(message=after.message, consent=after.consent, reply=Reply(text=offer, language="en")), ports
    )
    assert checked.reply is not None
    assert "INR 12,500" in checked.reply.text
    assert "6%" not in checked.reply.text


async def test_silence_wished_beside_a_question_is_still_silence() -> None:
    after = await CheckConsent().run(said("stop messaging me, but what does Hampta cost?"), world())
    assert after.reply is not None
    assert after.reply.kind == "opt_out"


async def test_no_more_offers_while_a_colleague_writes_is_confirmed_as_that() -> None:
    ports = world()
    await ports.journal.pause(Pause(contact="c-1", message_id="m-0", reason="asked", at=NOON))
    after = await CheckConsent().run(said("no more offers please, but what does Hampta cost?"), ports)
    assert after.reply is not None
    assert after.reply.kind == "opt_out"


async def test_start_and_stop_are_confirmed_in_the_language_of_the_talk() -> None:
    ports = world()

    async def logged(seq: int, text: str, language: str) -> None:
        body = {"message": {"id": f"m{seq}", "text": text, "sent_at": (NOON + timedelta(minutes=seq)).isoformat()}}
        row = {**body, "parsed": {"language": language}}
        await ports.store.apply([Record(seq=seq, kind="turn", key=f"m{seq}", contact="c-1", at=NOON, body=row)])

    await logged(1, "Bonjour, quand part le prochain groupe ?", "fr")
    stopped = await CheckConsent().run(said("STOP"), ports)
    await logged(2, "STOP", "en")
    started = await CheckConsent().run(said("START", id="m-3", sent_at=NOON + timedelta(hours=1)), ports)
    assert stopped.reply is not None
    assert started.reply is not None
    assert (stopped.reply.language, started.reply.language) == ("fr", "fr")
    assert "Écrivez STOP" in started.reply.text
