# A playbook of ours as a document of CACAO 2.0 (OASIS, 2023), for other tools to read. Ids follow
# from what they stand for, so that the same playbook is the same document; those of steps have the form of
# version 4, which the specification asks of them. Roles, gates and examples, for which CACAO has no word,
# go into an extension that is defined in the document.
from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any, Final

from policies import Header, Playbook
from policies.cacao import EXTENSION
from policies.playbook import (
    KNOWN_VARIABLES,
    ActionStep,
    HttpCommand,
    IfStep,
    ManualCommand,
    ParallelStep,
    PlaybookActionStep,
    WorkflowStep,
)

__all__ = ["as_cacao"]

Json = dict[str, Any]

# Ours, since the specification keeps its own for ids made of names and types.
_NAMESPACE: Final = uuid.UUID("3d7f4c0a-8f3b-5d0e-9c55-5b1f0a7c2e61")
_NUMBERS: Final = frozenset({"records", "persons"})
_NEXT: Final = ("on_completion", "on_success", "on_failure", "on_true", "on_false")


def as_cacao(playbook: Playbook, header: Header) -> Json:
    """The playbook as a CACAO document, of the day on which its pack was made."""
    ids = {name: _step_id(playbook, name, step) for name, step in playbook.workflow.items()}
    created = f"{header.created.isoformat()}T00:00:00.000Z"
    agents: dict[str, Json] = {}
    workflow = {
        ids[name]: _step(name, step, ids, agents) for name, step in playbook.workflow.items()
    }
    own: Json = {
        "playbook": playbook.id,
        "title": playbook.title.model_dump(),
        "examples": [each.model_dump(mode="json") for each in playbook.examples],
        "quiet": [dict(each) for each in playbook.quiet],
    }
    if playbook.starts is not None:
        own["starts"] = playbook.starts.model_dump(mode="json")
    return {
        "type": "playbook",
        "spec_version": "cacao-2.0",
        "id": _playbook_id(playbook.id),
        "name": playbook.title.en,
        "description": f"{playbook.title.zh} ({header.id})",
        **({"playbook_types": list(playbook.kinds)} if playbook.kinds else {}),
        "playbook_activities": ["step-sequence"],
        "created_by": _maker(header),
        "created": created,
        "modified": created,
        "playbook_variables": _variables(playbook),
        "workflow_start": ids[playbook.start],
        "workflow": workflow,
        "playbook_extensions": {EXTENSION: own},
        "agent_definitions": agents,
        "extension_definitions": {
            EXTENSION: {
                "type": "extension-definition",
                "name": "Tongguan: roles, gates and examples of playbooks",
                "created_by": _maker(header),
                "schema": (
                    "step: name of the step; by: role that does it; gate: role, timeout (span), "
                    "on_timeout; name, manual, title: texts by language; starts, examples, quiet: "
                    "for which incidents a playbook begins and what it does for them"
                ),
                "version": "1.0.0",
            }
        },
    }


def _variables(playbook: Playbook) -> Json:
    known = {
        f"__{name}__": {
            "type": "integer" if name in _NUMBERS else "string",
            "external": True,
        }
        for name in sorted(KNOWN_VARIABLES)
    }
    own = {
        f"__{name}__": {
            "type": "string",
            "description": each.description,
            "value": each.value,
            "constant": True,
        }
        for name, each in playbook.variables.items()
    }
    return known | own


def _step(name: str, step: WorkflowStep, ids: Mapping[str, str], agents: dict[str, Json]) -> Json:
    shape: Json = {"type": step.type}
    shape |= {key: ids[at] for key in _NEXT if (at := getattr(step, key, ""))}
    own: Json = {"step": name}
    if isinstance(step, IfStep):
        shape["condition"] = step.condition
    elif isinstance(step, ParallelStep):
        shape["next_steps"] = [ids[each] for each in step.next_steps]
    elif isinstance(step, PlaybookActionStep):
        shape["playbook_id"] = _playbook_id(step.playbook)
        own["plays"] = step.playbook
    elif isinstance(step, ActionStep):
        own |= _action(step, shape, agents)
    shape["step_extensions"] = {EXTENSION: own}
    return shape


def _action(step: ActionStep, shape: Json, agents: dict[str, Json]) -> Json:
    """The commands put into the shape and their agent among the agents; what is only ours."""
    own: Json = {"by": step.by}
    if step.name is not None:
        shape["name"], own["name"] = step.name.en, step.name.model_dump()
    if step.gate is not None:
        own["gate"] = {**step.gate.model_dump(), "timeout": f"{step.gate.timeout:g}s"}
    if step.delay:
        shape["delay"] = int(step.delay * 1000)
    first = step.commands[0]
    shape["agent"] = _agent(
        first.agent if isinstance(first, HttpCommand) else step.by, first, agents
    )
    shape["commands"] = []
    for command in step.commands:
        if isinstance(command, ManualCommand):
            own["manual"] = command.command.model_dump()
            shape["commands"].append({"type": "manual", "command": command.command.en})
            continue
        said: Json = {"type": "http-api", "command": _start_line(command)}
        if command.headers:
            said["headers"] = {key: list(values) for key, values in command.headers.items()}
        if command.content:
            said["content"] = json.dumps(command.content, ensure_ascii=False)
        shape["commands"].append(said)
    return own


def _start_line(command: HttpCommand) -> str:
    return (
        command.command if command.command.endswith(" HTTP/1.1") else f"{command.command} HTTP/1.1"
    )


def _agent(name: str, command: HttpCommand | ManualCommand, agents: dict[str, Json]) -> str:
    if isinstance(command, ManualCommand):
        identifier = f"group--{_version_4('role', name)}"
        agents[identifier] = {"type": "group", "name": name}
    else:
        identifier = f"http-api--{_version_4('agent', name)}"
        agents[identifier] = {
            "type": "http-api",
            "name": name,
            "address": {"dname": [f"{name}.invalid"]},
        }
    return identifier


def _step_id(playbook: Playbook, name: str, step: WorkflowStep) -> str:
    return f"{step.type}--{_version_4(playbook.id, name)}"


def _playbook_id(identifier: str) -> str:
    """An imported playbook keeps the id that it came with."""
    if identifier.startswith("playbook--"):
        return identifier
    return f"playbook--{uuid.uuid5(_NAMESPACE, identifier)}"


def _maker(header: Header) -> str:
    return f"identity--{_version_4('maker', header.owner)}"


def _version_4(*parts: str) -> uuid.UUID:
    """The same for the same parts, in the form of a random one."""
    digest = hashlib.sha256("\0".join(parts).encode()).digest()[:16]
    return uuid.UUID(bytes=digest, version=4)
