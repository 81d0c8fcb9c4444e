"""Edits and deletions, decided the same way in every journal; and a logged turn without what was changed in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from agent.channel.kinds import STARTS_A_TURN
from agent.ports import Revision
from agent.turn import Inbound

DELETED = "deleted"
"""Kind of a message whose sender took it back: it starts no turn."""


def last_word(revisions: Iterable[Revision]) -> Revision | None:
    """What holds of revisions in the order they were made: a deletion is final, whatever comes after."""
    made = list(revisions)
    return next((one for one in made if one.deleted), made[-1] if made else None)


def revised(message: Inbound, word: Revision, *, read: bool) -> Inbound:
    """The message as it reads now; nothing of it when it was deleted.

    Once `read`, by a turn whose answer left, it keeps its kind: that turn must find itself again after a crash.
    """
    if not word.deleted:
        return replace(message, text=word.text)
    return replace(message, kind=message.kind if read else DELETED, text="", choice="")


def turn_of(messages: Sequence[Inbound]) -> str:
    """The id under which these messages are answered together: that of the first that asks; empty when none does."""
    return next((message.id for message in messages if message.kind in STARTS_A_TURN), "")


def joined_text(messages: Iterable[Inbound]) -> str:
    """What the customer said in one turn, given in order: a line for each message with words."""
    return "\n".join(message.text for message in messages if message.kind in STARTS_A_TURN and message.text)


def without_old_words(body: Mapping[str, Any], text: str) -> dict[str, Any]:
    """A logged turn that says `text` now: whatever quoted the customer's old words is gone, our answer stays."""
    kept = dict(body)
    kept["message"] = {**_map(body.get("message")), "text": text}
    if body.get("parsed"):
        kept["parsed"] = {**_map(body["parsed"]), "entities": [], "together": None}
    kept["evidence"] = [{**_map(passage), "question": ""} for passage in body.get("evidence") or ()]
    kept["searches"] = []
    if body.get("trace"):
        kept["trace"] = [{**_map(run), "calls": []} for run in body["trace"]]
    if body.get("reply"):
        kept["reply"] = {**_map(body["reply"]), "prompt": ""}
    risk, compliance = _map(body.get("risk")), _map(body.get("compliance"))
    if risk.get("message"):
        kept["risk"] = {**risk, "message": {**_map(risk["message"]), "evidence": []}}
    if compliance.get("details"):
        kept["compliance"] = {**compliance, "details": [_masked(_map(flag)) for flag in compliance["details"]]}
    return kept


def _masked(flag: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**flag, "evidence": "", "start": 0, "end": 0} if flag.get("of") == "message" else flag


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
