"""Ban risk and safety: weights and thresholds against real traffic, what flips and why, costs, and what to label."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from eval.figures.report import Floats
from eval.figures.shares import change_of, share_of
from eval.traffic.logged_risk import LEVELS, Side, texts_of
from eval.traffic.risk_labels import unlabelled
from eval.tuning.ban_risk import COSTS, HIGH, MEDIUM, stakes_of
from eval.tuning.boundary import Fitted, Scored, chance_by, fit_boundary
from eval.tuning.costs import Prices
from eval.tuning.threshold import Decided
from eval.tuning.worth import Worth, in_order
from workbench.bubbles import plain
from workbench.clickable import clicked_row
from workbench.controls import controls
from workbench.desk import Workbench
from workbench.labelling.queue import Asked, show_queue
from workbench.labelling.view import choose_suite, show_label_queue, waiting_for
from workbench.logged_message import show_logged
from workbench.safety import charts as risk_charts
from workbench.safety.data import FOLDED, OPEN, SUITES, RiskPage, risk_page, step_of
from workbench.safety.why import KEY, show_text, words_behind
from workbench.sample_month import show_nothing_yet
from workbench.studio import ask_costs, ask_share, offer, show_fitted, show_guard, show_metric

SIDES: Mapping[str, Side] = {"Messages": "message", "Our answers": "reply"}
_MOST_SHOWN = 300
WILL_BE = """Here you will see how real messages score, and which would change band with your draft. What stands on
labelled texts (Telling apart, Costs, Why) works already."""


def page(desk: Workbench) -> None:
    """Controls at the left; figures and one view at the right."""
    st.markdown("### Ban risk and safety")
    named = st.segmented_control(
        "Texts",
        list(SIDES),
        default="Messages",
        key="texts",
        bind="query-params",
        label_visibility="collapsed",
        wrap=True,
    )
    side = SIDES[str(named or "Messages")]
    left, right = st.columns([0.3, 0.7], gap="large")
    with left:
        name, _ = step_of(desk, side)
        moved = controls(desk, [f"{name}.{setting}" for setting in (*OPEN, *FOLDED)])
    seen = risk_page(desk, side, moved)
    with right:
        show_figures(seen)
        show_view(seen)


def show_figures(seen: RiskPage) -> None:
    """How many messages each band holds, of live and of draft."""
    if not seen.traffic.ids:
        show_nothing_yet(seen.desk, WILL_BE)
        return
    live, draft = seen.live.places(seen.traffic), seen.draft.places(seen.traffic)
    columns = st.columns(3)
    for column, name, reached, told in zip(columns, _NAMES, (1, 2), _HELP, strict=False):
        with column:
            _show_share(name, (live >= reached).astype(float), (draft >= reached).astype(float), seen.is_moved, told)
    with columns[2]:
        flips = int((live != draft).sum())
        st.metric("Flip", f"{flips:,}", border=True, help="Messages that your draft puts into another band.")
        st.caption(f"of {len(live):,} logged {'messages' if seen.side == 'message' else 'answers'}")


_NAMES = ("Looked at or held back", "Held back")
_HELP = (
    "Share of messages at or above the first threshold (medium). The interval is what chance leaves open.",
    "Share of messages above the second threshold (high): an answer is rewritten or a person takes over.",
)


def _show_share(name: str, live: Floats, draft: Floats, is_moved: bool, told: str) -> None:
    before, after, change = share_of(live), share_of(draft), change_of(live, draft)
    words = f"{change.value:+.2%} ({change.ci95[0]:+.2%} to {change.ci95[1]:+.2%})"
    now = f"{before.value:.2%}"
    low, high = before.ci95
    show_metric(
        name,
        now,
        f"{after.value:.2%}" if is_moved else "",
        interval=f"{low:.2%} to {high:.2%}",
        change=words,
        told_apart=change.is_told_apart,
        help_text=told,
    )


def show_view(seen: RiskPage) -> None:
    """One view at a time: each is drawn when it is looked at."""
    views: dict[str, Callable[[RiskPage], None]] = {
        "Scores": show_scores,
        "Flips": show_flips,
        "Telling apart": show_curves,
        "Costs": show_costs,
        "Why": show_text,
        "Label": show_labels,
    }
    chosen = st.segmented_control(
        "View", list(views), default="Scores", key="view", bind="query-params", label_visibility="collapsed", wrap=True
    )
    views[str(chosen or "Scores")](seen)


def show_scores(seen: RiskPage) -> None:
    """Where the scores of the logged traffic fall."""
    if not seen.traffic.ids:
        return
    live, draft = seen.live.scores(seen.traffic), seen.draft.scores(seen.traffic)
    cuts = [("live", "medium", seen.live.medium_from), ("live", "high", seen.live.high_above)]
    if (seen.draft.medium_from, seen.draft.high_above) != (seen.live.medium_from, seen.live.high_above):
        cuts += [("draft", "medium", seen.draft.medium_from), ("draft", "high", seen.draft.high_above)]
    st.altair_chart(risk_charts.histogram(live, draft, cuts))
    st.caption("Choose a band to read its messages.")
    band = st.segmented_control(
        "Band", [*LEVELS], key="band", bind="query-params", label_visibility="collapsed", wrap=True
    )
    if band:
        at = np.flatnonzero(seen.draft.places(seen.traffic) == LEVELS.index(str(band)))
        _show_messages(seen, at[np.argsort(-draft[at], kind="stable")], "band table")


def show_flips(seen: RiskPage) -> None:
    """Messages the draft puts into another band, the greatest change first."""
    if not seen.is_moved:
        st.info("Your draft scores as the config in service. Move a weight or a threshold and see which messages flip.")
        return
    live, draft = seen.live.places(seen.traffic), seen.draft.places(seen.traffic)
    at = np.flatnonzero(live != draft)
    if not len(at):
        st.info("No logged message changes its band.")
        return
    _show_messages(seen, at[np.argsort(-np.abs(draft - live)[at], kind="stable")], "flip table")


def _show_messages(seen: RiskPage, at: NDArray[np.int64], key: str) -> None:
    """A table of these; the clicked one opens as bubbles with the words behind its points."""
    shown = [int(n) for n in at[:_MOST_SHOWN]]
    ids = [seen.traffic.ids[n] for n in shown]
    told = texts_of(seen.desk.reader.query, seen.side, ids)
    live, draft = seen.live.scores(seen.traffic), seen.draft.scores(seen.traffic)
    before, after = seen.live.places(seen.traffic), seen.draft.places(seen.traffic)
    frame = pd.DataFrame(
        {
            "Text": [told.get(one, "") for one in ids],
            "Live": [f"{live[n]:g} {LEVELS[int(before[n])]}" for n in shown],
            "Draft": [f"{draft[n]:g} {LEVELS[int(after[n])]}" for n in shown],
            "Language": [seen.traffic.languages[n] for n in shown],
        }
    )
    if len(at) > len(shown):
        st.caption(f"The first {len(shown)} of {len(at):,}.")
    row = clicked_row(
        frame if seen.is_moved else frame.drop(columns="Draft"),
        key=key,
        height=min(320, 38 + 35 * len(frame)),
        columns={"Text": st.column_config.TextColumn(width="large")},
    )
    if row is not None:
        _show_message(seen, ids[row])


def _show_message(seen: RiskPage, message_id: str) -> None:
    turn = show_logged(seen.desk, message_id)
    if turn is None:
        return
    text = str(turn["message"]["text"] if seen.side == "message" else turn["reply"]["text"])
    scored = seen.draft.settings.score(text, seen.own)
    st.caption(plain(words_behind(scored) or "No factor sees anything in it."))
    st.button("Why, and what would let it pass", on_click=_go_to_why, args=(text,), key=f"why {message_id}")


def _go_to_why(text: str) -> None:
    st.session_state[KEY] = text
    st.session_state["view"] = "Why"


def show_curves(seen: RiskPage) -> None:
    """ROC, precision and recall, and what a score means, on labelled texts."""
    labels = seen.labels
    live, draft = labels.scored(seen.live.weights), labels.scored(seen.draft.weights)
    sides = [("live", live, seen.live.medium_from)]
    if seen.is_moved:
        sides.append(("draft", draft, seen.draft.medium_from))
    st.caption(
        f"{len(labels.spam)} labelled texts, {int(labels.spam.sum())} of them spam: the own set's tuning half and what "
        "your team labelled. The dot is the medium threshold."
    )
    one, two = st.columns(2)
    one.altair_chart(risk_charts.roc(sides))
    two.altair_chart(risk_charts.precision(sides))
    st.caption("What a score means: the line is what labels make believable, with its 95 % band; dots are labels.")
    st.altair_chart(risk_charts.reliability(draft, chance_by(draft, MEDIUM, None)))


def show_costs(seen: RiskPage) -> None:
    """What errors cost → the cheapest thresholds, how sure, and whether to label more."""
    boxes = st.columns(3)
    with boxes[0]:
        prices = ask_costs({name: COSTS[name] for name in ("honest_flagged", "spam_unflagged")}, "cost")
    with boxes[1]:
        prices |= ask_costs({name: COSTS[name] for name in ("honest_blocked", "spam_sent")}, "cost")
    rows = seen.labels.scored(seen.draft.weights)
    with boxes[2]:
        share = ask_share(float(rows.bad.mean()), "cost", "spam")
    found = _studied(f"{seen.rests_on} {sorted(prices.items())} {share}", seen, prices, share)
    fitted = {name: one for name, (one, _) in found.items()}
    for column, (name, one), label in zip(st.columns(2), fitted.items(), _THRESHOLDS, strict=True):
        with column:
            cut = one.cut
            st.altair_chart(risk_charts.costs(cut.scale.grid, cut.costs, one.setting, getattr(seen.draft, name)))
            show_fitted(seen.desk, f"{seen.step}.{name}", one, found[name][1], label)
    best, now = (
        {f"{seen.step}.{name}": getattr(one.cut, which) for name, one in fitted.items()} for which in ("best", "now")
    )
    offer(seen.desk, "Put both into my draft", best, now)
    show_guard(SUITES["message"])


_THRESHOLDS = ("Looked at from (medium)", "Held back above (high)")


@st.cache_resource(show_spinner="Looking for the cheapest thresholds …", max_entries=16)
def _studied(key: str, _seen: RiskPage, _prices: Prices, share: float) -> dict[str, tuple[Fitted, Worth]]:
    """Both thresholds, and whether labels would decide; found again when anything is another."""
    queue = _queue_scores(_seen)
    fitted = _fitted(_seen, _seen.labels.scored(_seen.draft.weights), _prices, share)
    return {name: (one, one.worth(queue)) for name, one in fitted.items()}


def _fitted(seen: RiskPage, rows: Scored, prices: Mapping[str, float], share: float) -> dict[str, Fitted]:
    """With the draft's weights, on logged traffic where there is some."""
    chance = chance_by(rows, MEDIUM, share)
    traffic = Decided.binned(seen.draft.scores(seen.traffic), MEDIUM)
    medium, high = (
        fit_boundary(rows, stakes, scale=scale, now=now, share=share, traffic=traffic, chance=chance)
        for stakes, scale, now in zip(
            stakes_of(prices), (MEDIUM, HIGH), (seen.live.medium_from, seen.live.high_above), strict=True
        )
    )
    return {"medium_from": medium, "high_above": high}


