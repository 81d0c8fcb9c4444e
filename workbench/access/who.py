"""Who looks at a page, asked before anything is shown, and how one signs out."""

import streamlit as st

from agent.accounts.doorkeeper import LOCAL, Doorkeeper
from agent.accounts.roles import User
from agent.ports import PortError
from workbench.access.door import organisations_secret
from workbench.access.signing_in import ASK, COOKIE, PATH

_KEEPERS: list[Doorkeeper] = []
_GO = f"<script>window.location.assign('{PATH}')</script>"


def install(keeper: Doorkeeper) -> None:
    """The keeper of this process; `workbench.server` puts one in before anybody can come."""
    _KEEPERS[:] = [keeper]


def keeper() -> Doorkeeper:
    """The keeper, or PortError where the page was started around it: then nothing is shown to anybody."""
    if not _KEEPERS:
        raise PortError("the workbench was started without its door; start it with `cairn workbench`")
    return _KEEPERS[0]


def known_user() -> User | None:
    """Who is here; None for somebody who is not signed in (any more), and has been told so."""
    door = keeper()
    if door.mode == "open":
        return LOCAL
    if door.mode == "organisation":
        return _of_the_organisation(door)
    user = door.recognise(st.context.cookies.get(COOKIE, ""))
    if user is None:
        _say_signed_out()
    return user


def _of_the_organisation(door: Doorkeeper) -> User | None:
    if not st.user.is_logged_in:
        if ASK in st.query_params:
            st.login()
        else:
            _say_signed_out()
        return None
    cookie, claims = organisations_secret(st.context.cookies), st.user.to_dict()
    user = door.recognise_claims(cookie, claims, st.context.ip_address or "")
    if user is None and door.sessions.is_over(cookie):
        _say_signed_out()
    elif user is None:
        st.error("This address may not use the workbench.")
        st.text(str(claims.get("email", "no e-mail address")))
        st.caption(
            "Whoever runs it lists addresses in CAIRN_OIDC_USERS; an address counts once your login says that it has "
            "verified it. For one that never says so, such as Microsoft's, they name it in CAIRN_OIDC_TRUSTED_ISSUER."
        )
        st.button("Sign in as somebody else", on_click=st.logout)
    return user


def sign_out() -> None:
    """Over for this session everywhere: other tabs, and whoever has a copy of the cookie."""
    door = keeper()
    if door.mode != "organisation":
        door.sign_out(st.context.cookies.get(COOKIE, ""))
    else:
        door.sign_out(organisations_secret(st.context.cookies), st.user.to_dict())
        st.logout()


def _say_signed_out() -> None:
    st.info(f"You are signed out. [Sign in]({PATH})")
    st.html(_GO, unsafe_allow_javascript=True)
