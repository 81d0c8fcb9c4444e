"""How long to wait for the rest of what somebody is writing: people send one thought in several messages."""

import re
from functools import cache
from pathlib import Path

from agent.settings import ServiceSettings
from agent.yaml_file import read_yaml

_WORDS = Path(__file__).with_name("open_ends.yaml")
_OPEN_MARKS = (",", "…", "...", ":", ";", "-", "(", "،")
_ENDS = ("?", "？", "؟", "!", "।", ".")
_SHORT = 2
"""Words of a message that is seldom the whole thought, such as a greeting."""
_FINISHED, _SHORT_TIMES = 0.5, 2.0
"""Shares of the window for a finished sentence and for a very short message."""


def patience_s(text: str, settings: ServiceSettings) -> float:
    """Seconds of quiet after a message with this text before it is answered; never more than the limit."""
    window, limit = settings.burst_window_s, settings.burst_limit_s
    said = text.strip().casefold()
    if not window:
        return 0.0
    if _goes_on(said):
        return limit
    if said.endswith(_ENDS):
        return min(window * _FINISHED, limit)
    return min(window * _SHORT_TIMES if said and len(said.split()) <= _SHORT else window, limit)


def _goes_on(said: str) -> bool:
    """Nothing that ends with a full stop goes on, whatever word stands before it."""
    return said.endswith(_OPEN_MARKS) or bool(_last_words().search(said))


@cache
def _last_words() -> re.Pattern[str]:
    lists = read_yaml(_WORDS)
    words = sorted({re.escape(str(word)) for words in lists.values() for word in words}, key=len, reverse=True)
    return re.compile(rf"(?:^|\s)(?:{'|'.join(words)})$")
