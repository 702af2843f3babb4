# Events for the places where they are kept, and what comes back.
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from elastic_server import ADMIN, PASSWORD, ElasticServer

from schema import EVENT_SCHEMA

DAY = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)
AFTER = DAY + dt.timedelta(days=9)


def events(count: int, **given: object) -> pa.RecordBatch:
    """Events an hour and a microsecond apart, every fifth an alert."""
    rows: list[dict[str, Any]] = [
        {
            "@timestamp": DAY + dt.timedelta(hours=n, microseconds=n),
            "event.id": f"e-{n}",
            "event.kind": "alert" if n % 5 == 0 else "event",
            "source.ip": f"10.0.0.{n % 3}",
            "user.name": None if n % 4 == 0 else f"李{n % 2}",
            "destination.port": 5432,
            "network.bytes": n * 1_000_000_007,
            "tongguan.labels": ["cn.id18", "person.name"] if n % 2 else None,
            **given,
        }
        for n in range(count)
    ]
    return pa.RecordBatch.from_pylist(rows, EVENT_SCHEMA)


def client_of(server: ElasticServer) -> Any:
    elasticsearch = pytest.importorskip("elasticsearch")
    return elasticsearch.Elasticsearch(
        f"http://127.0.0.1:{server.port}", basic_auth=(ADMIN, PASSWORD), retry_on_timeout=False
    )


def told(batches: Iterator[pa.RecordBatch]) -> list[dict[str, Any]]:
    rows = [row for batch in batches for row in batch.to_pylist()]
    return sorted(rows, key=lambda row: str(row["@timestamp"]))


def forget(client: Any, pattern: str) -> None:
    """Deletes the indices of this name, one by one: the server takes no pattern for it."""
    for index in client.indices.get(index=pattern):
        client.indices.delete(index=index)
