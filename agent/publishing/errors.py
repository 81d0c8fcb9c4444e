"""Why something was not published, in words a page can show."""

from collections.abc import Sequence

from agent.ports import PortError
from agent.publishing.changes import Change


class PublishError(PortError):
    """Nothing was changed; the message says why and what to do."""


class ChangedMeanwhileError(PublishError):
    """Another config is live than the one the draft was made on. `changes` lead from that one to the one live now."""

    def __init__(self, message: str, changes: Sequence[Change] = ()) -> None:
        super().__init__(message)
        self.changes = tuple(changes)
