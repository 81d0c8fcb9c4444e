"""The linear algebra of a pipeline that is ready takes one thread."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from agent.config import load_config
from agent.pipeline import Pipeline
from agent.ports import Ports


async def test_a_pipeline_that_is_ready_multiplies_in_one_thread(ports: Ports) -> None:
    pipeline = Pipeline(replace(load_config(Path("config/pipeline.yaml")), stages=()))
    with threadpool_limits(limits=2, user_api="blas"):
        assert np.ones(3) @ np.ones(3) == 3
        await pipeline.warm_up(ports)
        assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {1}
