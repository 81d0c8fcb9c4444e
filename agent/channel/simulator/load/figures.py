"""What a log says about a run: answered or not, how late, how often."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LogLine = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Seconds and milliseconds are the wall clock's. `wait` is from the webhook taken to the send accepted."""

    written: int
    taken: int
    answered: int
    unanswered: int
    sends: int
    duplicates: int
    wait_p50_s: float | None
    wait_p99_s: float | None
    wait_max_s: float | None
    ack_p50_ms: float | None
    ack_p99_ms: float | None
    attempts: int
    refused: Mapping[str, int]
    failed: Mapping[str, int]


def figures(log: Iterable[LogLine], *, contacts: set[str] | None = None) -> Figures:
    """Of all customers, or of these.

    A customer's sends answer their messages in order when there are as many; when there are fewer, each message
    counts as answered by the first send after it was posted, since fragments may be answered together. Duplicates are
    sends beyond the number of messages, and sends under a `biz_opaque_callback_data` that was taken before.
    """
    lines = list(log) if contacts is None else _about(list(log), contacts)
    wrote = {line["id"]: line["contact"] for line in lines if line["kind"] == "written" and line["type"] != "system"}
    posted, taken, acks = _deliveries(lines, wrote)
    sends = [line for line in lines if line["kind"] == "send"]
    waits = _waits(wrote, posted, taken, sends)
    extra = Counter(line["contact"] for line in sends) - Counter(wrote.values())
    return Figures(
        written=len(wrote),
        taken=len(taken),
        answered=len(waits),
        unanswered=len(wrote) - len(waits),
        sends=len(sends),
        duplicates=max(sum(extra.values()), _repeated(sends)),
        wait_p50_s=quantile(waits, 0.5),
        wait_p99_s=quantile(waits, 0.99),
        wait_max_s=quantile(waits, 1),
        ack_p50_ms=quantile(acks, 0.5),
        ack_p99_ms=quantile(acks, 0.99),
        attempts=sum(line["kind"] == "attempt" for line in lines),
        refused=_by_code(line for line in lines if line["kind"] == "refused"),
        failed=_by_code(line for line in lines if line["kind"] == "status" and line["status"] == "failed"),
    )


def _about(lines: Sequence[LogLine], contacts: set[str]) -> list[LogLine]:
    """Lines of these customers, and attempts that carried something from or about them."""
    mine = {line["id"] for line in lines if line.get("contact", "") in contacts and "id" in line}

    def carries(line: LogLine) -> bool:
        return any(name.partition(" ")[0] in mine for name in line.get("ids", ()))

    return [line for line in lines if line.get("contact") in contacts or line.get("id") in mine or carries(line)]


def _deliveries(
    lines: Iterable[LogLine], wrote: Mapping[str, str]
) -> tuple[dict[str, float], dict[str, float], list[float]]:
    """When each message was first posted and first taken, and how long every attempt waited."""
    posted: dict[str, float] = {}
    taken: dict[str, float] = {}
    acks = []
    for line in lines:
        if line["kind"] == "attempt":
            acks.append(line["ms"])
            for name in filter(wrote.__contains__, line["ids"]):
                posted[name] = min(line["started"], posted.get(name, line["started"]))
                if line["http"] == 200:
                    taken.setdefault(name, line["started"] + line["ms"] / 1000)
    return posted, taken, acks


def _waits(
    wrote: Mapping[str, str], posted: Mapping[str, float], taken: Mapping[str, float], sends: Sequence[LogLine]
) -> list[float]:
    sent: dict[str, list[float]] = defaultdict(list)
    for line in sends:
        sent[line["contact"]].append(line["wall"])
    asked: dict[str, list[str]] = defaultdict(list)
    for name, contact in wrote.items():
        if name in posted:
            asked[contact].append(name)
    found = []
    for contact, names in asked.items():
        for name, at in zip(names, _answers([posted[name] for name in names], sent[contact]), strict=True):
            found += [max(0.0, at - taken.get(name, posted[name]))] if at else []
    return found


def _answers(posted: Sequence[float], sent: Sequence[float]) -> list[float]:
    """The time of each message's answer; 0 for none."""
    if len(sent) >= len(posted):
        return list(sent[: len(posted)])
    firsts = [bisect_left(sent, at) for at in posted]
    return [sent[n] if n < len(sent) else 0.0 for n in firsts]


def _repeated(sends: Iterable[LogLine]) -> int:
    names = Counter(line["callback"] for line in sends if line["callback"])
    return sum(n - 1 for n in names.values())


def _by_code(lines: Iterable[LogLine]) -> dict[str, int]:
    return dict(sorted(Counter(str(line["code"]) for line in lines).items()))


def quantile(values: Iterable[float], share: float) -> float | None:
    """The value that this share of all does not exceed; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 4)
