"""What a trial counts while it goes on, and the figures that come of it."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ui.load.work import Sample, Work

_WARM_SHARE = 0.3  # of the time, until memory is taken to have reached its level
_END_SHARE = 0.65


@dataclass(frozen=True, slots=True)
class Took:
    """How long one question took, in seconds from when it was put.

    Attributes:
        first: Whether it was asked by opening the page, so that the page had to be made too.
        answer_s: Until the answer could be read.
        whole_s: Until all that stands around it was there too.
    """

    first: bool
    answer_s: float
    whole_s: float


@dataclass(slots=True)
class Tally:
    """What happened, counted while it goes on; one thread changes it at a time."""

    took: list[Took] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    of_another_council: list[str] = field(default_factory=list)
    n_bytes: int = 0
    n_changes: int = 0
    failed_changes: list[str] = field(default_factory=list)
    writer_cpu_s: float = 0.0
    tool_cpu_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Times:
    """How long a kind of question took, in seconds; NaN where none was asked."""

    n: int
    median_s: float
    p95_s: float
    longest_s: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """The figures of a trial; times in seconds, memory in MB (10⁶ bytes).

    Attributes:
        answers: Until an answer could be read, of all questions.
        first: The same, of questions that opened the page.
        later: The same, of those asked on a page that stood open.
        whole: Until the page was drawn whole, of all questions.
        cores_page: Cores that the page, or the answering core, kept busy on average.
        cores_writer: The same of the writer that adds papers.
        cores_tool: The same of the people; 0 where they ask the core within its own process.
        rss_warm_mb: The median of memory in the third of the time after the first.
        rss_end_mb: The median of memory in the last third.
    """

    what: str
    n_people: int
    minutes: float
    n_questions: int
    n_errors: int
    n_of_another_council: int
    n_changes: int
    n_failed_changes: int
    answers: Times
    first: Times
    later: Times
    whole: Times
    kb_a_question: float
    cores_page: float
    cores_writer: float
    cores_tool: float
    rss_warm_mb: float
    rss_end_mb: float
    examples: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Whether nothing failed and nobody was shown another council's paper."""
        return not (self.n_errors or self.n_of_another_council or self.n_failed_changes)


def outcome_of(what: str, tally: Tally, work: Work, n_people: int, minutes: float) -> Outcome:
    """Return the figures of a trial that has ended."""
    took, whole_s = tally.took, 60 * minutes
    level = _memory(work.samples, lambda at_s: _WARM_SHARE * whole_s <= at_s < _END_SHARE * whole_s)
    return Outcome(
        what=what,
        n_people=n_people,
        minutes=minutes,
        n_questions=len(took),
        n_errors=len(tally.errors),
        n_of_another_council=len(tally.of_another_council),
        n_changes=tally.n_changes,
        n_failed_changes=len(tally.failed_changes),
        answers=_times([each.answer_s for each in took]),
        first=_times([each.answer_s for each in took if each.first]),
        later=_times([each.answer_s for each in took if not each.first]),
        whole=_times([each.whole_s for each in took]),
        kb_a_question=round(tally.n_bytes / max(1, len(took)) / 1000, 1),
        cores_page=round(work.cores, 2),
        cores_writer=round(tally.writer_cpu_s / whole_s, 2),
        cores_tool=round(tally.tool_cpu_s / whole_s, 2),
        rss_warm_mb=round(level, 1),
        rss_end_mb=round(_memory(work.samples, lambda at_s: at_s >= _END_SHARE * whole_s), 1),
        examples=tuple(
            dict.fromkeys([*tally.errors, *tally.of_another_council, *tally.failed_changes])
        )[:10],
    )


def _times(took_s: Sequence[float]) -> Times:
    if not took_s:
        return Times(0, float("nan"), float("nan"), float("nan"))
    ordered = sorted(took_s)
    return Times(
        n=len(ordered),
        median_s=round(statistics.median(ordered), 3),
        p95_s=round(ordered[int(0.95 * (len(ordered) - 1))], 3),
        longest_s=round(ordered[-1], 3),
    )


def _memory(samples: Sequence[Sample], within: Callable[[float], bool]) -> float:
    chosen = [each.rss_mb for each in samples if within(each.at_s)]
    return statistics.median(chosen) if chosen else float("nan")
