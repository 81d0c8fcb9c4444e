"""Requests that dawdle: one that has not come in whole within the limit is not waited for any longer.

Sanic's own limits count from the last byte, so who sends a byte a second could hold a connection for days.
"""

import math
from time import monotonic
from typing import Any

from sanic.exceptions import RequestTimeout
from sanic.http import Http, Stage
from sanic.server import HttpProtocol

LIMIT = "REQUEST_WITHIN_S"
"""Key of the app's config: the seconds in which head and body must have come in."""


class TimedHttp(Http):
    """Remembers when the first byte of a request came."""

    __slots__ = ["began"]

    def __init__(self, protocol: Any) -> None:
        super().__init__(protocol)  # type: ignore[no-untyped-call]
        self.began = math.inf
        self.request_body = None  # Sanic sets it with the first request, and its limits are looked at before that

    async def http1_request_header(self) -> None:
        """Called once the first byte is here."""
        self.began = monotonic()
        await super().http1_request_header()  # type: ignore[no-untyped-call]

    @property
    def waited_s(self) -> float:
        """How long the rest of the request has been waited for; 0 while nothing is."""
        is_coming_in = self.stage is Stage.REQUEST or bool(self.request_body)
        return monotonic() - self.began if is_coming_in else 0.0


class PromptProtocol(HttpProtocol):
    """The protocol the server speaks: Sanic's, that ends a request which does not come in."""

    HTTP_CLASS = TimedHttp
    __slots__ = ()

    def check_timeouts(self) -> None:
        """408 and the end of the connection where the request takes too long; nothing more of it is read."""
        http, task = self.http, self._task
        if isinstance(http, TimedHttp) and task is not None and http.waited_s > self.app.config[LIMIT]:
            http.exception = RequestTimeout("the request took too long to come in")
            http.request_body = None
            task.cancel()
            return
        super().check_timeouts()  # type: ignore[no-untyped-call]
