# An attack flow by the rules of its schema 2.0.0: one flow, actions that follow one another,
# every reference of the kind that is asked for and there.
import json
from dataclasses import replace

import stix2
from traced_incident import night, night_trace, told

from monitor import as_attack_flow

INCIDENT, ALERTS = told(night())
BUNDLE = as_attack_flow(night_trace(), INCIDENT, ALERTS)
KINDS = {"effect_refs": "attack-action--", "asset_refs": "attack-asset--",
         "start_refs": "attack-action--", "technique_ref": "attack-pattern--"}  # fmt: skip
EXTENSION = "extension-definition--fb9c968a-745b-4ade-9b25-c324172197f4"


def of(kind: str) -> list[dict]:
    return [each for each in BUNDLE["objects"] if each["type"] == kind]


def test_it_is_a_bundle_with_one_flow() -> None:
    stix2.parse(json.dumps(BUNDLE), allow_custom=True)
    (flow,) = of("attack-flow")
    assert flow["scope"] == "incident"
    (definition,) = of("extension-definition")
    assert definition["id"] == EXTENSION
    own = [each for each in BUNDLE["objects"] if each["type"].startswith("attack-")]
    for each in own:
        if each["type"] != "attack-pattern":
            assert each["extensions"] == {EXTENSION: {"extension_type": "new-sdo"}}


def test_references_are_there_and_of_their_kind() -> None:
    known = {each["id"] for each in BUNDLE["objects"]}
    for each in BUNDLE["objects"]:
        for name, value in each.items():
            if name.endswith(("_ref", "_refs")):
                values = value if isinstance(value, list) else [value]
                assert values
                assert set(values) <= known, (each["type"], name)
                assert all(one.startswith(KINDS.get(name, "")) for one in values)


def test_actions_follow_one_another_by_time() -> None:
    actions = of("attack-action")
    assert [each["technique_id"] for each in actions] == ["T1213", "T1567", "T1048"]
    assert [each["effect_refs"] for each in actions[:-1]] == [[each["id"]] for each in actions[1:]]
    names = {each["id"]: each["name"] for each in of("attack-asset")}
    assert {names[each] for each in actions[0]["asset_refs"]} == {
        "10.0.0.7", "li", "public.resident",
    }  # fmt: skip


def test_without_a_technique_the_alert_is_the_action() -> None:
    bare = [replace(each, technique=()) for each in ALERTS]
    flow = as_attack_flow(night_trace(), INCIDENT, bare)
    actions = [each for each in flow["objects"] if each["type"] == "attack-action"]
    assert [each["name"] for each in actions] == [each.title for each in ALERTS]
