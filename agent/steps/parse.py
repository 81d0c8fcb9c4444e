"""Step 1: language, intent, sentiment and entities of the message."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import ClassVar, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from pydantic import Field, PrivateAttr

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.kept_vectors import kept_vectors
from agent.language.detect import LanguageDetector
from agent.language.entities import EntityFinder
from agent.language.follow_up import glossed, with_line_before
from agent.language.intent import Example, IntentModel, load_examples
from agent.language.letters import fold, words
from agent.language.lexical import masked
from agent.language.list_marks import without_list_marks
from agent.language.said import lexicon_digest
from agent.language.sentiment import SentimentModel, load_opinions
from agent.ports import Arrays, Index, Ports, Vectors
from agent.process.computing import computed
from agent.settings import find
from agent.step import Step, differ_only_in, rehearsal
from agent.turn import Entity, Inbound, Intent, Language, Parsed, Together, Turn

_MAX_CHARS = 2_000  # the rest of a longer message is not embedded
_MOST_TOGETHER = 20  # words of a message that may be read as one with the line before
_TURNS_BACK = 3  # customer's lines asked for the language of the conversation
_SURE = 0.6
_LEARNT = 4  # raise when masking, features or learning change, so that what was kept is learnt again
_FELT = 1  # the same for sentiment: cues or learning
_NAMELIKE = frozenset({"trek", "phone", "email"})

Known = Literal["en", "hi", "es", "fr", "hi-Latn"]


@dataclass(frozen=True, slots=True)
class _Reader:
    """All that was learnt or built for one version of the index."""

    version: str
    detector: LanguageDetector
    sentiment: SentimentModel
    finder: EntityFinder
    intents: IntentModel[Intent]
    probe: tuple[str, Vectors]
    zone: tzinfo


class Parse(Step):
    """Read the message: nothing is looked up, nothing is guessed from who wrote it."""

    reads: ClassVar[frozenset[str]] = frozenset({"message"})
    writes: ClassVar[frozenset[str]] = frozenset({"parsed"})
    interruptible: ClassVar[bool] = False

    exemplars: str = Field(
        default="eval/intents.jsonl",
        min_length=1,
        description="Example messages with their intent, one JSON object a line.",
    )
    out_of_scope_below: float = Field(
        default=0.3, ge=0, le=1, description="An intent less likely than this counts as out of scope."
    )
    languages: list[Known] = Field(
        default_factory=lambda: list(get_args(Known)), min_length=1, description="Languages a message may be in."
    )
    small_language_model: bool = Field(
        default=False,
        description="Lingua with 25 MB instead of 120 MB; on two-word messages about 5 points less accurate.",
    )
    fuzzy_threshold: float = Field(
        default=84.0, ge=70, le=100, description="How like a trek's name a spelling must be, 100 being equal."
    )
    phone_regions: list[str] = Field(
        default_factory=lambda: ["IN", "NP"],
        min_length=1,
        description="Countries (ISO codes) tried for phone numbers without a country code.",
    )
    sentiment_exemplars: str = Field(
        default="eval/sentiment.jsonl",
        min_length=1,
        description="Example messages with their language and feeling, one JSON object a line.",
    )
    sentiment_threshold: float = Field(
        default=0.45, ge=0, lt=1, description="A feeling less likely than this counts as neutral."
    )

    _reader: _Reader | None = PrivateAttr(default=None)
    _building: asyncio.Lock = PrivateAttr(default_factory=asyncio.Lock)

    async def warm_up(self, ports: Ports) -> None:
        await self.run(rehearsal(), ports)

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        reader = await self._ready(ports.index)
        text = turn.message.text
        if not text.strip():
            return replace(turn, parsed=Parsed())
        readings = _readings(turn.message)
        meant = [glossed(reading) for reading in readings]
        texts = list(dict.fromkeys([readings[0], *meant]))
        vectors = dict(zip(texts, await ports.index.embed(texts), strict=True))
        told = [(reading, vectors[english]) for reading, english in zip(readings, meant, strict=True)]
        return replace(turn, parsed=await computed(self._read, reader, turn.message, vectors[readings[0]], told))

    async def again(self, turn: Turn, then: Turn, made_by: Step, ports: Ports) -> Turn | None:
        """An intent that was in scope is so by its confidence; what else one out of scope was is not written down."""
        parsed = then.parsed
        if parsed is None or not differ_only_in(self, made_by, "out_of_scope_below"):
            return None
        if parsed.intent == "out_of_scope":
            return None
        within = parsed.intent_confidence >= self.out_of_scope_below
        return replace(turn, parsed=parsed if within else replace(parsed, intent="out_of_scope"))

    def _read(
        self, reader: _Reader, message: Inbound, vector: Vectors, readings: Sequence[tuple[str, Vectors]]
    ) -> Parsed:
        day = message.sent_at.astimezone(reader.zone).date()
        entities = reader.finder.find(without_list_marks(message.text), day)
        language, sure = _language(reader.detector, message, entities)
        (alone, meaning), *joined = readings
        told = [(masked(text, reader.finder.find(text, day)), vector) for text, vector in joined]
        intent, intent_sure = self._intent(reader, message, [(masked(alone, entities), meaning), *told])
        return Parsed(
            language=language,
            language_confidence=round(sure, 4),
            intent=intent,
            intent_confidence=round(intent_sure, 4),
            sentiment=reader.sentiment.score(message.text, language, vector)[0],
            entities=entities,
            together=_together(reader, message, day),
        )

    def _intent(
        self, reader: _Reader, message: Inbound, readings: Sequence[tuple[str, Vectors]]
    ) -> tuple[Intent, float]:
        """The mean over the message alone and, where it leans on the line before, joined to that line; all masked."""
        if not words(fold(message.text)):
            return "out_of_scope", 0.0
        told = [reader.intents.probabilities(text, vector) for text, vector in readings]
        intent, sure = reader.intents.likeliest(np.mean(told, axis=0))
        return (intent, sure) if sure >= self.out_of_scope_below else ("out_of_scope", sure)

    async def _ready(self, index: Index) -> _Reader:
        """The reader of this version of the index, built when it is first needed or when the index has changed."""
        if self._reader is None or self._reader.version != index.version:
            async with self._building:
                if self._reader is None or self._reader.version != index.version:
                    self._reader = await self._build(index, self._reader)
        return self._reader

    async def _build(self, index: Index, before: _Reader | None) -> _Reader:
        version, catalogue = index.version, index.catalogue
        finder = await asyncio.to_thread(
            EntityFinder, catalogue, regions=self.phone_regions, fuzzy_threshold=self.fuzzy_threshold
        )
        if before and await _same_model(index, before):
            return replace(before, version=version, finder=finder, zone=_zone(catalogue))
        examples = await asyncio.to_thread(_examples, find(self.exemplars))
        probe = await index.embed([examples[0].text])
        return _Reader(
            version=version,
            detector=await asyncio.to_thread(self._detector),
            sentiment=await self._sentiment(index, probe),
            finder=finder,
            intents=await _intents(examples, probe, finder, index),
            probe=(examples[0].text, probe),
            zone=_zone(catalogue),
        )

    async def _sentiment(self, index: Index, probe: Vectors) -> SentimentModel:
        """Learnt once for these examples, word lists and this embedder, and then kept with the index."""
        opinions = await asyncio.to_thread(load_opinions, find(self.sentiment_exemplars))

        async def learn() -> Arrays:
            vectors = await index.embed([opinion.text for opinion in opinions])
            return (await asyncio.to_thread(SentimentModel.fit, opinions, vectors)).arrays()

        told = [_FELT, lexicon_digest(), [astuple(opinion) for opinion in opinions], np.round(probe, 4).tolist()]
        arrays = await index.kept(f"sentiment {json.dumps(told, ensure_ascii=False)}", learn)
        return SentimentModel.of_arrays(arrays, threshold=self.sentiment_threshold)

    def _detector(self) -> LanguageDetector:
        return LanguageDetector(languages=self.languages, small=self.small_language_model)


def _together(reader: _Reader, message: Inbound, day: date) -> Together | None:
    text = with_line_before(message.text, message.history, message.sent_at, most_words=_MOST_TOGETHER)
    if text is None or len(text) > _MAX_CHARS:
        return None
    return Together(text=text, entities=tuple(reader.finder.find(without_list_marks(text), day)))


def _readings(message: Inbound) -> list[str]:
    """The message, and the message joined to the customer's last line where it may lean on it."""
    text = message.text[:_MAX_CHARS]
    joined = with_line_before(text, message.history, message.sent_at)
    return [text] if joined is None else [text, joined[-_MAX_CHARS:]]


