"""Words that are said of the customers and of what is sold alike: the sources' figures go before theirs."""

from datetime import date

import pytest

from agent.facts.context.grounded import Source, ground
from agent.facts.found import CUSTOMER

TODAY = date(2026, 11, 22)
SOLD = (
    "Grey Lakes, day 5: drive back, arrive in Bergen at 18:00. Highest point 3,700 m.",
    "The drive to the trailhead takes 2 hours.",
    "Groups of at most 15 people.",
    "Discount of €500 for groups.",
    "Backpack on the mule: up to 12 kg.",
    "Sleeping bags rated to -10 °C.",
    "Departures: 10 October 2027, 24 October 2027.",
)
LEFT = "Departure 10 October 2027: 9 of 15 seats left"


def ruled(reply: str, *sources: str) -> list[tuple[str, str, str]]:
    told = ground(reply, [Source(text) for text in sources], today=TODAY)
    return [(one.said.claim.text, one.said.claim.subject, one.weighed.status) for one in told]


def is_right(reply: str, *sources: str) -> bool:
    return all(status == "supported" for *_, status in ruled(reply, *sources))


@pytest.mark.parametrize(
    ("reply", "right", "wrong"),
    [
        ("You arrive back in Bergen at {}.", "18:00", "21:00"),
        ("You arrive in Bergen at {} on the last day.", "18:00", "21:00"),
        ("You arrive in Bergen at {}.", "18:00", "21:00"),
        ("You will be in Bergen at {} on day 5.", "18:00", "21:00"),
        ("Llegáis a Bergen a las {} el último día.", "18:00", "21:00"),
        ("Vous arrivez à Bergen à {} le dernier jour.", "18 h", "21 h"),
        ("Aap aakhri din {} baje Bergen pahunchenge.", "18:00", "21:00"),
        ("आप आख़िरी दिन {} पर Bergen पहुँचेंगे।", "18:00", "21:00"),
        ("You've got a {} discount if you come now.", "€500", "€5,000"),
        ("Ya tienes un descuento de {}.", "500 €", "5.000 €"),
        ("Vous avez déjà une remise de {}.", "500 €", "5 000 €"),
        ("Your backpack is limited to {} kg.", "12", "25"),
        ("Tu mochila está limitada a {} kg.", "12", "25"),
        ("Votre sac est limité à {} kg.", "12", "25"),
        ("Your sleeping bag is rated to {} °C.", "-10", "-25"),
        ("You mentioned that the highest point is {} m.", "3,700", "5,900"),
        ("Your car journey lasts {} hours.", "2", "9"),
        ("Votre trajet en voiture dure {} heures.", "2", "9"),
        ("Vuestro viaje en coche dura {} horas.", "2", "9"),
        ("If you come on {} October 2027, you join a group.", "10", "3"),
        ("Si vous venez le {} octobre 2027, vous rejoignez un groupe.", "10", "3"),
        ("Si vienes el {} de octubre de 2027, te unes a un grupo.", "10", "3"),
    ],
)
def test_what_is_sold_is_held_against_the_sources_though_the_words_are_of_the_customers(
    reply: str, right: str, wrong: str
) -> None:
    assert is_right(reply.format(right), *SOLD), ruled(reply.format(right), *SOLD)
    assert not is_right(reply.format(wrong), *SOLD)


@pytest.mark.parametrize(
    "own",
    [
        "You land in Bergen at 23:10.",
        "Your flight is in Bergen at 21:00.",
        "Votre vol arrive à Bergen à 21 h.",
        "Aapki flight Bergen mein 21:00 baje utarti hai.",
        "Your pack of 18 kg is on the heavy side.",
        "Votre sac de 18 kg est lourd.",
        "Aapka bag 18 kilo ka hai.",
        "Vous arrivez le 3 octobre 2027, et vous avez le temps de flâner avant le départ.",
        "You said it goes up to 5,900 m, but the highest point is 3,700 m.",
        "You arrive on 3 October 2027, a week before the departure on 10 October.",
    ],
)
def test_what_only_customers_can_know_stays_theirs_beside_figures_of_the_kind(own: str) -> None:
    assert CUSTOMER in [subject for _, subject, _ in ruled(own, *SOLD)]
    assert is_right(own, *SOLD), ruled(own, *SOLD)


@pytest.mark.parametrize(
    ("own", "source"),
    [
        ("You arrive in Bergen at 23:10.", "The bus leaves Bergen at 6:30."),
        ("Llegáis a Bergen a las 23:10.", "El bus sale de Bergen a las 6:30."),
        ("Vous arrivez à Bergen à 23 h 10.", "Le bus part de Bergen à 6 h 30."),
        ("You have booked 3 seats.", LEFT),
        ("Habéis reservado 3 plazas.", LEFT),
        ("Vous avez réservé 3 places.", LEFT),
        ("Aapne 3 seats book ki hain.", LEFT),
        ("आपने 3 सीटें बुक की हैं।", LEFT),
    ],
)
def test_when_they_come_and_what_they_booked_is_nothing_that_leaves_or_is_left(own: str, source: str) -> None:
    assert CUSTOMER in [subject for _, subject, _ in ruled(own, source)]
    assert is_right(own, source)


def test_seats_booked_are_held_against_the_booking() -> None:
    booking = "Booking 7: Grey Lakes, {} seats, paid €420."
    assert is_right("You have booked 3 seats.", booking.format(3))
    assert not is_right("You have booked 3 seats.", booking.format(2))


@pytest.mark.parametrize(
    "reply",
    [
        "There will be {} people in the group.",
        "You will be {} trekkers with one guide.",
        "Seréis {} personas en el grupo.",
        "Vous serez {} personnes dans le groupe.",
        "Group mein {} log honge.",
        "आप {} लोग होंगे।",
    ],
)
def test_no_party_is_larger_than_the_largest_group(reply: str) -> None:
    assert is_right(reply.format(12), *SOLD), ruled(reply.format(12), *SOLD)
    assert "contradicted" in [status for *_, status in ruled(reply.format(30), *SOLD)]
    assert is_right(reply.format(30), "Grey Lakes: 5 days.")
