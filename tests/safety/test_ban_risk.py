import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from agent.safety.ban_risk import score_text
from agent.safety.calm import calm, rewrite
from agent.safety.factors import FACTORS, Own
from agent.safety.links import find_links, is_own
from agent.turn import RiskScore

WEIGHTS = {
    "emoji": 15.0,
    "capitals": 15.0,
    "repeated_keywords": 12.0,
    "links": 18.0,
    "spam_patterns": 20.0,
    "clickbait": 15.0,
    "other": 5.0,
}
OWN = Own(
    links=("https://ridge.example", "https://ridge.example/book"),
    phones=("+919816000142",),
    codes={"KDKX"},
    names=("Hampta Pass",),
)
LOUD = "LAST CHANCE!!! 🔥🔥🔥🔥🔥 WIN A FREE IPHONE, click here NOW http://bit.ly/x, call now 09061234567"


def score(text: str) -> RiskScore:
    return score_text(text, WEIGHTS, medium_from=25, high_above=50, own=OWN)


@pytest.mark.parametrize(
    "text",
    [
        "Namaste! 🙏 Your two seats are held. Pay the deposit here: https://ridge.example/book 🏔️",
        "EBC and ABC are both open in November, KDKX too. Reply STOP for no messages.",
        "हम्प्टा पास का ट्रेक 5 दिन का है। कीमत ₹12,000 प्रति व्यक्ति है, 5% जीएसटी के साथ।",
        "Day 1: Manali to Jobra. Day 2: Jobra to Chhika. Day 3: Chhika to Balu ka Ghera. Day 4: over the pass.",
        "My number is 98765 43210, please call me on it.",
        "👍",
        "🏔️🏔️❤️❤️❤️🙏🙏",
        "",
    ],
)
def test_an_honest_text_scores_low(text: str) -> None:
    assert score(text).score < 5


@pytest.mark.parametrize(
    "text",
    [
        LOUD,
        "¡ÚLTIMA OPORTUNIDAD! Has ganado un premio, haz clic aquí: www.premio.xyz",
        "Félicitations, vous avez gagné un iPhone ! Cliquez ici vite : http://bit.ly/gagne, dernière chance",
        "बधाई हो! आपने लॉटरी जीती है, तुरंत कॉल करें, आखिरी मौका http://inaam.top",
        "Ghar baithe paise kamao, jaldi karo, abhi click karo http://paise.xyz, sirf aaj",
    ],
)
def test_spam_scores_medium_or_high_in_every_language(text: str) -> None:
    assert score(text).level in ("medium", "high")


def test_levels_turn_at_their_thresholds() -> None:
    weights = {"capitals": 50.0}
    scored = score_text("PLEASE ANSWER QUICKLY", weights, medium_from=50, high_above=50)
    assert scored.score == 50.0
    assert scored.level == "medium"
    assert score_text("PLEASE ANSWER QUICKLY", weights, medium_from=50.1, high_above=80).level == "low"
    assert score_text("PLEASE ANSWER QUICKLY", weights, medium_from=10, high_above=49.9).level == "high"


def test_emoji_weigh_by_grapheme_and_grow_with_their_number() -> None:
    few, more, many = (FACTORS["emoji"]("see you soon in Manali " + "🧗🏽‍♀️" * n, OWN).intensity for n in (2, 4, 12))
    assert few == 0
    assert 0 < more < many <= 1


def test_a_script_without_capitals_cannot_shout() -> None:
    assert FACTORS["capitals"]("कृपया जल्दी उत्तर दें, हम कल निकल रहे हैं", OWN).intensity == 0
    assert FACTORS["capitals"]("PLEASE ANSWER QUICKLY", OWN).intensity == 1


def test_one_short_code_is_no_shouting() -> None:
    assert FACTORS["capitals"]("We did EBC last May and ABC before it", OWN).intensity == 0


def test_a_look_alike_of_our_address_is_not_ours() -> None:
    links = find_links(
        "https://ridge.example/book and www.ridge.example and http://ridge.example.evil.top/x and ridge-example.com"
    )
    assert [is_own(link, OWN.links) for link in links] == [True, True, False, False]


def test_an_email_address_is_no_link() -> None:
    assert find_links("write to hello@ridge.example or a.b@c.co.in") == ()


def test_worse_links_weigh_more() -> None:
    plain, short, raw = (
        FACTORS["links"](f"see {link}", OWN).intensity
        for link in ("https://blog.org/a", "https://bit.ly/a", "http://10.2.3.4/a")
    )
    assert 0 < plain < short < raw


def test_our_own_phone_is_no_foreign_number() -> None:
    assert FACTORS["links"]("Call us now at +91 98160 00142", OWN).intensity == 0
    assert FACTORS["links"]("Call now 09061234567", OWN).intensity > 0


