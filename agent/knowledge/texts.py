"""What the fact ledger read in the texts of a generation, in one file beside its passages."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from agent.facts.context.kept import KEY_BYTES, NONE, Kept, reader
from agent.facts.ledger import source_of
from agent.facts.prose import prose_of
from agent.knowledge.catalogue import Catalogue
from agent.turn import Passage

FILE = "texts.npz"


def source_texts(passages: Sequence[Passage], catalogue: Catalogue) -> Iterator[str]:
    """All that the ledger may hold a reply against: the passages, and the facts in words."""
    return (source_of(passage).text for passage in (*passages, *prose_of(catalogue)))


def write_texts(folder: Path, texts: Mapping[bytes, bytes]) -> None:
    """Keys of one length, then the packed texts end to end."""
    packed = b"".join(texts.values())
    np.savez(
        folder / FILE,
        allow_pickle=False,
        reader=np.array(reader()),
        keys=np.frombuffer(b"".join(texts), dtype=np.uint8).reshape(len(texts), KEY_BYTES),
        ends=np.cumsum([len(one) for one in texts.values()], dtype=np.int64),
        packed=np.frombuffer(packed, dtype=np.uint8),
    )


def read_texts(folder: Path) -> Kept:
    """Nothing when another reader wrote them, or none did: texts are read in the turn then, and at the next ingest."""
    if not (folder / FILE).is_file():
        return NONE
    with np.load(folder / FILE, allow_pickle=False) as kept:
        if str(kept["reader"]) != reader():
            return NONE
        packed, ends, keys = kept["packed"].tobytes(), kept["ends"].tolist(), kept["keys"]
    starts = [0, *ends]
    return {key.tobytes(): packed[start:end] for key, start, end in zip(keys, starts, ends, strict=False)}
