"""A tiny model of our own, exported once, and an operator's folder small enough to read."""

import string
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.knowledge.export import export_model
from agent.knowledge.faiss_index import model_folder
from agent.knowledge.settings import IndexSettings
from agent.turn import Passage


def tiny_model(folder: Path, pooling: str) -> Path:
    """A sentence-transformers model of two small layers, random but seeded."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast  # type: ignore[attr-defined]

    letters = string.ascii_lowercase + string.digits + string.punctuation + "aeiouáéíóúñçàकखगघचजटतदनपबमयरलवसहािीुेों।"
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(letters)]
    pieces += ["##" + letter for letter in dict.fromkeys(letters)]
    bare = folder / "bare"
    bare.mkdir(parents=True)
    torch.manual_seed(7)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        config = BertConfig(
            vocab_size=len(pieces), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
        )
        BertModel(config).save_pretrained(bare)
        BertTokenizerFast(vocab={piece: n for n, piece in enumerate(pieces)}).save_pretrained(bare)
        model = SentenceTransformer(
            modules=[Transformer(str(bare), max_seq_length=256), Pooling(32, pooling_mode=pooling)], device="cpu"
        )
        model.save(str(folder / pooling), create_model_card=False)
    return folder / pooling


@pytest.fixture(scope="session")
def build_model() -> Callable[[Path, str], Path]:
    """Writes a tiny model with the pooling asked for."""
    return tiny_model


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model with mean pooling, as sentence-transformers wrote it."""
    return tiny_model(tmp_path_factory.mktemp("tiny"), "mean")


@pytest.fixture(scope="session")
def exported(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the exported tiny model."""
    folder = tmp_path_factory.mktemp("exported")
    export_model(str(tiny), model_folder(folder, str(tiny)))
    return folder


@pytest.fixture
def settings(tiny: Path) -> IndexSettings:
    """The tiny model, exact."""
    return IndexSettings(model=str(tiny), precision="fp32")


@pytest.fixture
def data_folder(exported: Path, tmp_path: Path) -> Path:
    """A fresh data folder that shares the exported model."""
    folder = tmp_path / "cairn"
    folder.mkdir()
    (folder / "models").symlink_to(exported / "models")
    return folder


OPERATOR = "name: Blue Yak Walks\nphone: '+10000000000'\nhours: {from: '09:00', to: '18:00', days: [mon, tue]}\n"
TREKS = """
- id: owl-ridge
  name: Owl Ridge
  aliases: [Ridge of Owls, उल्लू धार]
  names: {hi: उल्लू धार}
  country: IN
  region: Testland
  days: 3
  distance_km: 21
  max_altitude_m: 3200
  highest_point: Owl Top
  difficulty: easy_moderate
  months: [5, 6]
  best_months: [5]
  min_age: 10
  max_age: 60
  group_size_max: 12
  start: Town
  end: Town
  network: none
  document: documents/treks/owl-ridge.md
  permits: [{name: Forest pass, included: true}]
  temperature: {day: [5, 15]}
  summary: {en: Three easy days., es: Tres días fáciles.}
"""
PRICES = """trek_id,season,currency,price_per_person,starts_from,starts_to,booked_until
owl-ridge,2026,INR,9000,2026-05-01,2026-06-30,2026-06-30
owl-ridge,2026,USD,120,2026-05-01,2026-06-30,2026-06-30
owl-ridge,2027,INR,9900,2027-05-01,2027-06-30,2027-06-30
owl-ridge,2027,USD,130,2027-05-01,2027-06-30,2027-06-30
"""
DEPARTURES = """id,trek_id,start_date,end_date,seats_total,seats_left,status
o1,owl-ridge,2027-05-07,2027-05-09,12,4,open
o2,owl-ridge,2027-05-21,2027-05-23,12,12,open
"""
OFFERS = """id,name,trek_ids,percent,people_min,people_max,book_from,book_to
spring,Spring,owl-ridge,5,2,99,2027-01-01,2027-03-31
"""
PAGE = """# Owl Ridge trek

## At a glance
- **Highest point:** Owl Top, 3,200 m

## Day 1: Town to the meadow
We walk along the brook to a meadow with old oaks, and the tents stand beside the water before the sun sets.

## Days 2-3: The ridge and back
Owls call at night. The ridge is broad and grassy, and from its top the white peaks of the north fill the horizon.
"""
FAQ = """
- {id: dogs, topic: rules, question: "May I bring my dog?", answer: Dogs stay at home; the shepherds keep strong ones.}
- {id: rain, topic: rules, question: "What if it rains?", answer: We walk in rain.}
"""


@pytest.fixture
def operator(tmp_path: Path) -> Path:
    """An operator with one trek, one policy and a FAQ in two languages."""
    root = tmp_path / "operator"
    files = {
        "operator.yaml": OPERATOR,
        "catalogue/treks.yaml": TREKS,
        "catalogue/prices.csv": PRICES,
        "catalogue/departures.csv": DEPARTURES,
        "catalogue/offers.csv": OFFERS,
        "documents/treks/owl-ridge.md": PAGE,
        "documents/policies/refunds.md": "# Refunds\n\nMoney goes back the way it came, within nine working days.\n",
        "documents/faq/faq.en.yaml": FAQ,
        "documents/faq/faq.es.yaml": '- {id: dogs, topic: rules, question: "¿Puedo llevar mi perro?", answer: "No."}\n',
        "customers/contacts.csv": "name,phone\nSomebody,1\n",
        "README.md": "# Not for customers\n\nInternal.\n",
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def passage() -> Callable[..., Passage]:
    """A passage with defaults."""

    def build(name: str, text: str = "text", **more: object) -> Passage:
        fields: dict[str, object] = {"source": "a.md", "title": name, **more}
        return Passage(id=str(fields.pop("id", f"a.md#{name}")), text=text, **fields)  # type: ignore[arg-type]

    return build
