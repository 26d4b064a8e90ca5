"""What holds for every test: what is drawn at random, and when one may be left out.

What is drawn is drawn the same at every check; longer trials draw anew. A test that reads the real
papers is left out where they are not beside the repository, of which they are no part. One that
needs a program which this computer lacks is left out too, and says so; but not in the whole check
(`WHOLE_CHECK=1`, as `.ci/run` has it): there it fails, since nobody reads what was left out.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

from ui.screenshots import chromium

SHARED = Path(os.environ.get("PROTOCOLS_SHARED", Path(__file__).parents[2] / "shared"))

settings.register_profile("check", derandomize=True, deadline=None)
if not os.environ.get("FUZZ_MINUTES"):
    settings.load_profile("check")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what cannot be done here."""
    lacking = {
        "papers": None if (SHARED / "protocols").is_dir() else "the real papers are not here",
        "browser": None if chromium() else "Debian's chromium is not installed",
    }
    for item in items:
        for name, reason in lacking.items():
            if reason and item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """The folder that holds the real papers and the question sets; tests using it need a mark."""
    return SHARED


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport]:
    """Let the whole check fail where a test is left out that does not read the real papers."""
    report = yield
    if report.skipped and os.environ.get("WHOLE_CHECK") and not item.get_closest_marker("papers"):
        report.outcome = "failed"
        report.longrepr = f"The whole check leaves nothing out, but: {report.longrepr}"
    return report
