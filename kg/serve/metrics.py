"""What the endpoint counts, for Prometheus: requests by status, how long they took, what runs and waits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

__all__ = ["MEDIA_TYPE", "Metrics"]

MEDIA_TYPE = CONTENT_TYPE_LATEST
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counters of one server; `read` gives the gauges by name when they are asked for."""

    def __init__(self, read: Callable[[], dict[str, float]]) -> None:
        self._registry = CollectorRegistry()
        labels = ("path", "status")
        self.requests = Counter("kg_requests", "Requests by address and status", labels, registry=self._registry)
        self.seconds = Histogram(
            "kg_request_seconds", "Seconds to the whole answer", ("path",), buckets=_BUCKETS, registry=self._registry
        )
        self._counts: dict[tuple[str, int], Callable[[], None]] = {}
        self._observes: dict[str, Callable[[float], None]] = {}
        for name in read():
            gauge = Gauge(f"kg_{name}", name.replace("_", " "), registry=self._registry)
            gauge.set_function(partial(_gauge, read, name))

    def count(self, path: str, status: int, seconds: float) -> None:
        """One more request; `path` is the pattern of its address, not the address itself."""
        if (path, status) not in self._counts:
            self._counts[path, status] = self.requests.labels(path, status).inc
            self._observes[path] = self.seconds.labels(path).observe
        self._counts[path, status]()
        self._observes[path](seconds)

    def text(self) -> bytes:
        """All of them in the text format of Prometheus."""
        return generate_latest(self._registry)


def _gauge(read: Callable[[], dict[str, float]], name: str) -> float:
    return read()[name]
