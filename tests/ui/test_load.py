"""Trials of many people at once: what is counted, and that a short one goes well."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ui.load.figures import Tally, Took, outcome_of
from ui.load.trials import build_library, try_core, try_page
from ui.load.work import Sample, Work, measured

PLOTS_AND_EVALUATIONS = (
    "matplotlib",
    "langsmith",
    "langchain_core",
    "evals.run",
    "torch",
    "pandas",
)


def figures(tally: Tally, work: Work | None = None, minutes: float = 1.0):
    return outcome_of("page", tally, work or Work(), 3, minutes)


def test_first_and_later_answers_are_told_apart() -> None:
    first = [Took(first=True, answer_s=n / 100, whole_s=n / 10) for n in range(100)]
    later = [Took(first=False, answer_s=n / 1000, whole_s=n / 10) for n in range(100)]
    told = figures(Tally(took=[*first, *later]))
    assert told.n_questions == 200
    assert (told.first.n, told.first.p95_s, told.first.longest_s) == (100, 0.94, 0.99)
    assert (told.later.n, told.later.p95_s) == (100, 0.094)
    assert told.whole.longest_s == 9.9
    assert told.is_good


@pytest.mark.parametrize(
    "tally",
    [
        Tally(errors=["no answer was shown"]),
        Tally(of_another_council=["merrow"]),
        Tally(n_changes=1, failed_changes=["busy"]),
    ],
)
def test_one_failure_of_any_kind_makes_a_trial_a_bad_one(tally: Tally) -> None:
    told = figures(tally)
    assert not told.is_good
    assert told.examples


def test_memory_is_compared_after_it_has_reached_its_level() -> None:
    work = Work([Sample(at_s, 100 if at_s < 18 else 200 + at_s / 60, 0) for at_s in range(61)])
    told = figures(Tally(), work)
    assert 200 < told.rss_warm_mb < told.rss_end_mb < 202


def test_work_is_that_of_a_process_and_of_those_that_it_started() -> None:
    busy = "import time\nwhile time.process_time() < 0.6: pass"
    with measured(os.getpid()) as work:
        begun = time.process_time()
        subprocess.run([sys.executable, "-c", busy], check=True)
        own_s = time.process_time() - begun
        time.sleep(2.5)  # until it is looked at again
    used = work.samples[-1].cpu_s - work.samples[0].cpu_s
    assert used > own_s + 0.4
    assert all(each.rss_mb > 10 for each in work.samples)


@pytest.mark.parametrize("trial", [try_core, try_page], ids=["core", "page"])
def test_a_short_trial_goes_well(trial, tmp_path: Path) -> None:
    build_library(tmp_path / "library")
    told = trial(tmp_path / "library", n_people=3, minutes=0.15)
    assert told.examples == ()
    assert told.is_good
    assert told.n_questions >= 3
    assert told.n_changes >= 1
    assert told.cores_page > 0


def test_asking_loads_neither_plots_nor_evaluations(samples: Path) -> None:
    asked = f"""
import sys
from streamlit.testing.v1 import AppTest
from ui.serving import PAGE
page = AppTest.from_file(str(PAGE), default_timeout=120).run()
page.chat_input[0].set_value("Can I bring an officer to my ward surgery?").run()
assert not page.exception and page.session_state["conversation"]
print([name for name in {PLOTS_AND_EVALUATIONS} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "PROTOCOLS_LIBRARY": str(samples)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("command", "behind"), [("add", True), ("list", False)])
def test_adding_papers_lets_those_go_first_who_ask(command: str, behind: bool) -> None:
    asked = f"""
import os, sys
from ui import cli
cli.app = lambda: print(os.nice(0))
sys.argv = ["protocols", {command!r}]
cli.main()
"""
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert int(done.stdout) == min(os.nice(0) + 10 * behind, 19)
