"""Judged questions as routing sees them: signals by the real steps, kept per config: a frontier that moves at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agent.llm.prices import PriceList
from agent.llm.route_signals import ROUTE_NAMES, TO
from agent.llm.routing import Routes
from agent.ports import Arrays, Index
from eval.figures.bootstrap import Interval, intervals
from eval.figures.report import Floats, Measured, mean_of
from eval.job import Job
from eval.suites.route import RouteRow, route_rows
from eval.suites.routed import Routed, routed
from eval.traffic.logged_routes import Places, chosen, usd_by_route


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """`signals` [rows, signals]; `deserves`: the place of each row's route; tokens of its prompt and answer."""

    names: Sequence[str]
    texts: Sequence[str]
    signals: Floats
    deserves: Places
    tokens: tuple[Floats, Floats]


async def judged(job: Job) -> Judged:
    """The rows of the job's half, taken through the steps before `generate`."""
    rows = route_rows(job)
    return judged_of(rows, await routed(job, rows))


async def judged_once(job: Job, index: Index) -> Judged:
    """The same, kept beside the index: worked out once for a config, which takes some seconds."""
    rows = route_rows(job)

    async def make() -> Arrays:
        found = await judged(job)
        told, written = found.tokens
        return {"signals": found.signals, "deserves": found.deserves, "told": told, "written": written}

    key = f"judged-routes-{job.split}-{job.pipeline.config_hash}-{len(rows)}"
    kept = await index.kept(key, make)
    return Judged(
        names=[row.name for row in rows],
        texts=[row.text for row in rows],
        signals=kept["signals"],
        deserves=kept["deserves"],
        tokens=(kept["told"], kept["written"]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One way to route: USD for 1,000 messages, and the share that got the route they deserve or a dearer one."""

    usd: float
    served: float
    usd_ci95: Interval
    served_ci95: Interval


def point_of(found: Judged, places: Places, routes: Routes, prices: PriceList) -> Point:
    """Where a choice of routes lies between cost and quality."""
    costs = _PER * usd_by_route(found.tokens, routes, prices)[np.arange(len(places)), places]
    hits = served(places, found.deserves, routes)
    measured = Measured(len(places), {"usd": mean_of(costs), "served": mean_of(hits)})
    interval = intervals(measured)
    return Point(
        usd=float(costs.mean()),
        served=float(hits.mean()),
        usd_ci95=interval["usd"],
        served_ci95=interval["served"],
    )


def frontier_of(found: Judged, over: Floats, thresholds: Floats, routes: Routes, prices: PriceList) -> list[Point]:
    """All thresholds moved together, from every message on a dear route to every message on the cheap one."""
    usd = _PER * usd_by_route(found.tokens, routes, prices)
    points = []
    for shift in SHIFTS:
        places = chosen(over, thresholds + shift)
        costs, hits = usd[np.arange(len(places)), places], served(places, found.deserves, routes)
        mean = float(costs.mean()), float(hits.mean())
        points.append(Point(usd=mean[0], served=mean[1], usd_ci95=(mean[0],) * 2, served_ci95=(mean[1],) * 2))
    return points


_PER = 1_000
SHIFTS = np.arange(-8.0, 8.01, 0.25)


def judged_of(rows: Sequence[RouteRow], found: Sequence[Routed]) -> Judged:
    """What was judged beside what was found."""
    return Judged(
        names=[row.name for row in rows],
        texts=[row.text for row in rows],
        signals=np.array([[one.signals.get(name, 0.0) for name in TO] for one in found]),
        deserves=np.array([ROUTE_NAMES.index(row.label) for row in rows]),
        tokens=(np.array([float(one.tokens_in) for one in found]), np.array([float(one.tokens_out) for one in found])),
    )


def served(places: Places, deserves: Places, routes: Routes) -> Floats:
    """1 where the route is the one deserved or none cheaper, as `eval.tuning.frontier` counts it."""
    dear = np.array([routes.named(name).usd_per_million_out for name in ROUTE_NAMES])
    return np.asarray((dear[places] >= dear[deserves]).astype(np.float64))
