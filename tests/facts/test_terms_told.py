"""Offers, scales, prices and lists as replies of several languages tell them: the right figure and a wrong one."""

from datetime import date

import pytest

from agent.facts.context.grounded import Source, ground
from agent.facts.mentions import Mentions
from tests.llm.samples import catalogue

TODAY = date(2026, 11, 22)
MENTIONS = Mentions.of(catalogue())


def is_right(reply: str, *sources: str) -> bool:
    told = ground(reply, [Source(text) for text in sources], today=TODAY, mentions=MENTIONS)
    return all(one.weighed.status == "supported" for one in told)


ENDED = "Lantern offer: 8% off Grey Lakes. Book from 1 October 2026 to 10 November 2026."
RUNNING = "Lantern offer: 8% off Grey Lakes. Book from 1 October 2026 to 10 December 2026."


@pytest.mark.parametrize(
    ("over", "running"),
    [
        ("The Lantern offer is already over.", "The Lantern offer is still running, do book."),
        ("La oferta Lantern ya se acabó.", "La oferta Lantern sigue vigente, puede reservar."),
        ("L'offre Lantern est déjà finie.", "L'offre Lantern est toujours valable, profitez-en."),
        ("Lantern ऑफ़र अब बंद हो चुका है।", "Lantern ऑफ़र अभी भी चल रहा है।"),
        ("Lantern offer khatam ho chuka hai.", "Lantern offer abhi bhi chal raha hai."),
    ],
)
def test_an_offer_is_called_open_only_while_it_runs(over: str, running: str) -> None:
    group = "Group discount: 4 to 6 people 8%."
    assert is_right(over, ENDED, group)
    assert not is_right(running, ENDED, group)
    assert is_right(running, RUNNING, group)


@pytest.mark.parametrize(
    "reply",
    [
        "The Lantern offer, 8% off, was for bookings up to 10 November and is already over.",
        "La oferta Lantern, un 8 %, ya ha acabado: era hasta el 10 de noviembre.",
        "L'offre Lantern de 8 % n'a plus cours, c'était jusqu'au 10 novembre.",
        "Lantern wala 8% offer band ho chuka hai, 10 November tak tha.",
    ],
)
def test_the_share_of_an_offer_may_be_told_by_one_who_says_that_it_is_over(reply: str) -> None:
    assert is_right(reply, ENDED)


@pytest.mark.parametrize(
    ("over", "running"),
    [
        ("The old price of €310 no longer holds.", "The old price of €310 is still open today."),
        ("El precio antiguo de 310 € ya no vale.", "El precio antiguo de 310 € todavía vale."),
        ("L'ancien tarif de 310 € n'est plus valable.", "L'ancien tarif de 310 € est encore valable."),
        ("पुराना दाम 310 € अब नहीं चलता।", "पुराना दाम 310 € अब भी चल रहा है।"),
        ("Purana rate 310 € ab nahi chalta.", "Purana rate 310 € abhi bhi chal raha hai."),
    ],
)
def test_an_old_price_that_is_said_to_run_on_is_none_that_one_admits(over: str, running: str) -> None:
    prices = ("Grey Lakes 2026: EUR 310, valid until 31 October 2026.", "Grey Lakes 2027: EUR 335.")
    assert is_right(over, *prices)
    assert not is_right(running, *prices)


SCALES = (
    "Refund scale, days before the start: 45 or more: 80%. 20 to 44: 60%. 10 to 19: 30%. Fewer than 10: nothing.",
    "Refund by days before departure, counted from what was paid for the walk: 45 or more 80%; 20 to 44 60%; 10 to 19"
    " 30%; fewer than 10 nothing.",
)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize(
    ("reply", "right", "wrong"),
    [
        ("If you cancel 25 days before the start, {} % comes back.", "60", "80"),
        ("Si anulas con 25 días de antelación recuperas el {} % de lo pagado.", "60", "30"),
        ("En annulant 12 jours avant le départ, vous récupérez {} % de la somme.", "30", "60"),
        ("रवानगी से 12 दिन पहले कैंसल करने पर {}% वापस मिलता है।", "30", "60"),
        ("Start se 12 din pehle cancel karne par {}% wapas milta hai.", "30", "80"),
    ],
)
def test_a_scale_goes_on_from_sentence_to_sentence(scale: str, reply: str, right: str, wrong: str) -> None:
    assert is_right(reply.format(right), scale)
    assert not is_right(reply.format(wrong), scale)


