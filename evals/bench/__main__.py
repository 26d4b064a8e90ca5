"""The command: `python -m evals.bench [PART …] [--quick] [--sizes 40:10000 …] [--out DIR]`.

Each run leaves one file of JSON, with the machine that it was made on. A full run may be made in
parts: `--tables` and `--plots` read every run of the folder, the newest figures of each.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from evals.bench.large import Size, build_large
from evals.bench.pool import read_pool
from evals.bench.records import Figures, describe_run, newest, read_runs
from evals.bench.tables import tabulate
from evals.errors import EvalError

SMALL = ("reading", "embedding", "adding", "cold", "pipelines")
SIZED = ("searching", "recall", "answering", "workers", "bm25s", "tutorial", "postgres")
_SIZES = ("1:250", "5:1250", "40:10000", "50:12500", "400:100000", "4000:1000000")
_QUICK_SIZES = ("8:2000",)
_QUICK = ("reading", "embedding", "adding", "cold", "searching", "recall", "answering")
_WORKERS = (1, 2, 4, 8, 16, 32)
_OUT = Path("build") / "bench"


def main() -> int:
    """Measure the parts named, or write tables and plots of what was measured."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(SMALL + SIZED)}; all")
    parser.add_argument("--quick", action="store_true", help="small sizes, in under a minute")
    parser.add_argument("--sizes", nargs="+", help="councils:paragraphs …, as in 400:100000")
    parser.add_argument("--out", type=Path, default=_OUT, help="folder of runs")
    parser.add_argument("--libraries", type=Path, help="where large libraries are kept for next")
    parser.add_argument("--papers", type=Path, help="PDFs for the pipelines; else the samples'")
    parser.add_argument("--questions", type=int, help="of each kind at each size")
    parser.add_argument("--seconds", type=float, help="that workers answer for")
    parser.add_argument("--tables", action="store_true", help="print tables of the folder's runs")
    parser.add_argument("--plots", type=Path, help="folder to draw the folder's runs into")
    given = parser.parse_args()
    if unknown := set(given.parts) - {*SMALL, *SIZED}:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    try:
        if given.tables or given.plots:
            _show(given)
            return 0
        return _measure(given)
    except EvalError as error:
        print(error, file=sys.stderr)
        return 1


def _show(given: argparse.Namespace) -> None:
    figures = newest(read_runs(given.out))
    if given.tables:
        print(tabulate(figures))
    if given.plots:
        from evals.bench.plots import draw_plots

        for path in draw_plots(figures, given.plots):
            print(path)


def _measure(given: argparse.Namespace) -> int:
    load = os.getloadavg()[0]
    parts = given.parts or (_QUICK if given.quick else (*SMALL, *SIZED))
    sizes = [_size(text) for text in given.sizes or (_QUICK_SIZES if given.quick else _SIZES)]
    figures: list[Figures] = []
    with tempfile.TemporaryDirectory(prefix="protocols-bench-") as scratch:
        libraries = given.libraries or Path(scratch)
        for each in _all(parts, sizes, libraries, given):
            print(each.model_dump_json(), flush=True)
            figures.append(each)
    named = " ".join(["python -m evals.bench", *sys.argv[1:]])
    print(describe_run(named, figures, load=load).save(given.out))
    return 0


def _all(
    parts: Sequence[str], sizes: Sequence[Size], libraries: Path, given: argparse.Namespace
) -> Iterator[Figures]:
    for part in parts:
        if part in SMALL:
            yield from _measure_small(part, given.papers, quick=given.quick)
    sized = [part for part in parts if part in SIZED]
    for size in sizes if sized else ():
        yield from _keep(libraries, size)
        for part in sized:
            yield from _measure_sized(part, libraries / size.name, size, given)


