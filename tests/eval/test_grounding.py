import json
from collections import Counter

import pytest

from agent.facts.ledger import Ledger
from agent.knowledge.catalogue import Catalogue
from agent.settings import find
from agent.turn import Passage
from eval.rows import READ_ON, read_rows
from eval.suites.bare_numbers import has_strange_number
from eval.suites.corrupt import corruptions, swapped
from eval.suites.grounding import OWN, GroundingRow, Verdicts, figures_of

LANGUAGES = {"en", "hi", "es", "fr", "hi-Latn"}
SOURCES = (
    "Tarn Ridge: 5 days, $420 per person, up to 12 people.",
    "Owl Col: 8 days, $690 per person, up to 10 people.",
)


def passes(reply: str, sources: tuple[str, ...] = SOURCES) -> bool:
    passages = [Passage(id=str(n), source="s", title="", text=text) for n, text in enumerate(sources)]
    checked = Ledger(Catalogue()).check(reply, today=READ_ON.date(), evidence=passages)
    return all(one.ruling.status == "supported" for one in checked)


def test_the_own_set_has_its_form() -> None:
    rows = read_rows(find(OWN), GroundingRow)
    languages = Counter(row.lang for row in rows)
    assert set(languages) == LANGUAGES
    assert min(languages.values()) > 0.8 * len(rows) / len(languages)
    assert len({row.id for row in rows}) == len({row.reply for row in rows if row.supported}) + sum(
        not row.supported for row in rows
    )
    faithful = {row.id for row in rows if row.supported}
    assert {row.pair for row in rows if not row.supported} <= faithful
    assert {row.kind for row in rows if row.supported} == {"faithful"}


def test_swapped_treks_pass_a_matcher_of_bare_numbers_and_not_the_ledger() -> None:
    right = "Tarn Ridge takes 5 days and costs $420, Owl Col takes 8 days and costs $690."
    wrong = swapped(right, "Tarn Ridge", "Owl Col")
    assert wrong == "Owl Col takes 5 days and costs $420, Tarn Ridge takes 8 days and costs $690."
    assert not has_strange_number(right, SOURCES)
    assert not has_strange_number(wrong, SOURCES)
    assert passes(right)
    assert not passes(wrong)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Tarn Ridge costs $420 per person in June, 5 days, at most 12 people."),
        ("hi", "टार्न रिज ₹12,500 प्रति व्यक्ति है, जून में।"),
        ("es", "Tarn Ridge cuesta 1.420 € por persona en junio."),
        ("fr", "Tarn Ridge coûte 1 420 € par personne en juin."),
        ("hi-Latn", "Tarn Ridge ₹12,500 per person hai, June mein."),
    ],
)
def test_every_corruption_changes_one_thing_and_the_same_seed_makes_the_same(language: str, text: str) -> None:
    changed = dict(corruptions(text, language, seed="x"))
    assert changed == dict(corruptions(text, language, seed="x"))
    assert set(changed) == {"digit", "currency", "per_group", "season"}
    assert text not in changed.values()
    digits = [(old, new) for old, new in zip(text, changed["digit"], strict=True) if old != new]
    assert len(digits) == 1
    assert digits[0][0].isdecimal()
    assert digits[0][1].isdecimal()


def test_an_expired_price_takes_the_place_of_the_current_one() -> None:
    changed = dict(corruptions("It costs $420.", "en", seed="x", expired={"$420": "$399"}))
    assert changed["expired"] == "It costs $399."


def verdict(*, supported: bool, alarmed: bool, lang: str = "en", written: bool = True) -> Verdicts:
    return Verdicts(supported=supported, alarmed=alarmed, numbers_alarmed=False, lang=lang, kind="k", written=written)


def test_figures_count_the_unsupported_that_were_found() -> None:
    told = [
        verdict(supported=False, alarmed=True),
        verdict(supported=False, alarmed=True),
        verdict(supported=False, alarmed=False, lang="fr"),
        verdict(supported=True, alarmed=True),
        verdict(supported=True, alarmed=False, lang="fr"),
        verdict(supported=False, alarmed=False, written=False),
    ]
    result = figures_of(told)
    metrics = {name: metric.value for name, metric in result.overall.metrics.items()}
    assert metrics == {
        "precision": pytest.approx(2 / 3),
        "recall": pytest.approx(2 / 3),
        "f1": pytest.approx(2 / 3),
        "false_alarm_rate": 0.5,
    }
    assert result.groups["by_language"]["fr"].metrics["recall"].value == 0.0
    assert result.groups["baselines"]["bare_numbers"].metrics["recall"].value == 0.0
    assert result.groups["made"]["k"].n == 1


def test_a_row_may_name_its_day_and_needs_no_language() -> None:
    row = GroundingRow.model_validate_json(
        json.dumps({"reply": "r", "sources": ["s"], "supported": True, "today": "2026-03-01"})
    )
    assert (row.name, row.today.isoformat(), row.lang) == ("r", "2026-03-01", "")


def test_the_figure_of_one_thing_moves_to_another() -> None:
    text = "The pass is at 4,270 m, the camp at 3,900 m."
    changed = dict(corruptions(text, "en", seed="x"))
    assert changed["onto_another"] == "The pass is at 4,270 m, the camp at 4,270 m."
    assert changed["from_another"] == "The pass is at 3,900 m, the camp at 3,900 m."
