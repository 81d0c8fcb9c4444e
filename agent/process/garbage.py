"""When Python looks for garbage: a server holds much that lasts, and a search through all of it stops a turn."""

import gc

_THRESHOLDS = (50_000, 20, 20)
"""New objects before a search of the youngest, and how many of those before one of the older: default 700, 10, 10."""


def settle() -> None:
    """Call once all is loaded: what is there now is never searched again, and the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
