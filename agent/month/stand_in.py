"""A model's stand-in: where a route asks a model, the month has words and a bill without anybody being asked.

What it writes are sentences of the very passages in its prompt. Tokens are counted from prompt and answer, the cost is
the route's price for them, and the model's name says that it was simulated: a bill nobody sent is never shown as one.
"""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

import regex

from agent.compose.spoken import speaks
from agent.language.plain import plain
from agent.llm.tokens import tokens_in
from agent.ports import LLM, Completion, CompletionError, CompletionRequest
from agent.turn import Language

SIMULATED = " (simulated)"
"""What stands behind the name of a model that was not asked."""
_SILENT = 0.015
"""How often a model gives no usable answer."""
_MOST = 3
_SOURCE = regex.compile(r"^\[S(\d+)\] \(([^)]*)\) (.+)$", regex.MULTILINE)
_QUESTION = regex.compile(r"^<<<\w+ QUESTION\n(.*?)\n<<<\w+ END$", regex.DOTALL | regex.MULTILINE)
_SENTENCE = regex.compile(r"(?<=[.!?।])\s+")
_TOLD_LANGUAGE: dict[str, Language] = {
    "In English": "en",
    "In Hindi": "hi",
    "In Spanish": "es",
    "In French": "fr",
    "In romanised Hindi": "hi-Latn",
}
_NOT_KNOWN: dict[Language, str] = {
    "en": "I don't know that from our documents. A colleague will write to you about it.",
    "hi": "यह मुझे हमारे काग़ज़ों में नहीं मिला। एक सहयोगी आपको लिखेंगे।",
    "hi-Latn": "Yeh mujhe hamare documents mein nahi mila. Ek colleague aapko likhenge.",
    "es": "Eso no lo encuentro en nuestros documentos. Una persona del equipo le escribirá.",
    "fr": "Je ne le trouve pas dans nos documents. Une personne de l'équipe vous écrira.",
}


class StandIn(LLM):
    """Answers like a careful model, the same words to the same request. `asked` names the model by message id."""

    def __init__(self) -> None:
        self.asked: dict[str, str] = {}

    @property
    def available(self) -> bool:
        """Always."""
        return True

    async def complete(self, request: CompletionRequest) -> Completion:
        """Sentences of the prompt's own sources. Short side questions, such as a rewrite, are left unanswered."""
        if not request.judged:
            raise CompletionError("the stand-in of the sample month answers customers only")
        self.asked[request.turn] = request.models[0]
        prompt = "\n".join(message.content for message in request.messages)
        text = _answer(request)
        if int(sha256(text.encode() + request.turn.encode()).hexdigest(), 16) % 1000 < _SILENT * 1000:
            raise CompletionError("no answer in time (simulated)")
        counted = tokens_in(prompt), tokens_in(text)
        completion = Completion(
            text=text,
            model=f"{request.models[0]}{SIMULATED}",
            tokens_in=counted[0],
            tokens_out=counted[1],
            cost_usd=round(request.price.cost_usd(*counted), 8),
        )
        if flaw := request.flaw(text):
            raise CompletionError(flaw, replace(completion, text=""))
        return completion

    async def aclose(self) -> None:
        """Nothing is open."""


def _answer(request: CompletionRequest) -> str:
    rules, material = request.messages[0].content, request.messages[-1].content
    language = _asked_in(rules)
    asked = _QUESTION.search(material)
    words = set(plain(asked.group(1)).split()) if asked else set()
    told = list(_best(_sentences(material, language), words))
    return " ".join(told) if told else _NOT_KNOWN[language]


def _asked_in(rules: str) -> Language:
    return next((code for said, code in _TOLD_LANGUAGE.items() if said in rules), "en")


def _sentences(material: str, language: Language) -> Iterator[tuple[str, str]]:
    """Every sentence of the sources in that language, with its source's mark."""
    for number, _, told in _SOURCE.findall(material):
        _, _, text = told.partition(": ")
        if speaks(text, language):
            yield from ((sentence.strip(), f"[S{number}]") for sentence in _SENTENCE.split(text))


def _best(sentences: Iterator[tuple[str, str]], words: set[str]) -> Iterator[str]:
    """Those that share most with the question, in the order they stand in."""
    known = [(sum(len(word) for word in set(plain(text).split()) & words), text, mark) for text, mark in sentences]
    ranked = sorted(range(len(known)), key=lambda at: (-known[at][0], at))[:_MOST]
    for at in sorted(ranked):
        shared, text, mark = known[at]
        if shared > 3 and 15 < len(text) < 260:
            yield f"{text} {mark}"
