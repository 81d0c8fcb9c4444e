"""A BEIR folder as an index of ours: cut, embedded and searched with the settings of the config."""

import hashlib
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from agent.knowledge.blocks import Block, Document, squeeze
from agent.knowledge.catalogue import Catalogue, Trek
from agent.knowledge.chunk import Chunker, Limits, slug
from agent.knowledge.contents import Contents
from agent.knowledge.embedder import Embeds, open_embedder
from agent.knowledge.faiss_index import FaissIndex, model_folder
from agent.knowledge.generation import index_folder
from agent.knowledge.kept import kept_path, read_arrays, write_arrays
from agent.knowledge.lexical import Lexical
from agent.knowledge.nearest import build_nearest
from agent.knowledge.settings import IndexSettings
from agent.knowledge.tagging import TrekNames
from agent.language.detect import LanguageDetector
from agent.ports import Arrays
from agent.turn import Passage
from eval.job import Tell
from eval.suites.beir import DocumentRow
from eval.suites.vectors import KeptVectors

_SAMPLE = 100  # documents whose language is looked at


class TemporaryIndex(FaissIndex):
    """Searched in memory; what steps learn from its vectors is kept in the data folder, as with the real one."""

    def __init__(self, contents: Contents, embedder: Embeds, *, workers: int, data_folder: Path) -> None:
        super().__init__(contents, embedder, workers=workers)
        self._learnt = index_folder(data_folder)

    async def kept(self, key: str, make: Callable[[], Awaitable[Arrays]]) -> Arrays:
        path = kept_path(self._learnt, key)
        found = read_arrays(path)
        if found is None:
            found = await make()
            write_arrays(path, found)
        return found


def index_of(
    documents: Sequence[DocumentRow], settings: IndexSettings, data_folder: Path, tell: Tell
) -> TemporaryIndex:
    """The documents, cut as `cairn ingest` cuts them. Raises PortError when the model of the config is not there."""
    folder = model_folder(data_folder, settings.model)
    builder = open_embedder(folder, precision=settings.precision, cache_size=0)
    passages = passages_of(documents, builder, settings, tell)
    vectors = KeptVectors(data_folder, builder).of_passages(passages, tell)
    contents = Contents(
        passages=tuple(passages),
        vectors=np.ascontiguousarray(vectors),
        nearest=build_nearest(vectors, settings.flat_below),
        lexical=Lexical.build(passages, k1=settings.k1, b=settings.b),
        catalogue=catalogue_of(documents),
        version=hashlib.sha256("\n".join(passage.id for passage in passages).encode()).hexdigest()[:16],
    )
    embedder = open_embedder(folder, precision=settings.precision, threads=settings.threads, cache_size=0)
    return TemporaryIndex(contents, embedder, workers=settings.workers, data_folder=data_folder)


def passages_of(
    documents: Sequence[DocumentRow], embedder: Embeds, settings: IndexSettings, tell: Tell
) -> list[Passage]:
    """Passages in the order of the documents; `source` is the document's id."""
    chunker = Chunker(TrekNames(Catalogue()), embedder.count, Limits(settings.max_tokens, settings.min_tokens))
    language = spoken_in(documents)
    found: list[Passage] = []
    for done, document in enumerate(documents, start=1):
        trek = slug(document.entity) if document.entity else None
        found += [replace(chunk, trek=trek, language=language) for chunk in chunker.chunks(_page(document, language))]
        if done % 200 == 0 or done == len(documents):
            tell("cutting documents", done, len(documents))
    return found


def catalogue_of(documents: Sequence[DocumentRow]) -> Catalogue:
    """What the documents are about, in the place of treks: conversations are about them as ours are about treks."""
    named = {document.entity: document for document in reversed(documents) if document.entity}
    treks = (_trek(entity, document) for entity, document in named.items())
    return Catalogue(treks={trek.id: trek for trek in treks})


def spoken_in(documents: Sequence[DocumentRow]) -> str:
    """The language of most documents of an even sample; English where nothing tells."""
    detector = LanguageDetector()
    step = max(1, len(documents) // _SAMPLE)
    found = Counter(detector.detect(f"{one.title or ''} {one.text or ''}")[0] for one in documents[::step])
    found.pop("und", None)
    return found.most_common(1)[0][0] if found else "en"


def _page(document: DocumentRow, language: str) -> Document:
    """A document without text is its title."""
    title, text = squeeze(document.title or ""), document.text or ""
    pieces = [squeeze(piece) for piece in text.split("\n\n")] if text.strip() else [title]
    blocks = tuple(Block(kind="text", text=piece) for piece in pieces if piece)
    return Document(source=document.id, title=title, blocks=blocks, language=language)


def _trek(entity: str, document: DocumentRow) -> Trek:
    return Trek(
        id=slug(entity),
        name=entity,
        region=document.city or "",
        country="",
        days=0,
        distance_km=0,
        max_altitude_m=0,
        highest_point="",
        difficulty="",
        months=(),
        best_months=(),
        min_age=0,
        max_age=0,
        group_size_max=0,
        start="",
        end="",
        network="",
        document="",
    )
