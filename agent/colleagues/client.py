"""What a user of the workbench does in a conversation, asked of the server that runs: it alone writes and sends."""

from typing import Any
from urllib.parse import quote

import httpx

from agent.accounts.roles import Role, User
from agent.colleagues.refused import RefusedError
from agent.ports import PortError
from agent.process.local_server import find_server
from agent.settings import Environment

NO_SERVER = "no server runs: nothing can be sent or settled now. Start it with `cairn serve`, or all with `make run`"
_ROLES: dict[Role, str] = {"viewer": "reader", "tuner": "reader", "agent": "agent", "admin": "admin"}
"""The role of the API each role of the workbench has there."""
_TIMEOUT = httpx.Timeout(30.0, connect=2.0)


class Colleague:
    """One user at one server. Every deed is refused here and there alike where the role does not include it."""

    def __init__(self, environment: Environment, user: User) -> None:
        self._environment = environment
        self._user = user

    @property
    def is_there(self) -> bool:
        """Whether a server answers now."""
        try:
            address, _ = self._server()
            return httpx.get(f"{address}/health/live", timeout=2.0, trust_env=False).status_code == 200
        except (PortError, httpx.HTTPError):
            return False

    @property
    def actor(self) -> str:
        """How the server of this data folder calls this user; the audit log too."""
        return f"workbench:{self._user.name}"

    def is_kept_out(self, holder: str) -> bool:
        """Whether a conversation of `holder` is not this user's.

        At a server elsewhere all users here share the name of one key, which only the server knows: it decides.
        """
        return holder != self.actor and not self._environment.cairn_server_url

    def take_over(self, contact: str, instead_of: str = "") -> bool:
        """False where they have the conversation already. RefusedError where somebody has who is not `instead_of`."""
        body = {"instead_of": instead_of}
        return bool(self._post(f"contacts/{quote(contact, safe='')}/take-over", body)["taken"])

    def release(self, contact: str) -> bool:
        """Let the bot answer again; False where it was not silent."""
        return bool(self._post(f"contacts/{quote(contact, safe='')}/release")["released"])

    def reply(self, contact: str, key: str, text: str, *, as_template: bool = False) -> str:
        """Send these words, once for each `key`; the state of the send. RefusedError says what to do instead."""
        body = {"id": key, "text": text, "as_template": as_template}
        return str(self._post(f"contacts/{quote(contact, safe='')}/reply", body)["state"])

    def settle(self, item: str, how: str) -> None:
        """An item of the queue: `done`, or of an unknown send `arrived` or `again`."""
        self._post(f"review/{quote(item, safe='')}/{how}")

    def reveal(self, contact: str) -> str:
        """The phone number; the audit log has it before it is told."""
        self._user.must("reveal")
        return str(self._post(f"contacts/{quote(contact, safe='')}/reveal")["phone"])

    def _post(self, path: str, body: Any = None) -> dict[str, Any]:
        self._user.must("answer")
        address, headers = self._server()
        try:
            answer = httpx.post(f"{address}/v1/{path}", json=body, headers=headers, timeout=_TIMEOUT, trust_env=False)
            told: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise PortError(NO_SERVER) from error
        if answer.status_code != 200:
            _refuse(answer.status_code, told)
        return told

    def _server(self) -> tuple[str, dict[str, str]]:
        url, key = self._environment.cairn_server_url, self._environment.cairn_api_key.get_secret_value()
        if url and key:
            return url.rstrip("/"), {"Authorization": f"Bearer {key}"}
        server = find_server(self._environment.cairn_data)
        if server is None:
            raise PortError(NO_SERVER)
        named = {"X-Cairn-User": quote(self._user.name), "X-Cairn-Role": _ROLES[self._user.role]}
        return server.url, {"Authorization": f"Bearer {server.workbench_key}", **named}


def _refuse(status: int, told: dict[str, Any]) -> None:
    why, says = told.get("why", ""), str(told.get("error", "the server refused it"))
    if why:
        raise RefusedError(why, says)
    raise PortError(f"{says} ({status})")
