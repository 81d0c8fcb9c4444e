"""News from Meta in plain Python, for `MemoryJournal`."""

from collections.abc import Mapping, Sequence
from itertools import starmap

from agent.journal.memory_numbers import MemoryNumbers
from agent.journal.memory_people import Audit, MemoryPeople
from agent.journal.memory_persons import MemoryPersons
from agent.journal.memory_reach import MemoryReach
from agent.journal.rules import META, STOPPED, has_a_say, lifts, pause_of_takeover, template_parts
from agent.journal.send_rules import TEMPLATE, template_subject, template_subjects
from agent.journal.templates import AGAINST, in_order, of_mark, reasons
from agent.journal.values import clean, micros
from agent.ports import (
    UNUSABLE_TEMPLATE,
    BlockedTemplate,
    News,
    NumberNews,
    Takeover,
    TemplateNews,
    TemplateState,
)


class MemoryNews:
    """What `agent/journal/news.py` does in SQL."""

    def __init__(
        self, persons: MemoryPersons, people: MemoryPeople, numbers: MemoryNumbers, reach: MemoryReach, audit: Audit
    ) -> None:
        """All are the journal's."""
        self._persons = persons
        self._people = people
        self._numbers = numbers
        self._reach = reach
        self._audit = audit
        self._facts: dict[tuple[str, ...], tuple[int, str]] = {}

    def act(self, news: News) -> str:
        """Do what the news asks for; the contact it is about, empty where it is about none."""
        if isinstance(news, Takeover):
            return self._take_over(news)
        if isinstance(news, TemplateNews):
            key, at = ("template", clean(news.name), clean(news.language)), micros(news.at)
            kept = [self._keep((*key, name), value, at) for name, value in template_parts(news).items()]
            if lifts(news) and any(kept):
                for subject in template_subjects(news.name, news.language):
                    self._reach.unmark(subject, news.at)
        else:
            for number in news.numbers:
                self._number(number, news)
        return ""

    @property
    def numbers(self) -> frozenset[str]:
        """Numbers there was news of."""
        return frozenset(key[1] for key in self._facts if key[0] == "number")

    def facts(self, number: str) -> Mapping[str, str]:
        """See `Journal.number_facts`."""
        found = self._of("number", clean(number))
        return {name: value for name, value in sorted(found.items()) if name != STOPPED}

    def newest_fact(self, name: str) -> str:
        """See `Journal.newest_fact`."""
        told = [(-at, key[1], value) for key, (at, value) in self._facts.items() if key[0::2] == ("number", name)]
        return min(told)[2] if told else ""

    def template(self, name: str, language: str) -> TemplateState:
        """See `Journal.template`."""
        return TemplateState(name=name, language=language, **self._of("template", clean(name), clean(language)))

    def blocked_templates(self) -> Sequence[BlockedTemplate]:
        """See `Journal.blocked_templates`."""
        told = [
            BlockedTemplate(name=key[1], language=key[2], why=status)
            for key, (_, status) in self._facts.items()
            if key[0] == "template" and key[3] == "status" and status in UNUSABLE_TEMPLATE
        ]
        return in_order([*starmap(of_mark, self._reach.about(TEMPLATE)), *told])

    def lift_template(self, name: str, by: str) -> bool:
        """See `Journal.lift_template`."""
        against = [found for found in self.blocked_templates() if found.name == clean(name)]
        for found in against:
            self._reach.forget(template_subject(found.name, found.language))
            for part in AGAINST:
                self._facts["template", found.name, found.language, part] = (self._reach.now_micros, "")
        if against:
            self._audit(by, "template.lift", clean(name), reasons(against))
        return bool(against)

    def start(self, number: str, by: str) -> bool:
        """A person lets the number send again: what Meta said of it before is over, however late it comes."""
        self._keep(("number", clean(number), STOPPED), "", self._reach.now_micros)
        return self._numbers.start(number, by)

    def _of(self, *about: str) -> dict[str, str]:
        return {key[-1]: value for key, (_, value) in self._facts.items() if key[:-1] == about}

    def _take_over(self, news: Takeover) -> str:
        contact = self._persons.resolve(news.person, micros(news.at))
        if news.over:
            self._people.end_takeover(contact, news)
        else:
            self._people.add_pause(pause_of_takeover(news, contact))
        return contact

    def _number(self, number: str, news: NumberNews) -> None:
        at = micros(news.at)
        for name, value in news.facts.items():
            self._keep(("number", clean(number), name), clean(value), at)
        stopped = ("number", clean(number), STOPPED)
        if not has_a_say(news, self._facts.get(stopped, (0, ""))[1], self._numbers.state(number)):
            return
        if not self._keep(stopped, news.stop, at):
            return
        if news.stop:
            self._numbers.stop(number, news.stop, META, news.until)
        elif self._numbers.state(number).by == META:
            self._numbers.start(number, META)

    def _keep(self, key: tuple[str, ...], value: str, at: int) -> bool:
        """False where newer news is known: webhooks come late and out of order."""
        if key in self._facts and self._facts[key][0] > at:
            return False
        self._facts[key] = (at, value)
        return True
