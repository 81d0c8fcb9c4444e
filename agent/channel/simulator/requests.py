"""What a request to the simulator says."""

from typing import Any

from sanic import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from agent.channel.wire_json import load_json


def body_of(request: Request) -> Any:
    """The JSON body; None when it is none."""
    try:
        return load_json(request.body)
    except (ValueError, RecursionError):
        return None


def count_of(request: Request, name: str) -> int:
    """A number of the query; 0 when it is none."""
    text = request.args.get(name, "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def wrong(what: str) -> HTTPResponse:
    """400 with the reason."""
    return json_response({"error": what}, status=400)
