"""A permit that somebody asks for by its name: what the trek's page says of it, where its list of permits is silent."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from agent.compose.documents.foreign import introduction
from agent.compose.documents.passage_text import paragraphs
from agent.compose.documents.quote import concerns
from agent.compose.reading.asked import Asked
from agent.compose.reading.questions import content
from agent.compose.section import Section, lines
from agent.compose.topics.named import topics_in
from agent.compose.topics.telling import Part
from agent.knowledge.glossary import in_english
from agent.turn import Passage

_SAYS_MORE = 2
"""Of so many words asked with that the list leaves out a sentence must speak."""


def with_the_permit(asked: Asked, told: list[Part]) -> list[Part]:
    """The permits of the trek with the sentence of its page on the one that was meant: "do we need an inner line?"."""
    if not any(part.topic == "permits" for part in told):
        return told
    listed = content("\n".join(part.section.text for part in told))
    left_out = {*content(asked.subject), *content(in_english(asked.subject))}.difference(listed)
    best = max(_sentences(asked), key=lambda one: _shared(left_out, one[1]), default=None)
    if best is None or _shared(left_out, best[1]) < _SAYS_MORE:
        return told
    passage, sentence = best
    said = lines(introduction(asked, passage.language), sentence)
    quoted = Part("quote", Section(said, (passage.id, passage.source), settled=False))
    return [*(part for part in told if part.name != "unknown_part"), quoted]


def _sentences(asked: Asked) -> Iterator[tuple[Passage, str]]:
    """What the pages of the treks in question say of permits."""
    treks = {trek.id for trek in asked.treks}
    for passage in asked.evidence:
        if passage.kind == "trek" and passage.trek in treks and concerns(asked, passage):
            told = (sentence for paragraph in paragraphs(passage) for sentence in paragraph)
            yield from ((passage, sentence) for sentence in told if "permits" in topics_in(sentence))


def _shared(words: AbstractSet[str], sentence: str) -> int:
    return len(words & set(content(sentence)))
