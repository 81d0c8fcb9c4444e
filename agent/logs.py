"""Structured logs: one JSON event per line, secrets and phone numbers scrubbed at the sink.

Lines go to stderr and, where files are given, to one rotating file per stream. Every line of a turn has its `turn`.
"""

import logging
import re
import sys
import traceback
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from hashlib import sha256
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

from agent.log_streams import LogFiles, Parts, Stream, add_stream

NUMBER = re.compile(
    r"(?P<kept>\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b\d{4}-\d\d-\d\d(?:[T ]\d\d:[\d:.]+)?)"
    r"|(?<!\w)\+?\d[\d\s().-]{7,}\d(?!\w)"
)
"""A phone number as anybody writes one; our uuids and times are `kept`."""
OUR_OWN = frozenset({"timestamp", "config_hash", "before", "turn", "send", "version", "stream", "peer"})
"""Keys whose values we make ourselves: a hash may happen to be twelve digits."""
WAMID = re.compile(r"wamid\.[A-Za-z0-9+/=_-]+")
"""A wamid carries the customer's phone number in base64."""
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


def turn_label(message_id: str) -> str:
    """The id of a turn in logs. It does not give the phone number away, as a wamid would."""
    return sha256(message_id.encode()).hexdigest()[:12]


def of_turn(message_id: str) -> AbstractContextManager[Any]:
    """Every line said inside, by whatever is started inside too, belongs to the turn of this message."""
    return structlog.contextvars.bound_contextvars(turn=turn_label(message_id))


def unlogged() -> AbstractContextManager[Any]:
    """No line is said inside: a turn that is only run again is no event, and its emergency calls nobody."""
    return structlog.contextvars.bound_contextvars(unlogged=True)


def configure_logs(
    secrets: Sequence[str] = (), stream: TextIO | None = None, level: str = "INFO", files: LogFiles | None = None
) -> None:
    """Set up structlog for the process; `secrets` are replaced wherever they appear."""
    out = sys.stderr if stream is None else stream
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _without_unlogged,
            structlog.processors.add_log_level,
            add_stream,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            scrubber(secrets),
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=Parts(out, files),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, Libraries)]:
        root.removeHandler(handler)
    root.addHandler(Libraries(logging.WARNING))


def _without_unlogged(_logger: Any, _method: str, event: EventDict) -> EventDict:
    if event.get("unlogged"):
        raise structlog.DropEvent
    return event


_TO_JSON = structlog.processors.JSONRenderer(ensure_ascii=False)


def render(logger: Any, method: str, event: EventDict) -> tuple[tuple[str], Mapping[str, Stream]]:
    """The last processor: the line, and the stream it belongs to."""
    return (str(_TO_JSON(logger, method, event)),), {"stream": event["stream"]}


class Libraries(logging.Handler):
    """What libraries log (Sanic, asyncio, pypdf) as events of ours: scrubbed, and one line each."""

    def emit(self, record: logging.LogRecord) -> None:
        """The message, with the error and where it was raised; never the values a traceback would quote."""
        told = {"logger": record.name}
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            told |= {"error": f"{type(error).__name__}: {error}", "raised": _raised(error)}
        structlog.get_logger().log(record.levelno, record.getMessage(), **told)


def _raised(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return " > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames[-6:])


def scrubber(secrets: Sequence[str]) -> Processor:
    """The last processor before rendering: no event leaves with a secret, phone number, wamid or e-mail in it."""
    hidden = tuple(secret for secret in secrets if len(secret) >= 4)

    def scrub(_logger: Any, _method: str, event: EventDict) -> EventDict:
        return {key: value if key in OUR_OWN else _clean(value, hidden) for key, value in event.items()}

    return scrub


def _clean(value: Any, hidden: Sequence[str]) -> Any:
    if isinstance(value, str):
        return _clean_text(value, hidden)
    if isinstance(value, dict):
        return {key: _clean(item, hidden) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item, hidden) for item in value]
    return value


def _clean_text(text: str, hidden: Sequence[str]) -> str:
    for secret in hidden:
        text = text.replace(secret, "[secret]")
    text = WAMID.sub("[wamid]", text)
    return NUMBER.sub(lambda found: found["kept"] or "[phone]", EMAIL.sub("[email]", text))
