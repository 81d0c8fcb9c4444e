"""No key or token of a known form in any tracked file."""

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

import pytest
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import get_plugins, transient_settings
from detect_secrets.transformers import get_transformed_file
from detect_secrets.types import NamedIO

from agent.settings import ROOT

FORMS = (
    *("AWSKeyDetector", "AzureStorageKeyDetector", "GitLabTokenDetector", "JwtTokenDetector", "OpenAIDetector"),
    *("PrivateKeyDetector", "PypiTokenDetector", "SendGridDetector", "SlackDetector", "StripeDetector"),
    *("TelegramBotTokenDetector", "TwilioKeyDetector", "NpmDetector", "MailchimpDetector", "DiscordBotTokenDetector"),
)
"""Detectors that know a form; those that guess by words take `secret = "app-secret"` of a test for one."""
NOT_TEXT = {".npz", ".png", ".pdf", ".docx", ".ico"}
PLANTED = {
    "AWSKeyDetector": "AKIA" + "QWERTYUIOPASDFGH",
    "AzureStorageKeyDetector": "AccountKey=" + "a1B2" * 22,
    "GitLabTokenDetector": "glpat-" + "a1B2c3D4e5F6g7H8i9J0",
    "JwtTokenDetector": "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxIn0." + "c2lnbmF0dXJl",
    "OpenAIDetector": "sk-" + "a1B2c3D4e5F6g7H8i9J0" + "T3BlbkFJ" + "k1L2m3N4o5P6q7R8s9T0",
    "PrivateKeyDetector": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "PypiTokenDetector": "pypi-" + "AgEIcHlwaS5vcmc" + "a1B2c3D4" * 9,
    "SendGridDetector": "SG." + "a1B2c3D4e5F6g7H8i9J0k1." + "a1B2c3D4e5F6g7H8i9J0" * 2 + "k1L",
    "SlackDetector": "xoxb-" + "123456789012-abcdefghijkl",
    "StripeDetector": "sk_live_" + "abcdefghijklmnopqrstuvwx",
    "TelegramBotTokenDetector": "1234567890:" + "a1B2c" * 7,
    "TwilioKeyDetector": "AC" + "a1b2c3d4" * 4,
    "NpmDetector": "//registry.npmjs.org/" + ":_authToken=" + "npm_a1B2c3D4",
    "MailchimpDetector": "a1b2c3d4" * 4 + "-us12",
    "DiscordBotTokenDetector": "M" + "a1B2c3D4" * 3 + ".a1B2c3." + "a1B2c3D4e" * 3,
}
"""A secret by the detector of its form, in two parts, as this file is scanned too."""
KEPT_AS = {
    "settings.py": 'token = "{}"\n',
    "settings.yaml": "tokens:\n- name: ours\n  token: '{}'\n",
    "settings.ini": "[ours]\ntoken = {}\n",
}


def found(paths: Iterable[Path]) -> list[str]:
    """File, line and kind of each."""
    secrets = SecretsCollection(root=str(ROOT))
    with transient_settings({"plugins_used": [{"name": form} for form in FORMS]}):
        forms = [form for plugin in get_plugins() for form in plugin.denylist]
        for path in paths:
            if any(form.search(read) for read in readings(ROOT / path) for form in forms):
                secrets.scan_file(str(path))
        return [f"{name}:{secret.line_number}: {secret.type}" for name, secret in secrets]


def readings(path: Path) -> Iterator[str]:
    """All the scan would read line by line, which takes it ten times as long as a search in the whole: the text, and
    the names and values of a file of settings."""
    with path.open(encoding="utf-8") as file:
        yield file.read()
        for eager in (False, True):
            file.seek(0)
            yield "\n".join(get_transformed_file(cast(NamedIO, file), eager) or ())


def test_no_tracked_file_holds_a_secret() -> None:
    listed = subprocess.run(("git", "ls-files", "-z"), cwd=ROOT, capture_output=True, text=True, check=True).stdout
    tracked = [Path(name) for name in listed.split("\0") if name and Path(name).suffix not in NOT_TEXT]

    assert len(tracked) > 500
    assert found(path for path in tracked if (ROOT / path).is_file()) == []


def test_there_is_a_planted_secret_of_each_form() -> None:
    assert set(PLANTED) == set(FORMS)


@pytest.mark.parametrize(("name", "text"), KEPT_AS.items(), ids=KEPT_AS)
@pytest.mark.parametrize(("form", "planted"), PLANTED.items(), ids=PLANTED)
def test_a_planted_secret_is_found(form: str, planted: str, name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text.format(planted), encoding="utf-8")

    assert len(found([path])) == 1
