"""Claims that are listed: in June, July and August."""

from collections.abc import Sequence

from agent.facts.found import Found

_LISTED = 5
"""Characters between two of one list."""


def listed(claims: Sequence[Found]) -> list[Found]:
    """The first and those that are listed with it."""
    found = list(claims[:1])
    for claim in claims[1:]:
        if claim.start - found[-1].end > _LISTED:
            break
        found.append(claim)
    return found


def listed_last(claims: Sequence[Found]) -> list[Found]:
    """The last and those that it is listed with: `January or February would be best`."""
    found = list(claims[-1:])
    for claim in reversed(claims[:-1]):
        if found[0].start - claim.end > _LISTED:
            break
        found.insert(0, claim)
    return found


def listed_around(claims: Sequence[Found], claim: Found, stops: Sequence[int]) -> list[Found]:
    """Those of its type that it is listed with, itself among them; no list goes on behind a stop."""
    own = sum(stop <= claim.start for stop in stops)
    alike = [one for one in claims if one.type == claim.type and sum(stop <= one.start for stop in stops) == own]
    place = next(n for n, one in enumerate(alike) if one is claim)
    return [*listed_last(alike[: place + 1])[:-1], *listed(alike[place:])]
