"""Holds answers shortened by a chat model, each word proved, against those without one.

`python -m evals.model_table QUESTIONS… --library DIR --keep FOLDER` answers each set twice, the
second time with the small model that it serves itself, or with the one that is named, and prints a
table. What is kept in FOLDER is gone on with, so that it can be run in parts (`--minutes`).
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from assistant import Assistant, AssistantSettings
from assistant.answer import Answer
from assistant.settings import ModelSettings
from evals import small_model
from evals.errors import EvalError
from evals.figures import SHOWN
from evals.papers import Papers
from evals.questions import Question, load_questions
from evals.report import EvalReport
from evals.run import evaluate, saved_answers
from evals.scorers.claims import Claim, claims
from evals.scorers.exact_quote import is_exact
from evals.scorers.key_strings import fold
from evals.scorers.length import without_markers
from evals.scorers.support import failed_rules
from index import Library

PORT = 8199  # always the same, so that a run in parts has the same settings in each
SEED = 20


class _OutOfTimeError(Exception):
    """The minutes of this part are over."""


@dataclass(frozen=True, slots=True)
class Run:
    """One way of answering a set: its report, and its answers by the questions' ids."""

    report: EvalReport
    answers: dict[str, Answer]


@dataclass(frozen=True, slots=True)
class Proven:
    """What became of a model's sentences.

    Attributes:
        n_asked: Answers in which the model was asked.
        n_kept: Sentences of it that were proved and used.
        removed: Its other sentences, by why they were removed.
        fallbacks: Answers in which none of its words are used, by why.
        cut_short: Answers that it did not finish, by why.
        n_unproved: Of all that it offered, what the scorers' own rules find unproved.
        n_new: Claims of the answers that do not stand so in the answers without a model.
        through: Those of them that the scorers' rules find unproved, and quotes that are not exact.
    """

    n_asked: int
    n_kept: int
    removed: Counter[str]
    fallbacks: Counter[str]
    cut_short: Counter[str]
    n_unproved: int
    n_new: int
    through: tuple[str, ...]

    @property
    def n_offered(self) -> int:
        """Sentences that the model gave, where they were read at all."""
        return self.n_kept + self.removed.total()


def look_into(plain: Run, shortened: Run, papers: Papers) -> Proven:
    """Count what a model offered, what was removed, and what got through unproved.

    The judges of the last are the scorers of support and of quoting, which share no code with the
    checks that let a sentence through.
    """
    records = {id_: each.model for id_, each in shortened.answers.items() if each.model}
    removed = [(id_, gone) for id_, record in records.items() for gone in record.removed]
    new = [
        (id_, claim)
        for id_ in records
        for claim in _new_claims(plain.answers.get(id_), shortened.answers[id_])
    ]
    wrong = [(id_, claim) for id_, claim in new if failed_rules(claim, papers)]
    unproved = [
        gone
        for id_, gone in removed
        if failed_rules(Claim(gone.text, shortened.answers[id_].citations), papers)
    ]
    return Proven(
        n_asked=len(records),
        n_kept=sum(record.n_kept for record in records.values()),
        removed=Counter(gone.reason for _, gone in removed),
        fallbacks=Counter(r.fell_back for r in records.values() if r.fell_back),
        cut_short=Counter(r.cut_short for r in records.values() if r.cut_short),
        n_unproved=len(unproved) + len(wrong),
        n_new=len(new),
        through=(*(f"{id_}: {claim.text}" for id_, claim in wrong), *_misquoted(shortened, papers)),
    )


def _new_claims(plain: Answer | None, shortened: Answer) -> list[Claim]:
    """Return the claims that do not stand in the answer without a model.

    Claims without a citation are the project's own phrases, the note on the model among them.
    """
    known = {fold(claim.text) for claim in claims(plain)} if plain else set()
    return [each for each in claims(shortened) if each.citations and fold(each.text) not in known]


def _misquoted(run: Run, papers: Papers) -> list[str]:
    return [
        f"{id_}: “{citation.quote}”"
        for id_, answer in run.answers.items()
        for citation in (*answer.citations, *answer.nearest)
        if not is_exact(citation, papers)
    ]


