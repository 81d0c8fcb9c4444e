"""A search box: any question through the search, with every stage in sight."""

import pandas as pd
import streamlit as st

from agent.agent import message_of
from agent.knowledge.gathered import Gathered
from agent.ports import Ports
from agent.steps.build_context import BuildContext
from agent.steps.parse import Parse
from agent.steps.retrieve import Retrieve
from agent.turn import Passage, Turn
from eval.job import ports_over, step_of
from workbench.bubbles import plain
from workbench.desk import Workbench
from workbench.retrieval.parts import Both, both, measured_on, show_passages, show_text

EXAMPLES = ("How cold does Chadar get at night?", "kedarkantha ke liye shoes kaunse", "¿Cómo cancelo mi reserva?")


def show_ask(desk: Workbench) -> None:
    """The question is in the address; no model is asked, and nothing is written."""
    if "ask retrieval" not in st.session_state:
        st.session_state["ask retrieval"] = st.query_params.get("ask", "")
    text = st.text_input("Ask as a customer would", key="ask retrieval", max_chars=1000, placeholder=EXAMPLES[0])
    if not text.strip():
        st.caption("What is found for it, and how it came to stand where it stands. For example:")
        for example in EXAMPLES:
            st.button(example, on_click=_ask, args=(example,), type="tertiary")
        return
    st.query_params["ask"] = text
    steps = both(desk)
    gathered = {
        name: desk.bridge.run(searched_for(text, desk, step))
        for name, step in (("live", steps.live), ("draft", steps.draft))
    }
    measured_on(desk, _read_as(gathered["live"].turn))
    show_given(steps, gathered)
    show_stages(steps, gathered)


def _ask(example: str) -> None:
    st.session_state["ask retrieval"] = example


async def searched_for(text: str, desk: Workbench, step: Retrieve) -> Gathered:
    """The question as the steps before the search read it, searched for."""
    ports = ports_over(desk.agent.ports.index)
    return await step.gather(await read_turn(text, desk, ports), ports)


async def read_turn(text: str, desk: Workbench, ports: Ports) -> Turn:
    """What the config in service reads in it, of somebody nobody knows."""
    pipeline = desk.agent.pipeline
    parsed = await step_of(pipeline, Parse).run(Turn(message=message_of(text)), ports)
    return await step_of(pipeline, BuildContext).run(parsed, ports)


def _read_as(turn: Turn) -> str:
    intent = turn.parsed.intent.replace("_", " ") if turn.parsed else "unread"
    treks = f", about {', '.join(turn.treks)}" if turn.treks else ""
    return f"Read as {turn.language}, {intent}{treks}"


def show_given(steps: Both, gathered: dict[str, Gathered]) -> None:
    """What each config would give to the answer."""
    read = None
    sides = (("Live", "blue", "live", steps.live), ("Draft", "orange", "draft", steps.draft))
    for words, colour, name, step in sides if steps.differ else sides[:1]:
        st.markdown(f":{colour}[**{words}**]: passages given to the answer")
        read = show_passages(step.choose(gathered[name]), key=f"asked {name}") or read
    show_text(read)


def show_stages(steps: Both, gathered: dict[str, Gathered]) -> None:
    """Every candidate with its place at each stage."""
    found = gathered["live"].whole
    st.markdown("##### Every candidate, stage by stage")
    st.caption(
        f"Searched by words for “{plain(found.search.words)}”. {len(found.passages)} candidates, the first "
        f"{steps.live.rerank_top} entries of which the rerank looks at. Place 1 is the best of a stage."
    )
    live = steps.live.order(found)
    draft = {p.id: place for place, p in enumerate(steps.draft.order(gathered["draft"].whole), start=1)}
    places = {stage: _places(live, stage) for stage in ("dense", "lexical", "fused")}
    table = pd.DataFrame(
        {
            "passage": passage.title,
            "by vector": places["dense"][passage.id],
            "by words": places["lexical"][passage.id],
            "fused": places["fused"][passage.id],
            "live": place,
            "draft": draft.get(passage.id),
            "kind": passage.kind,
            "source": passage.source,
        }
        for place, passage in enumerate(live, start=1)
    )
    shown = table if steps.differ else table.drop(columns="draft")
    st.dataframe(
        shown,
        hide_index=True,
        width="stretch",
        column_config={
            "passage": st.column_config.TextColumn("Passage", width="large"),
            "by words": st.column_config.NumberColumn("by words", help="Empty: no word in common"),
            "live": st.column_config.NumberColumn("reranked, live", help="The order passages are chosen from"),
            "draft": st.column_config.NumberColumn("reranked, draft", help="Empty: not a candidate"),
        },
    )


def _places(passages: tuple[Passage, ...], stage: str) -> dict[str, int | None]:
    """Place of each at a stage, 1 for the best; None where the stage knows nothing of it."""
    best_first = sorted(passages, key=lambda p: (-getattr(p.scores, stage), p.id))
    known = stage != "lexical"
    return {p.id: place if known or p.scores.lexical > 0 else None for place, p in enumerate(best_first, start=1)}
