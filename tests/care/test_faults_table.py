"""Every line of docs/faults.md names the test that tries it, and that test is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
NAMED = sorted(
    {
        name
        for line in TABLE.splitlines()
        if line.startswith("|")
        for name in re.findall(r"`(tests/[^`]+)`", line)
    }
)
ROWS = [
    line
    for line in TABLE.splitlines()
    if line.startswith("| ") and not line.startswith(("| fault", "| attack", "| what is", "| ---"))
]


@pytest.mark.parametrize("named", NAMED)
def test_a_test_that_is_named_is_there(named: str) -> None:
    file, *parts = named.split("::")
    text = (ROOT / file).read_text(encoding="utf-8")
    assert parts, "a test is named, not only its file"
    for part in parts:
        assert re.search(rf"\b(?:def|class) {re.escape(part)}\b", text), part


def test_every_line_names_a_test() -> None:
    assert len(ROWS) > 50
    assert [row for row in ROWS if "`tests/" not in row.split("|")[-2]] == []
