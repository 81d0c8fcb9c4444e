"""The part of `cairn check` that asks the Graph API: keys, address, token, number, quality, and the time."""

import time
from collections.abc import Callable, Iterator, Sequence

from agent.channel.number_probe import NumberProbe, probe_number
from agent.checks.finding import Check
from agent.health import channel, clock
from agent.pipeline import Pipeline
from agent.settings import Environment


async def check_whatsapp(
    pipeline: Pipeline, environment: Environment, *, now: Callable[[], float] = time.time
) -> Sequence[Check]:
    """One GET for our own number, nothing else; without any key there is nobody to ask."""
    missing = environment.missing_whatsapp()
    keys = _keys(missing)
    if "WHATSAPP_TOKEN" in missing or "WHATSAPP_PHONE_NUMBER_ID" in missing:
        return (keys,)
    probe = await probe_number(environment, pipeline.config.ports.channel.version, now=now)
    return (keys, *_answers(environment, probe), *_clock(probe, pipeline.config.alerts.clock_off_s))


def _keys(missing: Sequence[str]) -> Check:
    """None of the four is a machine for trying things out; some of them is a mistake."""
    if not missing:
        return Check(name="WhatsApp", state="ok", says="token, number, app secret and verify token are set")
    says = f"not set: {', '.join(missing)}"
    if len(missing) == 4:
        remedy = "set them, or use `make run`, which brings the simulator's own"
        return Check(name="WhatsApp", state="note", says=says, remedy=remedy)
    return Check(name="WhatsApp", state="failed", says=says, remedy=" ".join(_WHERE[name] for name in missing))


_WHERE = {
    "WHATSAPP_APP_SECRET": "App secret: Meta's app dashboard, App settings > Basic.",
    "WHATSAPP_VERIFY_TOKEN": "Verify token: any long random word, the same as at Meta under Webhooks.",
    "WHATSAPP_TOKEN": "Token: Business settings > System users, a permanent one.",
    "WHATSAPP_PHONE_NUMBER_ID": "Phone number id: WhatsApp > API Setup, under the number.",
}


def _answers(environment: Environment, probe: NumberProbe) -> Iterator[Check]:
    found = channel(probe)
    if found.state != "ok":
        yield Check(name="Graph API", state="failed", says=found.says, remedy=found.remedy)
        return
    yield Check(name="Graph API", state="ok", says=f"knows number {environment.whatsapp_phone_number_id}")
    if probe.quality in ("YELLOW", "RED"):
        remedy = "see what people block: fewer templates, the review queue, replies of high risk"
        yield Check(name="quality", state="note", says=f"Meta rates the number {probe.quality}", remedy=remedy)


def _clock(probe: NumberProbe, most_off_s: float) -> Iterator[Check]:
    if probe.clock_off_s is None:
        return
    found = clock(probe, most_off_s)
    state = Check(name="clock", state="ok", says=f"{abs(probe.clock_off_s):.0f} s from the Graph API's")
    yield state if found.state == "ok" else Check(name="clock", state="failed", says=found.says, remedy=found.remedy)
