"""The usual tutorial's pipeline and this project's, from PDFs to found paragraphs, in one run."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from evals.bench.pool import asked_questions
from evals.bench.records import Figures
from evals.finding.beside import run_peer
from evals.peers.scoped import ScopedQuestion
from evals.samples import papers_folder

_PEERS = {"tutorial": "the tutorial's pipeline", "ours": "this project"}


def measure_pipelines(papers: Path | None, *, n_questions: int) -> Iterator[Figures]:
    """Yield what each takes to add a folder's PDFs, to answer from cold, and to be asked.

    Args:
        papers: PDFs with their `library.toml`; the samples' where none is given.
        n_questions: Of the sample set, asked of all papers together.
    """
    asked = [ScopedQuestion(text, None, None) for text in asked_questions()[:n_questions]]
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        chosen = papers or _sample_pdfs(scratch / "papers")
        for peer, what in _PEERS.items():
            costs = run_peer(peer, chosen, asked, scratch)
            values = {
                "pdfs": float(len(list(chosen.glob("*.pdf")))),
                "added_s": round(costs.build_s, 2),
                "adding_mib": round(costs.build_mib),
                "cold_s": round(costs.cold_s, 2),
                "question_ms": round(costs.median_ms, 2),
                "asking_mib": round(costs.ask_mib),
            }
            yield Figures(part="pipelines", what=what, values=values)


def _sample_pdfs(folder: Path) -> Path:
    """Return a folder of the sample papers that are PDFs: the tutorial's loader reads no other."""
    folder.mkdir()
    for path in papers_folder().glob("*.pdf"):
        shutil.copy(path, folder)
    return folder
