"""News from Meta in plain Python, for `MemoryJournal`."""

from collections.abc import Mapping

from agent.journal.memory_numbers import MemoryNumbers
from agent.journal.memory_people import MemoryPeople
from agent.journal.memory_persons import MemoryPersons
from agent.journal.rules import META, STOPPED, pause_of_takeover, template_parts
from agent.journal.values import clean, micros
from agent.ports import News, NumberNews, Takeover, TemplateNews, TemplateState


class MemoryNews:
    """What `agent/journal/news.py` does in SQL."""

    def __init__(self, persons: MemoryPersons, people: MemoryPeople, numbers: MemoryNumbers) -> None:
        """All three are the journal's."""
        self._persons = persons
        self._people = people
        self._numbers = numbers
        self._facts: dict[tuple[str, ...], tuple[int, str]] = {}

    def act(self, news: News) -> str:
        """Do what the news asks for; the contact it is about, empty where it is about none."""
        if isinstance(news, Takeover):
            return self._take_over(news)
        if isinstance(news, TemplateNews):
            for name, value in template_parts(news).items():
                self._keep(("template", clean(news.name), clean(news.language), name), value, micros(news.at))
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

    def template(self, name: str, language: str) -> TemplateState:
        """See `Journal.template`."""
        return TemplateState(name=name, language=language, **self._of("template", clean(name), clean(language)))

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
        if not (news.stop or news.start) or not self._keep(("number", clean(number), STOPPED), news.stop, at):
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
