"""The commands that fit what the assistant weighs: `python -m assistant.train COMMAND`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant import covered as covered_model
from assistant import judge
from assistant import polar as polar_model
from assistant.nearness import EncodedNearness
from assistant.train.covering import (
    CoveredCase,
    cases_left_out,
    cases_unseen,
    fit_covered,
    fit_first_right,
    reliability,
    score_left_out,
    told_apart,
)
from assistant.train.linear import write_linear
from assistant.train.polarity import fit_polar, put_questions, right_left_out
from assistant.train.verdicts import fit_judge, judged_questions, measure_left_out
from index.encoder import load_encoder
from index.settings import IndexSettings
from index.train.questions import OWN_PAPERS, load_training_set

_SHARES = (0.0, 0.5, 1.0, 1.5, 2.0)
_BOUNDS = (0.2, 0.4, 0.6, 0.8)
_DATA = Path(__file__).parent.parent / "data"
_UNSEEN = ("welsh", "northern", "combined")  # papers that the project's own encoder never saw

app = typer.Typer(help="Fit what the assistant weighs.", no_args_is_help=True)
Shared = Annotated[Path, typer.Option(help="Holds protocols/ and questions/.")]
Without = Annotated[
    list[str] | None, typer.Option(help="Leave out the questions about this council or paper.")
]
Measure = Annotated[bool, typer.Option(help="Measure on papers left out in turn.")]
Out = Annotated[Path, typer.Option(help="The file to write.")]


@app.command()
def verdicts(
    shared: Shared = Path("../shared"),
    out: Out = _DATA / judge.FILE,
    without: Without = None,
    measure: Measure = True,
) -> None:
    """Fit the judge of verdicts on the training questions."""
    data = load_training_set(shared, OWN_PAPERS).without(frozenset(without or ()))
    encoder = load_encoder(IndexSettings())
    questions = judged_questions(data, EncodedNearness(lambda: encoder))
    if measure:
        _print_measures(measure_left_out(questions, _SHARES))
    write_linear(out, fit_judge(questions), len(questions))


@app.command()
def polar(
    shared: Shared = Path("../shared"),
    out: Out = _DATA / polar_model.FILE,
    without: Without = None,
    measure: Measure = True,
) -> None:
    """Fit whether a question wants a yes or a no."""
    data = load_training_set(shared, OWN_PAPERS).without(frozenset(without or ()))
    questions = put_questions(data)
    if measure:
        by_words, by_model = right_left_out(questions)
        print(f"Right on papers left out: {by_words:.1%} by words, {by_model:.1%} by the model.")
    write_linear(out, fit_polar(questions), len(questions))


@app.command()
def covered(
    left_out: Annotated[
        Path, typer.Option(help="Holds a folder of models for each council left out of them.")
    ],
    shared: Shared = Path("../shared"),
    unseen: Annotated[
        list[str] | None, typer.Option(help="An invented paper that the encoder never saw.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder to write two files into.")] = _DATA,
    without: Without = None,
    measure: Measure = True,
) -> None:
    """Fit how likely it is that papers answer a question, and that the first paragraph does."""
    data = load_training_set(shared, OWN_PAPERS).without(frozenset(without or ()))
    folders = (shared / "questions" / "training" / "papers", OWN_PAPERS)
    cases = list(cases_left_out(data, shared / "protocols", left_out))
    for name in unseen or _UNSEEN:
        cases += cases_unseen(data, folders, name)
    if measure:
        _print_told_apart(cases)
        _print_reliability(cases)
    write_linear(out / covered_model.COVERED_FILE, fit_covered(cases), len(cases))
    write_linear(out / covered_model.FIRST_FILE, fit_first_right(cases), len(cases))


def _print_measures(measures: dict[float, dict[str, float]]) -> None:
    """Print, by the judge's share beside the rules, how often verdicts are right."""
    scopes = list(next(iter(measures.values())))
    print(f"| judge's share | {' | '.join(scopes)} |\n| --- |{' --- |' * len(scopes)}")
    for share, by_scope in measures.items():
        print(f"| {share} | {' | '.join(f'{value:.0%}' for value in by_scope.values())} |")


def _print_told_apart(cases: list[CoveredCase]) -> None:
    """Print, by paper left out, how well answered questions are told from near misses."""
    scopes = sorted({case.scope for case in cases})
    scored = score_left_out(cases, scopes)
    print("| left out | answered | near misses | told apart |\n| --- | --- | --- | --- |")
    for scope in scopes:
        asked = [each for each in cases if each.scope == scope and not each.taken_away]
        n_answered = sum(case.covered for case in asked)
        found = told_apart(scored, scope)
        print(f"| {scope} | {n_answered} | {len(asked) - n_answered} | {found:.2f} |")


def _print_reliability(cases: list[CoveredCase]) -> None:
    """Print how the chances of the first paragraph hold on papers left out."""
    print("\n| questions | chance told | right |\n| --- | --- | --- |")
    for n_questions, chance, right in reliability(cases, _BOUNDS):
        print(f"| {n_questions} | {chance:.2f} | {right:.2f} |")


if __name__ == "__main__":
    app()
