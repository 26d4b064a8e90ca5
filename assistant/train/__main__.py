"""The command that fits the judge of verdicts: `python -m assistant.train`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from assistant.judge import Judge
from assistant.nearness import EncodedNearness
from assistant.train.fitting import fit_judge, judged_questions, measure_left_out
from index.encoder import load_encoder
from index.settings import IndexSettings
from index.train.questions import OWN_PAPERS, load_training_set

_SHARES = (0.0, 0.5, 1.0, 1.5, 2.0)
_FILE = Path(__file__).parent.parent / "data" / "judge.json"


def main(
    shared: Annotated[Path, typer.Option(help="Holds protocols/ and questions/.")] = Path(
        "../shared"
    ),
    out: Annotated[Path, typer.Option(help="The file to write.")] = _FILE,
    without: Annotated[
        list[str] | None, typer.Option(help="Leave out the questions about this council or paper.")
    ] = None,
    measure: Annotated[bool, typer.Option(help="Measure on papers left out in turn.")] = True,
) -> None:
    """Fit the judge of verdicts on the training questions and write its weights."""
    data = load_training_set(shared, OWN_PAPERS).without(frozenset(without or ()))
    encoder = load_encoder(IndexSettings())
    questions = judged_questions(data, EncodedNearness(lambda: encoder))
    if measure:
        print_measures(measure_left_out(questions, _SHARES))
    write_judge(out, fit_judge(questions), len(questions))


def print_measures(measures: dict[float, dict[str, float]]) -> None:
    """Print, by the judge's share beside the rules, how often verdicts are right."""
    scopes = list(next(iter(measures.values())))
    print(f"| judge's share | {' | '.join(scopes)} |\n| --- |{' --- |' * len(scopes)}")
    for share, by_scope in measures.items():
        print(f"| {share} | {' | '.join(f'{value:.0%}' for value in by_scope.values())} |")


def write_judge(path: Path, judge: Judge, n_questions: int) -> None:
    """Write the weights, a feature a line, so that a person can read them."""
    lines = [f"{json.dumps(name)}: {list(judge.weights[name])}" for name in sorted(judge.weights)]
    head = {
        "n_questions": n_questions,
        "verdicts": [verdict.value for verdict in judge.verdicts],
        "bias": list(judge.bias),
    }
    text = ",\n".join([*(f"{json.dumps(key)}: {json.dumps(head[key])}" for key in head)])
    weights = ",\n".join(lines)
    path.write_text("{\n" + text + ',\n"weights": {\n' + weights + "\n}\n}\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