def _measure_small(part: str, papers: Path | None, *, quick: bool) -> Iterable[Figures]:
    from evals.bench import pipelines, small_parts

    n_pages = 12 if quick else 200
    if part == "reading":
        return small_parts.measure_reading(n_pages=n_pages)
    if part == "embedding":
        return small_parts.measure_embedding(n_passages=100 if quick else 2000)
    if part == "adding":
        return small_parts.measure_adding(n_pages=n_pages)
    if part == "cold":
        return small_parts.measure_cold_starts(n_starts=1 if quick else 5)
    return pipelines.measure_pipelines(papers, n_questions=100)


def _measure_sized(
    part: str, folder: Path, size: Size, given: argparse.Namespace
) -> Iterator[Figures]:
    n = given.questions or (20 if given.quick else 300)
    seconds = given.seconds or (1.0 if given.quick else 8.0)
    counts = _WORKERS[:2] if given.quick else _WORKERS
    if part == "workers":
        from evals.bench.workers import measure_workers

        yield from measure_workers(folder, size, counts, seconds=seconds)
    elif part == "postgres":
        yield from _measure_shared(folder, size, n)
    elif part in ("bm25s", "tutorial"):
        yield from _apart(["evals.bench.beside", part, str(folder), *_told(size, n)])
    else:
        yield from _apart(["evals.bench.querying", str(folder), "--what", part, *_told(size, n)])


def _measure_shared(folder: Path, size: Size, n: int) -> Iterator[Figures]:
    """Yield what the same library takes in PostgreSQL."""
    from evals.bench.shared import copy_library, served

    with served() as url:
        values = copy_library(folder, url)
        yield Figures(
            part="disk",
            what="PostgreSQL",
            n_councils=size.n_councils,
            n_paragraphs=size.n_paragraphs,
            values=values,
        )
        told = [*_told(size, n), "--store", "PostgreSQL"]
        yield from _apart(["evals.bench.querying", url, "--what", "searching", *told])


def _told(size: Size, n: int) -> list[str]:
    return [
        *("--councils", str(size.n_councils)),
        *("--paragraphs", str(size.n_paragraphs)),
        *("--questions", str(n)),
    ]


def _apart(module: Sequence[str]) -> Iterator[Figures]:
    """Run a module in a process of its own and yield the figures that it prints."""
    done = subprocess.run(
        [sys.executable, "-m", *module], stdout=subprocess.PIPE, text=True, check=True
    )
    for line in done.stdout.splitlines():
        yield Figures.model_validate(json.loads(line))


def _keep(libraries: Path, size: Size) -> Iterator[Figures]:
    """Have a library of a size at hand, made now where it is not; yield what it takes on disk."""
    folder = libraries / size.name
    took_s = 0.0
    if not (folder / "made").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        begun = time.perf_counter()
        build_large(folder, size, read_pool())
        took_s = time.perf_counter() - begun
        (folder / "made").write_text(f"{took_s:.1f}\n")
    values = {
        f"{_sort(path)}_mib": round(path.stat().st_size / 2**20, 1)
        for path in sorted(folder.iterdir())
        if path.is_file() and _sort(path)
    }
    values["disk_mib"] = round(sum(values.values()), 1)
    values["made_s"] = float((folder / "made").read_text())
    yield Figures(
        part="disk",
        what="a folder",
        n_councils=size.n_councils,
        n_paragraphs=size.n_paragraphs,
        values=values,
    )


def _sort(path: Path) -> str:
    """Return what a library's file holds; '' for what is not measured."""
    sorts = {".sqlite": "tables", ".faiss": "vectors", ".codes": "codes", ".postings": "postings"}
    return sorts.get(path.suffix, "")


def _size(text: str) -> Size:
    councils, _, paragraphs = text.partition(":")
    if not (councils.isdigit() and paragraphs.isdigit()):
        raise EvalError(f"'{text}' is no size: write councils:paragraphs, as in 400:100000.")
    return Size(int(councils), int(paragraphs))


if __name__ == "__main__":
    sys.exit(main())
