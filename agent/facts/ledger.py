"""The fact ledger: every claim of a reply, ruled on by catalogue and documents. Deterministic."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from agent.facts.check_days import by_days_first
from agent.facts.check_price import check_price
from agent.facts.check_terms import check_people, check_percentage, check_phone, exactly
from agent.facts.check_time import check_date, check_duration, check_notice, check_season, check_seats
from agent.facts.check_trek import TREK_CHECKS, check_permit
from agent.facts.context.grounded import Grounded, Source, ground
from agent.facts.context.kept import NONE, Kept, Reader
from agent.facts.context.names import treks_in
from agent.facts.context.segments import Sentence, sentences
from agent.facts.found import CUSTOMER, Found
from agent.facts.ground import Check, Ground, Ruling
from agent.facts.headline import is_headline
from agent.facts.mentions import Mention, Mentions, readable
from agent.facts.own_words import OwnWords, lies_in, quotations
from agent.facts.prose import prose_of_inclusions, prose_of_terms, prose_of_trek
from agent.facts.topics import topic_of
from agent.facts.truth import truth_of
from agent.knowledge.catalogue import Catalogue
from agent.turn import Claim, Passage


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim where it stands in `readable(text)`, its ruling, and what it should have said where that is known."""

    found: Found
    ruling: Ruling
    truth: str = ""

    @property
    def claim(self) -> Claim:
        """The same for the verdict."""
        found = self.found
        return Claim(
            text=found.text,
            type=found.type,
            subject=found.subject,
            value=found.value,
            status=self.ruling.status,
            source=self.ruling.source,
        )


class Ledger:
    """Checks texts against one catalogue; building it reads every name once."""

    def __init__(self, catalogue: Catalogue, *, names: Catalogue | None = None, kept: Kept = NONE) -> None:
        """`names` is another catalogue that only tells how treks are called; `kept` are source texts read before."""
        self.catalogue = catalogue
        self.mentions = Mentions.of(names or catalogue)
        self._read = Reader(kept).read
        self._included, self._terms = tuple(prose_of_inclusions(catalogue)), tuple(prose_of_terms(catalogue))
        self._own_words = OwnWords(catalogue)
        self._treks = {trek.id: tuple(prose_of_trek(trek)) for trek in catalogue.treks.values()}

    def check(
        self,
        text: str,
        *,
        today: date,
        evidence: Sequence[Passage] = (),
        treks: Sequence[str] = (),
        people: Iterable[int] = (),
        said: Iterable[tuple[str, str]] = (),
    ) -> tuple[Checked, ...]:
        """The claims of the text with their rulings. `treks` are those of the turn; `said` what the customer named."""
        text = readable(text)
        mentions = self.mentions.find(text)
        named = dict.fromkeys((*treks, *(mention.trek for mention in mentions)))
        own = [passage for trek in named for passage in self._treks.get(trek, ())]
        passages = [*evidence, *own, *self._terms, *(self._included if _says_what_is_included(text) else ())]
        sources = [source_of(one) for one in passages]
        grounded = ground(text, sources, today=today, mentions=self.mentions, treks=treks, read=self._read)
        found = [_bound(text, one, treks) for one in grounded]
        documents = {claim: _documented(one, passages) for claim, one in zip(found, grounded, strict=True)}
        base = Ground(
            catalogue=self.catalogue,
            today=today,
            documents=documents,
            said=frozenset(said),
            people=frozenset(people),
            treks=tuple(trek for trek in named if trek in self.catalogue.treks),
            text=text,
        )
        own_words, quoted = self._own_words.spans(text), quotations(text, evidence, treks)
        return tuple(
            Checked(claim, Ruling("supported", "operator"))
            if lies_in(claim, own_words) or (claim.type not in _CATALOGUES and lies_in(claim, quoted))
            else _checked(claim, text, found, base, mentions)
            for claim in found
        )


_CATALOGUES = frozenset(
    {"price", "percentage", "date", "seats", "duration", "altitude", "distance", "age", "group_size", "phone", "link"}
)
"""What the catalogue knows better than an old page that is quoted, and an offer that has ended with it."""


def source_of(passage: Passage) -> Source:
    """A passage as a reply is held against it, its title with it."""
    return Source(f"{passage.title}\n{passage.text}".strip(), passage.trek or "")


def _says_what_is_included(text: str) -> bool:
    return any(hit.axis == "included" for sentence in sentences(text) for hit in sentence.hits)


def _bound(text: str, grounded: Grounded, treks: Sequence[str]) -> Found:
    """The claim with the trek it is about, or the topic of a percentage."""
    claim = grounded.said.claim
    if claim.subject == CUSTOMER:
        subject = CUSTOMER
    elif claim.type == "percentage":
        subject = topic_of(text, claim)
    else:
        named = treks_in(grounded.said.names)
        subject = next((trek for trek in (*treks, *sorted(named)) if trek in named), treks[0] if treks else "")
    return replace(claim, line=text.count("\n", 0, claim.start), subject=subject)


def _documented(grounded: Grounded, passages: Sequence[Passage]) -> Ruling:
    weighed = grounded.weighed
    return Ruling(weighed.status, passages[weighed.place].id if weighed.place >= 0 else "")


def _checked(claim: Found, text: str, found: Sequence[Found], ground: Ground, mentions: Sequence[Mention]) -> Checked:
    beside = [other for other in found if other.line == claim.line and other is not claim]
    check = _CHECKS.get(claim.type) if claim.subject != CUSTOMER else None
    where = text if claim.type == "price" else _around(text, claim)
    ruling = check(claim, where, beside, ground) if check else ground.documents[claim]
    if ruling.status == "supported" or not is_headline(claim, text, found, mentions):
        return Checked(claim, ruling)
    sentence = next(one for one in sentences(text) if one.start <= claim.start < one.end)
    return Checked(claim, ruling, truth_of(claim, [one for one in beside if _lies_in(one, sentence)], ground))


def _lies_in(claim: Found, sentence: Sentence) -> bool:
    return sentence.start <= claim.start < sentence.end


def _around(text: str, claim: Found) -> str:
    """The sentence of the claim; percentages and seats are told in tables, so for them it is the line."""
    start = max(text.rfind(mark, 0, claim.start) for mark in ("\n", ". ", "। ", "! ", "? "))
    end = text.find("\n", claim.end)
    return text[start + 1 : end if end >= 0 else len(text)].split(". ")[0].split("। ")[0]


_CHECKS: Mapping[str, Check] = {
    "price": check_price,
    "date": check_date,
    "season": check_season,
    "notice": by_days_first(check_notice),
    "seats": check_seats,
    "percentage": check_percentage,
    "people": check_people,
    "permit": check_permit,
    "phone": check_phone,
    **exactly,
    **TREK_CHECKS,
    "duration": by_days_first(check_duration),
    "hours": by_days_first(None),
    "number": by_days_first(None),
    "quantity": by_days_first(None),
    "time": by_days_first(exactly["time"]),
    "altitude": by_days_first(TREK_CHECKS["altitude"]),
    "distance": by_days_first(TREK_CHECKS["distance"]),
}
