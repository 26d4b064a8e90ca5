"""The HTTP interface: what is answered to whom, and what is told of a refusal."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from service.app import build_app
from service.desk import Desk
from service.errors import ServiceError
from service.settings import ServiceSettings

QUESTION = "Can I ask a junior officer to attend my surgery?"


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_an_answer_quotes_the_paragraphs_own_words(client: TestClient, secrets: Any) -> None:
    asked = {"question": QUESTION, "council": "Ashcombe", "role": "councillor"}
    answer = client.post("/v1/ask", json=asked, headers=bearer(secrets.asker)).json()
    assert answer["council"] == "Ashcombe Borough Council"
    assert answer["citations"]
    for citation in answer["citations"]:
        assert citation["quote"] in citation["paragraph"]
    assert "retrieved" not in answer


def test_a_cited_paragraph_can_be_read_by_its_label(client: TestClient, secrets: Any) -> None:
    asked = {"question": QUESTION, "council": "Ashcombe"}
    cited = client.post("/v1/ask", json=asked, headers=bearer(secrets.asker)).json()["citations"][0]
    read = client.get(
        f"/v1/papers/{cited['document']}/paragraphs/{cited['label']}",
        headers=bearer(secrets.reader),
    ).json()
    assert read["paragraph"]["text"] == cited["paragraph"]
    assert read["paper"]["status"] == cited["status"]


def test_a_follow_up_is_understood_from_the_turns_before_it(
    client: TestClient, secrets: Any
) -> None:
    history = [{"user": QUESTION, "assistant": "No."}]
    asked = {"question": "and a senior officer?", "council": "Ashcombe", "history": history}
    answer = client.post("/v1/ask", json=asked, headers=bearer(secrets.asker)).json()
    assert answer["standalone_question"].startswith(QUESTION)


def test_search_keeps_to_the_standing_and_council_asked_for(
    client: TestClient, secrets: Any
) -> None:
    wanted = {"query": "gifts", "council": "Ashcombe", "statuses": ["adopted"], "top_k": 5}
    found = client.post("/v1/search", json=wanted, headers=bearer(secrets.everything)).json()
    assert [hit["rank"] for hit in found["hits"]] == [1, 2, 3, 4, 5]
    assert {hit["paper"]["council"] for hit in found["hits"]} == {"Ashcombe Borough Council"}
    assert {hit["paper"]["status"] for hit in found["hits"]} == {"adopted"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 401), (bearer("pk_00000000_nothing"), 401), ({"Authorization": "Basic YTpi"}, 401)],
)
def test_without_a_known_key_nothing_is_told(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    for route in ("/v1/councils", "/v1/papers", "/metrics"):
        refused = client.get(route, headers=headers)
        assert refused.status_code == status
        assert refused.headers["www-authenticate"] == "Bearer"
        assert refused.headers["content-type"] == "application/problem+json"


def test_a_key_may_do_what_it_was_made_for_and_no_more(client: TestClient, secrets: Any) -> None:
    assert client.get("/v1/papers", headers=bearer(secrets.reader)).status_code == 200
    asked = {"question": QUESTION}
    assert client.post("/v1/ask", json=asked, headers=bearer(secrets.reader)).status_code == 403
    assert client.get("/v1/papers", headers=bearer(secrets.asker)).status_code == 403
    assert client.get("/v1/councils", headers=bearer(secrets.asker)).status_code == 403
    assert client.get("/metrics", headers=bearer(secrets.asker)).status_code == 403


def test_a_key_of_one_council_never_meets_anothers_papers(client: TestClient, secrets: Any) -> None:
    headers = bearer(secrets.ashcombe)
    assert client.get("/v1/councils", headers=headers).json() == ["Ashcombe Borough Council"]
    papers = client.get("/v1/papers", headers=bearer(secrets.everything)).json()
    merrow = next(paper for paper in papers if paper["council"].startswith("Merrow"))
    for route in (f"/v1/papers/{merrow['id']}/paragraphs/title", "/v1/papers?council=Merrow"):
        assert client.get(route, headers=headers).status_code == 404
    for question in ("What does Merrow say about gifts?", "Compare Ashcombe and Merrow on gifts"):
        answer = client.post("/v1/ask", json={"question": question}, headers=headers).json()
        named = {citation["council"] for citation in (*answer["citations"], *answer["nearest"])}
        assert named <= {"Ashcombe Borough Council"}
    found = client.post("/v1/search", json={"query": "gifts"}, headers=headers).json()
    assert {hit["paper"]["council"] for hit in found["hits"]} == {"Ashcombe Borough Council"}


def test_a_refusal_says_what_is_wrong_in_a_sentence_without_the_question(
    client: TestClient, secrets: Any
) -> None:
    secret_words = "about my neighbour Mr Example"
    asked = {"question": secret_words, "council": "Nowhere"}
    refused = client.post("/v1/ask", json=asked, headers=bearer(secrets.asker))
    assert refused.status_code == 404
    assert "Ashcombe Borough Council" in refused.json()["detail"]
    assert refused.json()["request_id"] == refused.headers["x-request-id"]
    wrong = {"question": secret_words, "role": "mayor"}
    refused = client.post("/v1/ask", json=wrong, headers=bearer(secrets.asker))
    assert refused.status_code == 422
    assert "role" in refused.json()["detail"]
    assert "neighbour" not in refused.text


def test_a_request_keeps_the_id_that_it_came_with(client: TestClient) -> None:
    given = client.get("/health/live", headers={"X-Request-ID": "from-the-proxy.1"})
    assert given.headers["x-request-id"] == "from-the-proxy.1"
    forged = client.get("/health/live", headers={"X-Request-ID": "a b\tc"})
    assert len(forged.headers["x-request-id"]) == 16


def test_what_is_too_large_is_refused(app: FastAPI, secrets: Any) -> None:
    with TestClient(app) as client:
        body = {"question": "gifts?", "council": "x" * 70_000}
        refused = client.post("/v1/ask", json=body, headers=bearer(secrets.asker))
    assert refused.status_code == 413


def test_one_key_may_ask_so_often_a_minute(desk: Desk, key_file: Path, secrets: Any) -> None:
    app = build_app(desk, ServiceSettings(keys=key_file, requests_per_minute=2))
    with TestClient(app) as client:
        statuses = [
            client.get("/v1/papers", headers=bearer(secrets.reader)).status_code for _ in range(3)
        ]
        assert statuses == [200, 200, 429]
        refused = client.get("/v1/papers", headers=bearer(secrets.reader))
        assert int(refused.headers["retry-after"]) >= 1
        assert client.get("/v1/papers", headers=bearer(secrets.everything)).status_code == 200


def test_the_log_holds_no_question_unless_the_settings_say_so(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    for log_questions in (False, True):
        caplog.clear()
        app = build_app(desk, ServiceSettings(log_questions=log_questions))
        opened = TestClient(app, base_url="http://localhost")
        with caplog.at_level(logging.INFO, "protocols.service"), opened as client:
            client.post("/v1/ask", json={"question": QUESTION})
        told = json.loads(caplog.messages[-1])
        assert (told["route"], told["status"]) == ("/v1/ask", 200)
        assert ("surgery" in caplog.text) is log_questions


def test_metrics_count_requests_by_route_and_answers_by_how_they_ended(
    client: TestClient, secrets: Any
) -> None:
    client.post("/v1/ask", json={"question": QUESTION}, headers=bearer(secrets.asker))
    page = client.get("/metrics", headers=bearer(secrets.everything)).text
    assert 'protocols_requests_total{route="/v1/ask",status="200"}' in page
    assert "protocols_answers_total{status=" in page
    assert "protocols_library_generation" in page
    assert "surgery" not in page


def test_health_needs_no_key(client: TestClient) -> None:
    assert client.get("/health/live").json()["status"] == "alive"
    ready = client.get("/health/ready").json()
    assert ready["status"] == "ready"
    assert ready["generation"] >= 1


def test_without_keys_only_this_computer_may_be_listened_to(desk: Desk) -> None:
    with pytest.raises(ServiceError, match="protocols keys add"):
        build_app(desk, ServiceSettings(address="0.0.0.0"))


def test_a_website_may_ask_only_where_the_settings_name_it(desk: Desk) -> None:
    app = build_app(desk, ServiceSettings(origins=("https://intranet.example",)))
    asked = {"Access-Control-Request-Method": "POST"}
    with TestClient(app, base_url="http://localhost") as client:
        named = client.options("/v1/ask", headers={"Origin": "https://intranet.example", **asked})
        other = client.options("/v1/ask", headers={"Origin": "https://other.example", **asked})
    assert named.headers["access-control-allow-origin"] == "https://intranet.example"
    assert "access-control-allow-origin" not in other.headers


def test_without_keys_no_other_name_than_this_computers_is_answered(desk: Desk) -> None:
    app = build_app(desk, ServiceSettings())
    for name, status in (("localhost:8080", 200), ("127.0.0.1", 200), ("evil.example", 400)):
        with TestClient(app, base_url=f"http://{name}") as client:
            assert client.get("/v1/councils").status_code == status


def test_a_parameter_of_an_unknown_name_is_refused(client: TestClient, secrets: Any) -> None:
    asked = {"counsil": "Ashcombe"}
    answer = client.get("/v1/papers", params=asked, headers=bearer(secrets.everything))
    assert answer.status_code == 422
