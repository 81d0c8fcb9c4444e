"""What `model.json` says about an embedding model on disk."""

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.ports import PortError

EXPORT = 1  # raise when the export or the quantisation changes
CARD = "model.json"
WEIGHTS = {"fp32": "model.onnx", "int8": "model.int8.onnx"}

Precision = Literal["int8", "fp32"]
Pooling = Literal["mean", "cls", "max"]


class ModelCard(BaseModel):
    """How to serve the model. `backend` is torch when its graph could not be exported; `source` then is its path."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    backend: Literal["onnx", "torch"] = "onnx"
    source: str = ""
    dim: int = Field(ge=1)
    max_tokens: int = Field(ge=8)
    pooling: Pooling = "mean"
    prompts: dict[str, str] = Field(default_factory=dict)
    source_sha256: str = ""
    files: dict[str, str] = Field(default_factory=dict)
    agreement: dict[str, float] = Field(default_factory=dict)

    def digest(self, precision: Precision) -> str:
        """Names the vectors this model makes: equal digests, comparable vectors."""
        # not the files' digests: the exporter writes other bytes each time for the same numbers
        parts = (str(EXPORT), self.source_sha256, precision, self.pooling, str(self.max_tokens), str(self.prompts))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def read_card(folder: Path) -> ModelCard:
    """Raises PortError when the folder holds no readable model."""
    try:
        return ModelCard.model_validate_json((folder / CARD).read_bytes())
    except (OSError, ValidationError) as error:
        raise PortError(
            f"{folder / CARD}: no embedding model there ({type(error).__name__}); run `cairn ingest data`"
        ) from error


def sha256(path: Path) -> str:
    """Hex digest of the file's bytes, read in pieces."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
