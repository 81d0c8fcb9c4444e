"""YAML files, read by libyaml where PyYAML was built with it: an eighth of the time of the reader in Python."""

from pathlib import Path
from typing import Any

import yaml

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""No objects are built: plain values only."""


def read_yaml(path: Path) -> Any:
    """What the file holds, plain values only. Raises OSError and yaml.YAMLError."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)