def test_each_factor_that_counts_brings_a_suggestion_with_its_evidence() -> None:
    scored = score(LOUD)
    assert len(scored.suggestions) == sum(points >= 0.5 for points in scored.factors.values())
    assert any("http://bit.ly/x" in suggestion for suggestion in scored.suggestions)


def test_a_calmed_text_scores_lower_and_keeps_its_facts() -> None:
    text = "AMAZING NEWS!!! 🔥🔥🔥🔥 Hampta Pass COSTS ₹12,000 per PERSON!!! https://ridge.example/book http://bit.ly/x"
    quiet = calm(text, OWN)
    assert score(quiet).score < score(text).score
    assert "₹12,000" in quiet
    assert "https://ridge.example/book" in quiet
    assert "bit.ly" not in quiet
    assert "!!" not in quiet
    assert quiet.startswith("Amazing news!")


def test_a_quiet_text_stays_as_it_is() -> None:
    text = "Hampta Pass takes 5 days.\nEBC takes 14. Shall I hold two seats? 🙂"
    assert calm(text, OWN) == text


@given(st.text(max_size=300))
@example("000\xad\u00c0")
def test_scores_stay_in_bounds_and_calming_never_raises_one(text: str) -> None:
    assert 0 <= score(text).score <= 100
    assert score(calm(text, OWN)).score <= score(text).score + 1e-6


LOUD_PIECES = [
    "WIN",
    "FREE",
    "click",
    "here",
    "NOW",
    "iphone",
    "jeetiye",
    "loan",
    "urgent",
    "c.l.i.c.k",
    "000",
    "À",
    "_",
    "-",
    ".",
    "...",
    "!!!",
    "???",
    "$$$",
    "🔥",
    "🔥🔥🔥🔥",
    "₹500",
    "09061234567",
    "http://bit.ly/x",
    "www.ridge.example",
    "हम्प्टा",
    "लॉटरी",
    "तुरंत",
]
PIECES = st.one_of(st.text(max_size=6), st.sampled_from([*LOUD_PIECES, "\xad", "\u200b", "\u200c", "\u200d"]))


@given(st.lists(PIECES, max_size=25), st.sampled_from(["", " ", "  "]))
@example(["see", ".NEW"], " ")
@example(["$$$", "WIN", "$$$", "WIN"], "")
@example(["000", "$$$", "\u200d", "तुरंत"], "")
@example(["\u00f4", " \u00eb", "\u00eb", "\u00f4", "FREE"], " ")
def test_calming_a_loud_text_raises_nothing_that_it_treats_and_a_rewrite_scores_no_higher(
    pieces: list[str], between: str
) -> None:
    """What was learnt of whole texts may weigh a rest otherwise: of that `rewrite` answers for the sum."""
    text = between.join(pieces)
    before, after = score(text), score(calm(text, OWN))
    treated = ("emoji", "capitals", "links", "repeated_keywords", "other")
    assert all(after.factors[name] <= before.factors[name] + 1e-6 for name in treated)
    rewritten = rewrite(text, OWN, score)
    assert rewritten is None or score(rewritten).score <= before.score


@pytest.mark.parametrize("hidden", ["\xad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u2066"])
def test_hidden_characters_disguise_no_word(hidden: str) -> None:
    """Inside every word of a spam they leave all it is found by, and count themselves."""
    spread = regex.sub(r"(?<=\p{L})(?=\p{L})", hidden, LOUD)
    plain, hiding = score(LOUD), score(spread)
    assert all(hiding.factors[name] >= points for name, points in plain.factors.items())
    assert hiding.factors["other"] > plain.factors["other"]
    shown = [(found.factor, found.text.replace(hidden, "")) for found in hiding.evidence if found.text != hidden]
    assert shown == [(found.factor, found.text) for found in plain.evidence]
    assert all(spread[found.start : found.end] == found.text for found in hiding.evidence)


def test_joiners_that_shape_letters_and_emoji_are_not_hidden() -> None:
    assert FACTORS["other"]("क\u094d\u200dया श\u094d\u200cरी 5 दिन 👨\u200d👩\u200d👧", OWN).intensity == 0


def test_words_stay_apart_where_an_emoji_or_a_link_stood_between_them() -> None:
    assert calm("one🙂two🙂three🔥four http://bit.ly/x five", OWN) == "one🙂two🙂three four five"


def test_a_mark_that_begins_a_word_is_not_joined_to_the_word_before() -> None:
    assert calm("Write to us , or see .org pages . Soon !", OWN) == "Write to us, or see .org pages. Soon!"
