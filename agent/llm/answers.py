"""The answer cache: the same question in the same setting gets the same answer, without a model."""

import time
from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from agent.llm.settings import AnswerCacheSettings
from agent.ports import Question, Vectors
from agent.turn import Reply, Turn

Embed = Callable[[Sequence[str]], Awaitable[Vectors]]
_OFFERS_KEPT = 10_000
_Key = tuple[str, str]


@dataclass(slots=True)
class Figures:
    """Since the process began; `saved_usd` is what the answers given again cost the first time."""

    hits: int = 0
    misses: int = 0
    kept: int = 0
    saved_usd: float = 0.0


@dataclass(slots=True)
class _Entry:
    question: Question
    reply: Reply
    until: float


@dataclass(slots=True)
class _Offer:
    question: Question
    reply: Reply


class AnswerCache:
    """In memory only. An answer is offered while its turn runs, and kept once the turn passed every check.

    With `semantic`, a question finds an answer also when it says the same words but for courtesies and endings, in
    the same order, and `embed` puts both at least `semantic_from` close: numbers, negations, names and who is
    compared with whom must be the same, because reversed and negated questions are as close as paraphrases are.
    """

    def __init__(
        self,
        settings: AnswerCacheSettings,
        embed: Embed | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._embed = embed if settings.semantic else None
        self._clock = clock
        self._entries: OrderedDict[_Key, _Entry] = OrderedDict()
        self._alike: defaultdict[tuple[str, tuple[str, ...]], set[_Key]] = defaultdict(set)
        self._offers: OrderedDict[str, _Offer] = OrderedDict()
        self.figures = Figures()

    async def recall(self, question: Question) -> Reply | None:
        """The kept answer to this question, at no cost; None when there is none."""
        entry = self._exact(question) or await self._near(question)
        if entry is None:
            self.figures.misses += 1
            return None
        self.figures.hits += 1
        self.figures.saved_usd += entry.reply.cost_usd
        return replace(entry.reply, cached=True, tokens_in=0, tokens_out=0, cost_usd=0.0, prompt="")

    def _exact(self, question: Question) -> _Entry | None:
        return self._fresh((question.setting, question.text))

    def _fresh(self, key: _Key) -> _Entry | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry.until < self._clock():
            self._drop(key)
            return None
        self._entries.move_to_end(key)
        return entry

    async def _near(self, question: Question) -> _Entry | None:
        keys = self._alike.get((question.setting, question.words), ())
        entries = [entry for key in tuple(keys) if (entry := self._fresh(key)) is not None]
        if self._embed is None or not entries or not question.words:
            return None
        vectors = await self._embed([question.text, *(entry.question.text for entry in entries)])
        cosines = vectors[1:] @ vectors[0]
        best = int(np.argmax(cosines))
        return entries[best] if cosines[best] >= self._settings.semantic_from else None

    def offer(self, turn: str, question: Question, reply: Reply) -> None:
        """Hold an answer until its turn is over."""
        if not question.shared or reply.cached:
            return
        self._offers[turn] = _Offer(question, reply)
        while len(self._offers) > _OFFERS_KEPT:
            self._offers.popitem(last=False)

    def settle(self, turn: Turn) -> None:
        """Keep what this turn was offered, if its words went out as the model wrote them and every check passed."""
        offer = self._offers.pop(turn.message.id, None)
        if offer is None or not _passed(turn, offer.reply):
            return
        key = (offer.question.setting, offer.question.text)
        self._drop(key)
        self._entries[key] = _Entry(offer.question, offer.reply, self._clock() + self._settings.ttl_s)
        self._alike[(offer.question.setting, offer.question.words)].add(key)
        while len(self._entries) > self._settings.size:
            self._drop(next(iter(self._entries)))
        self.figures.kept = len(self._entries)

    def _drop(self, key: _Key) -> None:
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        alike = (entry.question.setting, entry.question.words)
        self._alike[alike].discard(key)
        if not self._alike[alike]:
            del self._alike[alike]
        self.figures.kept = len(self._entries)


def _passed(turn: Turn, offered: Reply) -> bool:
    """A repaired or replaced reply is another route's or another text; lines added for this customer come after it."""
    reply, verdict, compliance = turn.reply, turn.verdict, turn.compliance
    if reply is None or verdict is None or compliance is None:
        return False
    same = reply.kind == "answer" and reply.route == offered.route and reply.text.startswith(offered.text)
    return same and verdict.action == "pass" and compliance.ok
