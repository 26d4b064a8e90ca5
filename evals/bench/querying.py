"""What asking costs at one size, in a process of its own: `python -m evals.bench.querying …`.

Prints lines of JSON, each the figures of one step; the process holds one library and nothing else,
so that its memory is that library's.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import mean, median

import numpy as np

from assistant import Assistant
from evals.bench.large import Size
from evals.bench.pool import asked_questions
from evals.bench.records import Figures, memory_mib, spread
from index import IndexSettings, Library, Scope, search
from index.encoder import Vectors
from index.vectors import Positions, VectorIndex

_SEED = 7
_TOP_K = 10
_N_WARM = 40  # questions before the clock runs
_N_RECALL = 100
_N_ROWS = 65_536


def main() -> None:
    """Ask a library of the kinds of questions named, and print what each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("--councils", type=int, required=True)
    parser.add_argument("--paragraphs", type=int, required=True)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--what", choices=("searching", "recall", "answering"), required=True)
    parser.add_argument("--store", default="a folder")
    options = parser.parse_args()
    size = Size(options.councils, options.paragraphs)
    steps = {"searching": _searching, "recall": _recall, "answering": _answering}
    for figures in steps[options.what](options.library, size, options.questions):
        if options.store != "a folder":
            figures = figures.model_copy(update={"what": f"{figures.what}, {options.store}"})
        print(figures.model_dump_json(), flush=True)


def _searching(folder: Path, size: Size, n: int) -> Iterator[Figures]:
    """Yield what opening costs, searches of one council's papers and of all, and memory."""
    begun = time.perf_counter()
    library = Library.open(folder)
    councils = library.councils()
    opened_s = time.perf_counter() - begun
    begun = time.perf_counter()
    search(library, asked_questions()[0], top_k=_TOP_K, scope=_scope(councils[0]))
    first_s = time.perf_counter() - begun
    values = {"open_s": round(opened_s, 3), "first_search_s": round(first_s, 3)}
    yield _figures("opening", "a library", size, {**values, **memory_mib()})
    drawn = random.Random(_SEED)
    for what in ("one council", "all councils"):
        chosen = _draw(n + _N_WARM, drawn, councils if what == "one council" else ())
        for question, scope in chosen[:_N_WARM]:
            search(library, question, top_k=_TOP_K, scope=scope)
        yield _figures("searching", what, size, _timed(library, chosen[_N_WARM:]))
    yield _figures("memory", "a search process", size, memory_mib())


def _timed(library: Library, asked: Sequence[tuple[str, Scope]]) -> dict[str, float]:
    took, cpu, steps = [], [], dict[str, list[float]]()
    for question, scope in asked:
        begun, worked = time.perf_counter(), time.process_time()
        result = search(library, question, top_k=_TOP_K, scope=scope)
        took.append(1000 * (time.perf_counter() - begun))
        cpu.append(1000 * (time.process_time() - worked))
        for name, ms in result.timings_ms.items():
            if name != "search":
                steps.setdefault(f"{name}_ms", []).append(ms)
    p50, p95 = np.percentile(cpu, [50, 95])
    return {
        **spread(took),
        "cpu_p50_ms": round(float(p50), 3),
        "cpu_p95_ms": round(float(p95), 3),
        **{name: round(median(each), 3) for name, each in steps.items()},
        **{f"p95_{name}": round(float(np.percentile(each, 95)), 3) for name, each in steps.items()},
    }


def _recall(folder: Path, size: Size, n: int) -> Iterator[Figures]:
    """Yield how many of the ten nearest by every vector are found, and of the best ten hits."""
    library = Library.open(folder)
    questions = asked_questions()[: min(n, _N_RECALL)]
    with library.reading() as view:
        vectors = view.vectors
        shares, wholes = list[float](), list[float]()
        for question in questions:
            query = library.encoder.encode_queries([question])[0]
            for scope, kept in ((None, shares), (view.rows[:1], wholes)):
                spans = None if scope is None else view.spans(scope)
                found = vectors.search(query, k=_TOP_K, spans=spans)
                first, stop = (
                    (0, len(vectors)) if spans is None else (spans[0].start, spans[0].stop)
                )
                exact = _nearest(vectors, query, first, stop)
                kept.append(len({*found.positions.tolist()} & {*exact.tolist()}) / len(exact))
    exact_library = Library.open(
        folder, IndexSettings(n_exact_passages=10**9, n_plain_paragraphs=10**9)
    )
    alike = []
    for question in questions[:30]:
        ours = _hits(library, question)
        alike.append(len(ours & _hits(exact_library, question)) / len(ours))
    values = {
        "recall_at_10": round(mean(shares), 4),
        "least": round(min(shares), 2),
        "recall_at_10_one_paper": round(mean(wholes), 4),
        "hits_alike_of_10": round(mean(alike), 4),
        "questions": float(len(questions)),
    }
    yield _figures("recall", "all councils", size, values)


def _hits(library: Library, question: str) -> set[tuple[str, str]]:
    result = search(library, question, top_k=_TOP_K)
    return {(hit.document.id, hit.paragraph.label) for hit in result.hits}


def _nearest(vectors: VectorIndex, query: Vectors, first: int, stop: int) -> Positions:
    """Return the ten nearest of a run of vectors, every one compared."""
    scores = np.concatenate(
        [
            vectors.rows(np.arange(at, min(at + _N_ROWS, stop))) @ query
            for at in range(first, stop, _N_ROWS)
        ]
    )
    return np.argsort(-scores, kind="stable")[:_TOP_K] + first


def _answering(folder: Path, size: Size, n: int) -> Iterator[Figures]:
    """Yield what whole answers take, step by step."""
    library = Library.open(folder)
    assistant = Assistant(library)
    councils = library.councils()
    begun = time.perf_counter()
    assistant.answer(asked_questions()[0], council=councils[0])
    first_s = time.perf_counter() - begun
    chosen = _draw(n + _N_WARM, random.Random(_SEED), councils)
    took, steps = [], dict[str, list[float]]()
    for at, (question, scope) in enumerate(chosen):
        [council] = scope.councils or ("",)
        begun = time.perf_counter()
        answer = assistant.answer(question, council=council)
        if at >= _N_WARM:
            took.append(1000 * (time.perf_counter() - begun))
            for name, ms in answer.timings_ms.items():
                if name != "total":
                    steps.setdefault(f"{name}_ms", []).append(ms)
    values = {"first_s": round(first_s, 3), **spread(took)}
    values |= {name: round(sum(each) / len(took), 3) for name, each in steps.items()}
    yield _figures("answering", "one council", size, values)
    yield _figures("memory", "an answering process", size, memory_mib())


def _draw(n: int, drawn: random.Random, councils: Sequence[str]) -> list[tuple[str, Scope]]:
    """Return n questions, each of one council where there are any to draw from."""
    questions = asked_questions()
    return [
        (drawn.choice(questions), _scope(drawn.choice(councils)) if councils else Scope())
        for _ in range(n)
    ]


def _scope(council: str) -> Scope:
    return Scope(councils=frozenset({council}))


def _figures(part: str, what: str, size: Size, values: dict[str, float]) -> Figures:
    return Figures(
        part=part,
        what=what,
        n_councils=size.n_councils,
        n_paragraphs=size.n_paragraphs,
        values=values,
    )


Step = Callable[[Path, Size, int], Iterator[Figures]]

if __name__ == "__main__":
    main()
