"""The same paragraphs and questions by other means: `python -m evals.bench.beside PEER …`.

`bm25s` is plain word search; `tutorial` LangChain's FAISS store, as the tutorial's pipeline keeps
it. Each is built and asked in a process of its own, from the texts and vectors of a library.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from evals.bench.large import Size
from evals.bench.pool import asked_questions
from evals.bench.records import Figures, memory_mib, spread
from index import IndexSettings
from index.encoder import load_encoder
from index.store import FILE

_TOP_K = 10
_N_WARM = 10


def main() -> None:
    """Build a peer's store from a library, ask it, and print what that took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=("bm25s", "tutorial"))
    parser.add_argument("library", type=Path)
    parser.add_argument("--councils", type=int, required=True)
    parser.add_argument("--paragraphs", type=int, required=True)
    parser.add_argument("--questions", type=int, default=100)
    options = parser.parse_args()
    size = Size(options.councils, options.paragraphs)
    ask = _bm25s if options.peer == "bm25s" else _tutorial
    for what, values in ask(options.library, options.questions):
        figures = Figures(
            part="beside",
            what=what,
            n_councils=size.n_councils,
            n_paragraphs=size.n_paragraphs,
            values=values,
        )
        print(figures.model_dump_json(), flush=True)


def _read(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield every paragraph's council, headings and text."""
    with closing(sqlite3.connect(folder / FILE)) as connection:
        statement = (
            "SELECT d.council, p.record FROM paragraphs p JOIN documents d ON d.number = p.document"
            " ORDER BY p.number"
        )
        for council, record in connection.execute(statement):
            paragraph: dict[str, Any] = json.loads(record)
            yield council, " ".join(paragraph["headings"]), paragraph["text"]


def _bm25s(folder: Path, n: int) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield what plain word search takes, over all councils: it has no filter."""
    import bm25s

    begun = time.perf_counter()
    texts = [f"{headings} {text}" for _, headings, text in _read(folder)]
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)
    built_s = time.perf_counter() - begun
    drawn = random.Random(7)
    took = []
    for at in range(n + _N_WARM):
        question = drawn.choice(asked_questions())
        begun = time.perf_counter()
        tokens = bm25s.tokenize([question], stopwords="en", show_progress=False)
        retriever.retrieve(tokens, k=_TOP_K, show_progress=False)
        if at >= _N_WARM:
            took.append(1000 * (time.perf_counter() - begun))
    yield "bm25s, all councils", {"built_s": round(built_s, 2), **spread(took), **memory_mib()}


def _tutorial(folder: Path, n: int) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield what LangChain's FAISS store takes, by the same encoder and vectors."""
    from langchain_community.vectorstores import FAISS
    from langchain_core.embeddings import Embeddings

    encoder = load_encoder(IndexSettings())

    class Encoded(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [row.tolist() for row in encoder.encode_passages(texts)]

        def embed_query(self, text: str) -> list[float]:
            return [float(value) for value in encoder.encode_queries([text])[0]]

    begun = time.perf_counter()
    vectors = _first_vectors(folder, encoder.dimension)
    pairs, councils = [], []
    for (council, headings, text), vector in zip(_read(folder), vectors, strict=True):
        pairs.append((f"{headings} {text}", vector))
        councils.append({"council": council})
    store = FAISS.from_embeddings(pairs, Encoded(), metadatas=councils)
    del pairs
    built_s = time.perf_counter() - begun
    names = sorted({each["council"] for each in councils})
    drawn = random.Random(7)
    for what in ("one council", "all councils"):
        took = []
        for at in range(n + _N_WARM):
            question = drawn.choice(asked_questions())
            wanted = {"council": drawn.choice(names)} if what == "one council" else None
            begun = time.perf_counter()
            store.similarity_search(question, k=_TOP_K, filter=wanted, fetch_k=len(councils))
            if at >= _N_WARM:
                took.append(1000 * (time.perf_counter() - begun))
        values = {"built_s": round(built_s, 2), **spread(took), **memory_mib()}
        yield f"LangChain's FAISS store, {what}", values


def _first_vectors(folder: Path, dimension: int) -> Iterator[list[float]]:
    """Yield the vector of every paragraph's first passage."""
    with closing(sqlite3.connect(folder / FILE)) as connection:
        statement = (
            "SELECT v.vector FROM vectors v JOIN (SELECT min(number) AS first FROM passages"
            " GROUP BY paragraph) f ON f.first = v.passage ORDER BY f.first"
        )
        import numpy as np

        for (blob,) in connection.execute(statement):
            yield np.frombuffer(blob, dtype="<f4", count=dimension).tolist()


if __name__ == "__main__":
    main()