def _queue_scores(seen: RiskPage) -> Floats:
    """Scores of logged messages nobody labelled; of the labelled texts where nothing is logged."""
    if not seen.traffic.ids:
        return seen.labels.scored(seen.draft.weights).scores
    said = {one.message_id: one.label for one in seen.said}
    return np.asarray(seen.draft.scores(seen.traffic)[unlabelled(seen.traffic, said)])


def show_labels(seen: RiskPage) -> None:
    """The message whose label tells most, nearest the boundary first; of answers only ban risk is asked."""
    suite = choose_suite((SUITES[seen.side], "opt-out", "emergency")[: 3 if seen.side == "message" else 1], "label_for")
    if suite == SUITES[seen.side]:
        show_risk_labels(seen)
    else:
        show_label_queue(seen.desk, suite, waiting_for(seen.desk, suite))


def show_risk_labels(seen: RiskPage) -> None:
    """Spam or honest, of the message or answer that may be on the wrong side."""
    prices = {name: float(st.session_state.get(f"cost_{name}", cost.default)) for name, cost in COSTS.items()}
    share = float(st.session_state.get("cost_share", 3.0)) / 100
    st.caption(
        "Messages come in the order in which a label tells most: nearest the boundary first, those of promising leads "
        "before others. Two clicks: read, then say what it is. Keys 1 to 3 do the same."
    )
    answers = {"spam": "Spam", "ham": "Honest"}
    show_queue(seen.desk, SUITES[seen.side], answers, _next(seen, prices, share), seen.said)