def test_a_bare_number_is_a_step_of_the_scale_where_it_is_led_like_the_one_before() -> None:
    reply = "Con 30 días se devuelve el 60 %; con {}, un 30 %."
    assert is_right(reply.format(15), *SCALES[:1])
    assert not is_right(reply.format(25), *SCALES[:1])


@pytest.mark.parametrize(
    ("reply", "right", "wrong"),
    [
        ("We send the refund within {} working days after we confirm.", "ten", "three"),
        ("El reembolso sale en un plazo de {} días hábiles después de confirmar.", "diez", "cinco"),
        ("Votre remboursement part dans les {} jours ouvrés après notre confirmation.", "dix", "cinq"),
        ("पुष्टि के बाद रिफंड {} कार्य दिवसों के अंदर भेजा जाता है।", "10", "4"),
        ("Confirmation ke baad refund {} din ke andar bhejte hain.", "10", "5"),
    ],
)
def test_a_refund_is_as_quick_as_the_sources_say(reply: str, right: str, wrong: str) -> None:
    source = "Refunds are sent within 10 working days of the day we confirm them."
    assert is_right(reply.format(right), source)
    assert not is_right(reply.format(wrong), source)


@pytest.mark.parametrize(
    "reply",
    [
        "Hired gear is not added to the deposit, it is added to the balance.",
        "Lo que alquile no se suma al anticipo; se añade al saldo.",
        "La location ne s'ajoute pas à l'acompte.",
        "किराये का सामान डिपॉज़िट में नहीं जुड़ता।",
        "Kiraye ka samaan deposit mein nahi judta.",
    ],
)
def test_what_is_added_to_a_payment_says_nothing_of_discounts(reply: str) -> None:
    assert is_right(reply, "Extras are not part of the deposit. They are added to the balance.")


def test_discounts_that_are_said_to_add_up_without_a_problem_do() -> None:
    source = "Discounts do not add up; the larger one counts."
    assert is_right("Los descuentos no se suman.", source)
    assert not is_right("Los descuentos se suman sin problema.", source)


@pytest.mark.parametrize(
    ("reply", "right", "wrong"),
    [
        ("Grey Lakes is €45 {}.", "per pupil", "per class"),
        ("Grey Lakes is €45 {}.", "a head", "for the whole class"),
        ("Grey Lakes cuesta 45 € por {}.", "persona", "clase"),
        ("Grey Lakes coûte 45 € par {}.", "élève", "classe"),
        ("Grey Lakes 45 € {} है।", "प्रति व्यक्ति", "प्रति कक्षा"),
        ("Grey Lakes {} 45 € hai.", "har bachche ka", "poori class ka"),
    ],
)
def test_the_price_of_one_is_not_that_of_a_class(reply: str, right: str, wrong: str) -> None:
    source = "Grey Lakes: EUR 45 per person."
    assert is_right(reply.format(right), source)
    assert not is_right(reply.format(wrong), source)


@pytest.mark.parametrize(
    ("reply", "right", "wrong"),
    [
        ("The peak rate of €109 applies in {}; the rest is €99.", "December and April", "February and March"),
        ("En temporada alta, en {}, son 109 €; de enero a marzo, 99 €.", "diciembre y abril", "febrero y marzo"),
        ("Le tarif haute saison de 109 € vaut en {} ; le reste, c'est 99 €.", "décembre et avril", "février et mars"),
        ("पीक रेट 109 € {} में लगता है, बाकी समय 99 €।", "दिसंबर और अप्रैल", "जनवरी और फ़रवरी"),
    ],
)
def test_the_price_of_the_peak_is_that_of_its_months(reply: str, right: str, wrong: str) -> None:
    source = (
        "Hampta Pass 2026/27, per person: peak 1 to 31 December 2026 EUR 109; regular 1 January to 31 March 2027"
        " EUR 99; peak 1 to 30 April 2027 EUR 109."
    )
    assert is_right(reply.format(right), source)
    assert not is_right(reply.format(wrong), source)


