"""Suite `route`: does each question get the route it deserves, and what does that cost?"""

from collections.abc import Sequence

import numpy as np
from pydantic import Field, field_validator

from agent.llm.prices import PriceList, price_list
from agent.llm.route_signals import ROUTE_NAMES, RouteName
from agent.llm.routing import Routes
from agent.settings import find
from agent.steps.generate import Generate
from eval.figures.classes import accuracy, precision, recall
from eval.figures.report import Floats, Measured, Metric, Result, mean_of
from eval.job import Job, Suite
from eval.rows import read_rows, refused
from eval.split import chosen
from eval.suites.bill import always, as_routed, bill, by_models, per_1000, saved
from eval.suites.messages import OWN as TRAFFIC
from eval.suites.messages import by
from eval.suites.route_baselines import at_random, nearest
from eval.suites.routed import Routed, SentRow, routed

OWN = "eval/routes.jsonl"


class RouteRow(SentRow):
    """A message and the route a person gave it."""

    label: RouteName = Field(description="The route it deserves.")

    @field_validator("label", mode="before")
    @classmethod
    def _lower(cls, label: str) -> str:
        return label.lower() if isinstance(label, str) else label


async def measure(job: Job) -> Result:
    """The real steps on each row; on the own set also the bill of the sample traffic."""
    rows = route_rows(job)
    found = await routed(job, rows)
    near = await nearest(job, [row.text for row in rows])
    routes, prices = job.step(Generate).routes, price_list()
    result = figures_of(rows, found, near, routes, prices)
    if job.data is not None:
        return result
    traffic = await routed(job, traffic_rows(job))
    return with_traffic(result, traffic, routes, prices)


def figures_of(
    rows: Sequence[RouteRow], found: Sequence[Routed], near: Sequence[RouteName], routes: Routes, prices: PriceList
) -> Result:
    """What each row deserves against what its signals chose, and what that costs."""
    truth, told = [row.label for row in rows], [one.route for one in found]
    costs, dearest = as_routed(found, routes, prices), always("quality", found, routes, prices)

    def measured(some: Sequence[int]) -> Measured:
        at = np.array(some)
        right = accuracy([truth[n] for n in some], [told[n] for n in some])
        return Measured(len(some), {"accuracy": right, **_costs(costs[at], dearest[at])})

    languages = by((row.language for row in rows), measured)
    groups = {
        "by": languages,
        "by_label": _by_label(truth, told),
        "live": _live(truth, found),
        "confusion": _confusion(truth, told),
        "baselines": _baselines(truth, found, near, routes, prices),
        "bill": bill(found, routes, prices),
    }
    notes = (f"prices of {prices.as_of}; tokens estimated, see docs/routing.md",)
    return Result(overall=measured(range(len(rows))), groups={k: v for k, v in groups.items() if v}, notes=notes)


def route_rows(job: Job) -> list[RouteRow]:
    """The rows of the job's half, from its data or the own set."""
    path = job.data or find(OWN)
    rows = chosen(read_rows(path, RouteRow), job.split, lambda row: row.name)
    if not rows:
        raise refused(path, f"no row in the {job.split} half")
    return rows


def traffic_rows(job: Job) -> list[SentRow]:
    """The sample traffic: messages of customers as they come, of the job's half."""
    return chosen(read_rows(find(TRAFFIC), SentRow), job.split, lambda row: row.name)


def _costs(costs: Floats, dearest: Floats) -> dict[str, Metric]:
    return {
        "cost_usd_per_1000": per_1000(costs),
        "always_claude_usd_per_1000": per_1000(dearest),
        "saved": saved(costs, dearest),
    }


def _by_label(truth: Sequence[str], told: Sequence[str]) -> dict[str, Measured]:
    return {
        name: Measured(len(truth), {"recall": recall(truth, told, name), "precision": precision(truth, told, name)})
        for name in ROUTE_NAMES
    }


def _live(truth: Sequence[str], found: Sequence[Routed]) -> dict[str, Measured]:
    """Of the rows that ask for what changes by the hour, the share answered as if facts or a rule settled it."""
    of_now = [one for label, one in zip(truth, found, strict=True) if label == "live"]
    hits = np.array([float(one.settled) for one in of_now])
    return {"settled": Measured(len(of_now), {"share": mean_of(hits)})} if of_now else {}


def _confusion(truth: Sequence[str], told: Sequence[str]) -> dict[str, Measured]:
    """Of the rows that deserve a route, the share that each route got."""

    def shares(some: Sequence[int]) -> Measured:
        of = {name: np.array([float(told[n] == name) for n in some]) for name in ROUTE_NAMES}
        return Measured(len(some), {f"as_{name}": mean_of(hits) for name, hits in of.items()})

    return by(truth, shares)


def _baselines(
    truth: Sequence[str], found: Sequence[Routed], near: Sequence[RouteName], routes: Routes, prices: PriceList
) -> dict[str, Measured]:
    """Each way to choose, every message that needs an answer written by a model; `routed` has the composer before."""
    count = len(found)
    cheap: list[RouteName] = ["simple"] * count
    claude: list[RouteName] = ["quality"] * count
    own = [one.route for one in found]
    ways = {
        "routed_without_composer": own,
        "always_cheap": cheap,
        "always_claude": claude,
        "random": at_random(count),
        "nearest_neighbour": list(near),
    }
    dearest = always("quality", found, routes, prices)
    first = {"accuracy": accuracy(truth, own), **_priced(as_routed(found, routes, prices), dearest)}
    return {"routed": Measured(count, first)} | {
        name: Measured(
            count, {"accuracy": accuracy(truth, way), **_priced(by_models(found, way, routes, prices), dearest)}
        )
        for name, way in ways.items()
    }


def _priced(costs: Floats, dearest: Floats) -> dict[str, Metric]:
    return {"cost_usd_per_1000": per_1000(costs), "saved": saved(costs, dearest)}


def with_traffic(result: Result, traffic: Sequence[Routed], routes: Routes, prices: PriceList) -> Result:
    """The same result with the bill of the sample traffic beside it."""
    costs, dearest = as_routed(traffic, routes, prices), always("quality", traffic, routes, prices)
    alone = by_models(traffic, [one.route for one in traffic], routes, prices)
    cheap = always("simple", traffic, routes, prices)
    ways = {"routed": costs, "routed_without_composer": alone, "always_cheap": cheap, "always_claude": dearest}
    groups = {
        **result.groups,
        "traffic": {name: Measured(len(traffic), _priced(way, dearest)) for name, way in ways.items()},
        "traffic_bill": bill(traffic, routes, prices),
    }
    return Result(overall=result.overall, groups=groups, facts=result.facts, notes=result.notes)


SUITE = Suite(measure)
