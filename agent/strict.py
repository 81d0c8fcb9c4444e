"""The form of everything that is written in the pipeline file."""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """Keys of a section: an unknown one is an error, no type is guessed, and once read nothing changes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