@pytest.mark.parametrize(
    "reply",
    [
        "The highest point is {} m, so no insurance is required.",
        "El punto más alto está a {} m, así que el seguro no es obligatorio.",
        "Le point le plus haut est à {} m, donc l'assurance n'est pas obligatoire.",
        "सबसे ऊँची जगह {} मीटर है, इसलिए बीमा ज़रूरी नहीं।",
        "Highest point {} meter hai, isliye insurance zaroori nahi.",
    ],
)
def test_a_height_that_nothing_passes_is_the_height_of_nothing(reply: str) -> None:
    source = "Tarn Top, 3,660 m. The highest point stays under 4,000 m, so insurance is advised rather than required."
    assert is_right(reply.format("3660"), source)
    assert not is_right(reply.format("3860"), source)


@pytest.mark.parametrize(
    ("reply", "right", "wrong"),
    [
        ("Grey Lakes is 41,000 {}.", "Indian rupees", "Nepali rupees"),
        ("Grey Lakes cuesta 41.000 {}.", "rupias indias", "rupias nepalíes"),
        ("Grey Lakes coûte 41 000 {}.", "roupies indiennes", "roupies népalaises"),
        ("Grey Lakes 41,000 {} है।", "भारतीय रुपये", "नेपाली रुपए"),
        ("Grey Lakes 41,000 {} hai.", "bharatiya rupaye", "Nepali rupaye"),
    ],
)
def test_rupees_are_those_of_their_country(reply: str, right: str, wrong: str) -> None:
    source = "Grey Lakes: INR 41,000 per person. INR means Indian rupees."
    assert is_right(reply.format(right), source)
    assert not is_right(reply.format(wrong), source)


@pytest.mark.parametrize(
    ("reply", "right", "wrong"),
    [
        ("Hampta Pass goes up to {} m.", "4,050", "4,350"),
        ("Hampta Pass culmine à {} m.", "4 050", "4 350"),
        ("El Hampta Pass llega a {} m.", "4.050", "4.350"),
        ("हम्प्टा पास {} मीटर ऊँचा है।", "4,050", "4,350"),
        ("Hampta Pass ki unchai {} meter hai aur us din saat ghante chalte hain.", "4,050", "4,350"),
    ],
)
def test_the_days_of_an_itinerary_that_names_no_trek_are_those_of_the_one_told_of(
    reply: str, right: str, wrong: str
) -> None:
    days = ("Day 1: Gaiwas to Deoban, six hours. Deoban, 2,900 m.", "Day 4: the pass at 4,050 m, seven hours on foot.")
    assert is_right(reply.format(right), *days)
    assert not is_right(reply.format(wrong), *days)


@pytest.mark.parametrize(
    "reply",
    [
        "The youngest we can take on Hampta Pass is {}.",
        "En Hampta Pass la edad mínima es {}.",
        "Sur le Hampta Pass, l'âge minimum est de {}.",
        "हम्प्टा पास पर न्यूनतम उम्र {} है।",
        "Hampta Pass mein kam se kam umar hai {}.",
    ],
)
def test_the_age_of_the_trek_goes_before_a_rule_for_treks_of_its_kind(reply: str) -> None:
    sources = ("Hampta Pass trek. Grade: moderate. Aged 15 to 58.", "The general rule is: easy 8, moderate 10.")
    assert is_right(reply.format(15), *sources)
    assert not is_right(reply.format(10), *sources)


@pytest.mark.parametrize("reply", ["Hay una mañana de reserva.", "Abrimos cada mañana.", "Es toda la mañana."])
def test_a_morning_is_not_tomorrow(reply: str) -> None:
    assert is_right(reply, "A reserve morning at the lake. We open every morning.")


