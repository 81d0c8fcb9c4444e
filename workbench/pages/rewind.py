"""Rewind: logged traffic through your draft, and the very messages that would have gone otherwise."""

import difflib
from datetime import UTC, date, datetime, time, timedelta

import pandas as pd
import regex
import streamlit as st

from agent.publishing.changes import Change
from agent.rewind import Rewound
from agent.rewind.flips import ASPECTS, Compared
from agent.rewind.rewound import Figure
from agent.rewind.show import CHANGES, WORDS, calls_told, notes
from agent.settings import Environment
from workbench.bubbles import Bubble, plain, show_bubble
from workbench.clickable import clicked_row
from workbench.controls import controls
from workbench.desk import Workbench
from workbench.failure import show_failure
from workbench.rewinding.charts import flips_chart, moves_chart
from workbench.rewinding.runs import Job, Stretch, rewinds
from workbench.sample_month import show_nothing_yet

STRETCHES = {"7": "Last 7 days", "30": "Last 30 days", "all": "Everything", "days": "From … to …"}
LIMITS = (500, 2_000, 10_000, 50_000)
USUAL = (
    "parse.out_of_scope_below",
    "check_consent.ask_from",
    "retrieve.min_score",
    "generate.thresholds.complex",
    "validate.threshold",
    "score_reply_risk.medium_from",
    "score_lead.hot_from",
)
"""Settings that people most often move; all others are on their own pages."""
WILL_BE = "Here logged conversations run again with your draft: what it would answer otherwise, and at what cost."
_SHOWN = 500
_KEPT_FLIPS = 200
_SENTENCE = regex.compile(r"(?<=[.!?।])\s+|\n+")


def page(desk: Workbench) -> None:
    """Stretch and draft at the top, then the run, then what flips and the messages behind it."""
    newest = _newest(desk)
    if newest is None:
        show_nothing_yet(desk, WILL_BE)
        return
    left, right = st.columns([0.5, 0.5], gap="large")
    with right:
        show_changes(desk)
    with left:
        stretch = pick_stretch(newest)
        job = _begin(desk, stretch)
    if job is None:
        return
    if job.running:
        watch(desk, stretch)
    else:
        show_outcome(desk, stretch, job)


def _begin(desk: Workbench, stretch: Stretch) -> Job | None:
    """The button beside the stretch, within reach however many settings are shown; the job of this draft so far."""
    job = rewinds().of(desk, stretch)
    label = "Run again" if job and not job.running else "Run the draft on this stretch"
    if st.button(label, type="primary", disabled=bool(job and job.running), icon=":material/history:", key="run"):
        rewinds().begin(desk, stretch)
        st.rerun()
    if job is None:
        st.caption("Nothing is sent and nothing is written. An unchanged draft flips nothing: try it.")
    return job


def _newest(desk: Workbench) -> datetime | None:
    rows = desk.reader.query('SELECT max("at") AS newest FROM turns').to_pylist()
    newest: datetime | None = rows[0]["newest"]
    return newest


# --- what to run ---------------------------------------------------------------------------------------------


def pick_stretch(newest: datetime) -> Stretch:
    """The days and how many turns at most; both are in the address of the page."""
    asked = st.query_params.get("stretch", "30")
    options = list(STRETCHES)
    chosen = st.segmented_control(
        "Stretch",
        options,
        default=asked if asked in options else "30",
        format_func=STRETCHES.__getitem__,
        key="stretch",
        help="Days are UTC's, back from the newest logged turn.",
        wrap=True,
    )
    st.query_params["stretch"] = chosen or "30"
    since, until = _days(newest) if chosen == "days" else (_back(chosen or "30", newest), None)
    limit = st.select_slider(
        "At most, the newest", LIMITS, value=10_000, format_func=lambda n: f"{n:,} turns", key="limit"
    )
    return Stretch(since=since, until=until, limit=limit)


def _back(chosen: str, newest: datetime) -> datetime | None:
    return None if chosen == "all" else _midnight((newest - timedelta(days=int(chosen) - 1)).date())


