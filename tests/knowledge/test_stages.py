"""The days of a trek as the operator writes them: read strictly, and held against the rest of the entry."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.catalogue_files import load_catalogue
from agent.knowledge.lint_catalogue import lint_catalogue
from agent.knowledge.stages import Stage
from agent.settings import ROOT

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def sample() -> Catalogue:
    return load_catalogue(ROOT / "data")


def faults(catalogue: Catalogue) -> list[str]:
    return [finding.message for finding in lint_catalogue(catalogue, TODAY) if finding.level == "error"]


def test_the_sample_treks_have_a_stage_for_each_day_and_agree_with_their_entries(sample: Catalogue) -> None:
    assert all(trek.stages and trek.practical.pickup for trek in sample.treks.values())
    assert faults(sample) == []


def test_every_place_of_the_sample_is_written_in_devanagari(sample: Catalogue) -> None:
    places = {place for trek in sample.treks.values() for stage in trek.stages for place in _places(stage)}
    assert [place for place in places if "hi" not in sample.places.get(place, {})] == []


def _places(stage: Stage) -> list[str]:
    return [place for _, leg in stage.legs for place in (leg.start, leg.end, leg.over) if place]


def test_a_day_too_few_is_found(sample: Catalogue) -> None:
    trek = sample.treks["kedarkantha"]
    cut = replace(sample, treks={trek.id: replace(trek, stages=trek.stages[:-1])}, prices=(), offers=(), departures=())
    assert faults(cut) == [
        "kedarkantha: has 5 stages for 6 days; write one line per day",
        "kedarkantha: the last day ends in Sankri, but end is Dehradun",
    ]


def test_a_day_that_begins_elsewhere_than_the_last_one_ended_is_found(sample: Catalogue) -> None:
    trek = sample.treks["kedarkantha"]
    swapped = (trek.stages[0], trek.stages[2], trek.stages[1], *trek.stages[3:])
    broken = replace(sample, treks={trek.id: replace(trek, stages=swapped)}, prices=(), offers=(), departures=())
    assert "kedarkantha: day 2 goes on from Juda ka Talab, but the way before ended in Sankri" in faults(broken)


def test_who_walks_to_the_road_drives_from_there() -> None:
    stage = Stage.model_validate({"walk": {"from": "Camp", "to": "Road"}, "drive": {"from": "Road", "to": "Town"}})
    assert [way for way, _ in stage.legs] == ["walk", "drive"]
    stage = Stage.model_validate({"walk": {"from": "Road", "to": "Camp"}, "drive": {"from": "Town", "to": "Road"}})
    assert [way for way, _ in stage.legs] == ["drive", "walk"]


def test_a_day_by_van_train_and_on_foot_is_told_in_its_order() -> None:
    ways = {
        "drive": {"from": "Ollantaytambo", "to": "Cusco"},
        "train": {"from": "Aguas Calientes", "to": "Ollantaytambo"},
        "bus": {"from": "Machu Picchu", "to": "Aguas Calientes"},
        "walk": {"from": "Machu Picchu", "to": "Machu Picchu"},
    }
    assert [way for way, _ in Stage.model_validate(ways).legs][-3:] == ["bus", "train", "drive"]


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"walk": {"from": "A", "to": "B", "km": "4"}},
        {"walk": {"from": "A", "to": "B", "miles": 4}},
        {"walk": {"from": "A", "to": "B"}, "stay": "igloo"},
        {"drive": {"from": "A", "to": "B", "leaves": "6:30"}},
    ],
)
def test_a_day_that_cannot_be_read_is_refused(entry: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Stage.model_validate(entry)


def test_a_fault_names_the_file_the_trek_and_the_key(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    (folder / "treks.yaml").write_text("- {id: a, stages: [{walk: {from: A, to: B, km: far}}]}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"treks\.yaml: trek 1 \(a\): stages #1 walk\.km: "):
        load_catalogue(tmp_path)
