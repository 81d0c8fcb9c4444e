"""The sign-in page: plain HTML of ours, so that nothing of the workbench is loaded before somebody is known."""

import asyncio
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from agent.accounts.doorkeeper import Doorkeeper
from agent.accounts.sessions import LONGEST_S
from agent.ports import PortError

PATH = "/sign-in"
COOKIE = "cairn_session"
ASK = "through"
"""The query parameter with which the page goes to the organisation's login."""

_PAGE = Template(Path(__file__).with_name("sign_in.html").read_text(encoding="utf-8"))
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
}
_FORM = """<form method="post" action="{action}">
<label for="name">Name</label>
<input id="name" name="name" value="{name}" autocomplete="username" required maxlength="60" autofocus>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024">
<button>Sign in</button>
</form>"""
_LARGEST_BODY = 8192


def routes(keeper: Doorkeeper) -> list[Route]:
    """The sign-in page and what its form is sent to."""

    async def show(request: Request) -> Response:
        if keeper.mode == "open":
            return RedirectResponse("/", status_code=303)
        return _page(keeper, wanted(request.query_params.get("next", "")))

    async def take(request: Request) -> Response:
        if not _is_ours(request) or keeper.mode != "password":
            return _page(keeper, "/", "Please sign in from this page.", status=403)
        return await _signed_in(keeper, request)

    return [Route(PATH, show, methods=["GET"]), Route(PATH, take, methods=["POST"])]


async def _signed_in(keeper: Doorkeeper, request: Request) -> Response:
    form = await request.form(max_files=0, max_fields=5)
    name, password = str(form.get("name", "")), str(form.get("password", ""))
    aim = wanted(request.query_params.get("next", ""))
    address = request.client.host if request.client else ""
    try:
        secret = await asyncio.to_thread(keeper.sign_in, name, password, address)
    except PortError as error:
        return _page(keeper, aim, str(error), name, status=429)
    if secret is None:
        return _page(keeper, aim, "This name and password do not fit together.", name, status=401)
    return _with_cookie(RedirectResponse(aim, status_code=303), secret, request)


def wanted(path: str) -> str:
    """Where to go after the sign-in: a page of ours, whatever was asked for."""
    parts = urlsplit(path)
    is_ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and not parts.netloc
    return path if is_ours and parts.path != PATH and path.isprintable() else "/"


def _page(keeper: Doorkeeper, aim: str, alert: str = "", name: str = "", status: int = 200) -> HTMLResponse:
    shown = f'<p role="alert">{escape(alert[:1].upper() + alert[1:])}</p>' if alert else ""
    if keeper.mode == "organisation":
        form = f'<a class="button" href="/?{ASK}=1">Sign in with your organisation</a>'
    else:
        action = f"{PATH}?{urlencode({'next': aim})}"
        form = _FORM.format(action=escape(action), name=escape(name[:60]))
    return HTMLResponse(_PAGE.substitute(alert=shown, form=form), status_code=status, headers=_HEADERS)


def _is_ours(request: Request) -> bool:
    """Sent by our own page, and no larger than two words need."""
    origin = request.headers.get("origin", "")
    same = not origin or urlsplit(origin).netloc == request.headers.get("host", "")
    length = request.headers.get("content-length", "")
    return same and length.isdigit() and int(length) <= _LARGEST_BODY


def _with_cookie(response: Response, secret: str, request: Request) -> Response:
    """`lax`: a link to a page that a colleague sent works. Behind a proxy that ends TLS it is for TLS only too."""
    secure = "https" in (request.url.scheme, request.headers.get("x-forwarded-proto", ""))
    age = int(LONGEST_S)
    response.set_cookie(COOKIE, secret, max_age=age, path="/", httponly=True, samesite="lax", secure=secure)
    return response
