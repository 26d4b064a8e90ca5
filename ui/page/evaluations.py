"""The evaluations of this process's library, and the files that a report can be kept as."""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache
from pathlib import Path

from evals.html_report import html_of_run
from evals.junit import to_junit
from ui.evaluation_runs import KeptRun, Runner
from ui.page import resources
from ui.question_sets import evaluation_folder


@lru_cache(maxsize=1)
def _runner(folder: Path, keep_runs: int) -> Runner:
    return Runner(folder / "runs", keep_runs=keep_runs)


def folder() -> Path:
    """Return the folder of this library's question sets and runs."""
    return evaluation_folder(resources.library().folder, resources.settings().evaluation)


def runner() -> Runner:
    """Return what runs evaluations in this process; one for all who have the page open."""
    return _runner(folder(), resources.settings().evaluation.keep_runs)


def html_file(name: str) -> str:
    """Return a run as a page that needs nothing else."""
    return html_of_run(runner().folder / name)


def junit_file(run: KeptRun) -> str:
    """Return a run as JUnit XML."""
    return to_junit(run.report, name=run.name)


def zip_file(run: KeptRun) -> bytes:
    """Return a run whole: its settings, questions, answers and report, in every form."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted((runner().folder / run.name).iterdir()):
            if path.is_file():
                archive.write(path, f"{run.name}/{path.name}")
        archive.writestr(f"{run.name}/report.html", html_file(run.name))
        archive.writestr(f"{run.name}/junit.xml", junit_file(run))
    return stream.getvalue()
