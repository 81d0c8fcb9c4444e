"""What the operator wrote itself: told in the customer's language, else in another and introduced as such."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from agent.compose.documents.foreign import introduction, other_languages
from agent.compose.reading.asked import Asked
from agent.compose.section import lines
from agent.facts.mentions import Mentions, readable
from agent.language.romanise import romanised
from agent.turn import Language


def sentence(asked: Asked, key: str) -> str:
    """The sentences under a key of `operator.yaml`; "" where there are none the customer may read."""
    if told := _written(asked, key, asked.language):
        return " ".join(told)
    return _introduced(asked, lambda language: " ".join(_written(asked, key, language)))


def listing(asked: Asked, phrase: str, **keys: Sequence[str]) -> str:
    """A phrase with blanks for the lists under the keys, all in one language; "" where its first list is missing."""
    if told := _said(asked, phrase, keys, asked.language):
        return told
    return _introduced(asked, lambda language: _said(asked, phrase, keys, language))


def _said(asked: Asked, phrase: str, keys: dict[str, Sequence[str]], language: Language) -> str:
    items = {blank: [one for key in wanted for one in _written(asked, key, language)] for blank, wanted in keys.items()}
    if not next(iter(items.values())):
        return ""
    phrases = replace(asked.phrases, language=language)
    return phrases.say(phrase, **{blank: ", ".join(found) for blank, found in items.items()})


def _written(asked: Asked, key: str, language: Language) -> Sequence[str]:
    """Hindi that was written in Devanagari only is told in Latin letters to who writes so."""
    table = asked.catalogue.operator.get(key) or {}
    told = table.get(language) or (table.get("hi") if language == "hi-Latn" else None) or ()
    parts = [told] if isinstance(told, str) else _of_the_treks(asked, [str(part) for part in told])
    return [romanised(part) for part in parts] if language == "hi-Latn" and language not in table else parts


def _of_the_treks(asked: Asked, parts: Sequence[str]) -> Sequence[str]:
    """What of a list holds for the treks asked of; none of one that names only others: "crampons on the glacier"."""
    ours = {trek.id for trek in asked.treks}
    if not ours:
        return parts
    mentions = Mentions.of(asked.catalogue)
    named = [{mention.trek for mention in mentions.find(readable(part))} for part in parts]
    if not any(named):
        return parts
    held = [part for part, treks in zip(parts, named, strict=True) if not treks or treks & ours]
    return held if any(treks & ours for treks in named) else ()


def _introduced(asked: Asked, written: Callable[[Language], str]) -> str:
    """What is written in the first other language that has it."""
    found = ((language, written(language)) for language in other_languages(asked))
    return next((lines(introduction(asked, language), text) for language, text in found if text), "")
