"""What Meta tells besides messages: the account, the number, templates, preferences, and who moved."""

import time
from collections.abc import Mapping
from typing import Any

from agent.channel.simulator.clock import Clock
from agent.channel.simulator.delivery import Courier
from agent.channel.simulator.graph.templates import Template
from agent.channel.simulator.people import People
from agent.channel.simulator.personas import Persona
from agent.channel.simulator.settings import SimulatorSettings
from agent.channel.simulator.wire import Update, value_of

_RESTRICTED_FOR_S = 3 * 86_400


class News:
    """Puts them on their way to the webhook."""

    def __init__(self, settings: SimulatorSettings, clock: Clock, people: People, courier: Courier) -> None:
        self._settings = settings
        self._clock = clock
        self._people = people
        self._courier = courier

    def tell(self, field: str, value: Mapping[str, Any]) -> None:
        """Any field of the business account, with any value."""
        now = int(self._clock.seconds())
        business = self._settings.business_account_id
        self._courier.post(Update(business=business, field=field, value=value, time=now))

    def restricted(self, how: str) -> None:
        """`account_update`: a restriction for three days, or the account disabled."""
        if how == "DISABLED":
            day = time.strftime("%B %d, %Y", time.gmtime(self._clock.seconds()))
            ban = {"waba_ban_state": "DISABLE", "waba_ban_date": day}
            self.tell("account_update", {"event": "DISABLED_UPDATE", "ban_info": ban})
            return
        until = int(self._clock.seconds()) + _RESTRICTED_FOR_S
        about = [{"restriction_type": how, "expiration": until}]
        self.tell("account_update", {"event": "ACCOUNT_RESTRICTION", "restriction_info": about})

    def upgraded(self) -> None:
        """`phone_number_quality_update`: the number may send 1,000 messages a second."""
        value = {
            "display_phone_number": self._settings.display_phone_number,
            "event": "THROUGHPUT_UPGRADE",
            "max_daily_conversations_per_business": "TIER_UNLIMITED",
        }
        self.tell("phone_number_quality_update", value)

    def template(self, template: Template) -> None:
        """`message_template_status_update`."""
        self.tell("message_template_status_update", template.news())

    def preference(self, person: Persona, choice: str) -> None:
        """`user_preferences`: marketing stopped or resumed."""
        contact = self._people.contact_of(person)
        told: dict[str, Any] = {
            **{name: contact[name] for name in ("wa_id", "user_id") if name in contact},
            "detail": f"User requested to {choice} marketing messages",
            "category": "marketing_messages",
            "value": choice,
            "timestamp": int(self._clock.seconds()),
        }
        self.tell("user_preferences", value_of(self._settings, contacts=[contact], user_preferences=[told]))

    def moved(
        self, wamid: str, before: Mapping[str, Any], moved: Persona, *, new_phone: str, old_form: bool
    ) -> dict[str, Any]:
        """The `system` message about a new phone number, or about a new user id alone."""
        now = self._people.as_named(moved)
        kind = "user_changed_number" if new_phone else "user_changed_user_id"
        system: dict[str, Any] = {"body": f"User {moved.name} changed", "type": kind}
        if new_phone:
            system["new_wa_id" if old_form else "wa_id"] = new_phone
        if old_form:
            system["type"] = "customer_changed_number"
        elif now.user_id:
            system["user_id"] = now.user_id
        timestamp = str(int(self._clock.seconds()))
        return {**before, "id": wamid, "timestamp": timestamp, "type": "system", "system": system}
