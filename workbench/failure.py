"""The one place where what goes wrong on a page becomes words: what, why, what to do. The details go to the log."""

from secrets import token_hex

import streamlit as st
import structlog
from streamlit.navigation.page import Page

from agent.accounts.roles import NotAllowedError
from agent.config import ConfigError
from agent.ports import PortError

log = structlog.get_logger("workbench")

_REMEDY = "`cairn check` names every problem with its line; `cairn ingest` builds a missing index."


def show_trouble(error: Exception, publish: Page) -> None:
    """In the place of a page that needs the pipeline, which cannot be built: what is wrong, and where it is mended."""
    is_config = isinstance(error, ConfigError)
    broken = "the config file in service cannot be used" if is_config else "a part of it does not answer"
    st.error(f"This page needs the pipeline, and {broken}. Nothing was changed.")
    st.code(str(error), language=None, wrap_lines=True)
    if is_config:
        st.page_link(publish, label="Publish: what is wrong, and back to the last good version", icon=":material/undo:")
    else:
        st.caption(_REMEDY)


def show_failure(error: Exception) -> bool:
    """Say it on the page; True, so that Streamlit shows nothing of its own."""
    mark = token_hex(4)
    log.error("page failed", mark=mark, exc_info=error)
    if isinstance(error, ConfigError):
        st.error("The pipeline cannot be built. Nothing was changed; Publish says what is wrong and goes back.")
        st.code(str(error), language=None, wrap_lines=True)
        st.caption(_REMEDY)
    elif isinstance(error, NotAllowedError):
        st.error("Your role may not do this. Nothing was changed.")
        st.text(str(error))
    elif isinstance(error, PortError | OSError):
        st.error("Something this page needs does not answer. Nothing was changed.")
        st.code(str(error), language=None, wrap_lines=True)
        st.caption(_REMEDY)
    else:
        st.error("This page met something it does not know. Nothing was sent and nothing was published by it.")
        st.caption(f"Reload the page; if it comes again, give whoever runs the workbench the mark {mark} from its log.")
    return True
