"""What is searched for: the message, put in the words that documents use."""

from dataclasses import dataclass

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.glossary import in_english
from agent.knowledge.reading import english_of
from agent.language.standalone import left_out
from agent.turn import Turn


@dataclass(frozen=True, slots=True)
class Query:
    """`words` for the search by words, `meaning` for the vector, `subject` to tell whether a passage answers.

    `subject` holds no names and dates. A follow-up that says nothing by itself holds what it leaves out, or what a
    model made of it (`rewritten`).
    """

    words: str
    meaning: str
    subject: str

    @classmethod
    def of(cls, turn: Turn, catalogue: Catalogue, *, glossary: bool, rewritten: str = "") -> "Query":
        """Treks stand by the name the documents use, also where the message says it otherwise or not at all."""
        history = turn.customer.history if turn.customer else ()
        missing = rewritten or left_out(turn.subject, history, catalogue)
        subject = f"{turn.subject} {missing}".strip()
        treks = [catalogue.treks[trek].name for trek in turn.treks if trek in catalogue.treks]
        said = " ".join([*treks, subject] if treks else [turn.message.text, missing]).strip()
        if not glossary:
            return cls(said, said, subject)
        words = f"{said} {in_english(said)}".strip()
        return cls(words, words if turn.language in ("en", "und") else english_of(said), subject)
