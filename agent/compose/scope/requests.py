"""Whether somebody is to do a thing for who writes, and whether that is a letter to somebody else."""

from functools import cache
from pathlib import Path

import regex

from agent.language.plain import pattern_of, plain, spelt_out
from agent.yaml_file import read_yaml

_FILE = Path(__file__).with_name("requests.yaml")


def is_a_request(text: str) -> bool:
    """Whether it bids: "find me", "hazme", "likh do"."""
    return _names("requests", text)


def is_a_letter_of_theirs(text: str) -> bool:
    """Whether a text is to be written to a landlord, an employer, a bank; or one that has no trek in it: an essay."""
    theirs = all(_names(kind, text) for kind in ("texts", "readers"))
    return _names("written", text) and (theirs or _names("never_ours", text))


def _names(kind: str, text: str) -> bool:
    return bool(_pattern(kind).search(spelt_out(plain(text))))


@cache
def _pattern(kind: str) -> "regex.Pattern[str]":
    return pattern_of([word for language in read_yaml(_FILE)[kind] for word in language])
