"""How long the drawn tests go on: seconds as a rule, as many minutes as FUZZ_MINUTES says."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

MINUTES = float(os.environ.get("FUZZ_MINUTES", "0"))
N_EXAMPLES = 15
_N_AT_ONCE = 2_000


def drawn_for(strategy: SearchStrategy[Any], test: Callable[[Any], None]) -> int:
    """Try a test on what a strategy draws, as long as the time lasts; return how often."""
    count = 0
    ends = time.monotonic() + 60 * MINUTES

    @settings(
        max_examples=_N_AT_ONCE if MINUTES else N_EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def run(value: Any) -> None:
        nonlocal count
        if MINUTES and time.monotonic() > ends:
            return
        count += 1
        test(value)

    run()
    while MINUTES and time.monotonic() < ends:
        run()
    print(f"{test.__name__}: {count} tries")
    return count


@pytest.fixture(scope="session")
def tried() -> Callable[..., int]:
    return drawn_for