@pytest.mark.parametrize(
    ("reply", "right", "wrong"),
    [
        ("On {} eleven places are free.", "26 June", "19 June"),
        ("El {} quedan once plazas.", "26 de junio", "19 de junio"),
        ("Il reste onze places le {}.", "26 juin", "19 juin"),
        ("{} को 18 में से 11 सीटें बची हैं।", "26 जून", "19 जून"),
        ("{} ko 11 seats bachi hain.", "26 June", "19 June"),
    ],
)
def test_a_full_departure_has_no_places_of_the_next_one(reply: str, right: str, wrong: str) -> None:
    source = "Departures: 12 June 2027 (6 of 18 seats left), 19 June 2027 (full), 26 June 2027 (11 of 18 seats left)."
    assert is_right(reply.format(right), source)
    assert not is_right(reply.format(wrong), source)
    assert is_right("Le départ du 19 juin est complet.", source)


def test_the_deadline_of_an_offer_on_every_trek_is_that_of_each() -> None:
    sources = (
        "Early bird: 6% off every trek, for bookings up to 15 January 2027.",
        "Hampta Pass | starts 2027-06-01 to 2027-07-31 | EUR 145 per person",
    )
    reply = "You get 6% off Hampta Pass if you book by {} January 2027."
    assert is_right(reply.format(15), *sources)
    assert not is_right(reply.format(31), *sources)


def test_behind_the_town_where_a_trek_starts_its_figures_go_on() -> None:
    sources = (
        "Insurance is required for treks above 4,000 m; below that it is recommended.",
        "Hampta Pass: 5 days. Start Manali, end Manali. Highest point 4,270 m.",
    )
    assert is_right("As Hampta Pass goes up to 4,270 m, you need insurance.", *sources)
    assert not is_right("On Hampta Pass, at 4,270 m, insurance is only recommended.", *sources)


def test_lakhs_without_a_currency_are_a_figure() -> None:
    source = "Grey Lakes: INR 89,500 in spring, INR 94,500 in autumn, per person."
    reply = "Do logon ka spring mein ₹1,79,000 banega, autumn mein {}."
    assert is_right(reply.format("1,89,000"), source)
    assert not is_right(reply.format("1,98,000"), source)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("The 5% GST is included in the price.", "The 5% GST is added to the price."),
        ("El 5 % de GST va incluido en el precio.", "Al precio se le añade el 5 % de GST."),
        ("5% GST price mein shamil hai.", "5% GST alag se lagega."),
    ],
)
def test_a_tax_within_the_price_is_not_charged_on_top(right: str, wrong: str) -> None:
    source = "Listed prices are per person and include 5% GST."
    assert is_right(right, source)
    assert not is_right(wrong, source)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (
            "The spring sale closed on 28 February; Hampta Pass is €110.",
            "The spring sale is on, so Hampta Pass is €90.",
        ),
        (
            "Las rebajas de primavera se cerraron el 28 de febrero; en abril son 110 €.",
            "Las rebajas de primavera siguen abiertas, así que son 90 €.",
        ),
        ("Les soldes de printemps ont pris fin le 28 février.", "Les soldes de printemps sont toujours en cours."),
    ],
)
def test_the_month_of_the_walks_is_not_the_last_day_of_an_offer(right: str, wrong: str) -> None:
    sources = (
        "Today is 15 March 2027.",
        "Spring sale 2027: EUR 20 off every trek in April 2027, book by 28 February 2027.",
        "Hampta Pass | starts 2027-02-01 to 2027-04-30 | EUR 110 per person",
    )
    assert is_right(right, *sources)
    assert not is_right(wrong, *sources)


@pytest.mark.parametrize(
    ("reply", "right", "wrong"),
    [
        ("If you book Hampta Pass for May 2027 by {} you pay 10% less.", "31 December", "31 January"),
        ("Reservando Hampta Pass para mayo de 2027 hasta el {} paga un 10 % menos.", "31 de diciembre", "31 de enero"),
        ("मई 2027 के लिए {} तक बुक करने पर हम्प्टा पास पर 10% छूट है।", "31 दिसंबर", "31 जनवरी"),
        ("Hampta Pass May 2027 ke liye {} tak book karo to 10% kam.", "31 December", "31 January"),
    ],
)
def test_a_last_day_to_book_is_held_against_last_days(reply: str, right: str, wrong: str) -> None:
    sources = (
        "Early bird: 10% off all starts in May 2027. Book by 31 December 2026.",
        "Hampta Pass | starts 2027-05-15 to 2027-06-30 | EUR 219 per person",
    )
    assert is_right(reply.format(right), *sources)
    assert not is_right(reply.format(wrong), *sources)


