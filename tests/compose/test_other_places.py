"""Entries of the FAQ on a place: only who asks of that place, or of a trek that leads there, is told them."""

import pytest

from agent.compose.documents.other_places import of_other_places
from agent.knowledge.reading import entry_of
from agent.turn import Passage
from tests.llm.samples import catalogue


def entry(name: str, title: str) -> Passage:
    path = "faq.en.yaml"
    return Passage(id=f"{path}#{name}", source=path, title=title, text="By bus.", kind="faq", language="en")


MANALI, DEHRADUN = entry("manali", "How do I get to Manali?"), entry("dehradun", "How do I get to Dehradun?")
INSURANCE = entry("insurance", "Do I need insurance?")
FAQ = (MANALI, DEHRADUN, INSURANCE)


@pytest.mark.parametrize(
    ("text", "treks", "left_out"),
    [
        ("how do I reach Dehradun?", (), [MANALI]),
        ("¿cómo llego a Dehradun desde Manali?", (), [MANALI]),
        ("comment aller à Dehradun depuis Manali ?", (), [MANALI]),
        ("manali se dehradun kaise jaayein", (), [MANALI]),
        ("मनाली से देहरादून कैसे जाएँ", (), [MANALI]),
        ("from Manali?", (), [DEHRADUN]),
        ("Manali or Dehradun, which is nearer?", (), []),
        ("is the road open?", ("hampta-pass",), [DEHRADUN]),
        ("is the road open?", (), []),
    ],
)
def test_entries_on_places_that_nobody_speaks_of_are_left_out(
    text: str, treks: tuple[str, ...], left_out: list[Passage]
) -> None:
    assert of_other_places(text, treks, FAQ, catalogue()) == {entry_of(passage) for passage in left_out}
