# Events as batches: columns of the one schema, ids that follow from what they say.
import pyarrow as pa
import pytest

from monitor import Noted, events_of
from monitor.event import event_id, with_columns
from schema import EVENT_SCHEMA

NOTED = [
    Noted(1_795_803_180_123_456_789, {"source.ip": "10.0.0.1", "source.port": 5}),
    Noted(7, {}),
]


def test_a_batch_of_the_schema_in_order() -> None:
    batch = events_of(NOTED, "lo")
    assert batch.schema == EVENT_SCHEMA
    first, second = batch.to_pylist()
    assert first["@timestamp"].isoformat() == "2026-11-27T18:13:00.123456+00:00"
    assert (first["source.ip"], first["source.port"], second["source.ip"]) == ("10.0.0.1", 5, None)
    assert first["observer.name"] == "lo"
    assert events_of([], "lo").num_rows == 0


def test_ids_follow_from_what_is_said_and_from_order() -> None:
    def ids(noted, observer="lo"):
        return events_of(noted, observer).column("event.id").to_pylist()

    assert ids(NOTED) == ids(NOTED)
    assert not set(ids(NOTED)) & set(ids(NOTED, "other"))
    twice = ids([NOTED[0], NOTED[0]])
    assert twice[0] != twice[1]
    assert twice[0] == ids(NOTED)[0]
    assert event_id("a", "b") != event_id("a\0b", "")[:5]


def test_a_column_nobody_knows_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        events_of([Noted(0, {"no.such": "x"})], "lo")


def test_columns_are_replaced_by_name() -> None:
    batch = with_columns(events_of(NOTED, "lo"), {"user.name": pa.array(["a", "b"])})
    assert batch.column("user.name").to_pylist() == ["a", "b"]
    assert batch.column("source.ip").to_pylist() == ["10.0.0.1", None]
