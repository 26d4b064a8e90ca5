"""What does not depend on how large the library is: reading, embedding, adding, cold starts."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from evals.baseline.sample_library import build_library
from evals.bench.pool import asked_questions
from evals.bench.records import Figures
from evals.editions import write_editions
from evals.editions.constitution import write_constitution
from evals.samples import papers_folder
from index import IndexSettings
from index.encoder import load_encoder
from index.passages import build_passages
from ingest import find_papers, read_paper
from ingest.documents import Document

_WORDS_A_PAGE = 400  # where a format has no pages of its own
_TEXTS = Path(__file__).resolve().parents[1] / "samples" / "text"
_MANIFEST = """
[[document]]
file = "{name}"
council = "Ashcombe Borough Council"

[[document.part]]
id = "long"
title = "Constitution"
"""
_QUESTION = "can I ask a junior officer to attend my surgery?"
_STARTS_S = 120.0
_N_ASKED = 60


def measure_reading(*, n_pages: int) -> list[Figures]:
    """Return pages read a second, by format; of the formats without pages, 400 words are one."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        (scratch / "pdf").mkdir()
        write_constitution(scratch / "pdf" / "long.pdf", n_pages=n_pages)
        (scratch / "pdf" / "library.toml").write_text(_MANIFEST.format(name="long.pdf"))
        papers = scratch / "markdown"
        papers.mkdir()
        for path in _TEXTS.glob("*.md"):
            shutil.copy(path, papers)
        manifest = (papers_folder() / "library.toml").read_text(encoding="utf-8")
        for suffix in (".pdf", ".docx"):
            manifest = manifest.replace(f'{suffix}"', '.md"')
        (papers / "library.toml").write_text(manifest, encoding="utf-8")
        write_editions(papers, scratch / "editions")
        folders = {
            "PDF": scratch / "pdf",
            "Markdown": papers,
            "Word": scratch / "editions" / "word-generated",
            "web page": scratch / "editions" / "web",
        }
        return [_read(what, folder) for what, folder in folders.items()]


def _read(what: str, folder: Path) -> Figures:
    files = find_papers([folder])
    begun = time.perf_counter()
    read = [read_paper(file) for file in files]
    took_s = time.perf_counter() - begun
    documents = [document for paper in read for document in paper.documents]
    n_words = sum(each.n_words for document in documents for each in document.paragraphs)
    own = [paper.source.n_pages for paper in read]
    n_pages = sum(n for n in own if n) or n_words / _WORDS_A_PAGE
    return Figures(
        part="reading",
        what=what,
        values={
            "pages": round(n_pages, 1),
            "took_s": round(took_s, 3),
            "pages_per_s": round(n_pages / took_s, 1),
            "words_per_s": round(n_words / took_s),
        },
    )


def measure_embedding(*, n_passages: int) -> list[Figures]:
    """Return passages embedded a second, many at once, and how long one question takes."""
    settings = IndexSettings()
    encoder = load_encoder(settings)
    texts = _passages(settings)
    chosen = [texts[at % len(texts)] for at in range(n_passages)]
    encoder.encode_passages(chosen[:8])
    begun = time.perf_counter()
    encoder.encode_passages(chosen)
    took_s = time.perf_counter() - begun
    asked = iter(asked_questions()[:_N_ASKED])  # one that was just encoded is not encoded again
    question = _timed(lambda: encoder.encode_queries([next(asked)]), n=_N_ASKED)
    return [
        Figures(
            part="embedding",
            what="passages",
            values={
                "passages": float(n_passages),
                "took_s": round(took_s, 3),
                "passages_per_s": round(n_passages / took_s, 1),
                "words_a_passage": round(sum(len(t.split()) for t in chosen) / n_passages, 1),
            },
        ),
        Figures(part="embedding", what="a question", values={"median_ms": round(question, 3)}),
    ]


def _passages(settings: IndexSettings) -> list[str]:
    documents: list[Document] = []
    for file in find_papers([papers_folder()]):
        documents.extend(read_paper(file).documents)
    return [
        passage.text
        for document in documents
        for paragraph in document.paragraphs
        for passage in build_passages(paragraph, window_words=settings.window_words)
    ]


def _timed(work: Callable[[], object], *, n: int) -> float:
    """Return the median time of a piece of work, in milliseconds."""
    times = []
    for _ in range(n):
        begun = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - begun))
    return sorted(times)[n // 2]


def measure_adding(*, n_pages: int) -> list[Figures]:
    """Return how long adding takes by the command, from its start to its end."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        long = scratch / "long"
        long.mkdir()
        write_constitution(long / "long.pdf", n_pages=n_pages)
        (long / "library.toml").write_text(_MANIFEST.format(name="long.pdf"))
        found = []
        for what, papers in (("the sample papers", papers_folder()), ("a constitution", long)):
            begun = time.perf_counter()
            _run(["add", str(papers), "--library", str(scratch / what), "--no-ask"])
            took_s = time.perf_counter() - begun
            pages = sum(read_pages(path) for path in sorted(papers.glob("*.pdf")))
            values = {"took_s": round(took_s, 2), "pdf_pages": float(pages)}
            found.append(Figures(part="adding", what=what, values=values))
        return found


def read_pages(path: Path) -> int:
    """Return how many pages a PDF has."""
    from pypdf import PdfReader

    return len(PdfReader(path).pages)


def measure_cold_starts(*, n_starts: int) -> list[Figures]:
    """Return the time from a command's start to an answer, and to a page that can be opened."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "library"
        build_library(folder, papers_folder()).close()
        asked = [_ask_cold(folder) for _ in range(n_starts)]
        opened = [_open_page(folder) for _ in range(n_starts)]
    return [
        Figures(part="cold start", what=what, values={"median_s": round(median(times), 3)})
        for what, times in (("an answer in the terminal", asked), ("the page", opened))
    ]


def _ask_cold(folder: Path) -> float:
    begun = time.perf_counter()
    _run(["ask", _QUESTION, "--council", "Ashcombe", "--library", str(folder)])
    return time.perf_counter() - begun


def _open_page(folder: Path) -> float:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = ["ui", "--library", str(folder), "--port", str(port), "--no-browser"]
    begun = time.perf_counter()
    server = subprocess.Popen(
        _command(arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while time.perf_counter() - begun < _STARTS_S:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
                    page.read()
                return time.perf_counter() - begun
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
    finally:
        server.terminate()
        server.wait(30)
    raise TimeoutError("the page did not open")


def _run(arguments: Sequence[str]) -> None:
    environment = {**os.environ, "NO_COLOR": "1"}
    subprocess.run(
        _command(arguments),
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env=environment,
    )


def _command(arguments: Sequence[str]) -> list[str]:
    return [str(Path(sys.executable).with_name("protocols")), *arguments]
