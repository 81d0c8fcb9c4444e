"""Texts of configs as configs, each read once: a page asks for the same few again and again."""

from functools import lru_cache
from pathlib import Path

from agent.config import PipelineConfig, parse_config


@lru_cache(maxsize=32)
def config_of(text: str, path: Path) -> PipelineConfig:
    """What the text means, as `parse_config` reads it with the shipped steps. Raises ConfigError."""
    return parse_config(text, path)
