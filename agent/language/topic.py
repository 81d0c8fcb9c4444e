"""What a conversation is about: treks carried over, switched, chosen among several or compared. Without a model."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from agent.knowledge.catalogue import Catalogue
from agent.language.measures import measures_of
from agent.language.naming import Choices, Line, LineReader
from agent.turn import Utterance

_REMEMBERED = 8  # treks one may come back to
_CONTEXT_LINES = 6  # lines that may tell which of several treks of one name is meant
_SEVERAL = 2
_TELLS = 0.35  # weight of a word of a name that tells of several which is meant


@dataclass(frozen=True, slots=True)
class Topic:
    """Where the conversation stands.

    `focus` is what it is about, `offered` what we named together last and `open` whether that awaits a choice,
    `asked` what the customer's last line named, `recent` all that was named, newest first.
    """

    focus: Choices = ()
    offered: Choices = ()
    open: bool = False
    asked: Choices = ()
    recent: Choices = ()
    words: tuple[tuple[str, ...], ...] = ()


class Topics:
    """Follows conversations about the treks of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._reader = LineReader(catalogue)
        self._measures = measures_of(catalogue)

    @classmethod
    @lru_cache(maxsize=4)
    def of(cls, catalogue: Catalogue) -> "Topics":
        """The same one for as long as the catalogue is in service."""
        return cls(catalogue)

    def follow(self, lines: Iterable[Utterance], *, before: Choices = (), at_most: int = 2) -> Choices:
        """The treks it is about after these lines, where it was about `before` when they began."""
        topic = Topic(focus=before, recent=before)
        for said in lines:
            line = self._reader.read(said.text)
            topic = replace(topic, words=(line.words, *topic.words)[:_CONTEXT_LINES])
            step = self._asked if said.speaker == "U" else self._told
            topic = self._remembering(line, step(topic, line, at_most))
        return topic.focus[:at_most]

    def unnamed(self, text: str) -> str:
        """A line without the names in it."""
        return self._reader.read(text).unnamed

    def _remembering(self, line: Line, topic: Topic) -> Topic:
        named = self._resolved((*line.named, *line.shared, *line.placed, *line.elsewhere), topic)
        return replace(topic, recent=_unique((*reversed(named), *topic.recent))[:_REMEMBERED])

    def _asked(self, topic: Topic, line: Line, at_most: int) -> Topic:
        """The customer names the topic, takes one of those offered, or sets another beside it."""
        aside = line.placed or (() if topic.focus else line.elsewhere)
        named = self._resolved(line.named or line.shared or aside, topic)
        asked = replace(topic, asked=named if line.named else ())
        if chosen := named or self._chosen(topic, line):
            beside = topic.focus[: max(1, at_most - len(chosen))] if named and line.pointing.compares else ()
            return replace(asked, focus=_unique((*beside, *chosen)), open=False)
        return asked

    def _told(self, topic: Topic, line: Line, at_most: int) -> Topic:
        """We offer treks, or answer about one; a long list of ours is an offer, it does not change the topic."""
        heard = replace(topic, asked=())
        named = self._resolved(line.named or (() if topic.focus else (*line.shared, *line.placed)), topic)
        if not named:
            return replace(heard, focus=_unique((*topic.focus, *self._resolved(line.placed, topic)))[:at_most])
        if len(named) > at_most:
            return replace(heard, offered=named, open=True)
        if set(topic.asked) & set(named):  # of what else an answer names, nobody asked: "sunrise over Annapurna"
            focus = topic.focus
        else:
            focus = _unique((*topic.asked, *sorted(named, key=lambda trek: trek not in topic.focus)))
        return replace(heard, focus=focus, offered=named if len(named) > 1 else topic.offered, open=len(named) > 1)

    def _chosen(self, topic: Topic, line: Line) -> Choices:
        """What a line that names nothing outright points at."""
        if pointed := self._most_of(topic, line) or _pointed(topic, line):
            return pointed
        if hinted := [trek for choices in line.hinted for trek in topic.recent if trek in choices]:
            return tuple(hinted[:1])
        return self._described(topic, line) if topic.open else ()

    def _most_of(self, topic: Topic, line: Line) -> Choices:
        """`the cheaper one`: of those offered, else of the two talked of last."""
        what = line.pointing.most
        among = topic.offered or topic.recent[:2]
        known = [trek for trek in among if trek in self._measures[what.lstrip("-")]] if what else []
        if len(known) < _SEVERAL:
            return ()
        measure = self._measures[what.lstrip("-")]
        return ((max if what.startswith("-") else min)(known, key=lambda trek: measure[trek]),)

    def _described(self, topic: Topic, line: Line) -> Choices:
        """The only one of those offered whose name holds a telling word of the line, or any in `the lake one`."""
        said, kinds = set(line.words), set(line.pointing.kinds)
        held = [
            trek
            for trek in topic.offered
            if any(
                word in kinds or (word in said and weight >= _TELLS)
                for word, weight in self._reader.names.words_of(trek).items()
            )
        ]
        return tuple(held) if len(held) == 1 else ()

    def _resolved(self, named: Sequence[Choices], topic: Topic) -> Choices:
        """In the order of the line, but what it names twice first."""
        meant = [trek for choices in named for trek in self._meant(choices, topic)]
        return _unique(sorted(meant, key=lambda trek: -meant.count(trek)))

    def _meant(self, choices: Choices, topic: Topic) -> Choices:
        """Of the treks a name may mean the one already talked of, else those whose other words were said lately."""
        if len(choices) < 2:
            return choices
        if active := [trek for trek in topic.recent if trek in choices]:
            return tuple(active[:1])
        scores = {trek: self._support(trek, topic) for trek in choices}
        best = max(scores.values())
        return tuple(trek for trek in choices if scores[trek] == best)[:2]

    def _support(self, trek: str, topic: Topic) -> float:
        said = {word for line in topic.words for word in line}
        return sum(weight for word, weight in self._reader.names.words_of(trek).items() if word in said)


def _pointed(topic: Topic, line: Line) -> Choices:
    pointing = line.pointing
    if pointing.both and len(topic.recent) > 1:
        return topic.recent[1::-1]
    if pointing.other:
        around = topic.offered if set(topic.focus) & set(topic.offered) else topic.recent
        return tuple(trek for trek in around if trek not in topic.focus)[:1]
    choices = topic.offered or (topic.recent[1::-1] if len(topic.recent) > 1 else ())
    place = pointing.pick if pointing.pick > 0 else len(choices)
    return (choices[place - 1],) if pointing.pick and 1 <= place <= len(choices) else ()


def _unique(treks: Iterable[str]) -> Choices:
    return tuple(dict.fromkeys(treks))
