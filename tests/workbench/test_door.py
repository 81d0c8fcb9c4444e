"""What stands in front of the pages: who is not known reaches the sign-in page and nothing else."""

import contextlib
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from agent.accounts.doorkeeper import Doorkeeper
from agent.accounts.organisation import Organisation
from agent.accounts.users import Users
from workbench.access.door import ORGANISATIONS_COOKIE, Door, only_the_page, organisations_secret
from workbench.access.signing_in import COOKIE, routes, wanted

WORDS = "four plain words here"
PAGE = {"accept": "text/html"}
FORM = {"name": "asha", "password": WORDS}
LOGIN = Organisation(
    client_id="workbench",
    client_secret="secret",
    metadata_url="https://login.example.com",
    redirect_url="https://bench.example.com/oauth2callback",
    roles={"asha@example.com": "agent"},
)


async def page(request: Request) -> PlainTextResponse:
    return PlainTextResponse("inside")


async def echo(socket: WebSocket) -> None:
    await socket.accept()
    with contextlib.suppress(WebSocketDisconnect):
        while True:
            await socket.send_bytes(await socket.receive_bytes())


def client(keeper: Doorkeeper, host: str = "localhost", address: str = "127.0.0.1") -> TestClient:
    inside = [WebSocketRoute("/_stcore/stream", echo), Route("/{path:path}", page, methods=["GET", "PUT"])]
    app = Starlette(routes=[*routes(keeper), *inside], middleware=[Middleware(Door, keeper=keeper)])
    return TestClient(app, base_url=f"http://{host}", client=(address, 5000), follow_redirects=False)


@pytest.fixture
def keeper(tmp_path: Path) -> Doorkeeper:
    Users(tmp_path).add("asha", "agent", WORDS)
    return Doorkeeper(tmp_path, "0.0.0.0")


def click() -> bytes:
    """A message that says a button of a part of the page was clicked."""
    state = ClientState(query_string="as=c-0001", fragment_id="part")
    state.widget_states.widgets.add(id="publish", trigger_value=True)
    return bytes(BackMsg(rerun_script=state).SerializeToString())


def test_a_page_leads_to_the_sign_in_and_back_to_where_one_wanted_to_go(keeper: Doorkeeper) -> None:
    visitor = client(keeper)
    sent = visitor.get("/inbox?stage=hot", headers=PAGE)
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in?next=%2Finbox%3Fstage%3Dhot")
    shown = visitor.get(sent.headers["location"])
    assert "Password" in shown.text
    assert "inside" not in shown.text
    came = visitor.post(sent.headers["location"], data=FORM)
    assert (came.status_code, came.headers["location"]) == (303, "/inbox?stage=hot")
    cookie = came.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert visitor.get("/inbox", headers=PAGE).text == "inside"


@pytest.mark.parametrize("path", ["/media/file", "/_stcore/upload_file/a/b", "/component/x", "/auth/login", "/any"])
def test_nothing_else_is_served_to_who_is_not_known(keeper: Doorkeeper, path: str) -> None:
    for known in ({}, {"cookie": f"{COOKIE}=guessed"}, {"cookie": f"{ORGANISATIONS_COOKIE}=forged"}):
        assert client(keeper).get(path, headers=known).status_code == 401
        assert client(keeper).put(path, headers=known).status_code == 401


def test_a_wrong_password_and_a_form_of_another_site_are_refused(keeper: Doorkeeper) -> None:
    wrong = client(keeper).post("/sign-in", data={"name": "<b>asha", "password": "wrong"})
    assert wrong.status_code == 401
    assert "&lt;b&gt;asha" in wrong.text
    assert "set-cookie" not in wrong.headers
    foreign = client(keeper).post("/sign-in", data=FORM, headers={"origin": "https://evil.example.com"})
    assert foreign.status_code == 403
    assert client(keeper).post("/sign-in", data={**FORM, "more": "x" * 9000}).status_code == 403


