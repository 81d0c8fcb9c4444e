"""One line of `cairn check`."""

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One finding. `note` is worth knowing but stops nothing."""

    name: str
    state: Literal["ok", "note", "failed"]
    says: str
    remedy: str = ""

    @property
    def failed(self) -> bool:
        """Whether the agent cannot work like this."""
        return self.state == "failed"

    def as_dict(self) -> dict[str, Any]:
        """Plain values for --json."""
        return asdict(self)
