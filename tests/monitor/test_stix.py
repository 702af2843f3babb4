# The bundle is read by OASIS's own library without custom content, and is the same every time.
import json

import stix2
from traced_incident import night, night_trace, told

from monitor import stix_bundle

BATCH = night()
INCIDENT, ALERTS = told(BATCH)
BUNDLE = stix_bundle(night_trace(), INCIDENT)


def test_the_library_of_the_standard_reads_it_strictly() -> None:
    read = stix2.parse(json.dumps(BUNDLE), allow_custom=False)
    kinds = {each.type for each in read.objects}
    assert {
        "incident", "identity", "user-account", "ipv4-addr", "domain-name", "network-traffic",
        "note", "infrastructure", "relationship", "attack-pattern",
    } <= kinds  # fmt: skip


def test_what_is_referred_to_is_there() -> None:
    known = {each["id"] for each in BUNDLE["objects"]}
    assert len(known) == len(BUNDLE["objects"])
    for each in BUNDLE["objects"]:
        for name, value in each.items():
            if name.endswith("_ref"):
                assert value in known, (each["type"], name)
            if name.endswith("_refs"):
                assert set(value) <= known


def test_relationships_cite_events() -> None:
    edges = [each for each in BUNDLE["objects"] if each["type"] == "relationship"]
    cited = [each for each in edges if each["relationship_type"] != "related-to"]
    assert len(cited) == len(night_trace().edges)
    assert all(each["external_references"] for each in cited)
    (fed,) = [each for each in cited if each["relationship_type"] == "fed"]
    assert fed["description"].startswith("inferred")


def test_the_same_trace_is_the_same_bundle() -> None:
    assert stix_bundle(night_trace(), INCIDENT) == BUNDLE


def test_an_address_has_the_id_that_the_standard_gives_it() -> None:
    # Section 2.9: UUIDv5 over the value alone, as every producer makes it.
    made = stix2.IPv4Address(value="203.0.113.9")
    (address,) = [each for each in BUNDLE["objects"] if each.get("value") == "203.0.113.9"]
    assert address["id"] == made.id
