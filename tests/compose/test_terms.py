"""The operator's terms, in every language, and what the ledger makes of them."""

from dataclasses import replace

import pytest

from agent.compose.composer import compose
from agent.compose.manner import REPLIES
from agent.compose.reading.ask import ask
from agent.compose.reading.spoken import speaks
from agent.compose.told.terms import TERMS
from agent.facts.ledger import Ledger
from agent.knowledge.catalogue import Catalogue
from agent.turn import Customer, Entity, Language, Turn, Utterance
from tests.compose.written import reply_to
from tests.llm.samples import LANGUAGES, TODAY, asked, catalogue

KNOWN = Customer(id="c-1", country="IN", messages=4, history=(Utterance(speaker="U", text="hi"),))


def said(turn: Turn) -> str:
    return compose(turn, catalogue(), TODAY).text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trek", ["", "hampta-pass", "poon-hill"])
def test_every_term_is_told_in_the_customers_language_and_passes_the_ledger(language: Language, trek: str) -> None:
    ledger = Ledger(catalogue())
    turn = ask(asked("x", language, trek=trek or ()), catalogue(), TODAY, REPLIES)
    for topic, tell in TERMS.items():
        section = tell(turn)
        assert section is not None, topic
        assert speaks(section.text, language), (topic, section.text)
        checked = ledger.check(section.text, today=TODAY, treks=[trek] if trek else [])
        assert not [one for one in checked if one.ruling.status in ("contradicted", "stale")], (topic, section.text)


def test_a_term_the_operator_left_out_is_not_made_up() -> None:
    bare = {key: value for key, value in catalogue().operator.items() if key in ("name", "deposit_percent")}
    turn = ask(asked("x"), Catalogue(operator=bare, treks=catalogue().treks), TODAY, REPLIES)
    told = {topic for topic, tell in TERMS.items() if tell(turn)}
    assert told == {"hold", "health", "others_data"}


@pytest.mark.parametrize(
    ("text", "language", "fact"),
    [
        ("how can I pay?", "en", "UPI"),
        ("¿puedo pagar en cuotas?", "es", "21 días antes"),
        ("quand est-ce que je suis remboursé ?", "fr", "10 jours ouvrés"),
        ("agar aap cancel karo to?", "hi-Latn", "18 mahine"),
        ("क्या स्लीपिंग बैग लाना होगा?", "hi", "स्लीपिंग बैग"),
        ("do I need insurance", "en", "4,000 m"),
        ("can somebody carry my bag", "en", "₹350"),
        ("can my friend take my place? give my place", "en", "7 days"),
        ("one of us can't come: until when can we change the name to somebody else?", "en", "7 days"),
        ("ek ladke ki jagah dusra aa raha hai.. naam kitne din pehle tak badal sakte hai", "hi-Latn", "7 din"),
        ("एक लड़के की जगह कोई और आ रहा है, नाम कब तक बदल सकते हैं", "hi", "7 दिन"),
        ("¿hasta cuándo puedo cambiar el nombre por el de otro amigo?", "es", "7 días"),
        ("un ami ne vient plus, peut-on le remplacer par quelqu'un d'autre, remplacer une personne ?", "fr", "7 jours"),
        ("which documents do you need from a German for the permit?", "en", "passport and visa"),
        ("¿me das el teléfono de Laura? su número", "es", "No puedo compartir"),
        ("faut-il un visa ?", "fr", "Les citoyens indiens"),
        ("how old may my doctor's letter be?", "en", "60 days"),
        ("¿qué antigüedad puede tener la carta del médico?", "es", "60 días"),
        ("la lettre du médecin peut dater de quand ?", "fr", "60 jours"),
        ("letter kitne din purana chalega?", "hi-Latn", "60 din"),
        ("डॉक्टर की पर्ची कितनी पुरानी चलेगी?", "hi", "60 दिन"),
    ],
)
def test_terms_are_found_by_their_words(text: str, language: Language, fact: str) -> None:
    assert fact in said(asked(text, language, "support", customer=KNOWN))


def test_insurance_is_answered_for_the_trek_in_question() -> None:
    assert "is required for Hampta Pass" in said(asked("insurance needed?", trek="hampta-pass"))
    assert "not required for Nag Tibba" in said(asked("insurance needed?", trek="nag-tibba"))


def test_where_the_policy_asks_for_more_than_the_highest_point_the_cover_says_so() -> None:
    assert "up to 6,000 m" in said(asked("insurance needed?", trek="everest-base-camp"))
    assert "up to 4,270 m" in said(asked("insurance needed?", trek="hampta-pass"))


def test_the_price_of_something_else_is_not_the_treks_price() -> None:
    text = said(asked("how much is a pony on Hampta?", intent="pricing", trek="hampta-pass", customer=KNOWN))
    assert "11,500" not in text
    assert "don't know" in text


def test_an_offer_that_has_ended_is_said_to_have_ended() -> None:
    text = said(asked("do I get the monsoon discount?", intent="pricing", trek="valley-of-flowers", customer=KNOWN))
    assert '"Monsoon 2026" has ended' in text
    assert "7%" not in text


def test_cancelling_at_a_notice_named_gets_the_share_of_that_tier() -> None:
    turn = asked("si cancelo el 2 de diciembre y salgo el 20 de diciembre", "es", "cancellation", customer=KNOWN)
    assert turn.parsed
    days = ("2026-12-02", "2026-12-20")
    dates = tuple(Entity(type="date", text="d", start=0, end=0, value=day) for day in days)
    text = said(replace(turn, parsed=replace(turn.parsed, entities=dates)))
    assert "Con esa antelación (de 15 a 29 días antes) le devolvemos el 50 %" in text


def test_a_deposit_is_told_in_money_where_trek_season_and_people_are_known() -> None:
    turn = asked("how much deposit for 4?", intent="pricing", trek="hampta-pass", when="2027-06", people=4)
    assert "The deposit for Hampta Pass is ₹8,648 for 4 people" in said(replace(turn, customer=KNOWN))


@pytest.mark.parametrize(("day", "due"), [("5 december", "whole amount is due at booking"), ("25 december", "20%")])
def test_who_leaves_too_soon_for_a_deposit_alone_hears_that_all_is_due(day: str, due: str) -> None:
    assert due in reply_to(f"kedarkantha {day}, can we give only the deposit now?", intent="booking")


def test_a_day_on_which_nothing_leaves_says_nothing_of_what_is_due() -> None:
    assert "20%" in reply_to("can i pay the deposit today for hampta pass in june?", intent="booking")


@pytest.mark.parametrize(
    ("text", "language", "word"),
    [
        ("no view for the whole week, money back?", "en", "no money goes back"),
        ("रोज़ बारिश हुई तो पैसे लौटाओगे?", "hi", "पैसे वापस नहीं"),
        ("pahad dikhe hi nahi to paise wapas milenge?", "hi-Latn", "paise wapas nahi"),
    ],
)
def test_what_the_refund_table_leaves_open_is_told_in_the_operators_words(
    text: str, language: Language, word: str
) -> None:
    assert word in reply_to(text, language, "cancellation")


def test_a_view_that_nobody_wants_money_for_asks_for_no_refund() -> None:
    assert "money" not in reply_to("is there no view of everest from sandakphu in winter?")
