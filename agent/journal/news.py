"""News from Meta about numbers, templates and who answers whom, acted on when it is taken in."""

import sqlite3
from collections.abc import Mapping

from agent.journal import identities, numbers, people, reach
from agent.journal.rules import META, STOPPED, has_a_say, lifts, pause_of_takeover, template_parts
from agent.journal.send_rules import template_subjects
from agent.journal.values import clean, micros, moment
from agent.ports import News, NumberNews, Takeover, TemplateNews, TemplateState


def act(connection: sqlite3.Connection, news: News, now: float) -> str:
    """Do what the news asks for; the contact it is about, empty where it is about none."""
    if isinstance(news, Takeover):
        return _take_over(connection, news, now)
    if isinstance(news, TemplateNews):
        kept = [_keep_template(connection, news, name, value) for name, value in template_parts(news).items()]
        if lifts(news) and any(kept):
            for subject in template_subjects(news.name, news.language):
                reach.unmark(connection, subject, news.at)
    else:
        for number in news.numbers:
            _number(connection, number, news, now)
    return ""


def facts(connection: sqlite3.Connection, number: str) -> Mapping[str, str]:
    """See `Journal.number_facts`."""
    rows = connection.execute(
        "SELECT name, value FROM number_news WHERE number = ? AND name <> ? ORDER BY name", (clean(number), STOPPED)
    )
    return dict(rows.fetchall())


def newest_fact(connection: sqlite3.Connection, name: str) -> str:
    """See `Journal.newest_fact`."""
    row = connection.execute(
        "SELECT value FROM number_news WHERE name = ? ORDER BY at DESC, number LIMIT 1", (name,)
    ).fetchone()
    return row[0] if row else ""


def template(connection: sqlite3.Connection, name: str, language: str) -> TemplateState:
    """See `Journal.template`."""
    rows = connection.execute(
        "SELECT name, value FROM template_news WHERE template = ? AND language = ?", (clean(name), clean(language))
    )
    return TemplateState(name=name, language=language, **dict(rows.fetchall()))


def start(connection: sqlite3.Connection, number: str, by: str, now: float) -> bool:
    """A person lets the number send again: what Meta said of it before is over, however late it comes."""
    started = NumberNews(numbers=(number,), at=moment(round(now * 1e6)), start=True)
    _keep_fact(connection, number, STOPPED, "", started)
    return numbers.start(connection, number, by, now)


def _take_over(connection: sqlite3.Connection, news: Takeover, now: float) -> str:
    contact = identities.resolve(connection, news.person, now, micros(news.at))
    if news.over:
        people.end_takeover(connection, contact, news, now)
    else:
        people.add_pause(connection, pause_of_takeover(news, contact), now)
    return contact


def _number(connection: sqlite3.Connection, number: str, news: NumberNews, now: float) -> None:
    for name, value in news.facts.items():
        _keep_fact(connection, number, name, value, news)
    said = _last_word(connection, number)
    if not has_a_say(news, said, numbers.state(connection, number, now)):
        return
    if not _keep_fact(connection, number, STOPPED, news.stop, news):
        return
    if news.stop:
        numbers.stop(connection, number, news.stop, META, news.until, now)
    elif numbers.state(connection, number, now).by == META:
        numbers.start(connection, number, META, now)


def _last_word(connection: sqlite3.Connection, number: str) -> str:
    """Why Meta stopped the number, as far as its newest news says; empty where it did not, or let it go."""
    row = connection.execute(
        "SELECT value FROM number_news WHERE number = ? AND name = ?", (clean(number), STOPPED)
    ).fetchone()
    return row[0] if row else ""


def _keep_fact(connection: sqlite3.Connection, number: str, name: str, value: str, news: NumberNews) -> bool:
    """False where newer news is known: webhooks come late and out of order."""
    return bool(
        connection.execute(
            "INSERT INTO number_news (number, name, value, at) VALUES (?, ?, ?, ?) ON CONFLICT (number, name) "
            "DO UPDATE SET value = excluded.value, at = excluded.at WHERE excluded.at >= number_news.at",
            (clean(number), clean(name), clean(value), micros(news.at)),
        ).rowcount
    )


def _keep_template(connection: sqlite3.Connection, news: TemplateNews, name: str, value: str) -> bool:
    return bool(
        connection.execute(
            "INSERT INTO template_news (template, language, name, value, at) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (template, language, name) DO UPDATE SET value = excluded.value, at = excluded.at "
            "WHERE excluded.at >= template_news.at",
            (clean(news.name), clean(news.language), name, clean(value), micros(news.at)),
        ).rowcount
    )
