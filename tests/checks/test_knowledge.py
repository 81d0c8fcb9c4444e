"""`cairn check` of facts that `cairn ingest` did not take: named once, and nothing false about what was not read."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from agent.checks.finding import Check
from agent.checks.knowledge import check_knowledge
from agent.knowledge.ingest import ingest
from agent.pipeline import Pipeline
from agent.settings import ROOT, Environment

RULES = (ROOT / "data/operator.yaml").read_text(encoding="utf-8")
TREKS = "- " + (ROOT / "data/catalogue/treks.yaml").read_text(encoding="utf-8").split("\n- ")[1]
COLUMNS = (
    "contact_id,name,language,phone,user_id,country,created_at,source,marketing_consent,preferred_difficulty,notes"
)
BROKEN = TREKS.replace("\n  days:", "\n  dayz:", 1)


class Operator:
    """One with a config of their own, whose files are read into an index of their own."""

    def __init__(self, folder: Path) -> None:
        self.home, self.data = folder / "home", folder / "cairn"
        self.data.mkdir()
        (self.data / "models").symlink_to(ROOT / ".cairn/models")
        self.write("config/pipeline.yaml", (ROOT / "config/pipeline.yaml").read_text(encoding="utf-8"))
        self.write("data/operator.yaml", RULES)
        self.write("data/documents/rain.md", "# Rain\n\nWe walk in the rain too, unless a river is in flood.\n")
        self.write("data/customers/contacts.csv", f"{COLUMNS}\nc-1,Ana,xx,+51984000321,,PE,,,unknown,,\n")

    def write(self, name: str, text: str) -> None:
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def ingests(self, treks: str) -> None:
        self.write("data/catalogue/treks.yaml", treks)
        ingest([Path("data")], self.data, self._pipeline().config.ports.index)

    def checked(self) -> Mapping[str, Check]:
        environment = Environment().model_copy(update={"cairn_data": self.data})
        return {check.name: check for check in check_knowledge(self._pipeline(), environment)}

    def _pipeline(self) -> Pipeline:
        return Pipeline.load(Path("config/pipeline.yaml"))


@pytest.fixture
def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    made = Operator(tmp_path)
    monkeypatch.chdir(made.home)
    return made


def test_facts_that_were_never_taken_are_named_once_and_nothing_else_is_said_of_them(operator: Operator) -> None:
    operator.ingests(BROKEN)
    found = operator.checked()

    assert list(found) == ["facts"]
    assert found["facts"].failed
    assert found["facts"].says.startswith("not taken: catalogue/treks.yaml (")
    assert "see `cairn ingest`; no price, date or rule is known" in found["facts"].says


def test_files_that_were_mended_and_not_read_since_are_read_next(operator: Operator) -> None:
    operator.ingests(BROKEN)
    operator.write("data/catalogue/treks.yaml", TREKS)
    found = operator.checked()

    assert [(name, check.remedy) for name, check in found.items()] == [("facts", "run `cairn ingest`")]


def test_the_facts_of_the_last_good_run_are_checked_and_the_files_are_not(operator: Operator) -> None:
    operator.ingests(TREKS)
    assert operator.checked()["customers"].says.startswith("1 bad cells")
    operator.ingests(BROKEN)
    found = operator.checked()

    assert list(found) == ["index", "composer", "person", "office hours", "facts"]
    assert found["facts"].state == "note"
    assert "the facts of the last good run stay in use" in found["facts"].says
