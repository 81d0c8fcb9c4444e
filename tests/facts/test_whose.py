"""Whose a figure is: what customers told of themselves needs no source, the same figure told of the operator does."""

from datetime import date

import pytest

from agent.facts.asides import TYPES as ASIDES
from agent.facts.context.grounded import Source, ground
from agent.facts.context.text import Text
from agent.facts.found import CUSTOMER

TODAY = date(2026, 11, 22)
TREK = "Tarn Ridge: 4 days, 31 km, highest point 2,450 m, from 10 years, groups of up to 12, €420 per person."
STARTS = "Tarn Ridge starts: 20 June 2027, 4 July 2027. The bus leaves Bergen at 6:30."


def ruled(reply: str, *sources: str) -> list[tuple[str, str]]:
    told = ground(reply, [Source(text) for text in sources or (TREK, STARTS)], today=TODAY)
    return [(one.said.claim.text, one.weighed.status) for one in told]


def is_supported(reply: str, *sources: str) -> bool:
    return all(status == "supported" for _, status in ruled(reply, *sources))


def is_read_as_theirs(reply: str, *sources: str) -> bool:
    told = ground(reply, [Source(text) for text in sources or (TREK, STARTS)], today=TODAY)
    claims = Text.reply(reply, TODAY).claims
    return any(one.said.claim.subject == CUSTOMER for one in told) or any(one.type in ASIDES for one in claims)


@pytest.mark.parametrize(
    ("theirs", "false"),
    [
        ("So you're 11 with the two coaches, and a group may be 12.", "A group may be 14, so you're fine."),
        ("Como sois 11, cabéis todos.", "Los grupos son de 14 como máximo."),
        ("Si vous êtes 11, tout le monde a sa place.", "Les groupes vont jusqu'à 14 personnes."),
        ("Aap 11 log ho, sab ek group mein aa jayenge.", "Group mein 14 log tak hote hain."),
        ("Your two girls (11 and 14) are welcome.", "Your girls are welcome, it's from 13 years."),
        ("Vos parents (67 et 70 ans) sont les bienvenus.", "C'est ouvert dès 12 ans."),
        ("माता जी की उम्र 64 है, वे आ सकती हैं।", "यह 12 साल से ऊपर के लिए है।"),
        ("Aapki 13 saal wali beti aa sakti hai.", "Yeh 12 saal se upar ke liye hai."),
        ("Congratulations on turning 60!", "It is from 16 years."),
        ("You land on the 14th at 23:10, so take it slowly.", "The bus leaves Bergen at 7:30."),
        ("Aterrizáis el 18 de junio a las 23:10.", "El autobús sale de Bergen a las 7:30."),
        ("Votre train entre en gare à 13 h 05.", "Le bus part de Bergen à 7 h 30."),
        ("Aapki flight 18 June ko 11 baje land karti hai.", "Bus Bergen se 7:30 baje nikalti hai."),
        ("आपकी फ़्लाइट 18 जून को रात 9:30 पर पहुँचती है।", "बस सुबह 7:30 पर निकलती है।"),
        ("You land on 18 June, so the departure on 20 June fits.", "You land in time for the departure on 22 June."),
        ("Since you only have six days, Tarn Ridge fits.", "Tarn Ridge takes six days."),
        ("Como tenéis 9 días, os sobra tiempo.", "Tarn Ridge son 9 días."),
        ("Aapke paas sirf 6 din hain, kaafi hai.", "Tarn Ridge 6 din ka hai."),
        ("Your budget of €900 covers it.", "It costs €450 per person."),
        ("आपका बजट €900 है, इतने में हो जाएगा।", "यह €450 प्रति व्यक्ति है।"),
        ("You've slept at 3,100 m before, so this is lower.", "The highest point is 3,100 m."),
        ("Hiciste el Camino en 32 días.", "Tarn Ridge se hace en 5 días."),
        ("Vous avez fait le Tour du Mont-Blanc en 2022.", "Le point le plus haut est à 2 022 m."),
        ("Aap bol rahe the ki pichhle saal 3,000 m tak gaye the.", "Sabse unchi jagah 3,000 m hai."),
        ("Your dog of 30 kg and your pack of 18 kg are no trouble.", "It is 38 km in all."),
        ("You said the doctor gave you six weeks of rest.", "It takes six days."),
        ("Vous m'avez dit que le petit marche 5 km sans râler.", "Il y a 35 km en tout."),
    ],
)
def test_what_customers_told_of_themselves_needs_no_source_and_the_operators_figure_does(
    theirs: str, false: str
) -> None:
    assert is_read_as_theirs(theirs), ruled(theirs)
    assert is_supported(theirs), ruled(theirs)
    assert not is_supported(false)
    assert not is_supported(f"{theirs} {false}")


