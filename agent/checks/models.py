"""The part of `cairn check` about models: keys, the second address, money, time, and a rung that is forced."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from agent.checks.finding import Check
from agent.llm.route_signals import ROUTE_NAMES
from agent.llm.routing import Route
from agent.pipeline import Pipeline
from agent.settings import Environment
from agent.step import PlacedStep
from agent.steps.generate import Generate

_PROMPT_TOKENS = 4000
"""A long prompt, by the estimate that money is set aside with."""


def check_models(pipeline: Pipeline, environment: Environment) -> Sequence[Check]:
    """Nothing here asks a model or shows a key."""
    return (
        _openrouter(environment),
        _second_address(environment),
        _budget(pipeline),
        *_cassette(environment),
        *_drill(pipeline),
        *_time(pipeline),
    )


def _openrouter(environment: Environment) -> Check:
    if not environment.openrouter_api_key.get_secret_value():
        says = "no OPENROUTER_API_KEY: the composer answers from the catalogue and the documents"
        return Check(name="model", state="note", says=says, remedy="set it where models should write open answers")
    return Check(name="model", state="ok", says=f"OpenRouter at {environment.openrouter_url}")


def _second_address(environment: Environment) -> Check:
    url, model = environment.cairn_fallback_llm_url, environment.cairn_fallback_llm_model
    name = "second address"
    if bool(url) != bool(model):
        lacking = "CAIRN_FALLBACK_LLM_MODEL" if url else "CAIRN_FALLBACK_LLM_URL"
        return Check(name=name, state="failed", says=f"{lacking} is not set", remedy="set both, or neither")
    if not url:
        remedy = "set CAIRN_FALLBACK_LLM_URL and CAIRN_FALLBACK_LLM_MODEL: another provider, or a server of your own"
        return Check(name=name, state="note", says="none: while OpenRouter is down no model answers", remedy=remedy)
    if urlsplit(url).hostname == urlsplit(environment.openrouter_url).hostname:
        says = f"{urlsplit(url).hostname} is OpenRouter's own address, and down when it is"
        return Check(name=name, state="note", says=says, remedy="name a provider outside it")
    return Check(name=name, state="ok", says=f"{model} at {urlsplit(url).hostname}")


def _budget(pipeline: Pipeline) -> Check:
    budget = pipeline.config.ports.llm.budget
    says = f"{budget.day_usd:g} USD a day, {budget.contact_usd:g} a contact, {budget.turn_usd:g} a turn"
    least = min(budget.day_usd, budget.contact_usd, budget.turn_usd)
    poor = [name for name, route in _routes(pipeline) if route.price.cost_usd(_PROMPT_TOKENS, route.max_tokens) > least]
    if not poor:
        return Check(name="budget", state="ok", says=says)
    remedy = "raise ports.llm.budget in the config, or take cheaper models"
    return Check(
        name="budget", state="note", says=f"{says}: too little for one call on {', '.join(poor)}", remedy=remedy
    )


def _cassette(environment: Environment) -> Iterator[Check]:
    if environment.cairn_cassette is not None:
        says = f"{environment.cairn_cassette} ({environment.cairn_cassette_mode})"
        remedy = "unset CAIRN_CASSETTE in service: only recorded questions are answered by a model"
        yield Check(name="cassette", state="note", says=says, remedy=remedy)


def _drill(pipeline: Pipeline) -> Iterator[Check]:
    for placed, step in _generating(pipeline):
        if step.mode != "auto":
            says = f"{placed.name}: the rung '{step.mode}' is forced"
            yield Check(name="ladder", state="note", says=says, remedy="set mode: auto when the drill is over")


def _time(pipeline: Pipeline) -> Iterator[Check]:
    """A step cut off at its budget throws away the answer a model was about to give."""
    for placed, step in _generating(pipeline):
        longest = max(step.routes.named(name).timeout_s for name in ROUTE_NAMES)
        if placed.budget_ms is not None and longest * 1000 >= placed.budget_ms:
            says = f"{placed.name} is cut off at {placed.budget_ms / 1000:g} s, a route may take {longest:g} s"
            yield Check(name="time", state="note", says=says, remedy="raise budget_ms or lower the route's timeout_s")


def _routes(pipeline: Pipeline) -> Iterator[tuple[str, Route]]:
    for _, step in _generating(pipeline):
        yield from ((name, step.routes.named(name)) for name in ROUTE_NAMES)


def _generating(pipeline: Pipeline) -> Iterator[tuple[PlacedStep, Generate]]:
    for placed in pipeline.steps:
        if isinstance(placed.step, Generate):
            yield placed, placed.step
