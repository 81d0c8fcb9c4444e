"""A rewind in the terminal."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from agent.rewind.flips import Compared
from agent.rewind.rewound import Figure, Rewound

WORDS: Mapping[str, str] = {
    "intent": "understood as something else",
    "consent": "another consent, or another doubt",
    "message_risk": "message in another risk band",
    "passages": "other passages found",
    "route": "answered by another route",
    "verdict": "checked with another outcome",
    "reply_risk": "answer in another risk band",
    "compliance": "other flags",
    "handoff": "another hand-off decision",
    "answer": "another answer",
    "lead": "another lead segment",
}
"""What a flip of each aspect is called."""
CHANGES: Mapping[str, tuple[str, str]] = {
    "cost_usd": ("cost", "USD per 1,000 turns"),
    "handoffs": ("hand-offs", "per 1,000 turns"),
    "hot_leads": ("hot leads", "per 1,000 turns"),
    "ms": ("time to answer", "ms per turn, by each step's usual time"),
}
AGAINST: Mapping[str, str] = {
    "config": "made by another config: the live one ran on them too",
    "documents": "answered from other documents: both configs ran on today's",
    "incomplete": "a step had failed, or the log lacks stages of the reply: both configs ran",
    "revised": "two contacts became one since: both configs ran",
}
PSEUDONYMS = (
    "the log was read with pseudonyms in place of people's numbers, as from a server without an admin's key: a prompt "
    "with a number in it is another prompt, so its answer counts as not known"
)
_EXAMPLES = 5


def show_rewound(found: Rewound) -> None:
    """Flips with intervals, changes, languages, and the first turns that flip."""
    console = Console(highlight=False)
    console.print(f"[bold]{len(found.turns)} turns, live {found.live} against draft {found.draft}[/bold]")
    console.print(_ran(found))
    console.print(_flips(found))
    console.print(_changes(found))
    console.print(_languages(found))
    for line in (*notes(found), *calls_told(found)):
        console.print(f"[yellow]note[/yellow] {escape(line)}", soft_wrap=True)
    flipped = [one for one in found.turns if one.flips]
    if flipped:
        console.print(_examples(flipped[:_EXAMPLES]))


def notes(found: Rewound) -> Sequence[str]:
    """What a reader must know before they believe the figures."""
    told = [f"{count} turns {AGAINST[why]}" for why, count in found.against.items() if why != "log"]
    if found.left_out:
        told.append(f"{found.left_out} turns left out: changed by their sender since, or stopped by a step now")
    if found.stopped:
        told.append("stopped before the end: the figures are of the turns that were done")
    if found.pseudonyms:
        told.append(PSEUDONYMS)
    return told


def calls_told(found: Rewound) -> Sequence[str]:
    """Whom models were asked for, whether the cap ended it, and what is still not known."""
    calls, spending, told = found.calls, found.spending, []
    asked = calls["new"] - calls["unasked"]
    if spending.cap_usd:
        told.append(f"{asked:.0f} new model answers were asked for, {spending.spent_usd:.4f} USD, and are kept")
    if spending.refused:
        cap = f"the spending cap of {spending.cap_usd:.2f} USD was reached"
        told.append(f"{cap}: {spending.refused} were not asked for")
    if calls["unasked"]:
        told.append(
            f"{calls['unasked']:.0f} model answers are not known: the composer answered there. "
            f"Asking for them costs at most {calls['left_usd']:.4f} USD, and takes a key of a model"
        )
    return told


def figure(value: Figure, scale: float = 1.0, digits: int = 2) -> str:
    """A signed value with its interval."""
    low, high = scale * value.low, scale * value.high
    return f"{scale * value.value:+.{digits}f} ({low:+.{digits}f} to {high:+.{digits}f})"


def _ran(found: Rewound) -> str:
    ran = ", ".join(f"{step} {count}" for step, count in found.ran.items()) or "nothing"
    return f"ran again: {ran}; {found.seconds:.1f} s"


def _flips(found: Rewound) -> Table:
    table = _table("what flips", ("turns", "%", "95 % interval"))
    shares = found.shares()
    for aspect, count in found.flips.items():
        share = shares[aspect]
        row = (str(count), f"{100 * share.value:.2f}", f"{100 * share.low:.2f} to {100 * share.high:.2f}")
        table.add_row(WORDS[aspect], *row, style="" if count else "dim")
    return table


def _changes(found: Rewound) -> Table:
    table = _table("draft less live", ("change (95 % interval)", "unit"))
    for name, change in found.changes().items():
        label, unit = CHANGES[name]
        table.add_row(label, figure(change), unit, style="" if change.sure else "dim")
    return table


def _languages(found: Rewound) -> Table:
    table = _table("by language", ("turns", "% that flip", "hand-offs per 1,000"))
    for language, told in found.by_language().items():
        flipped, handoffs = told["flipped"]["value"], told["handoffs"]["value"]
        table.add_row(language, str(told["n"]), f"{100 * flipped:.2f}", f"{handoffs:+.1f}")
    return table


def _examples(turns: Sequence[Compared]) -> Table:
    table = _table("the first that flip", ("what", "live", "draft"))
    for one in turns:
        for name in one.flips:
            before, after = str(one.live.values[name])[:60], str(one.draft.values[name])[:60]
            table.add_row(escape(one.text[:40]), name, escape(before), escape(after))
    return table


def _table(title: str, heads: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))
    table.add_column("")
    for head in heads:
        table.add_column(head)
    return table
