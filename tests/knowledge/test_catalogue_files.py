"""An operator's files: what is not understood is told, all of it, with file, row and key."""

from pathlib import Path

import pytest

from agent.knowledge.catalogue_files import CatalogueError, load_catalogue
from agent.knowledge.catalogue_passages import catalogue_passages
from agent.knowledge.operator_keys import OperatorKeys
from tests.knowledge.conftest import TREKS

ROOT = Path(__file__).parents[2]


def mistakes(folder: Path, operator: str = "", treks: str = "", prices: str = "") -> list[str]:
    """One line for each mistake that reading the folder names."""
    (folder / "catalogue").mkdir(exist_ok=True)
    (folder / "operator.yaml").write_text(operator, encoding="utf-8")
    (folder / "catalogue" / "treks.yaml").write_text(treks, encoding="utf-8")
    (folder / "catalogue" / "prices.csv").write_text(prices, encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder)
    return [f"{name}: {what}" for name, what in caught.value.mistakes]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("card_fee_percnt: 4", "card_fee_percnt: unknown key; did you mean 'card_fee_percent'?"),
        (
            "hours: {from: '09:00', to: '18:00', saturday: '9'}",
            "hours.saturday: unknown key; known: days, from, to",
        ),
        ("hours: {from: '09:00', to: '18:00', days: [mon, tues]}", "hours.days #2: \"tues\" is wrong: should be 'mon'"),
        ("hours: {from: '09:00', to: 18:00}", "hours.to: 1080 is wrong: "),
        ("deposit_percent: twenty", 'deposit_percent: "twenty" is wrong: should be a valid '),
        ("deposit_percent: 120", "deposit_percent: 120 is wrong: should be less than or equal to 100"),
        ("minors_alone_from_age: never", 'minors_alone_from_age: "never" is wrong: should be a valid integer'),
        ("currencies: [USD, XYZ]", 'currencies #2: "XYZ" is wrong: no currency code'),
        ("guide_languages: {XX: [en]}", 'guide_languages.XX: "XX" is wrong: no country code'),
        ("guide_languages: {PE: [xy]}", 'guide_languages.PE #1: "xy" is wrong: no language code'),
        ("timezone: America/Limma", 'timezone: "America/Limma" is wrong: no time zone'),
        ("visa: {pt: Sem visto.}", 'visa.pt: "pt" is wrong: no language the agent writes'),
        ("phone: 51984000321", "phone: 51984000321 is wrong: should be a valid string"),
        ("insurance: {cover_m_on: [a]}", "insurance: cover_m is missing"),
        ("hire_prices: {boots: 900}\nhire_currency: INR", 'hire_prices.boots: "boots" is wrong: no thing for hire'),
        ("hire_prices: {shoes: 900}", "hire_currency is missing"),
    ],
)
def test_a_key_or_value_that_is_not_understood_is_told(tmp_path: Path, line: str, told: str) -> None:
    found = mistakes(tmp_path, operator=f"{line}\n")
    assert len(found) == 1
    assert found[0].startswith(f"operator.yaml: {told}")


def test_every_mistake_of_a_run_is_told(tmp_path: Path) -> None:
    treks = TREKS.replace("country: IN", "country: XX").replace("days: 3", "dayz: 3")
    prices = "trek_id,season,currency,price_per_person,starts_from,starts_to,booked_until\n"
    prices += "owl-ridge,2027,INR,dear,2027-05-01,2027-06-30,2027-06-30\n"
    prices += "owl-ridge,2027,XYZ,9000,2027-05-01,2027-06-30,2027-06-30\n"
    told = "\n".join(mistakes(tmp_path, operator="nam: X\ndeposit_percent: no\n", treks=treks, prices=prices))
    assert "operator.yaml: nam: unknown key; did you mean 'name'?" in told
    assert "operator.yaml: deposit_percent: " in told
    assert "treks.yaml: trek 1 (owl-ridge): country: " in told
    assert "treks.yaml: trek 1 (owl-ridge): dayz: unknown key; did you mean 'days'?" in told
    assert "treks.yaml: trek 1 (owl-ridge): days: " in told
    assert "prices.csv: line 2: " in told
    assert "prices.csv: line 3: cannot read no currency code" in told


def test_a_way_that_does_not_exist_is_told_with_those_that_do(tmp_path: Path) -> None:
    treks = TREKS + "  stages: [{boat: {from: A, to: B}}]\n"
    assert "stages #1 boat: unknown key; known: " in mistakes(tmp_path, treks=treks)[0]


def test_keys_that_stand_twice_are_told_with_their_lines(tmp_path: Path) -> None:
    found = mistakes(tmp_path, operator="name: A\ncity: B\nname: C\ncity: D\n")
    assert found == [
        "operator.yaml: is not readable as YAML: line 3: the key 'name' stands twice in one entry; "
        "line 4: the key 'city' stands twice in one entry"
    ]


def test_two_treks_with_one_id_are_told(tmp_path: Path) -> None:
    assert mistakes(tmp_path, treks=TREKS + TREKS) == [
        "catalogue/treks.yaml: trek 2 (owl-ridge): a trek with this id stands further up"
    ]


def test_cash_may_name_only_where_to_take_it_out(tmp_path: Path) -> None:
    (tmp_path / "catalogue").mkdir()
    path = tmp_path / "catalogue" / "treks.yaml"
    path.write_text(TREKS + "  practical: {cash: {bring_from: Cusco}}\n", encoding="utf-8")
    cash = load_catalogue(tmp_path).treks["owl-ridge"].practical.cash
    assert cash is not None
    assert (cash.last, cash.bring_from) == ((), "Cusco")
    assert "neither last nor bring_from" in mistakes(tmp_path, treks=TREKS + "  practical: {cash: {}}\n")[0]


@pytest.mark.parametrize(
    ("signal", "told"),
    [
        ("", ""),
        (
            "  practical: {signal: {good: [Farm, Hut], none: [Owl Top], again: Mill}}\n",
            "good Farm, Hut; none Owl Top; again Mill",
        ),
    ],
)
def test_no_english_sentence_on_the_network_is_needed(tmp_path: Path, signal: str, told: str) -> None:
    (tmp_path / "catalogue").mkdir()
    lines = [line for line in TREKS.splitlines() if "network:" not in line]
    (tmp_path / "catalogue" / "treks.yaml").write_text("\n".join(lines) + "\n" + signal, encoding="utf-8")
    catalogue = load_catalogue(tmp_path)
    texts = "\n".join(passage.text for passage in catalogue_passages(catalogue, len, 400))

    assert len(lines) < len(TREKS.splitlines())
    assert catalogue.treks["owl-ridge"].coverage == told
    assert ("Phone network" in texts, told in texts) == (bool(told), True)


def test_a_status_that_no_departure_has_is_told(tmp_path: Path) -> None:
    (tmp_path / "catalogue").mkdir()
    row = "o1,owl-ridge,2027-05-07,2027-05-09,12,4,confirmed"
    header = "id,trek_id,start_date,end_date,seats_total,seats_left,status"
    (tmp_path / "catalogue" / "departures.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")

    assert (
        "line 2: cannot read no status of a departure; write open, guaranteed, full, cancelled" in mistakes(tmp_path)[0]
    )


def test_every_key_of_the_operator_is_documented() -> None:
    told = (ROOT / "docs" / "catalogue.md").read_text(encoding="utf-8")
    assert [key for key in OperatorKeys.model_fields if f"`{key}`" not in told] == []


def test_every_key_of_the_operator_says_what_it_is() -> None:
    assert [key for key, one in OperatorKeys.model_fields.items() if not one.description] == []
