"""The interface does what its own description says, whatever is sent to it."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode

N_EXAMPLES = 6  # of each route; few, for each is a whole answer


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_route_keeps_to_its_description(
    app: FastAPI, secrets: Any, mode: GenerationMode
) -> None:
    headers = {"Authorization": f"Bearer {secrets.everything}"}
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    checked = []
    for result in schema.get_all_operations():
        operation = result.ok()
        if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query):
            continue  # nothing that is sent to it can be wrong

        @settings(max_examples=N_EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def keeps(case: Case) -> None:
            case.call_and_validate(headers=headers)

        keeps()
        checked.append(operation.path)
    assert {"/v1/ask", "/v1/ask/stream", "/v1/search", "/v1/papers"} <= set(checked)


def test_every_route_but_health_asks_for_a_key(app: FastAPI) -> None:
    for path, methods in app.openapi()["paths"].items():
        for method in methods.values():
            assert ("security" in method) is not path.startswith("/health"), path
