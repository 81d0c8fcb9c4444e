"""Follow-ups: the last message replaces one thing that was said, and the rest of the talk holds on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agent.compose.composer import compose
from agent.compose.reading.ask import ask
from agent.turn import Customer, Language, Turn, Utterance
from tests.llm.samples import TODAY, asked, catalogue


def talk(*lines: str, focus: tuple[str, ...] = ("hampta-pass",)) -> Customer:
    """A known customer from India; their lines and ours in turn, theirs first."""
    said = tuple(Utterance(speaker="S" if n % 2 else "U", text=text) for n, text in enumerate(lines))
    return Customer(id="c-1", country="IN", messages=4, history=said, focus=focus)


def reply(turn: Turn) -> str:
    return compose(turn, catalogue(), TODAY).text


def topics(text: str, *before: str, language: Language = "en") -> tuple[str, ...]:
    turn = asked(text, language, "trek_info", customer=talk(*before))
    return ask(turn, catalogue(), TODAY, "config/replies").topics


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hmm and if I push it to june?", "en"),
        ("y si vamos en junio?", "es"),
        ("et si on le met en juin ?", "fr"),
        ("acha aur june me jaye to", "hi-Latn"),
        ("और जून में जाएँ तो?", "hi"),
    ],
)
def test_another_month_asks_what_was_asked_before(text: str, language: Language) -> None:
    turn = asked(text, language, "availability", when="2027-06", customer=talk("price of hampta in october", "₹10,500"))
    assert "11" in reply(turn).split("\n")[0]
    assert "500" in reply(turn).split("\n")[0]


def test_a_month_said_in_any_words_holds_for_the_party_named_next() -> None:
    turn = asked(
        "et pour 4 personnes ?", "fr", "pricing", people=4, customer=talk("combien coûte le Hampta en juin", "…")
    )
    assert "10\u202f500" not in reply(turn)


def test_a_currency_asked_for_holds_on() -> None:
    customer = replace(talk("price of hampta in june", "₹11,500", "in euros?", "€…"), country="")
    found = ask(asked("and for 3?", "en", "pricing", people=3, customer=customer), catalogue(), TODAY, "config/replies")
    assert found.currency == "EUR"


@pytest.mark.parametrize("text", ["no sorry, 5", "oops i meant 5", "perdón, 5", "non pardon, 5", "arre nahi 5"])
def test_a_bare_figure_corrects_how_many_come(text: str) -> None:
    turn = asked(text, "en", "pricing", customer=talk("hampta in june for 4, price?", "₹…"))
    assert ask(turn, catalogue(), TODAY, "config/replies").people == 5


def test_a_figure_corrects_nothing_where_nobody_said_how_many_come() -> None:
    turn = asked("5", "en", "pricing", customer=talk("price of hampta?", "Which month are you thinking of?"))
    assert ask(turn, catalogue(), TODAY, "config/replies").people is None


@pytest.mark.parametrize("text", ["is there a doctor on it?", "can my dog come to hampta?"])
def test_a_question_with_a_thing_of_its_own_is_no_follow_up(text: str) -> None:
    assert "price" not in topics(text, "price of hampta?", "₹11,500")


def test_how_much_is_it_after_something_paid_aside_asks_for_that() -> None:
    assert topics("how much is that?", "can I rent shoes?", "Yes.")[0] == "hire"
    assert topics("how much is that?", "is there snow on it?", "Yes.")[0] != "snow"


def test_how_long_does_it_take_after_the_way_there_asks_for_the_road() -> None:
    assert topics("how long does it take?", "how do I reach Manali from Delhi?", "By bus.")[0] != "duration"


def test_the_one_after_that_is_later_than_the_day_talked_about() -> None:
    turn = asked("and the one after that?", "en", "availability", customer=talk("hampta on 26 june 2027", "Full."))
    found = ask(turn, catalogue(), TODAY, "config/replies")
    assert found.leaving is not None
    assert found.leaving.first.isoformat() == "2027-06-27"
    assert "26 June" not in reply(turn)


def test_nothing_is_earlier_than_a_day_nobody_named() -> None:
    turn = asked("anything earlier?", "en", "availability", customer=talk("hello", "Hello!"))
    assert ask(turn, catalogue(), TODAY, "config/replies").leaving is None


def test_the_19th_lies_in_the_month_talked_about() -> None:
    turn = asked("et le 19 ?", "fr", "availability", customer=talk("hampta le 12 juin 2027", "…"))
    assert ask(turn, catalogue(), TODAY, "config/replies").windows[0].first.isoformat() == "2027-06-19"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what about goechala, she keeps asking for it", "en"),
        ("accha aur goechala? wahi uska sapna hai", "hi-Latn"),
        ("y el goechala? está loca por ese", "es"),
        ("et le goechala alors, elle en rêve", "fr"),
    ],
)
def test_what_is_told_beside_another_trek_does_not_hide_the_question(text: str, language: Language) -> None:
    turn = asked(text, language, trek="goechala", customer=talk("can my daughter do hampta? she is 13", "Yes."))
    found = ask(turn, catalogue(), TODAY, "config/replies")
    assert found.follows
    assert found.ages == (13,)


def test_a_question_beside_the_name_is_its_own() -> None:
    turn = asked("goechala then. who cooks?", trek="goechala", customer=talk("price of hampta?", "₹11,500"))
    assert not ask(turn, catalogue(), TODAY, "config/replies").follows


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("will there be a charge for that?", "en"),
        ("iska koi charge to nahi lagega?", "hi-Latn"),
        ("¿eso tiene algún coste?", "es"),
        ("c'est payant ?", "fr"),
    ],
)
def test_whether_that_costs_anything_asks_of_the_change_talked_about(text: str, language: Language) -> None:
    customer = talk("i booked hampta for 26 june, make it the 4th of july 2027", "…")
    turn = asked(text, language, "pricing", customer=customer)
    assert topics(text, "can I change my date?", "Once.", language=language)[0] == "date_change"
    assert "15" in reply(turn)
    assert "11" not in reply(turn)


@pytest.mark.parametrize(
    ("text", "language"),
    [("y para los dos, en total?", "es"), ("aur dono ka total?", "hi-Latn"), ("and the total for both?", "en")],
)
def test_the_total_for_both_is_of_two_people_where_one_trek_is_talked_about(text: str, language: Language) -> None:
    turn = asked(text, language, "pricing", customer=talk("price of hampta in june", "₹11,500"))
    assert ask(turn, catalogue(), TODAY, "config/replies").people == 2


def test_a_question_in_words_of_no_list_is_what_the_next_line_turns() -> None:
    customer = talk("hampta pe potty ka kya scene", "Toilet tent …")
    turn = asked("aur brahmatal pe?", "hi-Latn", trek="brahmatal", customer=customer)
    found = ask(turn, catalogue(), TODAY, "config/replies")
    assert found.follows
    assert "toilets" in found.topics


@pytest.mark.parametrize(
    ("supposed", "text", "language", "told"),
    [
        ("agar aapne hi trek cancel kar diya", "to mera refund milega?", "hi-Latn", "18"),
        ("if you people cancel because of snow", "do i get a refund?", "en", "18 months"),
        ("if you people cancel due to landslide", "do i lose my money?", "en", "18 months"),
    ],
)
def test_what_was_supposed_in_the_same_breath_is_what_it_is_asked_of(
    supposed: str, text: str, language: Language, told: str
) -> None:
    def after(minutes: int) -> str:
        turn = asked(text, language, "cancellation")
        said = Utterance(speaker="U", text=supposed, at=turn.message.sent_at - timedelta(minutes=minutes))
        return reply(replace(turn, message=replace(turn.message, history=(said,))))

    assert told in after(1).split("\n")[0]
    assert told not in after(60).split("\n")[0]


def test_a_word_or_two_after_two_treks_are_asked_of_both() -> None:
    before = talk("how high are hampta and kedarkantha?", "Hampta Pass 4,270 m, Kedarkantha 3,810 m")
    told = reply(asked("and days?", "en", "trek_info", customer=before))
    assert "Hampta Pass: 5 days" in told
    assert "Kedarkantha: 6 days" in told


def test_a_trek_walked_before_is_not_suggested_again() -> None:
    told = reply(asked("we did Kedarkantha already, which trek do you suggest in February?", "en", when="2027-02"))
    assert told.count("• ") == 3
    assert "Kedarkantha" not in told


@pytest.mark.parametrize("text", ["and Bhrigu? my kids are small", "aur bhrigu? mere bacche chote hain"])
def test_who_comes_along_told_beside_another_trek_asks_nothing_by_itself(text: str) -> None:
    turn = asked(text, "en", "trek_info", trek="bhrigu-lake", customer=talk("how many km is hampta?", "26 km"))
    assert "26" in reply(turn)
    assert "age" not in reply(turn)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("oh and another question, how many days is Hampta Pass in all?", "en"),
        ("ah, otra duda, ¿cuántos días son en total los de Hampta Pass?", "es"),
        ("ah et autre question, le Hampta Pass ça dure combien de jours en tout ?", "fr"),
        ("aur ek baat, Hampta Pass total kitne din ka hai?", "hi-Latn"),
        ("और एक बात, हम्पटा पास कुल कितने दिन का है?", "hi"),
    ],
)
def test_how_many_days_a_trek_takes_is_asked_of_the_trek_and_not_of_what_was_told_before(
    text: str, language: Language
) -> None:
    turn = asked(text, language, "trek_info", trek="hampta-pass", customer=talk("is there wifi on Hampta?", "…"))
    topics = ask(turn, catalogue(), TODAY, "config/replies").topics

    assert "duration" in topics
    assert "network" not in topics


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("and if we wait until they give me leave, do we lose it?", "en"),
        ("y si espero a que me den los días, ¿la pierdo o me la guardáis?", "es"),
        ("et si j'attends d'avoir mes congés, je la perds ?", "fr"),
        ("agar ruk jaun to tab bhi milega?", "hi-Latn"),
        ("अगर रुक जाऊँ तो तब भी मिलेगा?", "hi"),
    ],
)
def test_who_would_wait_with_an_offer_hears_until_when_it_holds(text: str, language: Language) -> None:
    said = topics(text, "any early bird offer?", "…", language=language)

    assert "discount" in said
    assert "cancel" not in said