def _days(newest: datetime) -> tuple[datetime | None, datetime | None]:
    last = newest.date()
    picked = st.date_input("Days", (last - timedelta(days=6), last), key="days")
    days = list(picked) if isinstance(picked, tuple) else [picked]
    if len(days) < 2:
        st.caption("Choose the last day too.")
        return _midnight(last - timedelta(days=6)), None
    return _midnight(days[0]), _midnight(days[1] + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def show_changes(desk: Workbench) -> None:
    """What the draft changes, and the settings most often moved."""
    changes = desk.draft.changes()
    if changes:
        st.markdown(f":orange[**Your draft**] changes {len(changes)} of the live config:")
        st.dataframe(pd.DataFrame([_change(one) for one in changes]), hide_index=True, width="stretch")
    else:
        st.markdown("Your draft changes nothing yet.")
    # It stays as it was first shown: a box that closes under the hand that moves something in it is no help.
    with st.expander("Move a setting here", expanded=st.session_state.setdefault("settings open", not changes)):
        controls(desk, USUAL)


def _change(change: Change) -> dict[str, str]:
    return {"setting": change.path, "live": str(change.old), "draft": str(change.new)}


# --- while it runs -------------------------------------------------------------------------------------------


@st.fragment(run_every=1.0)
def watch(desk: Workbench, stretch: Stretch) -> None:
    """Progress and the way out; the whole page is drawn again once it is over."""
    job = rewinds().of(desk, stretch)
    if job is None or not job.running:
        st.rerun()
    share = job.done / job.total if job.total else 0.0
    st.progress(min(share, 1.0), text=f"{job.told}: {job.done:,} of {job.total:,}")
    stopping = job.halt.is_set()
    if st.button("Stopping …" if stopping else "Stop and keep what is done", disabled=stopping):
        job.halt.set()


# --- what came of it -----------------------------------------------------------------------------------------


def show_outcome(desk: Workbench, stretch: Stretch, job: Job) -> None:
    """Headline, figures, picture, and the messages."""
    try:
        found = job.found()
    except Exception as error:
        show_failure(error)
        return
    if found is None or not found.turns:
        st.info("No turns were logged in this stretch that can be compared. Choose a longer one.")
        return
    attach(desk, found)
    show_headline(found)
    unknown = bool(found.calls["unasked"])
    told = calls_told(found)
    for line in (*notes(found), *(told[:-1] if unknown else told)):  # the last one is the box below
        st.caption(plain(line[:1].upper() + line[1:]))
    if unknown:
        show_price(desk, stretch, found)
    if any(found.flips.values()):
        show_flips(found)
    with st.expander("By language"):
        st.dataframe(languages(found), hide_index=True, width="stretch")


def attach(desk: Workbench, found: Rewound) -> None:
    """Publish takes it along as evidence, once for each result."""
    if not desk.draft.values or not desk.may("draft") or found.draft != desk.draft.config.hash:
        return
    told = found.as_dict()
    told["turns"] = told["turns"][:_KEPT_FLIPS]
    if st.session_state.get("attached") != (found.draft, len(found.turns), found.seconds):
        desk.publishing.attach(desk.user.name, told)
        st.session_state["attached"] = (found.draft, len(found.turns), found.seconds)


def show_headline(found: Rewound) -> None:
    """How many flip, and the four changes; one that may be chance is grey."""
    anything = found.shares()["any"]
    flipped = sum(bool(one.flips) for one in found.turns)
    percent = f"{100 * anything.value:.1f} % (95 % interval {100 * anything.low:.1f} to {100 * anything.high:.1f})"
    st.markdown(
        f"**{flipped:,} of {len(found.turns):,} turns would have gone otherwise**, {percent}, "
        f"live `{found.live[:7]}` against draft `{found.draft[:7]}`. "
        f"{_ran(found)}, in {found.seconds:.0f} s."
    )
    for column, (name, change) in zip(st.columns(len(CHANGES)), found.changes().items(), strict=True):
        with column:
            _show_change(*CHANGES[name], change)


def _ran(found: Rewound) -> str:
    if not found.ran:
        return "No step had to run again"
    return f"Ran again: {', '.join(f'{step} {count:,}' for step, count in found.ran.items())}"


def _show_change(label: str, unit: str, change: Figure) -> None:
    value = f"{change.value:+.2f}" if change.value else "no change"
    st.markdown(f"{label}  \n### {value}" if change.sure else f":gray[{label}]  \n### :gray[{value}]")
    st.caption(plain(f"{unit}; 95 % interval {change.low:+.2f} to {change.high:+.2f}"))


def show_price(desk: Workbench, stretch: Stretch, found: Rewound) -> None:
    """What the answers that nobody knows would cost, before anybody is asked."""
    calls = found.calls
    with st.container(border=True, horizontal=True, vertical_alignment="bottom"):
        dearest = calls["left_usd"]
        st.markdown(
            f"**{calls['unasked']:.0f} answers of models are not known;** the composer stands in for them. "
            f"Asking costs at most {dearest:.4f} USD."
        )
        cap = st.number_input("Spend at most (USD)", 0.0, 100.0, round(dearest + 0.005, 2), 0.01, key="cap")
        there = Environment().has_model
        why = "" if there else "No key of a model is set (OPENROUTER_API_KEY): the composer answers in its place."
        may = there and desk.may("draft")
        if st.button("Ask the models", disabled=not may, help=why or None):
            rewinds().begin(desk, stretch, spend_cap_usd=cap)
            st.rerun()


def show_flips(found: Rewound) -> None:
    """The picture, then one kind of flip with its matrix, then its messages."""
    st.altair_chart(flips_chart(found), width="stretch")
    flipping = [aspect for aspect in ASPECTS if found.flips[aspect]]
    asked = st.query_params.get("what", "")
    chosen = st.pills(
        "Look at",
        flipping,
        default=asked if asked in flipping else flipping[0],
        format_func=lambda aspect: f"{WORDS[aspect]} ({found.flips[aspect]})",
        key=f"what {found.draft}",
    )
    aspect = chosen or flipping[0]
    st.query_params["what"] = aspect
    if aspect not in ("answer", "passages", "compliance"):
        st.altair_chart(moves_chart(found, aspect), width="content")
    show_messages(found, aspect)


def show_messages(found: Rewound, aspect: str) -> None:
    """The turns that flip; the one that is chosen is shown as it was and as it would have been."""
    turns = found.flipped(aspect)[:_SHOWN]
    st.caption(f"{len(turns)} messages. Click a row to see it with both answers.")
    table = pd.DataFrame(_row(one, aspect) for one in turns)
    row = clicked_row(table, height=min(38 + 35 * len(turns), 320), key=f"messages {found.draft} {aspect}")
    show_turn(turns[row or 0])


def _row(one: Compared, aspect: str) -> dict[str, object]:
    before, after = one.live.values[aspect], one.draft.values[aspect]
    return {
        "when (UTC)": f"{one.at.astimezone(UTC):%d %b %H:%M}",
        "language": one.language,
        "message": one.text,
        "live": _told(before),
        "draft": _told(after),
    }


def _told(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value) or "none"


def show_turn(one: Compared) -> None:
    """The customer's words, then both answers, then what is another between them."""
    show_bubble(Bubble(side="customer", text=one.text, note=f"{one.at:%d %b %Y %H:%M} UTC · {one.contact}"))
    left, right = st.columns(2)
    for column, name, side in ((left, ":blue[**Live**]", one.live), (right, ":orange[**Draft**]", one.draft)):
        with column:
            st.markdown(name)
            text = str(side.values["answer"])
            note = f"{side.kind} · route {side.values['route']} · checked: {side.values['verdict'] or 'nothing'}"
            show_bubble(Bubble(side="bot", text=text, note=note if text else f"Nothing is sent · {note}"))
    st.dataframe(differences(one), hide_index=True, width="stretch")
    if marked := marked_difference(str(one.live.values["answer"]), str(one.draft.values["answer"])):
        st.caption("What is another in the answer: minus is live, plus is the draft")
        st.code(marked, language="diff", wrap_lines=True)


def differences(one: Compared) -> pd.DataFrame:
    """Everything that flips in a turn but the answer, which is shown whole."""
    rows = [(WORDS[name], _told(one.live.values[name]), _told(one.draft.values[name])) for name in one.flips]
    return pd.DataFrame([row for row in rows if row[0] != WORDS["answer"]], columns=["what", "live", "draft"])


def marked_difference(before: str, after: str) -> str:
    """Sentences with a sign before those that only one of the answers has; empty where they are the same."""
    if before == after:
        return ""
    one, two = ([part for part in _SENTENCE.split(text) if part.strip()] for text in (before, after))
    return "\n".join(line for line in difflib.ndiff(one, two) if not line.startswith("?"))


def languages(found: Rewound) -> pd.DataFrame:
    """Turns, flips and hand-offs by language, with intervals."""
    return pd.DataFrame(
        {
            "language": language,
            "turns": told["n"],
            "flip (%)": f"{100 * told['flipped']['value']:.2f}",
            "95 % interval": " to ".join(f"{100 * bound:.2f}" for bound in told["flipped"]["ci95"]),
            "hand-offs per 1,000": f"{told['handoffs']['value']:+.1f}",
            "95 % interval of hand-offs": " to ".join(f"{bound:+.1f}" for bound in told["handoffs"]["ci95"]),
        }
        for language, told in found.by_language().items()
    )
