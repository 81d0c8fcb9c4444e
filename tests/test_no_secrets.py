"""No key or token of a known form in any tracked file."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import transient_settings

from agent.settings import ROOT

FORMS = (
    *("AWSKeyDetector", "AzureStorageKeyDetector", "GitLabTokenDetector", "JwtTokenDetector", "OpenAIDetector"),
    *("PrivateKeyDetector", "PypiTokenDetector", "SendGridDetector", "SlackDetector", "StripeDetector"),
    *("TelegramBotTokenDetector", "TwilioKeyDetector", "NpmDetector", "MailchimpDetector", "DiscordBotTokenDetector"),
)
"""Detectors that know a form; those that guess by words take `secret = "app-secret"` of a test for one."""
NOT_TEXT = {".npz", ".png", ".pdf", ".docx", ".ico"}
PLANTED = {
    "a key of AWS": "AKIA" + "QWERTYUIOPASDFGH",
    "a private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "a token of Slack": "xoxb-" + "123456789012-abcdefghijkl",
    "a key of Stripe": "sk_live_" + "abcdefghijklmnopqrstuvwx",
}


def found(paths: Iterable[Path]) -> list[str]:
    """File, line and kind of each."""
    secrets = SecretsCollection(root=str(ROOT))
    with transient_settings({"plugins_used": [{"name": form} for form in FORMS]}):
        for path in paths:
            secrets.scan_file(str(path))
        return [f"{name}:{secret.line_number}: {secret.type}" for name, secret in secrets]


def test_no_tracked_file_holds_a_secret() -> None:
    listed = subprocess.run(("git", "ls-files", "-z"), cwd=ROOT, capture_output=True, text=True, check=True).stdout
    tracked = [Path(name) for name in listed.split("\0") if name and Path(name).suffix not in NOT_TEXT]

    assert len(tracked) > 500
    assert found(path for path in tracked if (ROOT / path).is_file()) == []


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_a_planted_secret_is_found(planted: str, tmp_path: Path) -> None:
    path = tmp_path / "settings.py"
    path.write_text(f'token = "{planted}"\n', encoding="utf-8")

    assert len(found([path])) == 1