@pytest.mark.parametrize(
    "owed",
    [
        "You pay €480 per person.",
        "Your trek is 6 days.",
        "You have 6 days of trekking on Tarn Ridge.",
        "Your seat on the 14 June departure is held.",
        "You arrive at the summit camp on 22 June.",
        "If you are 14 or older you may come.",
        "Vous payez 480 € par personne.",
        "Tu salida es el 22 de junio.",
        "Aapka trek 6 din ka hai.",
    ],
)
def test_what_the_operator_owes_stays_its_own_whatever_the_pronoun(owed: str) -> None:
    assert not is_supported(owed)


def test_a_figure_listed_with_theirs_is_theirs_and_the_next_of_its_kind_is_not() -> None:
    told = ground("You fly in on the 14th, back on the 30th; we start on 22 June.", [Source(STARTS)], today=TODAY)
    assert [one.said.claim.subject == CUSTOMER for one in told] == [True, False, False]
    assert is_read_as_theirs("You're in Norway from 3 June to 9 July.")
    assert is_supported("You're in Norway from 3 June to 9 July.")


def test_what_was_paid_is_held_against_the_booking() -> None:
    booking = "Booking 7: Tarn Ridge, paid €420."
    assert is_supported("You paid €300 already.", STARTS)
    assert is_supported("You paid €420 already.", booking)


def test_how_high_a_known_trek_is_stays_a_claim_where_they_walked_it() -> None:
    assert is_supported("You did Tarn Ridge (2,450 m) last year.")
    assert not is_supported("You did Tarn Ridge (2,950 m) last year.")


def test_a_town_they_land_in_is_not_what_the_next_clause_is_about() -> None:
    sources = ("Nag Tibba: 2 days", "Departure nag-tibba 2026-12-19: 9 of 15 seats left")
    said = "Nag Tibba it is. You fly into Dehradun on the 18th, so the start on {} December works."
    assert is_supported(said.format(19), *sources)
    assert not is_supported(said.format(21), *sources)


@pytest.mark.parametrize(
    ("reply", "sources", "supported"),
    [
        ("We send one guide for every six walkers.", "Guides: 1 per 6 guests", True),
        ("We send one guide for every four walkers.", "Guides: 1 per 6 guests", False),
        ("हम हर 6 पर एक गाइड देते हैं।", "हर 6 मेहमानों पर एक गाइड।", True),
        ("हम हर 4 पर एक गाइड देते हैं।", "हर 6 मेहमानों पर एक गाइड।", False),
        ("Un guía por cada seis.", "One guide for every 8 guests", False),
        ("Un guide pour huit personnes.", "One guide for every 8 guests", True),
        ("You can pay by bank transfer or UPI.", "We accept UPI and bank transfer.", True),
        ("You can pay by bank transfer or in cash.", "We accept UPI and bank transfer.", False),
        ("Puedes pagar con PayPal.", "Formas de pago: transferencia o tarjeta.", False),
        ("You can pay in cash.", "Tarn Ridge is 4 days.", True),
        ("Your visa is taken care of.", "Nepal visa: guests get it themselves on arrival.", False),
        ("Your visa is taken care of.", "Nepal visa: arranged by us.", True),
    ],
)
def test_ratios_ways_to_pay_and_visas_are_held_against_the_sources(reply: str, sources: str, supported: bool) -> None:
    assert is_supported(reply, sources) is supported


@pytest.mark.parametrize(
    ("reply", "sources", "supported"),
    [
        ("Two adults and the kid: 2 × €90 plus €55, €235.", "Adults €90, children under 14 €55, from 7 years", True),
        ("Pour vous deux et les trois enfants, 345 €.", "Adulte 90 €, enfant jusqu'à 14 ans 55 €", True),
        ("Pour vous deux et les trois enfants, 365 €.", "Adulte 90 €, enfant jusqu'à 14 ans 55 €", False),
        ("It costs €640, so for you and your sister €1,280.", "Salt Mesa: €640 per person", True),
        ("It costs €640, so for you and your sister €1,380.", "Salt Mesa: €640 per person", False),
        ("Your budget is $1,500 and it costs $640 a head, $1,280 for the couple; $220 is left.", "USD 640 each", True),
        ("Your budget is $1,500 and it costs $640 a head, $1,280 for the couple; $320 is left.", "USD 640 each", False),
        ("Your train is in at 13:05, the shuttle leaves at 14:30: that is 1 h 25.", "Shuttle at 14:30", True),
        ("Your train is in at 13:05, the shuttle leaves at 14:30: that is 2 h 25.", "Shuttle at 14:30", False),
        ("Sois siete: 11.500 € menos el 8 %, 10.580 por cabeza.", "11.500 € por persona. 7 o más personas 8 %", True),
        ("Sois siete: 11.500 € menos el 8 %, 10.850 por cabeza.", "11.500 € por persona. 7 o más personas 8 %", False),
        ("Twelve is fine for the child's price.", "Adult INR 2,900; child up to 12 INR 1,900", True),
    ],
)
def test_what_a_clerk_works_out_from_the_customers_figures_is_supported(
    reply: str, sources: str, supported: bool
) -> None:
    assert is_supported(reply, sources) is supported
