"""When a test may be left out: said where something is lacking, never in the whole check."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

TESTS = """
import pytest

@pytest.mark.papers
def test_of_the_real_papers():
    pass

def test_of_a_program_that_is_lacking():
    pytest.skip("it is not installed")

def test_of_nothing_but_python():
    pass
"""


@pytest.fixture
def outcomes(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A folder of three tests under the same rules, beside which no real papers are."""
    monkeypatch.setenv("PROTOCOLS_SHARED", str(pytester.path / "nowhere"))
    pytester.makeconftest((Path(__file__).parent / "conftest.py").read_text("utf-8"))
    pytester.makeini("[pytest]\nmarkers =\n    papers: p\n    browser: b\n")
    pytester.makepyfile(TESTS)
    return pytester


def test_what_is_lacking_is_left_out_and_said(
    outcomes: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WHOLE_CHECK", raising=False)
    outcomes.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1, skipped=2)


def test_the_whole_check_fails_for_it_but_for_the_real_papers(
    outcomes: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOLE_CHECK", "1")
    ended = outcomes.runpytest_subprocess("-p", "no:cacheprovider")
    ended.assert_outcomes(passed=1, skipped=1, failed=1)
    ended.stdout.fnmatch_lines(["*The whole check leaves nothing out*it is not installed*"])
