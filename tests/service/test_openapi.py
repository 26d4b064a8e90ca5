"""The interface does what its own description says, whatever is sent to it."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from schemathesis import Case


@pytest.fixture
def described(app: FastAPI) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", app)


schema = schemathesis.pytest.from_fixture("described")


@schema.parametrize()
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_route_keeps_to_its_description(case: Case, secrets: Any) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {secrets.everything}"})


def test_every_route_but_health_asks_for_a_key(app: FastAPI) -> None:
    for path, methods in app.openapi()["paths"].items():
        for method in methods.values():
            assert ("security" in method) is not path.startswith("/health"), path
