"""Two configs beside each other in one process: what they have in common is loaded once."""

from dataclasses import replace

from agent.pipeline import Pipeline
from agent.rewind.rerun import changed_steps


def with_shared_steps(pipeline: Pipeline, warm: Pipeline) -> Pipeline:
    """The same pipeline, whose steps are those of `warm` wherever they have the same settings."""
    changed = changed_steps(warm, pipeline)
    loaded = {placed.name: placed.step for placed in warm.steps}
    stages = tuple(
        tuple(placed if placed.name in changed else replace(placed, step=loaded[placed.name]) for placed in stage)
        for stage in pipeline.stages
    )
    return Pipeline(replace(pipeline.config, stages=stages))
