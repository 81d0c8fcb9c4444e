"""What one simulator is: whose webhook it feeds, under which secret, and how fast its clock runs."""

from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_PHONE_NUMBER_ID = "100000000000001"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One business number and the business account it belongs to."""

    id: str
    display: str
    business: str


OTHER = Number(id="100000000000009", display="15550100900", business="200000000000009")
"""A second number, of another business account, that shares the webhook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatorSettings:
    """`webhook` empty: nothing is delivered. `token` empty: any bearer token will do. `phone_number_id` is the number
    it stands for; besides it knows `OTHER`. `speed` 60 makes a minute of delays pass in a second.
    """

    webhook: str = ""
    secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    verify_token: str = field(default="", repr=False)
    phone_number_id: str = DEFAULT_PHONE_NUMBER_ID
    display_phone_number: str = "15550100200"
    business_account_id: str = "200000000000002"
    business_name: str = "Saffron Ridge Treks"
    seed: int = 7
    speed: float = 1.0
    contacts: Path | None = None

    def __post_init__(self) -> None:
        if self.webhook and not self.secret:
            raise ValueError("simulator: a webhook needs the app secret to sign with: set WHATSAPP_APP_SECRET")
        if self.webhook and not self.webhook.startswith(("http://", "https://")):
            raise ValueError("simulator: --webhook must be an http(s) address")
        if self.speed <= 0:
            raise ValueError("simulator: the speed of the clock must be above 0")

    @property
    def numbers(self) -> tuple[Number, ...]:
        """All business numbers whose messages come to the webhook; the first is the one in the settings."""
        first = Number(id=self.phone_number_id, display=self.display_phone_number, business=self.business_account_id)
        return (first, OTHER)

    def number(self, phone_number_id: str) -> Number:
        """Raises ValueError for a number it does not know."""
        for number in self.numbers:
            if number.id == phone_number_id:
                return number
        raise ValueError(f"number must be one of {', '.join(number.id for number in self.numbers)}")
