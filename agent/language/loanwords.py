"""English words in Devanagari, as Hindi writes them: "रिफंड" is "refund", whichever letters somebody types."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from agent.yaml_file import read_yaml

_FILE = Path(__file__).with_name("loanwords.yaml")
_MARKS = str.maketrans({"\u093c": None, "ँ": "ं", "ॉ": "ो", "ऑ": "ओ", "ॅ": "े", "ऍ": "ए"})


def lent_by_english(word: str) -> str:
    """The English word that this is in Devanagari; "" where it is none of the list."""
    return _words().get(word.translate(_MARKS), "")


@cache
def _words() -> Mapping[str, str]:
    entries: dict[str, list[str]] = read_yaml(_FILE)
    return {form.translate(_MARKS): english for english, forms in entries.items() for form in forms}
