"""How somebody types: case, marks, slips of the finger, one thought in several messages."""

from dataclasses import dataclass
from random import Random

_SHORT = {
    "en": {"please": "pls", "you": "u", "people": "ppl", "thanks": "thx", "and": "&", "are": "r"},
    "es": {"que": "q", "por favor": "xfa", "porque": "pq", "también": "tb"},
    "fr": {"s'il vous plaît": "svp", "combien": "cmb", "quand": "qd", "beaucoup": "bcp"},
    "hi-Latn": {"hai": "h", "please": "plz", "kaise": "kese", "nahi": "nhi", "bahut": "bht"},
}
_EMOJI = ("🙏", "😊", "👍", "🏔️", "🙂", "❤️")
_SLOTH = str.maketrans("áéíóúñàèùâêîôûç¿¡", "aeiounaeuaeiouc  ")


@dataclass(frozen=True, slots=True)
class Habits:
    """Shares of messages, 0–1, but `slips`: of words."""

    lower: float
    no_marks: float
    short: float
    slips: float
    pieces: float
    emoji: float
    no_accents: float

    @classmethod
    def of(cls, rng: Random) -> "Habits":
        """Somebody's: most are a little careless, few very much so."""
        careless = rng.betavariate(1.6, 2.4)
        return cls(
            lower=careless,
            no_marks=careless * 0.8,
            short=careless * 0.4,
            slips=careless * 0.035,
            pieces=rng.choice((0.0, 0.0, 0.05, 0.25)),
            emoji=rng.choice((0.0, 0.0, 0.06, 0.2)),
            no_accents=careless * 0.6,
        )


def typed(text: str, language: str, habits: Habits, rng: Random) -> str:
    """The text as this person types it. Addresses, numbers and what is shouted stay as they are."""
    if text.isupper() or "http" in text:
        return text
    if rng.random() < habits.short:
        text = _shortened(text, language)
    if language != "hi":
        text = text.lower() if rng.random() < habits.lower else text[:1].upper() + text[1:]
        text = text.translate(_SLOTH) if rng.random() < habits.no_accents else text
        text = " ".join(_slipped(word, habits.slips, rng) for word in text.split())
    if rng.random() < habits.no_marks:
        text = text.rstrip("?!. ")
    return f"{text} {rng.choice(_EMOJI)}" if rng.random() < habits.emoji else text


def pieces(text: str, habits: Habits, rng: Random) -> tuple[str, ...]:
    """One message, or the thought in two."""
    cut = text.find(", ")
    if 3 < cut < len(text) - 8 and rng.random() < habits.pieces:
        return text[: cut + 1], text[cut + 2 :]
    return (text,)


def _shortened(text: str, language: str) -> str:
    for whole, short in _SHORT.get(language, {}).items():
        text = " ".join(short if word == whole else word for word in text.split(" "))
    return text


def _slipped(word: str, share: float, rng: Random) -> str:
    """Two letters the wrong way round, one left out, or one twice; never in a word with figures or signs."""
    if len(word) < 4 or not word.isalpha() or rng.random() >= share:
        return word
    at = rng.randrange(1, len(word) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return rng.choice((swapped, word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]))
