"""The sample library, and processes that can be ended in the midst of what they do."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from ui.library import build_samples
from ui.settings import Settings


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples") / "library"
    build_samples(folder, Settings())
    return folder


def run_apart(work: Callable[[], object]) -> int:
    """Run work in a process of its own; return how it ended: 0, 1 for an error, −9 for SIGKILL."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            signal.alarm(120)
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture
def apart() -> Callable[[Callable[[], object]], int]:
    return run_apart
