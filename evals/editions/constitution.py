"""Writes a long constitution of the sample PDFs: `python -m evals.editions.constitution OUT.pdf`.

Their pages are repeated until there are as many as asked for; it is what reading a council's
whole constitution is timed by.
"""

from __future__ import annotations

import argparse
from itertools import cycle
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from evals.samples import papers_folder


def write_constitution(out: Path, *, n_pages: int) -> None:
    """Write a PDF of `n_pages` pages, the sample papers' own in turn."""
    pages = [
        page for path in sorted(papers_folder().glob("*.pdf")) for page in PdfReader(path).pages
    ]
    writer = PdfWriter()
    for _, page in zip(range(n_pages), cycle(pages), strict=False):
        writer.add_page(page)
    writer.write(out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pages", type=int, default=500)
    options = parser.parse_args()
    write_constitution(options.out, n_pages=options.pages)
