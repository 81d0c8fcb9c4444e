"""What the lint found."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`error`: a customer may be told something wrong. `warning`: likely an oversight. `note`: good to know.

    `where` is the place in `source`; `also` is the other place of a contradiction, empty when there is only one.
    """

    level: Level
    source: str
    message: str
    where: str = ""
    also: str = ""
