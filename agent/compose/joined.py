"""The answers to the questions of one message as one answer."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from agent.compose.documents.quote import spoken_of
from agent.compose.reading.asked import Asked
from agent.compose.section import Section, lines
from agent.compose.topics.telling import Part
from agent.knowledge.reading import units


def joined(asked: Asked, answers: list[list[Part]]) -> list[Part]:
    """The answers to several questions as one: nothing twice, and what nobody can say said once, at the end."""
    parts = [part for answer in answers for part in answer]
    facts = [part for part in parts if part.topic]
    known = [part for part in parts if part.name not in _NOT_KNOWN and not _is_said(asked, part, facts)]
    if not known:
        return parts[:1]
    known = [*(part for part in parts if part.name == "greeting"), *known] if asked.intent == "greeting" else known
    distinct = list({part.section.text: part for part in known}.values())
    if any(part.name in ("unknown", "unknown_part") for part in parts):
        last = Section(asked.say("unknown_part"), settled=False, needs_person=True)
        return [*said_once(distinct), Part("unknown_part", last)]
    return said_once(distinct)


_NOT_KNOWN = frozenset({"unknown", "unknown_part", "greeting", "which", "nod"})


def _is_said(asked: Asked, part: Part, facts: Sequence[Part]) -> bool:
    """Whether it quotes on a topic that is told, and half of it is told there."""
    same = "\n".join(fact.section.text for fact in facts if fact.topic in part.about)
    words = units(part.section.text)
    return bool(same) and 2 * spoken_of(words, same, asked.language) >= len(words)


def _lists_nothing_new(part: Part, seen: Collection[str]) -> bool:
    """Whether every departure it lists was listed: what stands around them says nothing without them."""
    listed = [line for line in part.section.text.split("\n") if line.startswith("•")]
    return bool(listed) and all(line in seen for line in listed)


def said_once(parts: list[Part]) -> list[Part]:
    """One list of suggestions, and only where no trek was told of; lines that an earlier part holds are left out."""
    kept: list[Part] = []
    seen: set[str] = set()
    for part in parts:
        if any(part.section.text in other.section.text for other in kept):
            continue
        if part.name == "suggest" and any(other.name in ("suggest", "compare") for other in kept):
            continue
        if part.name == "dates" and _lists_nothing_new(part, seen):
            continue
        text = lines(*(line for line in part.section.text.split("\n") if line not in seen))
        seen.update(part.section.text.split("\n"))
        if text:
            kept.append(replace(part, section=replace(part.section, text=text)))
    return kept
