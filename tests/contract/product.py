"""The whole product as a business runs it: server and simulator as processes, with every secret there is."""

from dataclasses import dataclass, field
from typing import Any

import httpx

from agent.channel.signature import sign
from agent.settings import ROOT
from tests.real_parts import KEYS, PLAIN, Deployment, edited

OLD_SECRET = "secret-of-the-tests-before"
API_KEYS = {"agent": "key-of-asha-in-the-tests", "reader": "key-of-the-board-tests", "admin": "key-of-vikram-in-tests"}
MODEL_KEY = "sk-or-key-of-the-tests"
CONFIG = edited(
    (ROOT / "config/pipeline.yaml").read_text(encoding="utf-8"),
    service={"burst_window_s": 0.1, "unsigned_a_minute": 100_000},
)
"""As shipped, but that a test may knock as often as it likes."""


@dataclass(slots=True)
class Product(Deployment):
    """Two app secrets, three API keys, and a key for models that nobody answers to."""

    answers: list[str] = field(default_factory=list)
    """Every HTTP answer that a test got: status line, headers, body."""

    def keys(self) -> dict[str, str]:
        return {
            **KEYS,
            "WHATSAPP_GRAPH_URL": self.phone,
            "WHATSAPP_APP_SECRET_OLD": OLD_SECRET,
            "OPENROUTER_API_KEY": MODEL_KEY,
            "OPENROUTER_URL": "http://127.0.0.1:9/api/v1",
            "CAIRN_API_KEYS": ",".join(f"{role}:{role}:{secret}" for role, secret in API_KEYS.items()),
        }

    def secrets(self) -> list[str]:
        """What no log, figure or answer may show."""
        known = [value for name, value in KEYS.items() if "NUMBER" not in name]
        return [*known, OLD_SECRET, MODEL_KEY, *API_KEYS.values()]

    def post(self, body: bytes, *, secret: str = KEYS["WHATSAPP_APP_SECRET"]) -> httpx.Response:
        """A webhook, signed."""
        headers = {"X-Hub-Signature-256": sign(body, secret), "Content-Type": "application/json"}
        return self.ask("POST", "/webhook", content=body, headers=headers)

    def ask(self, method: str, path: str, *, role: str = "", **parts: Any) -> httpx.Response:
        """Any request; its answer is kept."""
        headers = dict(parts.pop("headers", {}) or {})
        if role:
            headers["Authorization"] = f"Bearer {API_KEYS[role]}"
        url = self.url + path
        answer = httpx.request(method, url, headers=headers, timeout=30, **PLAIN, **parts)
        told = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        self.answers.append(f"{answer.status_code}\n{told}\n\n{answer.text}")
        return answer
