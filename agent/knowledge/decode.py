"""Bytes of a text file as a string, whatever wrote it."""

from charset_normalizer import from_bytes

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(raw: bytes) -> str:
    """UTF-8 where it is valid, else the byte-order mark's, else the most likely encoding. Raises ValueError."""
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _lines(raw.decode(encoding))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = _guess(raw)
    if "\x00" in text:
        raise ValueError("holds zero bytes: not a text file")
    return _lines(text)


def _guess(raw: bytes) -> str:
    best = from_bytes(raw).best()
    if best is None:
        raise ValueError("its encoding cannot be told; save it as UTF-8")
    return str(best)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
