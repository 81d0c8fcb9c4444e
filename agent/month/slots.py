"""What stands in the places of a sentence: treks as people call them, months and days as they say them."""

from collections.abc import Mapping
from datetime import date
from random import Random

from agent.knowledge.catalogue import Catalogue, Trek
from agent.month.people import Person, names
from agent.month.season import Wish

_NICKNAMED = 0.35
"""How often a trek is called by another name than the one in the catalogue."""
_NUMBERS = {"en": ("two", "three", "four"), "es": ("dos", "tres", "cuatro"), "fr": ("deux", "trois", "quatre")}


def slots_of(person: Person, wish: Wish, catalogue: Catalogue, rng: Random, language: str) -> Mapping[str, str]:
    """A value for every place, as this person would say it in this language."""
    told = names()
    booking = person.bookings[-1].id if person.bookings else "b-0000"
    name = person.address.name
    return {
        "trek": called(wish.trek, language, rng),
        "trek2": called(wish.other, language, rng),
        "month": told["months"][language][wish.day.month - 1],
        "date": _day(wish.day, language),
        "people": _count(wish.people, language, rng),
        "days": str(rng.choice((4, 5, 6, 7, 8, 10, 12))),
        "age": str(rng.choice((55, 58, 61, 63, 64, 67, 70))),
        "child": str(rng.choice((8, 9, 10, 11, 12, 13, 14, 15, 16))),
        "start": catalogue.place_in(wish.trek.start, language),
        "city": rng.choice(told["cities"][language]),
        "name": name,
        "phone": f"+{person.address.phone}" if person.address.phone else "+919000099999",
        "email": f"{_plain(name)}@mail.example",
        "booking": booking,
        "colleague": rng.choice(told["colleagues"]),
    }


def called(trek: Trek, language: str, rng: Random) -> str:
    """The trek's name in the language's script, or one of the other names people give it."""
    name = trek.name_in(language)
    others = [alias for alias in trek.aliases if alias.isupper() or alias[:3].lower() == name[:3].lower()]
    return rng.choice(others) if others and rng.random() < _NICKNAMED else name


def _day(day: date, language: str) -> str:
    month = names()["months"][language][day.month - 1]
    return f"{day.day} de {month}" if language == "es" else f"{day.day} {month}"


def _count(people: int, language: str, rng: Random) -> str:
    words = _NUMBERS.get(language, ())
    return words[people - 2] if 2 <= people < len(words) + 2 and rng.random() < 0.3 else str(people)


def _plain(name: str) -> str:
    letters = "".join(char for char in name.lower() if char.isascii() and (char.isalpha() or char == " "))
    return ".".join(letters.split()) or "guest"
