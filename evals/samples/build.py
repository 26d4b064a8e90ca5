"""Make the sample papers from their source texts: `python -m evals.samples.build`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from evals.samples import papers_folder
from evals.samples.pdf import Look, build_pdf
from evals.samples.source import read_blocks
from evals.samples.word import build_docx

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEXTS = Path(__file__).resolve().parent / "text"
_LOOKS: Mapping[str, Look] = {
    "ashcombe-2025": Look(
        ink="#1d4f4a",
        face="Helvetica",
        bold="Helvetica-Bold",
        italic="Helvetica-Oblique",
        size=10.5,
        justified=False,
        page_label="{page}",
        page_words="Page {page} of {pages}",
        first_page=2,
    ),
    "ashcombe-2016": Look(
        ink="#3b2f63",
        face="Times-Roman",
        bold="Times-Bold",
        italic="Times-Italic",
        size=11.5,
        justified=True,
        page_label="5D-{page}",
        page_words="5D-{page}",
        first_page=1,
    ),
}


def build_papers() -> dict[str, bytes]:
    """Return every sample paper's bytes by its file name."""
    papers = {
        f"{name}.pdf": build_pdf(read_blocks(_TEXTS / f"{name}.md"), look)
        for name, look in _LOOKS.items()
    }
    papers["merrow-2026.docx"] = build_docx(read_blocks(_TEXTS / "merrow-2026.md"))
    return papers


def main() -> None:
    """Write the sample papers into their folder."""
    for name, contents in build_papers().items():
        path = papers_folder() / name
        path.write_bytes(contents)
        print(f"{path.name}: {len(contents):,} bytes")


if __name__ == "__main__":
    main()
