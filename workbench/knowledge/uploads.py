"""Bring a document: see how it is cut and what it contradicts, before anybody is answered from it."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from agent.gaps.uploads import Examined, NameTakenError, Uploads
from agent.knowledge.load import PARSERS
from agent.ports import PortError
from agent.settings import operator_folder
from workbench.bubbles import plain
from workbench.desk import Workbench
from workbench.knowledge.documents import LEVELS

_CHUNKS = 20
_TALL, _SHORT = 320, 14


def show_uploads(desk: Workbench) -> None:
    """Drop a file, look at it, and put it in service or not."""
    config = desk.agent.pipeline.config
    operator = operator_folder(config.ports.index.documents, config.path)
    uploads = Uploads(desk.agent.environment.cairn_data, config.ports.index, operator)
    if not desk.may("upload"):
        st.info("Only tuners and admins bring documents. What waits and what is in service is shown below.")
    else:
        _drop(desk, uploads)
    waiting = uploads.waiting()
    st.subheader("Waiting", divider="gray")
    if not waiting:
        st.caption("Nothing waits. A file that is dropped above waits here until somebody puts it in service.")
    for name in waiting:
        _show_waiting(desk, uploads, name)
    _show_live(desk, uploads)


def _drop(desk: Workbench, uploads: Uploads) -> None:
    dropped = st.file_uploader(
        "Drop a document here",
        type=[suffix.removeprefix(".") for suffix in PARSERS],
        help="PDF, Word, Markdown, text, HTML, a table or a FAQ. It answers nobody before you put it in service.",
        key=f"dropped {st.session_state.get('drops', 0)}",
    )
    if dropped is None:
        return
    _stage(desk, uploads, dropped.name, dropped.getvalue())


def _stage(desk: Workbench, uploads: Uploads, name: str, raw: bytes, *, replace: bool = False) -> None:
    try:
        uploads.stage(name, raw, desk.user, replace=replace)
    except NameTakenError as taken:
        _ask_for_name(desk, uploads, name, raw, taken)
        return
    except (ValueError, PortError) as error:
        st.error("It was not taken. Nothing was changed.")
        st.text(str(error))
        return
    st.session_state["drops"] = st.session_state.get("drops", 0) + 1
    st.rerun()


def _ask_for_name(desk: Workbench, uploads: Uploads, name: str, raw: bytes, taken: NameTakenError) -> None:
    """Nothing was changed yet: another name, or in the place of the one that waits."""
    with st.container(border=True):
        st.warning("This name is taken. Nothing was changed.")
        st.text(str(taken))
        new = st.text_input("Another name for the new one", value=uploads.free_name(name), key=f"other name {name}")
        with st.container(horizontal=True):
            other = st.button("Keep both", type="primary", key=f"keep both {name}")
            instead = taken.by == "waiting" and st.button("Replace the one that waits", key=f"replace waiting {name}")
    if other:
        _stage(desk, uploads, new, raw)
    elif instead:
        _stage(desk, uploads, name, raw, replace=True)


def _show_waiting(desk: Workbench, uploads: Uploads, name: str) -> None:
    with st.container(border=True):
        with st.spinner("Reading and checking it …"):
            found = _examined(uploads, name, desk)
        st.text(name)
        _show_examined(found)
        if desk.may("upload"):
            _decide(desk, uploads, found)


def _examined(uploads: Uploads, name: str, desk: Workbench) -> Examined:
    try:
        return uploads.examine(name, datetime.now(UTC).date())
    except PortError as error:
        return Examined(name=name, problem=str(error))


def _show_examined(found: Examined) -> None:
    if found.problem:
        st.error("This file cannot be used.")
        st.text(found.problem)
        return
    languages = ", ".join(sorted({chunk.language for chunk in found.chunks}))
    st.caption(f"{len(found.chunks)} chunks, language {plain(languages)}")
    if found.replaces:
        _show_replaced(found)
    _show_findings(found)
    with st.expander("How it was cut"):
        for chunk in found.chunks[:_CHUNKS]:
            st.text(f"{chunk.title}\n{chunk.text}")
            st.divider()
        if len(found.chunks) > _CHUNKS:
            st.caption(f"The first {_CHUNKS} of {len(found.chunks)}.")


def _show_findings(found: Examined) -> None:
    if not found.findings:
        st.success("It contradicts nothing that is in service.", icon=":material/check:")
        return
    st.warning(f"{len(found.findings)} things to look at come with it:")
    for finding in found.findings:
        against = f" (against {finding.also})" if finding.also else ""
        st.text(f"{LEVELS[finding.level]}: {finding.message}{against}")


def _show_replaced(found: Examined) -> None:
    """What would be another: chunk by chunk, and in the contradictions."""
    st.warning(
        f"A document of this name is in service, with {len(found.before)} chunks. Replace it, or give this one "
        "another name. The one that is replaced waits here afterwards, so that it can be put back."
    )
    if found.settled:
        st.text(f"{len(found.settled)} contradictions go with the old one:")
        for finding in found.settled:
            st.text(f"{LEVELS[finding.level]}: {finding.message}")
    with st.expander("What is another in it: minus is in service, plus is this one", expanded=True):
        told = found.difference or "Nothing: the chunks are the same."
        height: int | None = _TALL if told.count("\n") > _SHORT else None
        st.code(told, language="diff", wrap_lines=True, height=height)


def _decide(desk: Workbench, uploads: Uploads, found: Examined) -> None:
    label = "Replace the one in service" if found.replaces else "Put in service"
    with st.container(horizontal=True):
        put = not found.problem and st.button(label, type="primary", key=f"publish {found.name}")
        drop = st.button("Discard", key=f"discard {found.name}")
        with st.popover("Another name"):
            new = st.text_input("Name", value=uploads.free_name(found.name), key=f"new name {found.name}")
            rename = st.button("Rename", key=f"rename {found.name}")
    if put:
        _do(lambda: uploads.publish(found.name, desk.user, found), desk, f"{found.name} is in service.")
    if drop:
        _do(lambda: uploads.discard(found.name, desk.user), desk, f"{found.name} is gone.")
    if rename:
        _do(lambda: uploads.rename(found.name, new, desk.user), desk, f"{found.name} is {new} now.")


def _show_live(desk: Workbench, uploads: Uploads) -> None:
    live = uploads.live()
    st.subheader("In service", divider="gray")
    if not live:
        st.caption("No uploaded document is in service. The operator's own stand under Documents.")
    for name in live:
        said, button = st.columns([0.75, 0.25])
        said.text(name)
        if desk.may("upload") and button.button("Take out of service", key=f"withdraw {name}"):
            _do(partial(uploads.withdraw, name, desk.user), desk, f"{name} waits again.")


def _do(deed: Callable[[], object], desk: Workbench, done: str) -> None:
    """A deed on the index, and the page anew; what went wrong is said, with nothing changed."""
    try:
        with st.spinner("Bringing the index up to date …"):
            deed()
            desk.bridge.run(desk.agent.ports.index.refresh())
    except (PortError, ValueError) as error:
        st.error("That did not work. Nothing was changed.")
        st.text(str(error))
        return
    st.toast(plain(done))
    st.rerun()
