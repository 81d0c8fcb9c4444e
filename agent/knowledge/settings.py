"""Settings of the index port: the `ports: index:` section of the pipeline file."""

from typing import Literal

from pydantic import Field

from agent.strict import Strict


class IndexSettings(Strict):
    """How documents are cut, embedded and searched. A change of the first group needs `cairn ingest`."""

    documents: str = Field(default="data", description="Folder with documents/, catalogue/ and operator.yaml.")
    model: str = Field(default="all-MiniLM-L6-v2", description="Embedding model: a name or a local folder.")
    precision: Literal["int8", "fp32"] = Field(default="int8", description="int8 takes half the time, fp32 is exact.")
    max_tokens: int = Field(default=200, ge=32, le=480, description="Word-pieces of a passage and its title, at most.")
    min_tokens: int = Field(default=30, ge=0, le=200, description="Sections shorter than this join their neighbour.")
    k1: float = Field(default=1.2, ge=0.0, le=3.0, description="BM25: how much a repeated word adds.")
    b: float = Field(default=0.75, ge=0.0, le=1.0, description="BM25: how much long passages are discounted.")
    flat_below: int = Field(default=50_000, ge=1, description="From this many passages on, vectors are clustered.")

    threads: int = Field(default=1, ge=1, le=64, description="Threads of the embedding model for one question.")
    workers: int = Field(default=2, ge=1, le=32, description="Questions embedded and searched side by side.")
    cache_size: int = Field(default=1024, ge=0, description="Vectors of recent questions kept, by their exact text.")
