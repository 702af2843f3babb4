# What a server is given of a record: enough to find it, nothing that is sealed, the body as it was.
from __future__ import annotations

import hashlib
import json

from kept_records import filing, mute

from schema import Custodian, Record
from store import OutRow, body_of, kind_of
from store.record_document import document_key, erased, mappings, newest_of, version_of


def row(record: Record, version: int = 1, time: str = "") -> OutRow:
    at = time or record.time
    return OutRow(kind_of(record), record.id, version, record.unit, at, "ds", body_of(record))


def test_the_key_follows_from_station_kind_and_id_and_is_short() -> None:
    known = document_key("a", "b", "长" * 900)
    assert known == document_key("a", "b", "长" * 900)
    assert len(known) == 40
    others = [
        document_key(*each) for each in (("a", "bc", "d"), ("ab", "c", "d"), ("a", "b", "cd"))
    ]
    assert len({*others, known}) == 4


def test_the_body_is_byte_for_byte_with_its_digest() -> None:
    record = mute("m-1")
    document = version_of(row(record, 3), "here")
    assert document["body"].encode() == body_of(record)
    assert document["digest"] == hashlib.sha256(body_of(record)).hexdigest()
    assert (document["version"], document["gone"], document["station"]) == (3, False, "here")
    assert document["at"] == "2026-11-02T08:00:00+00:00"
    assert "facts" not in document


def test_the_newest_has_what_it_is_looked_for_by() -> None:
    document = newest_of(row(filing("f-1")), "here")
    assert (document["level"], document["persons"], document["state"]) == (
        "general-4",
        1_204,
        "filed",
    )
    assert "人口" in document["words"].splitlines()
    assert document["facts"]["finding"]["rows"] == 1_204


def test_every_column_of_a_document_is_described() -> None:
    known = set(mappings(flattened=True)["properties"])
    for record in (mute("m-1"), filing("f-1")):
        assert set(newest_of(row(record), "here")) <= known
    assert set(erased("here", "mute", "m", 1)) <= known
    assert mappings(flattened=True)["dynamic"] == "strict"
    assert mappings(flattened=False)["properties"]["facts"]["enabled"] is False


def test_what_is_sealed_is_left_out_of_any_kind() -> None:
    record = Custodian(id="王芳", unit="", time="t", verifier=b"verified-by-this")
    document = newest_of(row(record), "here")
    sealed = json.loads(body_of(record))["verifier"]
    assert sealed
    assert sealed not in json.dumps(document)


def test_a_time_that_is_none_and_a_record_that_is_gone() -> None:
    assert "at" not in version_of(row(mute("m-1"), time="t"), "here")
    gone = OutRow("mute", "m-1", 2, "shaanxi", "t", "", None)
    document = newest_of(gone, "here")
    assert (document["gone"], document["digest"]) == (True, "")
    assert not {"body", "facts", "words"} & set(document)
