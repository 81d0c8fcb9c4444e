"""Suite `sentiment`: how does a message feel?"""

from collections.abc import Sequence

from pydantic import AliasChoices, Field

from agent.turn import Sentiment
from eval.figures.classes import accuracy, macro_f1
from eval.figures.report import Measured, Result
from eval.job import Job, Suite
from eval.rows import MessageRow
from eval.suites.messages import by, read_by_parse, rows_of


class SentimentRow(MessageRow):
    """A message and its feeling; the own set calls it `sentiment`."""

    label: Sentiment = Field(validation_alias=AliasChoices("label", "sentiment"))


async def measure(job: Job) -> Result:
    """Through the parse step, which tells the language by itself: a row's `lang` only sorts the figures."""
    rows = rows_of(job, SentimentRow)
    return figures_of(rows, [one.sentiment for one in await read_by_parse(job, rows)])


def figures_of(rows: Sequence[SentimentRow], felt: Sequence[Sentiment]) -> Result:
    """How each row feels against what was told."""

    def measured(some: Sequence[int]) -> Measured:
        truth, told = [rows[n].label for n in some], [felt[n] for n in some]
        return Measured(len(some), {"macro_f1": macro_f1(truth, told), "accuracy": accuracy(truth, told)})

    return Result(overall=measured(range(len(rows))), groups={"by": by((row.lang for row in rows), measured)})


SUITE = Suite(measure)
