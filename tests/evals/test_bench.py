"""What the benchmarks measure is what they say; how fast it is, no test says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant import Assistant
from evals.bench.large import Size, build_large
from evals.bench.plots import draw_plots
from evals.bench.pool import Pool
from evals.bench.records import Figures, describe_run, newest, read_runs
from evals.bench.tables import tabulate
from evals.errors import EvalError
from index import IndexSettings, Library, Scope, search
from index.encoder import load_encoder, normalised
from index.invented import read_invented_papers

TRAINING = Path(__file__).parents[2] / "index" / "training"
SIZE = Size(n_councils=4, n_paragraphs=120)


@pytest.fixture(scope="module")
def pool() -> Pool:
    """Return a pool of real paragraphs whose vectors are drawn."""
    paragraphs = read_invented_papers(TRAINING).papers[0].documents[0].paragraphs[:30]
    dimension = load_encoder(IndexSettings()).dimension
    drawn = np.random.default_rng(1).normal(size=(len(paragraphs), dimension))
    sentences = tuple(paragraph.text.split(".")[0] + "." for paragraph in paragraphs)
    return Pool(paragraphs, normalised(drawn), sentences)


@pytest.fixture(scope="module")
def large(pool: Pool, tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("large")
    build_large(folder, SIZE, pool)
    return Library.open(folder)


def test_a_library_written_straight_is_a_library_like_any_other(large: Library) -> None:
    assert large.check() == ()
    assert len(large.councils()) == SIZE.n_councils
    with large.reading() as view:
        assert sum(row.n_paragraphs for row in view.rows) == SIZE.n_paragraphs
        assert len(view.vectors) == view.n_passages >= SIZE.n_paragraphs
        lengths = np.linalg.norm(view.vectors.rows(np.arange(view.n_passages)), axis=1)
    assert lengths == pytest.approx(np.ones(len(lengths)), abs=1e-5)


def test_one_council_of_it_can_be_asked(large: Library) -> None:
    council = large.councils()[0]
    hits = search(large, "what do officers owe members", scope=Scope(frozenset({council}))).hits
    assert {hit.document.council for hit in hits} == {council}
    assert Assistant(large).answer("what do officers owe members?", council=council).text


def test_the_same_size_gives_the_same_library(large: Library, pool: Pool, tmp_path: Path) -> None:
    build_large(tmp_path, SIZE, pool)
    again = Library.open(tmp_path)
    with large.reading() as one, again.reading() as other:
        assert one.kept == other.kept
    assert [doc.id for doc in again.documents()] == [doc.id for doc in large.documents()]
    again.close()


def some_figures() -> list[Figures]:
    return [
        Figures(
            part="searching",
            what="one council",
            n_councils=n // 250,
            n_paragraphs=n,
            values={"p50_ms": n / 1e4, "p95_ms": n / 5e3, "encode_ms": 3.0},
        )
        for n in (1000, 10_000)
    ]


def test_a_run_says_what_it_was_made_on_and_is_read_again(tmp_path: Path) -> None:
    run = describe_run("python -m evals.bench searching", some_figures(), load=0.5)
    assert run.machine.n_cores >= 1
    assert run.machine.versions["faiss-cpu"]
    path = run.save(tmp_path)
    assert read_runs(tmp_path) == (run,)
    path.write_text("{}")
    with pytest.raises(EvalError, match="no run"):
        read_runs(tmp_path)


def test_runs_made_in_parts_are_one_with_the_newest_figures() -> None:
    old, other = some_figures()
    new = old.model_copy(update={"values": {"p95_ms": 1.0}})
    early = describe_run("a", [old], load=0)
    late = describe_run("b", [new, other], load=0)
    assert newest((early, late)) == (new, other)


def test_tables_hold_every_figure_and_plots_are_drawn(tmp_path: Path) -> None:
    table = tabulate(some_figures())
    assert "| one council | 40 | 10,000 | 1 | 2 | 3 |" in table
    [path] = draw_plots(some_figures()[:2], tmp_path)[:1]
    assert "<svg" in path.read_text(encoding="utf-8")


def test_the_command_measures_a_size_and_leaves_one_file(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "evals.bench", "embedding", "--quick", "--out", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    [path] = tmp_path.glob("*.json")
    found = json.loads(path.read_text(encoding="utf-8"))
    assert {each["part"] for each in found["figures"]} == {"embedding"}
    wrong = subprocess.run([*command[:3], "nothing"], check=False, capture_output=True, text=True)
    assert "no such part" in wrong.stderr
