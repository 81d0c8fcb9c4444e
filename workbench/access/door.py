"""What stands in front of Streamlit: who is not known reaches the sign-in page and nothing else."""

import re
from collections.abc import Mapping
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from agent.accounts.doorkeeper import MAKE_USERS, Doorkeeper
from workbench.access.signing_in import ASK, COOKIE, PATH

ORGANISATIONS_COOKIE = "_streamlit_user"
"""Set by Streamlit after the organisation's login, signed by it."""
_PARTS = re.compile(rf"{ORGANISATIONS_COOKIE}(_\d+)?")
_FREE = ("/_stcore/health", "/_stcore/host-config", "/static/", "/favicon.png", PATH)
"""Nothing of anybody: that the process lives, and the files every Streamlit has."""
_ORGANISATIONS = ("/auth/", "/oauth2callback")
_PLAIN_GUARDS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
}


class Door:
    """ASGI middleware, before everything of Streamlit's."""

    def __init__(self, app: ASGIApp, keeper: Doorkeeper) -> None:
        self._app = app
        self._keeper = keeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, send to the sign-in page, or refuse."""
        if scope["type"] == "http":
            await self._page(scope, receive, _guarded(send))
        elif scope["type"] == "websocket":
            await self._talk(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        visit = HTTPConnection(scope)
        if self._may_have(visit):
            await self._app(scope, receive, send)
        elif self._keeper.mode == "open":
            told = f"This workbench has no users, so it answers on its own machine only. To open it: {MAKE_USERS}.\n"
            await PlainTextResponse(told, status_code=403)(scope, receive, send)
        elif "text/html" in visit.headers.get("accept", ""):
            query = f"?{visit.url.query}" if visit.url.query else ""
            aim = quote(visit.url.path + query, safe="")
            await RedirectResponse(f"{PATH}?next={aim}", status_code=303)(scope, receive, send)
        else:
            await PlainTextResponse("sign in first\n", status_code=401)(scope, receive, send)

    def _may_have(self, visit: HTTPConnection) -> bool:
        path = visit.url.path
        if path.startswith(_FREE) or self._knows(visit):
            return True
        if self._keeper.mode != "organisation":
            return False
        # Only the page itself can read what the organisation's login said: it looks before it shows anything.
        cookie = organisations_secret(visit.cookies)
        came_back = bool(cookie) and not self._keeper.sessions.is_over(cookie)
        return path.startswith(_ORGANISATIONS) or (path.count("/") == 1 and (came_back or ASK in visit.query_params))

    def _knows(self, visit: HTTPConnection) -> bool:
        if self._keeper.mode == "open":
            return self._is_local(visit)
        is_theirs = self._keeper.mode == "organisation"
        secret = organisations_secret(visit.cookies) if is_theirs else visit.cookies.get(COOKIE, "")
        return self._keeper.recognise(secret) is not None

    def _is_local(self, visit: HTTPConnection) -> bool:
        client = visit.client.host if visit.client else ""
        return self._keeper.lets_in(client, dict(Headers(scope=visit.scope).items()))

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A page that is open goes on only as long as its session: after that every message asks for the page anew,

        with nothing that was clicked or typed in it, and the page's first act is to look who is there.
        """
        visit = HTTPConnection(scope)
        if self._keeper.mode == "open" and not self._is_local(visit):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return

        async def heard() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive" or self._knows(visit):
                    return message
                stripped = only_the_page(message.get("bytes") or b"")
                if stripped:
                    return {"type": "websocket.receive", "bytes": stripped}

        await self._app(scope, heard, send)


def organisations_secret(cookies: Mapping[str, str]) -> str:
    """What Streamlit keeps of who came through the organisation's login: one cookie, and more where that was too long.

    All of it counts: the first alone would say only how many there are.
    """
    return " ".join(cookies[name] for name in sorted(cookies) if _PARTS.fullmatch(name))


def only_the_page(data: bytes) -> bytes:
    """A request for the whole page without its widgets; empty for a message that is none."""
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except Exception:  # protobuf's own error has no stable name; what cannot be read asks for nothing
        return b""
    if message.WhichOneof("type") != "rerun_script":
        return b""
    asked = message.rerun_script
    bare = ClientState(query_string=asked.query_string, page_script_hash=asked.page_script_hash)
    bare.page_name = asked.page_name
    if asked.HasField("context_info"):
        bare.context_info.CopyFrom(asked.context_info)
    return bytes(BackMsg(rerun_script=bare).SerializeToString())


def _guarded(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _PLAIN_GUARDS.items():
                headers.setdefault(name, value)
        await send(message)

    return with_headers
