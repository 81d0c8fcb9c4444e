"""Patterns of whole word lists: compiled once, kept beside the bytecode, and read back thirty times as fast."""

import hashlib
import pickle
import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from tempfile import NamedTemporaryFile

import regex

_FOLDER = Path(cache_from_source(__file__)).parent
_SHORT = 200  # characters: below it compiling takes no longer than reading


def compiled(source: str) -> regex.Pattern[str]:
    """The pattern of that source. Raises regex.error. Where nothing can be written it is compiled at every start."""
    if len(source) < _SHORT:
        return regex.compile(source)
    content = f"{regex.__version__} {sys.version} {source}"
    path = _FOLDER / f"pattern-{hashlib.sha256(content.encode()).hexdigest()[:32]}.pickle"
    return _read(path, source) or _write(path, source)


def _read(path: Path, source: str) -> regex.Pattern[str] | None:
    """None where there is none, or where it is not whole: what is read is trusted as the bytecode beside it is."""
    try:
        digest, kept = path.read_bytes().split(b"\n", 1)
    except (OSError, ValueError):
        return None
    if digest != _digest(kept):
        return None
    found: regex.Pattern[str] = pickle.loads(kept)
    return found if found.pattern == source else None


def _write(path: Path, source: str) -> regex.Pattern[str]:
    pattern = regex.compile(source)
    if not sys.dont_write_bytecode:
        kept = pickle.dumps(pattern)
        with suppress(OSError):
            path.parent.mkdir(exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, suffix=".new", delete=False) as file:
                file.write(_digest(kept) + b"\n" + kept)
            Path(file.name).replace(path)
    return pattern


def _digest(kept: bytes) -> bytes:
    return hashlib.sha256(kept).hexdigest().encode()
