# A trace as an Attack Flow (version 2 of MITRE's Center for Threat-Informed Defense, an
# extension of STIX 2.1): the techniques that alerts name as actions in order of time, with the
# accounts, tables and addresses that each of them involves.
from __future__ import annotations

import itertools
import json
import uuid
from collections.abc import Sequence
from typing import Final

from schema import Alert, Incident

from .provenance import Trace
from .stix import NAMESPACE, Stix, Value, attack_patterns, stix_id, stix_objects
from .technique import technique_of

__all__ = ["as_attack_flow"]

_EXTENSION: Final = "extension-definition--fb9c968a-745b-4ade-9b25-c324172197f4"
_CENTER: Final = "identity--fb9c968a-745b-4ade-9b25-c324172197f4"
_SINCE: Final = "2022-08-02T19:34:35.143Z"
_PAGE: Final = "https://center-for-threat-informed-defense.github.io/attack-flow/"


def as_attack_flow(trace: Trace, incident: Incident, alerts: Sequence[Alert]) -> Stix:
    """The bundle of a trace as an attack flow; `alerts` are the incident's own."""
    objects, refs = stix_objects(trace, incident)
    stamps = {name: objects[0][name] for name in ("created", "modified")}
    common: Stix = {
        **stamps, "spec_version": "2.1", "created_by_ref": objects[0]["id"],
        "extensions": {_EXTENSION: {"extension_type": "new-sdo"}},
    }  # fmt: skip
    assets: dict[str, Stix] = {}
    for node in trace.nodes:
        if node.kind in _ASSETS:
            assets[node.id] = {
                "type": "attack-asset", "id": stix_id("attack-asset", node.id), **common,
                "name": node.name, "object_ref": refs[node.id],
            }  # fmt: skip
    actions = [
        _action(alert, name, trace, assets) | common
        for alert in sorted(alerts, key=lambda each: (each.first_seen, each.id))
        for name in alert.technique
    ]
    if not actions:
        # What has no technique is told by its title.
        actions = [_action(each, "", trace, assets) | common for each in alerts]
    for earlier, later in itertools.pairwise(actions):
        earlier["effect_refs"] = [later["id"]]
    flow: Stix = {
        "type": "attack-flow", "id": stix_id("attack-flow", incident.id), **common,
        "name": incident.title, "scope": "incident", "start_refs": [actions[0]["id"]],
    }  # fmt: skip
    used = {str(each["object_ref"]) for each in assets.values()}
    shown = [each for each in objects if each["id"] in used]
    whole: list[Value] = [
        *_extension(), objects[0], flow, *actions, *assets.values(), *shown,
        *attack_patterns(trace, incident),
    ]  # fmt: skip
    unique = list({str(each["id"]): each for each in whole if isinstance(each, dict)}.values())
    bundle = uuid.uuid5(NAMESPACE, json.dumps(unique, sort_keys=True))
    return {"type": "bundle", "id": f"bundle--{bundle}", "objects": [*unique]}


_ASSETS: Final = ("account", "host", "table", "file", "domain", "share")


def _action(alert: Alert, name: str, trace: Trace, assets: dict[str, Stix]) -> Stix:
    """One technique of an alert; its assets are the ends of edges that cite the same events."""
    events = {line.partition(" ")[0] for line in alert.evidence}
    involved: list[Value] = []
    for edge in trace.edges:
        if events & set(edge.events) and not edge.inferred:
            for end in (edge.source, edge.target):
                if end in assets and assets[end]["id"] not in involved:
                    involved.append(assets[end]["id"])
    known = technique_of(name) if name else None
    made: Stix = {
        "type": "attack-action",
        "id": stix_id("attack-action", f"{alert.id}/{name}"),
        "name": known.title.en if known else alert.title or alert.rule,
        "description": alert.title or alert.rule,
        "execution_start": alert.first_seen,
        "execution_end": alert.last_seen,
        "confidence": round(100 * alert.confidence),
    }
    if known:
        made |= {"technique_id": known.id, "technique_ref": stix_id("attack-pattern", known.id)}
        if known.tactic:
            made["tactic_id"] = known.tactic
    if involved:
        made["asset_refs"] = involved
    return made


def _extension() -> list[Stix]:
    """The extension's definition and who made it, as every flow carries them."""
    both: Stix = {"spec_version": "2.1", "created": _SINCE, "modified": _SINCE}
    return [
        {
            "type": "extension-definition", "id": _EXTENSION, **both, "created_by_ref": _CENTER,
            "name": "Attack Flow", "description": "Extends STIX 2.1 with objects for attack flows.",
            "schema": f"{_PAGE}stix/attack-flow-schema-2.0.0.json", "version": "2.0.0",
            "extension_types": ["new-sdo"],
        },
        {
            "type": "identity", "id": _CENTER, **both, "identity_class": "organization",
            "name": "MITRE Center for Threat-Informed Defense",
        },
    ]  # fmt: skip
