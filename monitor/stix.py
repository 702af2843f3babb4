# A trace as a STIX 2.1 bundle (OASIS standard of 2021-06-10): accounts, addresses, names and
# sessions as observables, the edges as relationships that cite the events, what detections
# named as attack patterns. Ids follow from what they stand for (section 2.9), so that the same
# trace is the same bundle.
from __future__ import annotations

import ipaddress
import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Final

from schema import Incident

from .provenance import Edge, Node, Trace
from .technique import technique_of

__all__ = ["NAMESPACE", "Stix", "attack_patterns", "stix_bundle", "stix_id", "stix_objects"]

# The namespace that the standard gives for ids of observables; ours of other objects.
_OBSERVABLES: Final = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
NAMESPACE: Final = uuid.UUID("5f0b5a0e-6b5f-5c9d-9f0e-3d1f4f0c7a11")
_VERSION: Final = "2.1"
_MARK: Final = "tongguan"

Value = str | int | bool | list["Value"] | dict[str, "Value"]
Stix = dict[str, Value]


def stix_bundle(trace: Trace, incident: Incident) -> Stix:
    """The bundle of a trace."""
    objects, _ = stix_objects(trace, incident)
    bundle = f"bundle--{uuid.uuid5(NAMESPACE, json.dumps(objects, sort_keys=True))}"
    return {"type": "bundle", "id": bundle, "objects": list(objects)}


def stix_objects(trace: Trace, incident: Incident) -> tuple[list[Stix], dict[str, str]]:
    """The objects of a trace, and for each node the id of its own."""
    author = _object("identity", incident.unit, incident, name=incident.unit or "Tongguan",
                     identity_class="organization")  # fmt: skip
    made: list[Stix] = [author]
    refs: dict[str, str] = {}
    for node in sorted(trace.nodes, key=lambda each: (each.kind not in _PLAIN, each.id)):
        for each in _of_node(node, incident, refs, trace):
            if each["id"] not in {known["id"] for known in made}:
                made.append(each)
            refs[node.id] = str(each["id"])
    patterns = attack_patterns(trace, incident)
    story = _object(
        "incident", incident.id, incident, name=incident.title,
        description=f"{incident.severity}; {', '.join(incident.risk_types)}",
        external_references=[{"source_name": _MARK, "external_id": incident.id}],
    )  # fmt: skip
    made += [*patterns, story]
    made += [_relationship(edge, refs, incident) for edge in trace.edges]
    for pattern in patterns:
        key = f"{incident.id}/{pattern['id']}"
        made.append(
            _object(
                "relationship", key, incident, relationship_type="related-to",
                source_ref=story["id"], target_ref=pattern["id"],
            )
        )  # fmt: skip
    return made, refs


def attack_patterns(trace: Trace, incident: Incident) -> list[Stix]:
    """The techniques of a trace."""
    found = []
    for identifier in trace.techniques:
        known = technique_of(identifier)
        reference: Value = {
            "source_name": "mitre-attack", "external_id": identifier, "url": known.url,
        }  # fmt: skip
        found.append(
            _object(
                "attack-pattern", identifier, incident, name=known.title.en,
                external_references=[reference],
            )
        )  # fmt: skip
    return found


def stix_id(kind: str, key: str) -> str:
    """The id of an object of ours that stands for `key`."""
    return f"{kind}--{uuid.uuid5(NAMESPACE, f'{kind}/{key}')}"


# Nodes that are observables by themselves come first: sessions refer to them.
_PLAIN: Final = ("account", "host", "domain", "file")


def _of_node(
    node: Node, incident: Incident, refs: Mapping[str, str], trace: Trace
) -> Iterator[Stix]:
    """The object of a node, the last of those given."""
    if node.kind == "account":
        yield _observable("user-account", {"account_login": node.name, "user_id": node.name})
    elif node.kind == "host":
        yield _address(node.name)
    elif node.kind == "domain":
        yield _observable("domain-name", {"value": node.name})
    elif node.kind == "file":
        yield _observable("file", {"name": node.name})
    elif node.kind in ("session", "request"):
        yield _traffic(node, refs, trace)
    elif node.kind == "recipient":
        yield _object("identity", node.id, incident, name=node.name, identity_class="organization")
    elif node.kind in ("table", "share"):
        yield _object(
            "infrastructure", node.id, incident, name=node.name,
            infrastructure_types=["unknown"], description=_facts(node),
        )  # fmt: skip
    else:
        near = [
            refs[end]
            for edge in trace.edges
            if node.id in (edge.source, edge.target)
            for end in (edge.source, edge.target)
            if end in refs
        ]
        about: list[Value] = [*dict.fromkeys(near)] or [stix_id("incident", incident.id)]
        yield _object(
            "note", node.id, incident, abstract=_facts(node) or node.kind, content=node.name,
            object_refs=about,
        )  # fmt: skip


