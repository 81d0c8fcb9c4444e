"""Step 8: may this reply go out under the GDPR and WhatsApp's rules?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from pydantic import Field

from agent.handoff import handoff_reply
from agent.ports import Ports
from agent.safety.notice import opt_out_line, privacy_line
from agent.safety.personal_data import find_personal_data
from agent.safety.policy import forbids, is_promotional, message_flags, reply_flags
from agent.step import Step
from agent.turn import Compliance, Reply, Turn

_BODY_CHARS, _BODY_WITH_BUTTONS_CHARS = 4096, 1024
"""Text and interactive bodies of the Cloud API."""


class CheckCompliance(Step):
    """Flags go to the review queue; a flag that forbids puts a human in the reply's place. Never a silent drop."""

    reads: ClassVar[frozenset[str]] = frozenset({"message", "parsed", "customer", "reply"})
    writes: ClassVar[frozenset[str]] = frozenset({"compliance", "reply"})
    interruptible: ClassVar[bool] = False

    privacy_notice: bool = Field(
        default=True, description="Add one line on privacy to the first answer a contact gets."
    )
    offer_opt_out: bool = Field(default=True, description="Add how to stop offers to a reply that advertises one.")
    human_contact: str = Field(
        default="", max_length=200, description="Phone, e-mail or address of a human; empty takes the operator's own."
    )

    async def warm_up(self, ports: Ports) -> None:
        """Compile the word lists."""
        reply_flags("", known=())
        message_flags("")

    def run(self, turn: Turn, ports: Ports) -> Turn:
        operator = ports.index.catalogue.operator
        flags = (*_emergency(turn), *message_flags(turn.message.text), *self._escalation(operator))
        if turn.reply is None or turn.reply.kind != "answer":
            return replace(turn, compliance=Compliance(ok=True, flags=flags))
        flags = (*flags, *reply_flags(turn.reply.text, known=_known(turn, operator), own_domains=_domains(operator)))
        if any(map(forbids, flags)):
            human = handoff_reply(turn.language, "compliance")
            return replace(turn, reply=human, compliance=Compliance(ok=False, flags=flags))
        reply, missing = self._with_lines(turn, turn.reply, operator)
        return replace(turn, reply=reply, compliance=Compliance(ok=True, flags=(*flags, *missing)))

    def _escalation(self, operator: Mapping[str, Any]) -> tuple[str, ...]:
        reachable = self.human_contact or operator.get("phone") or operator.get("email")
        return () if reachable else ("escalation:missing",)

    def _with_lines(self, turn: Turn, reply: Reply, operator: Mapping[str, Any]) -> tuple[Reply, tuple[str, ...]]:
        url = str(operator.get("privacy_url") or "")
        line, flag = self._line(turn, reply, url)
        if not line:
            return reply, flag
        text = f"{reply.text}\n\n{line}"
        limit = _BODY_WITH_BUTTONS_CHARS if reply.buttons else _BODY_CHARS
        return (replace(reply, text=text), ()) if len(text) <= limit else (reply, flag)

    def _line(self, turn: Turn, reply: Reply, url: str) -> tuple[str, tuple[str, ...]]:
        """The line this reply still lacks, and the flag for when it cannot be added."""
        if self.privacy_notice and _is_first(turn) and (not url or url not in reply.text):
            return privacy_line(reply.language, url) if url else "", ("privacy_notice:missing",)
        if self.offer_opt_out and is_promotional(reply.text) and "STOP" not in reply.text:
            return opt_out_line(reply.language), ("opt_out:missing",)
        return "", ()


def _emergency(turn: Turn) -> tuple[str, ...]:
    """An emergency stands first in the review queue: its reply promises that a colleague is told."""
    return turn.reply.route_reasons[:1] if turn.reply and turn.reply.kind == "emergency" else ()


def _is_first(turn: Turn) -> bool:
    return turn.customer is not None and turn.customer.messages == 0 and not turn.customer.history


def _known(turn: Turn, operator: Mapping[str, Any]) -> frozenset[str]:
    """What the operator publishes, and what this customer wrote themselves."""
    history = turn.customer.history if turn.customer else ()
    written = (turn.message.text, *(line.text for line in history if line.speaker == "U"))
    published = (str(operator.get(key) or "") for key in ("phone", "emergency_phone", "email"))
    said = (found.value for text in written for found in find_personal_data(text))
    parsed = (str(value) for kind in ("phone", "email") for value in (turn.parsed.values(kind) if turn.parsed else ()))
    return frozenset(value.lower() for value in (*published, *said, *parsed) if value)


def _domains(operator: Mapping[str, Any]) -> frozenset[str]:
    address = str(operator.get("email") or "")
    return frozenset({address.rsplit("@", 1)[-1].lower()} if "@" in address else ())
