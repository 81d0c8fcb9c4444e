"""Links in a text: where they stand, whether they are ours, and how much they look like bait."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import urlsplit

import regex

from agent.safety.lexicon import lexicon

_TRAILING = ".,;:!?)]}>'\"*_~…।"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`text == message[start:end]`; the host is lower case, without `www.`."""

    text: str
    start: int
    end: int
    host: str


@lru_cache(maxsize=32)
def find_links(text: str) -> tuple[Link, ...]:
    """Addresses with or without a scheme; the domain of an e-mail address is not a link."""
    return tuple(_link(found) for found in _pattern().finditer(text))


def host_of(address: str) -> str:
    """The host of an address as people write it; "" when it has none."""
    try:
        host = urlsplit(address if "://" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def is_own(link: Link, own: Iterable[str]) -> bool:
    """Whether it leads to the host of one of our own addresses, or below it."""
    hosts = {host_of(address) for address in own} - {""}
    return any(link.host == host or link.host.endswith(f".{host}") for host in hosts)


def suspicion(link: Link) -> float:
    """0–1: a plain foreign link 0.35; hidden targets, cheap endings, raw addresses and look-alike letters more."""
    return min(1.0, 0.35 + sum(weight for weight, holds in _marks(link) if holds))


def _marks(link: Link) -> tuple[tuple[float, bool], ...]:
    table = lexicon("spam")
    return (
        (0.4, link.host in table["shorteners"]),
        (0.3, link.host.rsplit(".", 1)[-1] in table["suspicious_endings"]),
        (0.6, bool(regex.fullmatch(r"[\d.]+", link.host))),
        (0.5, "xn--" in link.host or not link.host.isascii()),
        (0.4, "@" in link.text or link.host.count("-") > 2),
    )


def _link(found: "regex.Match[str]") -> Link:
    text = found.group().rstrip(_TRAILING)
    return Link(text=text, start=found.start(), end=found.start() + len(text), host=host_of(text))


@cache
def _pattern() -> "regex.Pattern[str]":
    table = lexicon("spam")
    endings = "|".join(sorted({*table["endings"], *table["suspicious_endings"]}))
    bare = rf"(?:[\w-]+\.)+(?:{endings})(?![\w.-]*@)(?!\w)(?:[/?#:]\S*)?"
    return regex.compile(rf"(?<![\w@.])(?:(?:https?://|www\.)\S+|{bare}|(?:\d{{1,3}}\.){{3}}\d{{1,3}}[/:]\S*)", regex.I)
