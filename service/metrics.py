"""What the service counts, for Prometheus: requests, answers, times; nothing that was asked."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from assistant.answer import Answer

_STEPS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """The counts of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "protocols_requests",
            "Requests by route and HTTP status.",
            ["route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "protocols_request_seconds",
            "Wall time of a request.",
            ["route"],
            buckets=_STEPS_S,
            registry=self._registry,
        )
        self._answers = Counter(
            "protocols_answers", "Answers by how they ended.", ["status"], registry=self._registry
        )
        self._generation = Gauge(
            "protocols_library_generation",
            "How often the library changed.",
            registry=self._registry,
        )

    def count_request(self, route: str, status: int, seconds: float) -> None:
        """Count a request that has been answered."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def count_answer(self, answer: Answer) -> None:
        """Count an answer."""
        self._answers.labels(answer.status.value).inc()

    def page(self, *, generation: int) -> bytes:
        """Return the counts in Prometheus's text format."""
        self._generation.set(generation)
        return generate_latest(self._registry)