def _examples(path: Path) -> list[Example[Intent]]:
    intents: dict[str, Intent] = {intent: intent for intent in get_args(Intent)}
    read = load_examples(path)
    unknown = sorted({example.label for example in read} - intents.keys())
    if unknown:
        raise ValueError(f"{path}: no such intent: {', '.join(unknown)}; one of {', '.join(intents)}")
    return [Example(example.text, intents[example.label]) for example in read]


async def _intents(
    examples: Sequence[Example[Intent]], probe: Vectors, finder: EntityFinder, index: Index
) -> IntentModel[Intent]:
    """Learnt once for these examples, this embedder and these trek names, and then kept with the index."""

    async def learn() -> Arrays:
        vectors = await kept_vectors([glossed(example.text) for example in examples], probe, index)
        return (await asyncio.to_thread(_learn, examples, vectors, finder)).arrays()

    treks = [(trek.id, trek.name, trek.aliases, sorted(trek.names.items())) for trek in index.catalogue.treks.values()]
    told = [_LEARNT, [(example.text, example.label) for example in examples], treks, np.round(probe, 4).tolist()]
    arrays = await index.kept(f"intents {json.dumps(told, ensure_ascii=False)}", learn)
    known: dict[str, Intent] = {intent: intent for intent in get_args(Intent)}
    return IntentModel.of_arrays([known[str(label)] for label in arrays["labels"]], arrays)