def _next(seen: RiskPage, prices: Mapping[str, float], share: float) -> Asked | None:
    mine = {one.message_id: one.label for one in seen.said if one.labeller == seen.desk.user.name}
    left = unlabelled(seen.traffic, mine)
    if not left:
        return None
    fitted = _fitted(seen, seen.labels.scored(seen.draft.weights), prices, share)["high_above"]
    scores = seen.draft.scores(seen.traffic)[left]
    first = left[int(in_order(fitted.cut, fitted.chance, fitted.stakes, scores, _values(seen, left))[0])]
    message = seen.traffic.ids[first]
    text = texts_of(seen.desk.reader.query, seen.side, [message]).get(message, "")
    score = float(seen.draft.scores(seen.traffic)[first])
    note = f"{score:g} points, the best boundary is {fitted.cut.best:g}"
    return Asked(message_id=message, contact=seen.traffic.contacts[first], text=text, note=note, side=seen.side)


def _values(seen: RiskPage, at: list[int]) -> Floats:
    """1 for anybody, up to 5 for the hottest lead."""
    found = seen.desk.reader.query("SELECT contact, score FROM lead_status WHERE score > 0")
    leads = dict(zip(found["contact"].to_pylist(), found["score"].to_pylist(), strict=True))
    return np.array([1 + leads.get(seen.traffic.contacts[n], 0) / 25 for n in at])
