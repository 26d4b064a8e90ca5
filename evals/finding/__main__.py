"""The command: `python -m evals.finding --papers PDFS QUESTIONS.jsonl … --left-out MODELS`."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from evals.finding.beside import run_peer, tabulate_costs
from evals.peers.ours import Ours
from evals.peers.scoped import ScopedQuestion
from index.library import Library
from index.measure import MeasuredQuestion, Outcome, measure, read_questions, tabulate
from index.settings import IndexSettings


def main(
    questions: Annotated[list[Path], typer.Argument(help="Question sets on the papers.")],
    papers: Annotated[Path, typer.Option(help="Folder of PDFs, with a library.toml.")],
    left_out: Annotated[
        Path | None,
        typer.Option(help="Folder of models: COUNCIL/encoder, trained without that council."),
    ] = None,
    tutorial: Annotated[bool, typer.Option(help="Run the tutorial's pipeline beside.")] = True,
) -> None:
    """Measure finding by every method, with councils left out, and beside the tutorial."""
    asked = [each for path in questions for each in read_questions(path)]
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        scoped = _scoped(asked, papers, scratch / "ours-known")
        library = Library.open(scratch / "ours-known")
        _say("trained encoder", measure(library, asked))
        _say("base encoder", _with(IndexSettings(encoder="bundled"), papers, scratch, asked))
        if left_out is not None:
            _say(
                "trained without the council that is asked about",
                _each_left_out(left_out, papers, scratch, asked),
            )
        if tutorial:
            costs = {peer: run_peer(peer, papers, scoped, scratch) for peer in ("tutorial", "ours")}
            wanted = [
                [library.paragraph(*key).text for key in sorted(frozenset().union(*question.gold))]
                for question in asked
            ]
            print(f"\n## Beside the tutorial\n\n{tabulate_costs(costs, wanted)}")


def _say(title: str, outcomes: Sequence[Outcome]) -> None:
    print(f"\n## {title}: {len(outcomes)} questions\n\n{tabulate(outcomes)}", flush=True)


def _scoped(asked: Sequence[MeasuredQuestion], papers: Path, store: Path) -> list[ScopedQuestion]:
    """Return the questions with the PDF that holds each council's papers."""
    Ours.build(papers, store)
    library = Library.open(store)
    files = {doc.council: library.source(doc.source).name for doc in library.documents()}
    councils = [
        None if question.council is None else library.match_council(question.council)
        for question in asked
    ]
    return [
        ScopedQuestion(question.text, council, files.get(council or ""))
        for question, council in zip(asked, councils, strict=True)
    ]


def _with(
    settings: IndexSettings, papers: Path, scratch: Path, asked: Sequence[MeasuredQuestion]
) -> list[Outcome]:
    with tempfile.TemporaryDirectory(dir=scratch) as store:
        Ours.build(papers, Path(store), settings)
        return measure(Library.open(Path(store), settings), asked)


def _each_left_out(
    left_out: Path, papers: Path, scratch: Path, asked: Sequence[MeasuredQuestion]
) -> list[Outcome]:
    """Return each council's outcomes, by models that never saw a question about it."""
    outcomes: list[Outcome] = []
    for models in sorted(path for path in left_out.iterdir() if path.is_dir()):
        if not (models / "encoder" / "card.json").is_file():
            raise typer.BadParameter(f"{models} holds no encoder")  # else the base would stand in
        own = [question for question in asked if _is(question.council, models.name)]
        if own:
            outcomes += _with(IndexSettings(models=models), papers, scratch, own)
    return outcomes


def _is(council: str | None, name: str) -> bool:
    return council is not None and council.lower().startswith(name.lower())


if __name__ == "__main__":
    typer.run(main)
