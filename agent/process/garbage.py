"""When Python looks for garbage: a server holds much that lasts, and a search through all of it stops a turn."""

import gc

_THRESHOLDS = (50_000, 20, 20)
"""New objects before a search of the youngest, and how many of those before one of the older: default 700, 10, 10."""


def settle() -> None:
    """Call once all is loaded: what is there now is never searched again, and the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)


def renew() -> None:
    """Call when much of what was loaded is no longer used: of what is frozen, nothing else is ever let go."""
    if gc.get_freeze_count():
        gc.unfreeze()
        settle()


def release() -> None:
    """Call when the server has ended: what is frozen would not be taken apart with the interpreter, and DuckDB counts
    what is left of it then as leaked, in 70 lines on stderr."""
    gc.unfreeze()
