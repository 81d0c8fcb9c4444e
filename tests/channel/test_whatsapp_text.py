import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from agent.channel.whatsapp_text import clean, cut, shorten, whatsapp_text


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**bold** and __bold__", "*bold* and *bold*"),
        ("***both***", "*_both_*"),
        ("## A heading ##\ntext", "*A heading*\ntext"),
        ("### **Bold heading**", "*Bold heading*"),
        ("- one\n* two\n  + three", "• one\n• two\n  • three"),
        ("1. first", "1. first"),
        ("[our page](https://x.example/a)", "our page: https://x.example/a"),
        ('[page](https://x.example/a_(b)__c__ "title")', "page: https://x.example/a_(b)__c__"),
        ("[https://x.example](https://x.example) <https://y.example>", "https://x.example https://y.example"),
        ("[call us](tel:+911)", "call us: +911"),
        ("![map](https://x.example/m.png)", "map: https://x.example/m.png"),
        ("~~old~~ new", "~old~ new"),
        ("`**as is**` and **https://x.example/a**", "`**as is**` and *https://x.example/a*"),
        ("```\n# as is\n- as is\n```", "```\n# as is\n- as is\n```"),
        ("2 ** 3 ** 4, a*b*c, snake__case__name", "2 ** 3 ** 4, a*b*c, snake__case__name"),
        ("*already WhatsApp* _style_", "*already WhatsApp* _style_"),
        ("| Month | Price |\n|---|---:|\n| May | 900 |", "Month · Price\nMay · 900"),
        ("above\n\n---\n\n\n\nbelow<br/>line", "above\n\nbelow\nline"),
        ("a\r\nb\rc\u2028d\te", "a\nb\nc\nd e"),
        ("-5 °C at night", "-5 °C at night"),
        ("   ", ""),
    ],
)
def test_markdown_becomes_whatsapps_own_marks(markdown: str, expected: str) -> None:
    assert whatsapp_text(markdown) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pay \u202eevil\u202c now", "pay evil now"),
        ("\u2066a\u2069\u200f\u061c", "a"),
        ("bell\x07 nul\x00 esc\x1b[0m", "bell nul esc[0m"),
        ("half \ud83c", "half "),
        ("hidden\U000e0041\U000e0042", "hidden"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("👩‍👩‍👧 क्‍ष", "👩‍👩‍👧 क्‍ष"),
    ],
)
def test_what_cannot_be_seen_is_taken_out_and_joiners_stay(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_a_long_text_ends_with_a_sentence() -> None:
    assert shorten("One thing. Two things. Three things follow.", 30) == "One thing. Two things."
    assert shorten("पहली बात। दूसरी बात। तीसरी बात बाकी है", 24) == "पहली बात। दूसरी बात।"


def test_an_abbreviation_before_a_number_ends_no_sentence() -> None:
    assert shorten("It is cheap. Only Rs. 5000 per person and day", 28) == "It is cheap. Only Rs. 5000…"


def test_without_a_sentence_end_it_stops_at_a_word_and_says_so() -> None:
    assert shorten("word " * 20, 23) == "word word word word…"
    assert shorten("x" * 50, 10) == "x" * 9 + "…"


def test_a_mark_left_open_by_the_cut_is_taken_away() -> None:
    assert shorten("*bold and then a lot more of it*", 16) == "bold and then…"


def test_a_letter_of_several_characters_is_never_split() -> None:
    assert cut("नमस्ते", 4) == "नम"
    assert cut("ok👩‍👩‍👧", 5) == "ok"


@given(text=st.text(max_size=300), limit=st.integers(min_value=1, max_value=120))
def test_shortening_keeps_the_limit_and_adds_nothing_but_dots(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert set(short) <= set(text) | {"…"}


@given(text=st.text(max_size=200))
def test_any_text_can_be_sent_and_formatting_leaves_no_control_character(text: str) -> None:
    shown = whatsapp_text(text)
    assert shown.encode("utf-8").decode() == shown
    assert not regex.search(r"[\p{Cc}--\n]", shown, regex.V1)
