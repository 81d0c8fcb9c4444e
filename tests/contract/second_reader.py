"""pywa, a library of others for the Cloud API: what it makes of our simulator's webhooks, and how it sends to it."""

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from pywa import WhatsApp, handlers
from pywa.types import RawUpdate

SECRET = "test-app-secret"
NUMBER = "100000000000001"


class ToSimulator(httpx.BaseTransport):
    """pywa only knows graph.facebook.com: what it sends there goes to the simulator instead."""

    def __init__(self, url: str) -> None:
        self._simulator = httpx.URL(url)
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        there = self._simulator
        request.url = request.url.copy_with(scheme=there.scheme, host=there.host, port=there.port)
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


@contextmanager
def client(url: str) -> Iterator[WhatsApp]:
    """Sends to the simulator at `url`."""
    with httpx.Client(transport=ToSimulator(url), timeout=20) as session:
        yield WhatsApp(phone_id=NUMBER, token="any", session=session, api_version=25.0)


class Reader:
    """Reads webhooks; keeps what pywa built of each, and whatever it complained about."""

    def __init__(self) -> None:
        self.read: list[Any] = []
        self.complaints: list[str] = []
        self._pywa = WhatsApp(app_secret=SECRET, verify_token="any", filter_updates=False, skip_duplicate_updates=False)
        kinds = handlers.Handler.__subclasses__() + handlers._FactoryHandler.__subclasses__()
        for kind in kinds:
            if kind in WhatsApp._handlers_to_updates:
                self._pywa.add_handlers(kind(self._keep))

    def take(self, headers: dict[str, str], body: bytes) -> list[Any]:
        """What one webhook became; nothing for fields that pywa has no type for."""
        before = len(self.read)
        with Complaints(self.complaints), warnings.catch_warnings(record=True) as unknown:
            warnings.simplefilter("always")
            refused = self._pywa.webhook_update_validator(body, headers.get("x-hub-signature-256"))
            answer = refused or self._pywa.webhook_update_handler(body)
        self.complaints += [str(one.message).partition("\n")[0] for one in unknown]
        if answer[1] != 200:
            self.complaints.append(str(answer))
        return self.read[before:]

    def _keep(self, _: WhatsApp, update: Any) -> None:
        if not isinstance(update, RawUpdate):
            self.read.append(update)


class Complaints(logging.Handler):
    """pywa raises nothing when it cannot read a webhook: it writes a warning or an error."""

    def __init__(self, into: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._into = into
        self._logger = logging.getLogger("pywa")

    def emit(self, record: logging.LogRecord) -> None:
        told = f": {record.exc_info[1]!r}" if record.exc_info else ""
        self._into.append(f"{record.getMessage()}{told}")

    def __enter__(self) -> "Complaints":
        self._logger.addHandler(self)
        return self

    def __exit__(self, *_: Any) -> None:
        self._logger.removeHandler(self)


def kinds(updates: Iterable[Any]) -> set[str]:
    """Names of pywa's classes."""
    return {type(update).__name__ for update in updates}