def table_of(plain: Run, shortened: Run, proven: Proven) -> str:
    """Return both columns of one set as a Markdown table."""
    lines = ["| measure | extractive | with the model, checked |", "| --- | --- | --- |"]
    both = (plain.report, shortened.report)
    for name, says in SHOWN.items():
        means = (report.metrics.measures[name].mean for report in both)
        lines.append(f"| {says} | {' | '.join(_figure(mean) for mean in means)} |")
    lengths = (_n_words(run) for run in (plain, shortened))
    lines.append(f"| words of an answer, mean | {' | '.join(f'{n:.0f}' for n in lengths)} |")
    medians = (report.metrics.latency_ms["total"].p50 / 1000 for report in both)
    lines.append(f"| seconds of an answer, median | {' | '.join(f'{s:.2f}' for s in medians)} |")
    told: list[tuple[str, object]] = [
        ("answers in which the model was asked", proven.n_asked),
        ("of these, with words of it", proven.n_asked - proven.fallbacks.total()),
        *((f"given without: {why}", n) for why, n in proven.fallbacks.most_common()),
        *((f"not finished: {why}", n) for why, n in proven.cut_short.most_common()),
        ("sentences that it offered, and verdicts against the rules'", proven.n_offered),
        ("proved and used", proven.n_kept),
        *((f"removed: {why}", n) for why, n in proven.removed.most_common()),
        ("unproved by the scorers' rules, of those offered", proven.n_unproved),
        ("claims not in the extractive answer", proven.n_new),
        ("**unproved that got through**", f"**{len(proven.through)}**"),
    ]
    return "\n".join([*lines, *(f"| {says} | – | {n} |" for says, n in told)])


def _figure(mean: float | None) -> str:
    return "–" if mean is None else f"{mean:.2f}"


def _n_words(run: Run) -> float:
    """Return the mean length of the answers that cite, without markers or the note on the model."""
    told = [without_markers(each.text) for each in run.answers.values() if each.citations]
    return sum(len(text.split()) for text in told) / max(len(told), 1)


def drawn(questions: Sequence[Question], n: int | None, seed: int) -> tuple[Question, ...]:
    """Return questions drawn without putting back, in their own order; all where `n` is None."""
    if n is None or n >= len(questions):
        return tuple(questions)
    kept = set(random.Random(seed).sample(range(len(questions)), n))
    return tuple(question for place, question in enumerate(questions) if place in kept)


def _run(
    library: Library,
    settings: AssistantSettings,
    questions: Sequence[Question],
    folder: Path,
    ends: float,
) -> Run:
    def watch(_done: int, _all: int) -> None:
        if time.monotonic() > ends:
            raise _OutOfTimeError

    report = evaluate(Assistant(library, settings), questions, progress=watch, folder=folder)
    kept = saved_answers(folder)
    return Run(report, {id_: each.answer for id_, each in kept.items() if each.answer})


def _settings(asked: argparse.Namespace, base_url: str) -> AssistantSettings:
    model = ModelSettings(
        name=asked.model or small_model.NAME,
        base_url=base_url or None,
        api_key=SecretStr(asked.api_key) if asked.api_key else None,
        timeout_s=asked.timeout,
        max_tokens=asked.max_tokens,
    )
    return AssistantSettings(model=model)


def _served(asked: argparse.Namespace) -> AbstractContextManager[str]:
    if asked.model or asked.base_url:
        return nullcontext(asked.base_url or "")
    return small_model.serving(PORT)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.model_table", description=__doc__)
    parser.add_argument("questions", type=Path, nargs="+", help="question sets, a table each")
    parser.add_argument("--library", type=Path, required=True, help="the library they ask about")
    parser.add_argument("--keep", type=Path, required=True, help="a folder for the runs")
    parser.add_argument("--model", help="another than the small one, as 'ollama:llama3.1'")
    parser.add_argument("--base-url", help="of an OpenAI-compatible server")
    parser.add_argument("--api-key")
    parser.add_argument("--timeout", type=float, default=120.0, help="seconds for one answer")
    parser.add_argument("--max-tokens", type=int, default=300, help="of one reply")
    parser.add_argument("--draw", type=int, help="so many questions of each set, drawn by a seed")
    parser.add_argument("--minutes", type=float, default=1e6, help="stop after these, and go on")
    return parser.parse_args()


def main() -> int:
    """Answer the sets both ways and print a table for each; 1 where something got through."""
    asked = _arguments()
    ends = time.monotonic() + 60 * asked.minutes
    n_through = 0
    try:
        library = Library.open(asked.library)
        papers = Papers.of(library)
        with _served(asked) as base_url:
            for file in asked.questions:
                questions = drawn(load_questions(file), asked.draw, SEED)
                folder = asked.keep / file.stem
                plain = _run(library, AssistantSettings(), questions, folder / "extractive", ends)
                settings = _settings(asked, base_url)
                shortened = _run(library, settings, questions, folder / "model", ends)
                proven = look_into(plain, shortened, papers)
                print(f"{file.stem}, {len(questions)} questions\n")
                print(table_of(plain, shortened, proven), "\n")
                print("\n".join(proven.through))
                n_through += len(proven.through)
    except _OutOfTimeError:
        print("The minutes are over: the same command goes on from here.")
    except EvalError as error:
        print(error, file=sys.stderr)
        return 1
    return 1 if n_through else 0


if __name__ == "__main__":
    sys.exit(main())