@pytest.mark.parametrize(
    ("reply", "right", "wrong"),
    [
        ("The shared car is €12 {}.", "each way", "there and back"),
        ("El coche compartido son 12 € {}.", "por trayecto", "ida y vuelta"),
        ("La voiture partagée coûte 12 € {}.", "par trajet", "aller-retour"),
    ],
)
def test_a_shared_car_is_paid_by_the_seat(reply: str, right: str, wrong: str) -> None:
    source = "The shared car costs EUR 12 per seat each way and is not included."
    assert is_right(reply.format(right), source)
    assert not is_right(reply.format(wrong), source)
    assert not is_right("La voiture partagée est comprise dans le prix.", source)


def test_hours_behind_a_word_for_lengths_are_hours() -> None:
    assert is_right("La route dure huit à neuf heures.", "The drive takes eight to nine hours.")
    assert not is_right("La route dure cinq à six heures.", "The drive takes eight to nine hours.")


@pytest.mark.parametrize(
    ("reply", "right", "wrong"),
    [
        ("As you are over {} we need a doctor's certificate, no more than 90 days old.", "60", "50"),
        ("A partir de los {} años pedimos un certificado médico de menos de 90 días.", "60", "50"),
        ("Au-delà de {} ans, il faut un certificat médical de moins de 90 jours.", "60", "65"),
        ("{} saal se upar ke logon ko doctor ka certificate chahiye, 90 din se purana nahi.", "60", "65"),
    ],
)
def test_a_paper_that_may_not_be_old_is_needed_all_the_same(reply: str, right: str, wrong: str) -> None:
    source = "Guests above 60 need a doctor's certificate not older than 90 days."
    assert is_right(reply.format(right), source)
    assert not is_right(reply.format(wrong), source)
    assert not is_right("Au-delà de 60 ans, aucun certificat médical n'est nécessaire.", source)


@pytest.mark.parametrize(
    "reply",
    [
        "The price covers the guide, all meals, tents and {}.",
        "El precio incluye guía, comidas, tiendas y {}.",
        "Le prix comprend le guide, les repas, les tentes et {}.",
    ],
)
def test_a_list_behind_a_verb_is_in_the_price_to_its_end(reply: str) -> None:
    source = "Included: guide, all meals, tents, permits. Not included: transport to Sankri, insurance, tips."
    assert is_right(reply.format({"T": "permits", "E": "permisos", "L": "les permis"}[reply[0]]), source)
    assert not is_right(reply.format({"T": "insurance", "E": "seguro", "L": "l'assurance"}[reply[0]]), source)


@pytest.mark.parametrize(
    "reply", ["It is €125 plus 5% GST.", "Son 125 € más 5 % de GST.", "C'est 125 €, hors GST de 5 %.", "€125 + 5% GST."]
)
def test_a_tax_told_with_its_share_behind_plus_is_on_top(reply: str) -> None:
    assert not is_right(reply, "Grey Lakes: EUR 125 per person, 5% GST included.")
    assert is_right(reply, "Grey Lakes: EUR 125 per person, 5% GST is added to the price.")


def test_the_rest_is_due_on_its_own_day() -> None:
    source = "The rest is due 30 days before departure. Bookings less than 30 days before departure are paid in full."
    assert is_right("The rest is due 30 days before departure.", source)
    assert not is_right("The rest is due 20 days before departure.", source)


def test_the_month_in_which_an_old_price_ended_is_held_against_its_last_day() -> None:
    sources = (
        "Hampta Pass | starts 2026-12-01 to 2026-12-31 | INR 10,600",
        "Hampta Pass | starts 2025-12-01 to 2025-12-31 | INR 9,900 | valid until 31 December 2025",
    )
    reply = "Hampta Pass en décembre est à 10 600 roupies. L'ancien tarif de 9 900 ne vaut plus depuis fin décembre {}."
    assert is_right(reply.format(2025), *sources)
    assert not is_right(reply.format(2005), *sources)
