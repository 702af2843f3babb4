# What CACAO 2.0 asks of a playbook, told by what breaks it: written after the specification's
# property tables (sections 3 to 7 and 10), and not after what is exported here.
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

__all__ = ["broken"]

Json = dict[str, Any]

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-{version}[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_NEEDED = {
    "type", "spec_version", "id", "name", "created_by", "created", "modified", "workflow_start",
    "workflow",
}  # fmt: skip
_METADATA = _NEEDED | {
    "description", "playbook_types", "playbook_activities", "playbook_variables",
    "playbook_extensions", "agent_definitions", "extension_definitions",
}  # fmt: skip
_STEP = {
    "name", "description", "delay", "on_completion", "on_success", "on_failure", "step_extensions",
    "type",
}  # fmt: skip
_STEPS = {
    "start": (set(), set()),
    "end": (set(), set()),
    "action": ({"commands", "agent"}, set()),
    "playbook-action": ({"playbook_id"}, set()),
    "parallel": ({"next_steps"}, set()),
    "if-condition": ({"condition", "on_true"}, {"on_false"}),
}


def broken(document: Json) -> Iterator[str]:
    """Every rule that the document breaks."""
    yield from (f"{key} is missing" for key in _NEEDED - set(document))
    yield from (f"{key} is no property of a playbook" for key in set(document) - _METADATA)
    if document["type"] != "playbook" or document["spec_version"] != "cacao-2.0":
        yield "it is no playbook of version 2.0"
    if not re.fullmatch(f"playbook--{_UUID.replace('{version}', '[45]')}", document["id"]):
        yield "its id is no identifier"
    if not re.fullmatch(f"identity--{_UUID.replace('{version}', '[1-5]')}", document["created_by"]):
        yield "created_by is no identity"
    for key in ("created", "modified"):
        if not _TIME.fullmatch(document[key]):
            yield f"{key} is not given to the millisecond in UTC"
    steps: Json = document["workflow"]
    if steps.get(document["workflow_start"], {}).get("type") != "start":
        yield "workflow_start names no start step"
    for name, variable in document.get("playbook_variables", {}).items():
        if not re.fullmatch(r"__[a-zA-Z_][a-zA-Z0-9_-]{0,199}__", name) or "type" not in variable:
            yield f"{name} is no variable"
    for name, step in steps.items():
        yield from (f"{name}: {each}" for each in _of_step(name, step, document))
    ends = list(_branch_ends(steps, document["workflow_start"]))
    if len(set(ends)) != len(ends):
        yield "two branches share an end"


def _of_step(name: str, step: Json, document: Json) -> Iterator[str]:
    kind = step["type"]
    if not re.fullmatch(f"{kind}--{_UUID.replace('{version}', '4')}", name):
        yield "its id is none of its type with a UUID of version 4"
    needed, allowed = _STEPS[kind]
    yield from (f"{key} is missing" for key in needed - set(step))
    yield from (f"{key} is strange" for key in set(step) - needed - allowed - _STEP)
    nexts = {key for key in ("on_completion", "on_success", "on_failure") if key in step}
    if kind == "end" and nexts:
        yield "an end leads on"
    if kind != "end" and nexts not in (
        {"on_completion"},
        {"on_success"},
        {"on_success", "on_failure"},
    ):
        yield "on_completion, or on_success and on_failure"
    for key in (*nexts, "on_true", "on_false"):
        if key in step and step[key] not in document["workflow"]:
            yield f"{key} leads nowhere"
    if kind == "parallel" and len(step["next_steps"]) < 2:
        yield "fewer than two branches"
    if kind == "action":
        yield from _of_action(step, document)
    for extension in step.get("step_extensions", {}):
        if extension not in document["extension_definitions"]:
            yield "an extension is not defined"


def _of_action(step: Json, document: Json) -> Iterator[str]:
    agent = document["agent_definitions"].get(step["agent"])
    if agent is None or not agent.get("name"):
        yield "its agent is not defined"
    for command in step["commands"]:
        if command["type"] == "http-api":
            if not re.fullmatch(r"[A-Z]+ \S+ HTTP/1\.1", command["command"]):
                yield "the command is no start line of HTTP"
            if agent is not None and not agent.get("address"):
                yield "an http-api agent has an address"


def _branch_ends(steps: Json, at: str) -> Iterator[str]:
    """The end of each branch, once for each branch."""
    while True:
        step = steps[at]
        branches = [
            *step.get("next_steps", ()),
            *(step[k] for k in ("on_true", "on_false") if k in step),
        ]
        for branch in branches:
            yield from _branch_ends(steps, branch)
        if step["type"] == "end":
            yield at
            return
        at = step.get("on_completion") or step["on_success"]
