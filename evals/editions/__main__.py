"""Writes the editions of a folder's papers: `python -m evals.editions PAPERS OUT`."""

from __future__ import annotations

import argparse
from pathlib import Path

from evals.editions import write_editions

parser = argparse.ArgumentParser(prog="python -m evals.editions", description=__doc__)
parser.add_argument("papers", type=Path, help="Markdown papers and their library.toml")
parser.add_argument("out", type=Path, help="where to write the folders of editions")
options = parser.parse_args()
write_editions(options.papers, options.out)
