"""What people say of passages that customers were answered from, as rows for the question set."""

from collections.abc import Mapping, Sequence

from agent.people.labels import Label, agreed
from agent.turn import Turn

SUITE = "passage"
_MARK = " "


def named(message_id: str, passage_id: str) -> str:
    """A passage of a message, as labels name it."""
    return f"{message_id}{_MARK}{passage_id}"


def question_rows(turns: Sequence[Turn], labels: Sequence[Label]) -> list[Mapping[str, object]]:
    """A row as in `eval/questions.jsonl` for each message of which people agree that a passage is right."""
    right: dict[str, dict[str, int]] = {}
    for name, said in agreed(labels).items():
        message, _, passage = name.partition(_MARK)
        if said == "right":
            right.setdefault(message, {})[passage] = 1
    return [_row(turn, right[turn.message.id]) for turn in turns if turn.message.id in right]


def _row(turn: Turn, relevant: Mapping[str, int]) -> Mapping[str, object]:
    return {
        "id": turn.message.id,
        "text": turn.message.text,
        "lang": turn.language,
        "sent_at": turn.message.sent_at.isoformat(),
        "follow_up": False,
        "relevant": dict(sorted(relevant.items())),
    }
