"""Suite `gaps`: are questions found that the documents do not answer, and is one meaning one group?

The questions are the sample month's own (agent/month/words): those of sections that begin with `gap_` are about what
the documents do not say, and as many plain ones stand beside them that the documents do answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

import numpy as np

from agent.agent import message_of
from agent.bootstrap import build_dry_agent
from agent.gaps.clusters import gaps
from agent.gaps.unanswered import Unanswered, of_turn
from agent.knowledge.catalogue import Catalogue
from agent.llm.offline import OfflineLLM
from agent.month.people import people_of
from agent.month.plan import Month, Said, plan_of
from agent.ports import Index
from agent.settings import Environment, find
from eval.figures.classes import share
from eval.figures.report import Measured, Metric, Result, ratio
from eval.job import Job, Suite
from eval.suites.messages import by

DAY = date(2026, 11, 25)
ANSWERED = ("price", "days", "height", "food", "network", "packing", "permits", "dates", "porter", "insurance")
MOST = 90
"""Questions of each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of the month, what it is about, and what became of it; `found` None where it counts as answered."""

    said: Said
    found: Unanswered | None

    @property
    def is_gap(self) -> bool:
        """Whether the documents do not say it."""
        return self.said.about.startswith("gap_")


def questions(catalogue: Catalogue, seed: int = 7) -> list[Said]:
    """Gaps and answered ones in turn, each text once; the same for the same catalogue."""
    people = people_of(find("data/customers"), catalogue, Random(f"{seed} people"))
    plan = plan_of(Month(until=DAY, seed=seed), catalogue, people)
    texts = {said.text: said for said in plan.said if said.kind == "text" and len(said.text.split()) > 2}
    unsaid = [said for said in texts.values() if said.about.startswith("gap_")][:MOST]
    answered = [said for said in texts.values() if said.about in ANSWERED][: len(unsaid)]
    return [*unsaid, *answered]


async def ask_all(job: Job) -> tuple[list[Asked], Index]:
    """Each by somebody new, through the whole pipeline of the config, without a model. The index is the caller's."""
    agent = await build_dry_agent(job.pipeline.config.path, Environment(cairn_data=job.folder), llm=OfflineLLM())
    asked: list[Asked] = []
    told = questions(agent.ports.index.catalogue)
    for number, said in enumerate(told, start=1):
        message = replace(message_of(said.text, f"c-gap-{number}"), id=f"gap-{number}", sent_at=said.at)
        asked.append(Asked(said=said, found=of_turn(await agent.ask(message), lead=50)))
        job.tell("asking", number, len(told))
    return asked, agent.ports.index


async def measure(job: Job) -> Result:
    """Ask them all, then judge."""
    asked, index = await ask_all(job)
    result = await judged(asked, index)
    await index.aclose()
    return result


async def judged(asked: Sequence[Asked], index: Index) -> Result:
    """`recall` of gaps, `false_alarm_rate` of what is answered, and `pairs_right`: of two in one group, how many are
    about the same thing."""
    pairs = await _pairs_right(asked, index)

    def measured(some: Sequence[int]) -> Measured:
        rows = [asked[n] for n in some]
        listed = [row.found is not None for row in rows]
        metrics: dict[str, Metric] = {
            "recall": share(listed, [row.is_gap for row in rows]),
            "false_alarm_rate": share(listed, [not row.is_gap for row in rows]),
        }
        return Measured(len(some), metrics)

    overall = measured(range(len(asked)))
    return Result(
        overall=Measured(overall.n, {**overall.metrics, "pairs_right": pairs}),
        groups={"by": by((row.said.person.language for row in asked), measured)},
    )


async def _pairs_right(asked: Sequence[Asked], index: Index) -> Metric:
    """Of all pairs within a group the share about the same thing.

    A group's pairs all stand at the place of its first question, so that the interval draws groups: where one question
    went hangs on the others.
    """
    about = {row.found.message_id: row.said.about for row in asked if row.found}
    right, all_of = np.zeros(len(asked)), np.zeros(len(asked))
    places = {row.found.message_id: place for place, row in enumerate(asked) if row.found}
    for gap in await gaps([row.found for row in asked if row.found], index, DAY):
        names = [about[question.message_id] for question in gap.questions]
        place = places[gap.questions[0].message_id]
        right[place] = sum(names.count(name) - 1 for name in names)
        all_of[place] = len(names) * (len(names) - 1)
    return ratio(right, all_of)


SUITE = Suite(measure)
