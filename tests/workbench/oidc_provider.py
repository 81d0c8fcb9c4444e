"""A small OpenID Connect provider over real HTTP: discovery, a page to sign in on, codes, signed tokens, userinfo."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "workbench", "secret-of-the-provider"


class Provider:
    """Whoever is in `people` may sign in by one click; their claims go into the signed token as they stand."""

    def __init__(self) -> None:
        self.people: dict[str, Mapping[str, Any]] = {}
        self._key = RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig", "alg": "RS256"})
        self._codes: dict[str, dict[str, str]] = {}
        self._access: dict[str, str] = {}
        self._server = _Server(self)
        self.issuer = f"http://127.0.0.1:{self._server.server_port}/tenant-1/v2.0"
        self.metadata_url = f"{self.issuer}/.well-known/openid-configuration"

    def environment(self, workbench: str, users: str, **more: str) -> dict[str, str]:
        """What a workbench at this address is told of it."""
        return {
            "CAIRN_OIDC_CLIENT_ID": CLIENT,
            "CAIRN_OIDC_CLIENT_SECRET": SECRET,
            "CAIRN_OIDC_METADATA_URL": self.metadata_url,
            "CAIRN_OIDC_REDIRECT_URL": f"{workbench}/oauth2callback",
            "CAIRN_OIDC_USERS": users,
            **more,
        }

    def start(self) -> None:
        """Answer until `close`."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Answer nobody any more."""
        self._server.shutdown()
        self._server.server_close()

    # --- what it answers ---------------------------------------------------------------------------------------

    def metadata(self) -> dict[str, Any]:
        """The discovery document."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def keys(self) -> dict[str, Any]:
        """The public half of the key."""
        return {"keys": [self._key.as_dict(private=False)]}

    def choice(self, asked: Mapping[str, str]) -> str:
        """The sign-in page: a link for each person."""
        links = []
        for person in self.people:
            code = secrets.token_urlsafe(16)
            self._codes[code] = {**asked, "person": person}
            answer = urlencode({"code": code, "state": asked["state"]})
            links.append(f'<p><a href="{escape(asked["redirect_uri"])}?{escape(answer)}">{escape(person)}</a></p>')
        return f"<!doctype html><title>Provider</title><h1>Who are you?</h1>{''.join(links)}"

    def token(self, form: Mapping[str, str], basic: str) -> dict[str, Any] | None:
        """For a code, once, to who holds the client's secret and the verifier the code was asked with."""
        asked = self._codes.pop(form.get("code", ""), None)
        given = base64.b64decode(basic.removeprefix("Basic ")).decode() if basic else ""
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or given != f"{CLIENT}:{SECRET}" or challenge != asked.get("code_challenge"):
            return None
        access, now = secrets.token_urlsafe(16), int(time.time())
        self._access[access] = asked["person"]
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": asked["person"],
            "iat": now,
            "exp": now + 300,
            "nonce": asked.get("nonce"),
            **self.people[asked["person"]],
        }
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self._key)
        return {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": signed}

    def userinfo(self, bearer: str) -> dict[str, Any] | None:
        """The claims of whose token this is."""
        person = self._access.get(bearer.removeprefix("Bearer "))
        return {"sub": person, **self.people[person]} if person else None


class _Server(ThreadingHTTPServer):
    """Knows whose answers it gives."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        provider, parts = self.server.provider, urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        what = parts.path.rsplit("/", 1)[-1]
        if what == "authorize":
            self._say(provider.choice(asked).encode(), "text/html")
            return
        answers = {"openid-configuration": provider.metadata, "keys": provider.keys}
        bearer = self.headers.get("Authorization", "")
        self._tell(answers[what]() if what in answers else provider.userinfo(bearer))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self._tell(self.server.provider.token(form, self.headers.get("Authorization", "")))

    def _tell(self, document: dict[str, Any] | None) -> None:
        told = {"error": "invalid_grant"} if document is None else document
        self._say(json.dumps(told).encode(), "application/json", 400 if document is None else 200)

    def _say(self, body: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *told: object) -> None:
        """Nothing on the terminal of the tests."""


@contextmanager
def running_provider() -> Iterator[Provider]:
    """A provider for as long as it is needed."""
    provider = Provider()
    provider.start()
    try:
        yield provider
    finally:
        provider.close()
