"""The history checker finds what it is there to find: each bad history differs from a good one in one place."""

from dataclasses import replace

import pytest

from tests.faults.history import History, Message, Send, judge

FIRST = Message(place=1, id="m1", contact="c-a", sent_at=10, received_at=1.0, turn="m1")
SECOND = Message(place=2, id="m2", contact="c-a", sent_at=20, received_at=2.0, turn="m2")
ANSWER = Send(id="s1", callback="s1", message_id="m1", contact="c-a", state="read", wamid="w1")
NEXT = Send(id="s2", callback="s2", message_id="m2", contact="c-a", state="delivered", wamid="w2")
UNKNOWN = replace(NEXT, state="unknown", wamid="", error="the answer was lost")
GOOD = History(
    messages=[FIRST, SECOND],
    sends=[ANSWER, NEXT],
    statuses=[("w1", "sent"), ("w1", "read"), ("w2", "delivered")],
    written=["m1", "m2"],
    told=[("w1", "sent"), ("w1", "sent"), ("w1", "read"), ("w2", "delivered")],
    reached=[("s1", "w1"), ("s2", "w2")],
)


def test_a_good_history_has_no_flaw() -> None:
    verdict = judge(GOOD)
    assert (verdict.messages, verdict.answered, verdict.flaws) == (2, 2, [])


def test_fragments_answered_by_one_turn_are_each_answered() -> None:
    burst = replace(GOOD, messages=[FIRST, replace(SECOND, turn="m1")], sends=[ANSWER], reached=[("s1", "w1")])
    assert (judge(burst).answered, judge(burst).flaws) == (2, [])


def test_what_nobody_can_know_is_counted_and_no_flaw() -> None:
    lost = replace(GOOD, sends=[ANSWER, UNKNOWN], reached=GOOD.reached[:1], statuses=[], told=[])
    lost = replace(lost, in_review=frozenset({"m2"}))
    assert (judge(lost).answered, judge(lost).unknown, judge(lost).flaws) == (1, 1, [])


def test_silence_that_a_turn_chose_is_no_loss() -> None:
    silent = replace(GOOD, sends=[ANSWER], reached=GOOD.reached[:1], silent_turns=frozenset({"m2"}))
    assert (judge(silent).silent, judge(silent).flaws) == (1, [])


@pytest.mark.parametrize(
    "kind",
    ["text", "image", "video", "audio", "voice", "document", "location", "contacts", "order", "button", "button_reply",
     "list_reply", "nfm_reply", "lost", "unsupported"],
)  # fmt: skip
def test_a_message_of_any_kind_that_asks_and_got_no_answer_is_a_loss(kind: str) -> None:
    silent = replace(GOOD, messages=[FIRST, replace(SECOND, kind=kind)], sends=[ANSWER], reached=GOOD.reached[:1])
    assert judge(silent).lost == 1


BAD = {
    "unknown though it never left": (
        replace(GOOD, sends=[ANSWER, replace(UNKNOWN, left=False)], reached=GOOD.reached[:1], told=[], statuses=[]),
        "s2 is unknown, though nothing of it ever left",
    ),
    "left and not believed so": (replace(GOOD, sends=[ANSWER, replace(NEXT, left=False)]), "believes it never left"),
    "lost before the inbox": (replace(GOOD, messages=[FIRST]), "m2 is stored 0 times"),
    "stored twice": (replace(GOOD, messages=[FIRST, SECOND, replace(SECOND, place=3)]), "m2 is stored 2 times"),
    "never taken up": (replace(GOOD, messages=[FIRST, replace(SECOND, state="waiting")]), "m2 is still waiting"),
    "marked answered, never sent": (
        replace(GOOD, sends=[ANSWER], reached=GOOD.reached[:1]),
        "m2 counts as answered, and nothing was ever sent",
    ),
    "set aside in silence": (replace(GOOD, messages=[FIRST, replace(SECOND, state="set_aside")]), "nobody is told"),
    "sent twice under one id": (
        replace(GOOD, reached=[*GOOD.reached, ("s1", "w3")]),
        "s1 reached the customer 2 times",
    ),
    "sent twice under two ids": (
        replace(
            GOOD,
            messages=[FIRST, replace(SECOND, turn="m1")],
        ),
        "s2 answers m2, which another turn answered too",
    ),
    "sent by nobody": (replace(GOOD, reached=[*GOOD.reached, ("s9", "w9")]), "the journal does not know it"),
    "believed to be sent": (replace(GOOD, reached=GOOD.reached[:1]), "s2 is delivered and never reached WhatsApp"),
    "out of order": (replace(GOOD, reached=GOOD.reached[::-1]), "m1 is older than m2 and was answered after it"),
    "a status lost": (replace(GOOD, statuses=GOOD.statuses[1:]), "is stored 0 times"),
    "a status not acted on": (
        replace(GOOD, sends=[replace(ANSWER, state="unknown"), NEXT]),
        "though a status says more",
    ),
    "a send without an end": (replace(GOOD, sends=[replace(ANSWER, state="sending"), NEXT]), "s1 has no end"),
    "a doubt nobody hears of": (replace(GOOD, sends=[ANSWER, UNKNOWN], reached=GOOD.reached[:1]), "no person was told"),
    "a refusal without a reason": (
        replace(GOOD, sends=[replace(ANSWER, state="failed"), NEXT], in_review=frozenset({"m1"})),
        "no person was told and why",
    ),
    "a record twice": (replace(GOOD, repeated_records=["turn m1"]), "turn m1 is written down more than once"),
}


@pytest.mark.parametrize(("history", "flaw"), BAD.values(), ids=BAD)
def test_each_broken_promise_is_found(history: History, flaw: str) -> None:
    flaws = judge(history).flaws
    assert any(flaw in found for found in flaws), flaws


def test_a_late_old_message_may_be_answered_after_a_newer_one_that_was_here_first() -> None:
    late = replace(GOOD, messages=[replace(FIRST, place=2), replace(SECOND, place=1)], reached=GOOD.reached[::-1])
    assert judge(late).flaws == []
