"""Sentence embeddings by ONNX Runtime: no torch in the serving process."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from agent.knowledge.model_card import WEIGHTS, ModelCard, Pooling, Precision, read_card, sha256
from agent.knowledge.words import words
from agent.ports import PortError, Vectors

Role = Literal["query", "passage"]
_FEW = 4


class Embeds(Protocol):
    """What the index needs of an embedding model."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    @property
    def digest(self) -> str:
        """Names the vectors: equal digests, comparable vectors."""

    @property
    def max_tokens(self) -> int:
        """Tokens the model reads, special ones included; what comes after them is lost."""

    def count(self, text: str) -> int:
        """Word-pieces of the text, special ones left out."""

    def embed(self, texts: Sequence[str], role: Role = "query") -> Vectors:
        """Unit vectors, float32 [n, dim]; a text without any token gives a zero row."""


class Embedder:
    """One ONNX session. Safe to call from several threads.

    The int8 graph measures its activations over the whole batch, so a text's vector would depend on its
    neighbours: it is run one text at a time. fp32 runs in batches of similar length.
    """

    def __init__(self, folder: Path, *, precision: Precision = "int8", threads: int = 1, cache_size: int = 1024):
        self.card = read_card(folder)
        self.precision = precision
        self._tokenizer = _tokenizer(folder, self.card)
        self._session = _session(folder, self.card, precision, threads)
        self._inputs = {node.name for node in self._session.get_inputs()}
        self._batch = 32 if precision == "fp32" else 1
        self._cache = _Cache(cache_size)

    @property
    def dim(self) -> int:
        return self.card.dim

    @property
    def digest(self) -> str:
        return self.card.digest(self.precision)

    @property
    def max_tokens(self) -> int:
        return self.card.max_tokens

    def count(self, text: str) -> int:
        return _word_pieces(self._tokenizer, text)

    def embed(self, texts: Sequence[str], role: Role = "query") -> Vectors:
        prompt = self.card.prompts.get(role, "")
        told = [prompt + text for text in texts]
        return self._remembered(told) if 0 < len(told) <= _FEW else self._compute(told)

    def _remembered(self, texts: list[str]) -> Vectors:
        """A message and its readings come again in later steps; whole documents do not."""
        return np.concatenate([self._row(text) for text in texts])

    def _row(self, text: str) -> Vectors:
        known = self._cache.get(text)
        if known is None:
            known = self._compute([text])
            self._cache.put(text, known)
        return known

    def _compute(self, texts: list[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.card.dim), dtype=np.float32)
        encoded = self._tokenizer.encode_batch(texts)
        order = sorted(range(len(texts)), key=lambda n: len(encoded[n].ids))
        for start in range(0, len(order), self._batch):
            rows = order[start : start + self._batch]
            vectors[rows] = self._run([encoded[n] for n in rows])
        return vectors

    def _run(self, encoded: list[Encoding]) -> Vectors:
        width = max(len(one.ids) for one in encoded)
        feeds = {
            "input_ids": _padded([one.ids for one in encoded], width),
            "attention_mask": _padded([one.attention_mask for one in encoded], width),
            "token_type_ids": _padded([one.type_ids for one in encoded], width),
        }
        hidden = self._session.run(None, {name: rows for name, rows in feeds.items() if name in self._inputs})[0]
        return unit(pool(np.asarray(hidden, dtype=np.float32), feeds["attention_mask"], self.card.pooling))


class _Cache:
    """The newest vectors by the exact text they stand for."""

    def __init__(self, size: int):
        self._size = size
        self._lock = threading.Lock()
        self._rows: OrderedDict[str, Vectors] = OrderedDict()

    def get(self, text: str) -> Vectors | None:
        with self._lock:
            if text in self._rows:
                self._rows.move_to_end(text)
            return self._rows.get(text)

    def put(self, text: str, row: Vectors) -> None:
        with self._lock:
            self._rows[text] = row
            while len(self._rows) > self._size:
                self._rows.popitem(last=False)


def pieces_per_word(text: str, embedder: Embeds) -> float:
    """Word-pieces for each word; 1 for a text without words."""
    return embedder.count(text) / max(1, len(words(text))) if text else 1.0


def pool(hidden: Vectors, mask: NDArray[np.int64], pooling: Pooling) -> Vectors:
    """One row per text of [n, tokens, dim], padding left out."""
    if pooling == "cls":
        return np.asarray(hidden[:, 0], dtype=np.float32)
    seen = mask[:, :, None].astype(np.float32)
    if pooling == "max":
        return np.asarray(np.where(seen > 0, hidden, -np.inf).max(axis=1), dtype=np.float32)
    return np.asarray((hidden * seen).sum(axis=1) / np.maximum(seen.sum(axis=1), 1e-9), dtype=np.float32)


def unit(rows: Vectors) -> Vectors:
    """Rows of length 1; zero rows stay zero."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), dtype=np.float32)


def _padded(rows: Sequence[Sequence[int]], width: int) -> NDArray[np.int64]:
    table = np.zeros((len(rows), width), dtype=np.int64)
    for number, row in enumerate(rows):
        table[number, : len(row)] = row
    return table


def _word_pieces(tokenizer: Tokenizer, text: str) -> int:
    """Counts past the truncation too: the overflowing windows are part of the encoding."""
    encoded = tokenizer.encode(text, add_special_tokens=False)
    return len(encoded.ids) + sum(len(window.ids) for window in encoded.overflowing)


def _tokenizer(folder: Path, card: ModelCard) -> Tokenizer:
    """Files as published truncate at 128 and pad to 128: both are set anew."""
    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # the library raises bare Exception
        raise PortError(f"{folder / 'tokenizer.json'}: not readable ({error}); run `cairn ingest data`") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(card.max_tokens)
    return tokenizer


def _session(folder: Path, card: ModelCard, precision: Precision, threads: int) -> ort.InferenceSession:
    path = folder / WEIGHTS[precision]
    if not path.exists() or sha256(path) != card.files.get(path.name):
        raise PortError(
            f"{path}: missing or not the file that was exported; delete {folder} and run `cairn ingest data`"
        )
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads would burn a core
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def open_embedder(folder: Path, *, precision: Precision, threads: int = 1, cache_size: int = 1024) -> Embeds:
    """The embedder the model's card asks for; torch is imported only when the card says so."""
    card = read_card(folder)
    if card.backend == "onnx":
        return Embedder(folder, precision=precision, threads=threads, cache_size=cache_size)
    from agent.knowledge.torch_embedder import TorchEmbedder

    return TorchEmbedder(card)
