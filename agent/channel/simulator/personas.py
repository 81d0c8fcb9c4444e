"""The customers on the chat page."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.channel.sender import as_phone, as_user_id

_SHOWN = 5
_GREETINGS: Mapping[str, tuple[str, ...]] = {
    "en": ("What does Hampta Pass cost in June?", "Is Everest Base Camp too hard for a beginner?", "STOP"),
    "hi": ("हम्पता पास ट्रेक का खर्चा कितना है?", "पहली बार ट्रेक कर रही हूँ, कौन सा ठीक रहेगा?", "किसी से बात करनी है"),
    "es": ("¿Cuánto cuesta el Hampta Pass en junio?", "¿Qué ropa tengo que llevar?", "Quiero cancelar mi reserva"),
    "fr": ("Combien coûte le Hampta Pass en juin ?", "Faut-il un permis ?", "Y a-t-il des places en mai ?"),
    "hi-Latn": ("bhai hampta pass ka kitna paisa lagega", "june me seat hai kya?", "booking kaise karu"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """One sample customer. `phone` is digits, `language` a code of ours."""

    id: str
    name: str
    language: str
    phone: str
    user_id: str = ""
    username: str = ""

    @property
    def suggestions(self) -> tuple[str, ...]:
        """Messages to start with, in this person's language."""
        return _GREETINGS.get(self.language, _GREETINGS["en"])


BUILT_IN: tuple[Persona, ...] = (
    Persona(id="p-1", name="Nora Whitfield", language="en", phone="15550100901"),
    Persona(id="p-2", name="Kavita Joshi", language="hi", phone="919000090902"),
    Persona(id="p-3", name="Diego Marín", language="es", phone="34600000903"),
    Persona(id="p-4", name="Élise Garnier", language="fr", phone="33600000904"),
    Persona(id="p-5", name="Rohit Bansal", language="hi-Latn", phone="919000090905"),
)


def personas(path: Path | None) -> tuple[Persona, ...]:
    """Five customers of `contacts.csv` that have a number, the first of each language before anyone else.

    The built-in ones when there is no such file.
    """
    if path is None or not path.is_file():
        return BUILT_IN
    with path.open(encoding="utf-8-sig", newline="") as lines:
        found = list(_rows(csv.DictReader(lines)))
    seen = [person.language for person in found]
    repeats = [person.language in seen[:n] for n, person in enumerate(found)]
    chosen = sorted(range(len(found)), key=lambda n: (repeats[n], n))[:_SHOWN]
    return tuple(found[n] for n in sorted(chosen)) or BUILT_IN


def _rows(rows: Iterable[Mapping[str, str]]) -> Iterable[Persona]:
    for row in rows:
        contact = row.get("contact_id") or row.get("id") or ""
        phone = as_phone(row.get("phone") or "")
        if contact and phone:
            yield Persona(
                id=contact,
                name=row.get("name") or contact,
                language=row.get("language") or "en",
                phone=phone,
                user_id=as_user_id(row.get("user_id") or ""),
            )
