"""Web pages made in tests, in our own words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.lines import Line
from ingest.readers.html import read_lines
from ingest.settings import IngestSettings


@pytest.fixture
def web() -> Callable[..., tuple[Line, ...]]:
    """Reads the lines of a page, given its body or all of its bytes."""

    def read(page: str | bytes) -> tuple[Line, ...]:
        data = page if isinstance(page, bytes) else f"<body>{page}</body>".encode()
        return read_lines(data, name="paper.html", settings=IngestSettings()).lines

    return read
