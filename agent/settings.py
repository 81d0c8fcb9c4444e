"""Settings outside the steps: the `ports` and `service` sections of the YAML, and the environment."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from agent.journal.rules import LONGEST_LEASE_S
from agent.knowledge.settings import IndexSettings
from agent.llm.settings import LLMSettings
from agent.strict import Strict

ROOT = Path(__file__).parents[1]
"""The checkout: config, data and exemplars are found here when they are not under the current directory."""
INSTALL = ROOT / ".cairn"
"""The data folder that `make` fills: what it builds once, other data folders begin with."""


class StoreSettings(Strict):
    """The DuckDB file."""

    memory_limit: str = Field(
        "1GB",
        pattern=r"^\d+(MB|GB)$",
        description="Memory DuckDB may use for a query, such as 512MB; it rests at 32 MB.",
    )


class PaceSettings(Strict):
    """How fast we may send. Meta refuses what is faster."""

    per_second: int = Field(
        80, ge=1, le=1000, description="Messages a second of one number, both ways together; 20 beside the phone app."
    )
    pair_every_s: float = Field(6.0, ge=0, le=60, description="Seconds one message to a person costs; 0 for no limit.")
    pair_burst: int = Field(45, ge=1, le=1000, description="Messages to a person that may be borrowed at once.")


class ChannelSettings(Strict):
    """The Cloud API."""

    version: str = Field("v25.0", pattern=r"^v\d+\.\d$", description="Graph API version.")
    timeout_s: float = Field(10.0, gt=0, le=60, description="How long one send may take, in seconds.")
    messaging_limit: int = Field(
        250,
        ge=0,
        le=100_000,
        description="People templates may open a chat with in 24 hours, while Meta told no limit; 0 for no limit.",
    )
    pace: PaceSettings = Field(default_factory=PaceSettings, description="Limits of WhatsApp that we keep ourselves.")


class PortSettings(Strict):
    """What stands behind the ports. A change here needs a restart."""

    index: IndexSettings = Field(default_factory=IndexSettings, description="Documents, embedder and index.")
    store: StoreSettings = Field(default_factory=StoreSettings, description="The DuckDB file.")
    channel: ChannelSettings = Field(default_factory=ChannelSettings, description="The Cloud API.")
    llm: LLMSettings = Field(
        default_factory=LLMSettings, description="Models: their budget, the ladder, the answers given again."
    )


class ServiceSettings(Strict):
    """How messages are taken from the inbox. A change here needs a restart."""

    burst_window_s: float = Field(
        1.2, ge=0, le=10, description="Quiet time after a message before it is answered: fragments become one turn."
    )
    burst_limit_s: float = Field(4.0, ge=0, le=60, description="Longest wait for further fragments.")
    messages_a_minute: int = Field(
        30, ge=1, le=1000, description="Messages a minute of one contact beyond which they are answered together."
    )
    flood_wait_s: float = Field(20.0, ge=0, le=600, description="Longest a contact who writes faster than that waits.")
    webhooks_at_once: int = Field(
        4,
        ge=0,
        le=1000,
        description="Webhooks read at once before their 200; more are kept as they came, read later.",
    )
    proxies: int = Field(
        0,
        ge=0,
        le=10,
        description="Reverse proxies before the server; X-Forwarded-For names the caller so far back.",
    )
    unsigned_a_minute: int = Field(
        60,
        ge=1,
        le=100_000,
        description="Webhook requests not rightly signed, and wrong handshakes, one address may make in a minute.",
    )
    request_within_s: float = Field(
        20.0, ge=1, le=300, description="How long a request may take to come in, head and body; then it is cut off."
    )
    unknown_after_s: float = Field(
        120.0, ge=5, le=3600, description="How long a status may take to settle an unknown send; then a person does."
    )
    lease_s: float = Field(
        60.0, ge=5, le=LONGEST_LEASE_S, description="How long one conversation is held while it is answered."
    )
    turns_at_once: int = Field(200, ge=1, le=10_000, description="Conversations answered at the same time.")
    drain_s: float = Field(10.0, ge=0, le=60, description="How long shutdown waits for turns under way.")


class Environment(BaseSettings):
    """What the environment says. Secrets are masked wherever this is printed."""

    model_config = SettingsConfigDict(extra="ignore")

    whatsapp_token: SecretStr = SecretStr("")
    whatsapp_app_secret: SecretStr = SecretStr("")
    whatsapp_app_secret_old: SecretStr = SecretStr("")
    whatsapp_verify_token: SecretStr = SecretStr("")
    whatsapp_phone_number_id: str = ""
    whatsapp_graph_url: str = "https://graph.facebook.com"
    openrouter_api_key: SecretStr = SecretStr("")
    openrouter_url: str = "https://openrouter.ai/api/v1"
    cairn_fallback_llm_url: str = ""
    cairn_fallback_llm_key: SecretStr = SecretStr("")
    cairn_fallback_llm_model: str = ""
    cairn_cassette: Path | None = None
    cairn_cassette_mode: Literal["replay", "record"] = "replay"
    cairn_data: Path = Path(".cairn")
    cairn_api_keys: SecretStr = SecretStr("")
    cairn_oidc_client_id: str = ""
    cairn_oidc_client_secret: SecretStr = SecretStr("")
    cairn_oidc_metadata_url: str = ""
    cairn_oidc_redirect_url: str = ""
    cairn_oidc_users: str = ""
    cairn_oidc_trusted_issuer: str = ""
    cairn_server_url: str = ""
    cairn_api_key: SecretStr = SecretStr("")
    cairn_log_folder: Path | None = None
    cairn_log_max_mb: int = Field(50, ge=1, le=10_000)
    cairn_log_keep: int = Field(5, ge=1, le=1000)
    cairn_alert_url: SecretStr = SecretStr("")
    cairn_alert_secret: SecretStr = SecretStr("")
    cairn_alert_smtp: SecretStr = SecretStr("")
    cairn_alert_from: str = ""
    cairn_alert_to: str = ""

    @field_validator("cairn_data")
    @classmethod
    def _data_of_the_checkout(cls, folder: Path) -> Path:
        """A notebook runs in its own folder: the data folder of the checkout counts where none is here."""
        beside = ROOT / folder
        return beside if not folder.exists() and beside.exists() else folder

    def all_secrets(self) -> tuple[str, ...]:
        """Every secret value that is set: what logs must never show."""
        values = (getattr(self, name) for name in type(self).model_fields)
        whole = tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr) and value)
        keys = (entry.rsplit(":", 1)[-1].strip() for entry in self.cairn_api_keys.get_secret_value().split(","))
        return (*whole, *filter(None, keys))

    def missing_whatsapp(self) -> tuple[str, ...]:
        """Names of the variables without which no webhook can be trusted and nothing sent."""
        values = {
            "WHATSAPP_APP_SECRET": self.whatsapp_app_secret.get_secret_value(),
            "WHATSAPP_VERIFY_TOKEN": self.whatsapp_verify_token.get_secret_value(),
            "WHATSAPP_TOKEN": self.whatsapp_token.get_secret_value(),
            "WHATSAPP_PHONE_NUMBER_ID": self.whatsapp_phone_number_id,
        }
        return tuple(name for name, value in values.items() if not value)

    @property
    def has_fallback(self) -> bool:
        """Whether an address outside OpenRouter is named, and the model to ask there."""
        return bool(self.cairn_fallback_llm_url and self.cairn_fallback_llm_model)

    @property
    def has_model(self) -> bool:
        """Whether a model can be asked at all."""
        return bool(self.openrouter_api_key.get_secret_value()) or self.has_fallback

    def secrets(self) -> tuple[str, ...]:
        """App secrets a webhook may be signed with: the one in force, and the old one during rotation."""
        both = (self.whatsapp_app_secret, self.whatsapp_app_secret_old)
        return tuple(secret.get_secret_value() for secret in both if secret.get_secret_value())


def operator_folder(documents: str, config: Path) -> Path:
    """The operator's folder that a pipeline file names: here, beside that file, else in the checkout."""
    beside = (place / documents for place in (config.parent, config.absolute().parent.parent))
    return next((folder for folder in (Path(documents), *beside) if folder.exists()), ROOT / documents)


def fallback(documents: str, config: Path) -> str:
    """That the operator is the installation's own, for want of another one here; "" where it is not so."""
    folder = operator_folder(documents, config)
    if Path(documents).exists() or folder.resolve() != (ROOT / documents).resolve():
        return ""
    return f"no {documents}/ here: this is the sample operator of the installation, {folder}"


def find(path: str) -> Path:
    """A file or folder named in the YAML: under the current directory, else in the checkout."""
    here = Path(path)
    return here if here.is_absolute() or here.exists() else ROOT / path
