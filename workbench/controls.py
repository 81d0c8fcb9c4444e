"""One control per setting, drawn from the step's own field. What is moved goes into the user's draft at once."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st
from pydantic import JsonValue

from agent.config import ConfigError
from agent.setting import Setting, setting_at
from workbench.bubbles import plain
from workbench.desk import Workbench

OPEN = 7
"""A page opens with at most so many controls; the rest is folded away."""


def controls(desk: Workbench, paths: Sequence[str]) -> Mapping[str, JsonValue]:
    """Draw a control for each path and return the values in the draft.

    A value the config would refuse is refused where it was typed, and the draft stays as it was. Without the role
    `tuner` the controls are shown and cannot be moved.
    """
    draft = desk.draft
    live = desk.agent.pipeline.config
    settings = [setting_at(live, path) for path in paths]
    values = {one.path: draft.values.get(one.path, one.value) for one in settings}
    for one in settings[:OPEN]:
        _control(desk, one, values[one.path])
    if settings[OPEN:]:
        with st.expander(f"{len(settings) - OPEN} more settings"):
            for one in settings[OPEN:]:
                _control(desk, one, values[one.path])
    return values


def free_control(setting: Setting, key: str) -> JsonValue | None:
    """A control that touches no draft, for trying; it begins with the live value. None where it is not readable."""
    st.session_state[key] = st.session_state.get(key, _as_widget(setting, setting.value))
    _draw(setting, key, disabled=False, on_change=None)
    try:
        return _from_widget(setting, st.session_state[key])
    except ValueError as error:
        st.error(reason(error, setting), icon=":material/block:")
        return None


def _control(desk: Workbench, setting: Setting, value: JsonValue) -> None:
    key, refused = f"setting {setting.path}", _refused(setting)
    shown = _as_widget(setting, value)
    # Said anew at every run: where two runs follow each other at once, the browser sees the second alone, and a control
    # it was never told a value of stands at its least, and would write that into the draft.
    st.session_state[key] = st.session_state.get(key, shown) if refused in st.session_state else shown
    _draw(setting, key, disabled=not desk.may("draft"), on_change=lambda: _take(desk, setting, key))
    if refused in st.session_state:
        st.error(st.session_state[refused], icon=":material/block:")
    _show_change(desk, setting, value, refused)


def _draw(setting: Setting, key: str, *, disabled: bool, on_change: Callable[[], None] | None) -> None:
    """The widget that suits the kind of value. What is typed is judged by the config alone: it says what is wrong."""
    common: dict[str, Any] = {
        "label": plain(f"{setting.label} ({setting.unit})" if setting.unit else setting.label),
        "key": key,
        "help": _help(setting),
        "disabled": disabled,
        "on_change": on_change,
    }
    if setting.kind == "switch":
        st.toggle(**common)
    elif setting.kind == "choice":
        st.selectbox(options=list(setting.choices), **common)
    elif setting.kind == "choices":
        st.multiselect(options=list(setting.choices), **common)
    else:
        _draw_typed(setting, common)


def _draw_typed(setting: Setting, common: dict[str, Any]) -> None:
    whole = setting.kind == "whole"
    if setting.kind in ("whole", "number") and _slides(setting):
        span = _span(setting)
        st.slider(min_value=span[0], max_value=span[1], step=1 if whole else _step(setting), **common)
    elif setting.kind in ("whole", "number"):
        st.number_input(step=1 if whole else _step(setting), format="%d" if whole else "%g", **common)
    elif setting.kind == "words":
        st.text_input(**common)
    else:
        st.text_area(**common)


def _slides(setting: Setting) -> bool:
    """A slider over a span that a hand can hit; wider spans are typed."""
    if setting.least is None or setting.most is None:
        return False
    return setting.most - setting.least <= 100


def _span(setting: Setting) -> tuple[Any, Any]:
    make = int if setting.kind == "whole" else float
    return make(setting.least or 0), make(setting.most or 0)


def _step(setting: Setting) -> float:
    span = (setting.most or 0) - (setting.least or 0)
    return 0.01 if 0 < span <= 1 else 0.1 if 0 < span <= 10 else 1.0


def _help(setting: Setting) -> str:
    parts = [f"Default {_words(setting.default)}", setting.bounds, f"`{setting.path}`"]
    return " · ".join(part for part in parts if part)


def _show_change(desk: Workbench, setting: Setting, value: JsonValue, refused: str) -> None:
    """Live and draft side by side where they differ, with the way back."""
    if value == setting.value and refused not in st.session_state:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        told = f":blue[live {plain(_words(setting.value))}] → :orange[draft {plain(_words(value))}]"
        st.caption(told if value != setting.value else f"stays {plain(_words(value))}")
        back = f"Back to {_words(setting.value)}"
        st.button(
            "Reset", key=f"reset {setting.path}", type="tertiary", help=back, on_click=_reset, args=(desk, setting)
        )


def _take(desk: Workbench, setting: Setting, key: str) -> None:
    _save(desk, setting, lambda: _from_widget(setting, st.session_state[key]))


def _reset(desk: Workbench, setting: Setting) -> None:
    _save(desk, setting, lambda: setting.value)


def _save(desk: Workbench, setting: Setting, read: Callable[[], JsonValue]) -> None:
    """The value goes into the draft, or out of it where it is the one in service; why it is refused is told."""
    desk.user.must("draft")
    st.session_state.pop(_refused(setting), None)
    kept = {path: old for path, old in desk.draft.values.items() if path != setting.path}
    try:
        value = read()
        desk.publishing.save(desk.user.name, kept if value == setting.value else {**kept, setting.path: value})
    except (ConfigError, ValueError) as error:
        st.session_state[_refused(setting)] = reason(error, setting)


def _refused(setting: Setting) -> str:
    """Where the session keeps why a value of it was refused."""
    return f"refused {setting.path}"


def reason(error: Exception, setting: Setting | None = None) -> str:
    """The words of the check, without the file's name and line: the place is here."""
    if isinstance(error, ConfigError):
        return plain("; ".join(problem.what for problem in error.problems))
    return plain(f"This is not readable: {error}. {setting.bounds if setting else ''}".strip())


def _as_widget(setting: Setting, value: JsonValue) -> Any:
    if setting.kind == "structure":
        return json.dumps(value, ensure_ascii=False, indent=1)
    return float(value) if setting.kind == "number" and isinstance(value, int | float) else value


def _from_widget(setting: Setting, value: Any) -> JsonValue:
    if setting.kind == "structure":
        read: JsonValue = json.loads(value)
        return read
    kept: JsonValue = int(value) if setting.kind == "number" and value == int(value) else value
    return kept


def _words(value: JsonValue) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value) or "empty"
