"""The summary of a run, and of a comparison of two, on a terminal: 80 columns, one screen."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from evals.attribution import MEANING, Cause
from evals.compare import Comparison, Worse
from evals.metrics import Mean, Metrics, Number
from evals.report import EvalReport

SHOWN = (
    "hit@1", "hit@5", "hit@10", "recall@10", "mrr", "ndcg@10", "points_met", "precision", "f1",
    "exact_quote", "marked", "support", "verdict", "covered", "false_refusal", "false_answer",
    "key", "words", "reading_grade",
)  # fmt: skip
BY = ("points_met", "verdict", "covered")
N_GROUPS = 6


def print_summary(report: EvalReport, console: Console | None = None) -> None:
    """Print a run's measures, groups, causes of failure and latency on one screen."""
    (console or Console()).print(summary(report.metrics))


def print_comparison(
    comparison: Comparison, worse: tuple[Worse, ...] = (), console: Console | None = None
) -> None:
    """Print what changed between two runs, and which thresholds that breaks."""
    console = console or Console()
    table = Table(box=None, pad_edge=False)
    for name in ("measure", "before", "after", "change", "95% interval", "p", "up", "down"):
        table.add_column(name, justify="left" if name == "measure" else "right")
    for name, change in comparison.changes.items():
        if change.n_higher or change.n_lower:
            table.add_row(
                name,
                _figure(change.before),
                _figure(change.after),
                _signed(change.mean),
                f"{_signed(change.low)} to {_signed(change.high)}",
                _figure(change.p_bootstrap, 3),
                str(change.n_higher),
                str(change.n_lower),
            )
    if table.row_count:
        console.print(table)
    else:
        console.print("No question's scores changed.")
    if comparison.flips:
        console.print(f"\n{len(comparison.flips)} questions flipped:")
    for flip in comparison.flips[:20]:
        lost = f" lost {', '.join(flip.lost)}" if flip.lost else ""
        gained = f" gained {', '.join(flip.gained)}" if flip.gained else ""
        console.print(f"  {flip.id}{lost}{gained}", highlight=False)
    if len(comparison.flips) > 20:
        console.print(f"  and {len(comparison.flips) - 20} more")
    for each in worse:
        console.print(f"[bold red]worse[/] {each.message}", highlight=False)


def summary(metrics: Metrics) -> RenderableType:
    """Return a run's measures beside its groups, its causes of failure and its latency."""
    head = f"{metrics.n_questions} questions"
    if metrics.n_errors:
        head += f", {metrics.n_errors} ended in an error"
    both = Table.grid(padding=(0, 3))
    both.add_row(_measures(metrics), Group(_groups(metrics), "", _causes(metrics)))
    return Group(Text(head, style="bold"), both, Text("\n".join(_costs(metrics))))


def _measures(metrics: Metrics) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("measure")
    table.add_column("mean", justify="right")
    table.add_column("95% interval", justify="right")
    table.add_column("n", justify="right")
    for name in SHOWN:
        mean = metrics.measures[name]
        table.add_row(name, _figure(mean.mean), _bounds(mean), str(mean.n))
    return table


def _groups(metrics: Metrics) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("", no_wrap=True, max_width=16)
    for heading in ("points", "verdict", "covered"):
        table.add_column(heading, justify="right")
    for dimension in ("council", "type"):
        for group, measures in list(metrics.by[dimension].items())[:N_GROUPS]:
            short = group.removesuffix(" Council")[:16]
            table.add_row(short, *(_figure(measures[name].mean) for name in BY))
    return table


def _causes(metrics: Metrics) -> Text:
    counts = [f"{name} {n}" for name, n in metrics.causes.items() if n]
    text = f"{len(metrics.failures)} fail: {', '.join(counts)}" if counts else "none fails"
    return Text(text)


def _costs(metrics: Metrics) -> Iterator[str]:
    if total := metrics.latency_ms.get("total"):
        first = metrics.latency_ms.get("first answer", total).max
        yield (
            f"ms: p50 {total.p50:.0f}, p90 {total.p90:.0f}, p99 {total.p99:.0f}, first "
            f"{first:.0f}; {metrics.memory_mb:.0f} MiB; "
            f"{metrics.input_tokens + metrics.output_tokens} tokens"
        )
    area = metrics.risk_coverage.area
    yield f"area under the risk-coverage curve {_figure(area)} (lower is better)"


def print_causes(report: EvalReport, console: Console | None = None) -> None:
    """Print every failure under the step that it comes from: where to work next."""
    console = console or Console()
    for cause in Cause:
        failures = [each for each in report.metrics.failures if each.cause is cause]
        if failures:
            console.print(f"[bold]{cause.value}[/] ({len(failures)}): {MEANING[cause]}")
        for each in failures:
            console.print(f"  {each.id}  {each.why}", highlight=False, markup=False)


def _figure(value: Number, places: int = 2) -> str:
    """Return a figure as it is read; a dash where it is undefined."""
    if value is None or value != value:
        return "–"
    return f"{value:.{places}f}"


def _signed(value: float) -> str:
    return "–" if value != value else f"{value:+.3f}"


def _bounds(mean: Mean) -> str:
    return "–" if mean.low is None else f"{_figure(mean.low)}–{_figure(mean.high)}"