def test_guessing_is_answered_with_wait(keeper: Doorkeeper) -> None:
    visitor = client(keeper)
    answers = [visitor.post("/sign-in", data={"name": "asha", "password": "wrong"}).status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]


@pytest.mark.parametrize(
    "path", ["//evil.example.com", "https://evil.example.com", "/\\evil", "evil", "/a\nb", "/sign-in"]
)
def test_the_way_back_never_leads_to_another_site(path: str) -> None:
    assert wanted(path) == "/"


def test_without_users_only_this_machine_is_answered(tmp_path: Path) -> None:
    keeper = Doorkeeper(tmp_path, "127.0.0.1")
    assert client(keeper).get("/", headers=PAGE).text == "inside"
    assert client(keeper).get("/sign-in").headers["location"] == "/"
    for visitor in (client(keeper, host="bench.example.com"), client(keeper, address="10.0.0.7")):
        refused = visitor.get("/", headers=PAGE)
        assert refused.status_code == 403
        assert "cairn user add" in refused.text
        with pytest.raises(WebSocketDisconnect), visitor.websocket_connect("/_stcore/stream"):
            pytest.fail("let in")
    passed_on = client(keeper).get("/", headers={**PAGE, "x-forwarded-for": "10.0.0.7"})
    assert passed_on.status_code == 403


def test_an_open_page_goes_on_only_as_long_as_its_session(keeper: Doorkeeper) -> None:
    secret = keeper.sign_in("asha", WORDS, "127.0.0.1") or ""
    with client(keeper).websocket_connect("/_stcore/stream", headers={"cookie": f"{COOKIE}={secret}"}) as socket:
        socket.send_bytes(click())
        assert socket.receive_bytes() == click()
        keeper.sessions.end(secret)
        socket.send_bytes(b"no message at all")
        socket.send_bytes(click())
        asked = BackMsg()
        asked.ParseFromString(socket.receive_bytes())
        assert asked.rerun_script == ClientState(query_string="as=c-0001")


def test_who_never_signed_in_can_click_nothing(keeper: Doorkeeper) -> None:
    with client(keeper).websocket_connect("/_stcore/stream") as socket:
        socket.send_bytes(click())
        assert socket.receive_bytes() == only_the_page(click())


def test_two_whose_login_fills_several_cookies_are_two_though_the_first_cookie_is_the_same() -> None:
    one = {ORGANISATIONS_COOKIE: "chunks-2", f"{ORGANISATIONS_COOKIE}_1": "asha", f"{ORGANISATIONS_COOKIE}_2": "x"}
    other = {**one, f"{ORGANISATIONS_COOKIE}_1": "ravi"}
    assert organisations_secret(one) != organisations_secret(other)
    assert organisations_secret({**one, f"{ORGANISATIONS_COOKIE}_tokens": "t", "more": "m"}) == organisations_secret(
        one
    )
    assert organisations_secret({"more": "m"}) == ""


def test_after_the_organisations_login_the_page_is_let_look_who_came_and_nothing_else(tmp_path: Path) -> None:
    keeper = Doorkeeper(tmp_path, "0.0.0.0", LOGIN)
    came = {"cookie": f"{ORGANISATIONS_COOKIE}=signed"}
    assert client(keeper).get("/inbox", headers=PAGE).status_code == 303
    assert client(keeper).get("/auth/login").text == "inside"
    assert client(keeper).get("/oauth2callback").text == "inside"
    assert client(keeper).get("/inbox", headers={**PAGE, **came}).text == "inside"
    assert client(keeper).get("/media/file", headers=came).status_code == 401
    keeper.recognise_claims("signed", {"email": "asha@example.com", "email_verified": True})
    assert client(keeper).get("/media/file", headers=came).text == "inside"
    keeper.sessions.end("signed")
    assert client(keeper).get("/inbox", headers={**PAGE, **came}).status_code == 303
    assert client(keeper).post("/sign-in", data=FORM).status_code == 403