def _learn(examples: Sequence[Example[Intent]], vectors: Vectors, finder: EntityFinder) -> IntentModel[Intent]:
    today = datetime.now(UTC).date()
    known = [Example(masked(example.text, finder.find(example.text, today)), example.label) for example in examples]
    return IntentModel.fit(known, vectors)


async def _same_model(index: Index, before: _Reader) -> bool:
    """Whether the index still embeds as it did: then what was learnt stays, and only the catalogue is read again."""
    text, vector = before.probe
    now = await index.embed([text])
    return now.shape == vector.shape and bool(np.allclose(now, vector, atol=1e-5))


def _zone(catalogue: Catalogue) -> tzinfo:
    name = str(catalogue.operator.get("timezone") or "UTC")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"operator.yaml: timezone: no such zone {name!r}; use a name such as Asia/Kolkata") from error


def _language(detector: LanguageDetector, message: Inbound, entities: Sequence[Entity]) -> tuple[Language, float]:
    names = [(e.start, e.end) for e in entities if e.type in _NAMELIKE and not _has_script_of_its_own(e.text)]
    return detector.detect(message.text, prior=_spoken_before(detector, message), ignore=names)


def _has_script_of_its_own(text: str) -> bool:
    """A trek's name in Devanagari tells the language, in Latin letters it does not."""
    return any("\u0900" <= character <= "\u097f" for character in text)


def _spoken_before(detector: LanguageDetector, message: Inbound) -> Language | None:
    """The language of the customer's newest line that leaves no doubt."""
    lines = [line.text for line in reversed(message.history) if line.speaker == "U"][:_TURNS_BACK]
    found = (detector.detect(line) for line in lines)
    return next((language for language, sure in found if sure >= _SURE and language != "und"), None)