def _address(name: str) -> Stix:
    try:
        version = ipaddress.ip_address(name).version
    except ValueError:
        address, colon, port = name.rpartition(":")
        if colon and port.isdigit():
            return _address(address)
        return _observable("domain-name", {"value": name})
    return _observable(f"ipv{version}-addr", {"value": name})


def _traffic(node: Node, refs: Mapping[str, str], trace: Trace) -> Stix:
    """A session or request as traffic between the addresses that it has edges with."""
    ends = {
        "src_ref": _near(node, refs, trace, ("opened", "sent", "fetched")),
        "dst_ref": _near(node, refs, trace, ("reached", "told")),
    }
    if not any(ends.values()) and (server := node.facts.get("server")):
        ends["dst_ref"] = str(_address(server)["id"])
    known: dict[str, Value] = {name: ref for name, ref in ends.items() if ref}
    # What it was over is told as far as it was seen; all of it went over TCP.
    over = "http" if node.kind == "request" else node.facts.get("protocol", "")
    known["protocols"] = ["tcp", *([over] if over else [])]
    if len(known) == 1:
        # Of a session whose ends nobody saw there is its name.
        return _observable("artifact", {"mime_type": "text/plain", "payload_bin": _packed(node.id)})
    return _observable("network-traffic", known, key=node.id)


def _near(node: Node, refs: Mapping[str, str], trace: Trace, verbs: tuple[str, ...]) -> str:
    for edge in trace.edges:
        if edge.verb in verbs and node.id in (edge.source, edge.target):
            other = edge.target if edge.source == node.id else edge.source
            if refs.get(other, "").startswith(("ipv4-addr", "ipv6-addr", "domain-name")):
                return refs[other]
    return ""


def _packed(text: str) -> str:
    import base64  # noqa: PLC0415

    return base64.b64encode(text.encode()).decode()


def _relationship(edge: Edge, refs: Mapping[str, str], incident: Incident) -> Stix:
    how = "inferred" if edge.inferred else "observed"
    references: list[Value] = [
        {"source_name": f"{_MARK}-event", "external_id": each} for each in edge.events
    ]
    return _object(
        "relationship", f"{edge.source}/{edge.verb}/{edge.target}/{how}", incident,
        relationship_type=edge.verb, source_ref=refs[edge.source], target_ref=refs[edge.target],
        description=f"{how}, {edge.first} – {edge.last}", external_references=references,
    )  # fmt: skip


def _observable(kind: str, values: dict[str, Value], *, key: str = "") -> Stix:
    told = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    identifier = f"{kind}--{uuid.uuid5(_OBSERVABLES, f'{key}{told}')}"
    return {"type": kind, "spec_version": _VERSION, "id": identifier, **values}


def _object(kind: str, key: str, incident: Incident, **values: Value) -> Stix:
    """An object that was made when the incident was last looked at."""
    made: Stix = {
        "type": kind, "spec_version": _VERSION, "id": stix_id(kind, key),
        "created": _stamp(incident.time), "modified": _stamp(incident.time),
    }  # fmt: skip
    if kind != "identity":
        made["created_by_ref"] = stix_id("identity", incident.unit)
    return made | {name: value for name, value in values.items() if value not in ("", [])}


def _stamp(time: str) -> str:
    """Milliseconds, as the standard's `created` has them."""
    whole, _, rest = time.removesuffix("Z").partition(".")
    return f"{whole}.{rest[:3]:0<3}Z"


def _facts(node: Node) -> str:
    return "; ".join(f"{name}: {value}" for name, value in sorted(node.facts.items()))
