"""One queue for each suite that people label: the message that hangs by the least, what to say of it, the next one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import streamlit as st

from agent.steps.check_consent import CheckConsent
from agent.steps.parse import Parse
from agent.turn import Intent
from eval.job import step_of
from eval.traffic.label_queue import Waiting, unheard_dangers, unheard_opt_outs, unsure_intents
from workbench.desk import Workbench
from workbench.labelling.queue import Asked, said_in, show_queue

Queue = Callable[[Workbench], list[Waiting]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of each message of a suite. `answers`: label → the button's words; `used`: what labels decide."""

    title: str
    asks: str
    answers: Mapping[str, str]
    used: str


QUESTIONS: Mapping[str, Question] = {
    "opt-out": Question(
        title="Consent",
        asks="Does the customer want to be left alone? Only messages in which the bot heard no such wish are shown.",
        answers={"optout": "Wants no messages", "optin": "Wants them again", "none": "Neither"},
        used="from which chance a customer is asked",
    ),
    "emergency": Question(
        title="Emergencies",
        asks="Is somebody in danger now? Only messages in which the bot heard no danger are shown.",
        answers={"emergency": "In danger now", "none": "Not in danger"},
        used="from which chance a reply says whom to call",
    ),
    "route": Question(
        title="Route",
        asks="Which route does the question deserve: the weakest that would answer it well?",
        answers={"simple": "Simple", "complex": "Complex", "live": "Live", "quality": "Quality"},
        used="the three thresholds, here under Costs too",
    ),
    "intent": Question(
        title="Intent",
        asks="What does the customer want?",
        answers={name: name.replace("_", " ").capitalize() for name in get_args(Intent)},
        used="below which confidence a message counts as out of scope",
    ),
}


def choose_suite(suites: Sequence[str], key: str) -> str:
    """Which queue; it is in the address."""
    if len(suites) == 1:
        return suites[0]
    titles = {QUESTIONS[suite].title if suite in QUESTIONS else "Ban risk": suite for suite in suites}
    chosen = st.segmented_control(
        "Label for", list(titles), default=next(iter(titles)), key=key, bind="query-params", wrap=True
    )
    return titles[str(chosen or next(iter(titles)))]


def show_label_queue(desk: Workbench, suite: str, waiting: Sequence[Waiting]) -> None:
    """`waiting`: nearest the boundary first. What this user said already is not asked again."""
    question, said = QUESTIONS[suite], said_in(desk, suite)
    mine = {one.message_id for one in said if one.labeller == desk.user.name}
    first = next((one for one in waiting if one.message_id not in mine), None)
    st.markdown(f"**{question.asks}**")
    st.caption(
        "Of the newest messages those nearest the boundary come first. Two clicks: read, then say what it is; the "
        f"number on a button is its key. Labels decide {question.used}: "
        f"`cairn tune {suite} --people`."
    )
    asked = _asked(first) if first else None
    show_queue(desk, suite, question.answers, asked, said)


def _asked(one: Waiting) -> Asked:
    return Asked(message_id=one.message_id, contact=one.contact, text=one.text, note=one.note)


def waiting_for(desk: Workbench, suite: str) -> list[Waiting]:
    """The queue of a suite that needs nothing but the log; kept until there is news or another config."""
    return _waiting(suite, desk.reader.watermark(), desk.agent.pipeline.config_hash, desk)


@st.cache_data(show_spinner="Looking for messages near the boundary …", max_entries=6)
def _waiting(suite: str, watermark: int, config_hash: str, _desk: Workbench) -> list[Waiting]:
    query, pipeline = _desk.reader.query, _desk.agent.pipeline
    if suite == "intent":
        return unsure_intents(query, step_of(pipeline, Parse))
    of = unheard_opt_outs if suite == "opt-out" else unheard_dangers
    return of(query, step_of(pipeline, CheckConsent))
