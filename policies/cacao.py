# A playbook of CACAO 2.0 (OASIS, 2023) in JSON, read into ours. Every key that the specification
# gives a playbook, its steps, commands and agents is known; what is not played here is refused at its place,
# never passed over: while- and switch-conditions, commands that run programs, agents reached by ssh.
# What CACAO has no word for (roles, gates, examples) travels in an extension of ours.
from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, ValidationError

from schema import PolicyError

from .pack import Header, Model, Title
from .playbook import KNOWN_VARIABLES, Playbook, PlaybookPack
from .playbook_check import playbook_faults
from .read import place_at, read_yaml

__all__ = ["EXTENSION", "read_cacao"]

# The id of our extension; its version is in the definition that a playbook carries.
EXTENSION: Final = "extension-definition--6f1a4c1e-52c0-4b61-9a5e-0d2b64b7c1a9"
_STEP_ID: Final = r"^[a-z-]+--[0-9a-fA-F-]{36}$"
_NEXT: Final = (
    "on_completion", "on_success", "on_failure", "on_true", "on_false",
)  # fmt: skip
Json = dict[str, Any]
Location = tuple[str | int, ...]


class _Variable(Model):
    type: str
    value: str | None = None
    description: str = ""
    constant: bool = False
    external: bool = False


class _Agent(Model):
    type: str
    name: str
    description: str = ""
    address: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    port: str = ""
    category: tuple[str, ...] = ()
    location: Json = Field(default_factory=dict)
    contact: Json = Field(default_factory=dict)
    authentication_info: str = ""
    agent_target_extensions: Json = Field(default_factory=dict)


class _Command(Model):
    type: str
    command: str = ""
    command_b64: str = ""
    description: str = ""
    version: str = ""
    playbook_activity: str = ""
    external_references: tuple[Json, ...] = ()
    headers: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    content: str = ""
    content_b64: str = ""


class _Step(Model):
    type: str
    name: str = ""
    description: str = ""
    external_references: tuple[Json, ...] = ()
    delay: int = Field(default=0, ge=0)
    timeout: int = Field(default=0, ge=0)
    step_variables: dict[str, _Variable] = Field(default_factory=dict)
    owner: str = ""
    on_completion: str = ""
    on_success: str = ""
    on_failure: str = ""
    step_extensions: dict[str, Json] = Field(default_factory=dict)
    commands: tuple[_Command, ...] = ()
    agent: str = ""
    targets: tuple[str, ...] = ()
    in_args: tuple[str, ...] = ()
    out_args: tuple[str, ...] = ()
    condition: str = ""
    on_true: str = ""
    on_false: str = ""
    next_steps: tuple[str, ...] = ()
    playbook_id: str = ""
    playbook_version: str = ""


class _Document(Model):
    type: Literal["playbook"]
    spec_version: Literal["cacao-2.0"]
    id: str = Field(pattern=_STEP_ID)
    name: str
    description: str = ""
    playbook_types: tuple[str, ...] = ()
    playbook_activities: tuple[str, ...] = ()
    playbook_processing_summary: Json = Field(default_factory=dict)
    created_by: str
    created: dt.datetime
    modified: dt.datetime
    revoked: bool = False
    valid_from: dt.datetime | None = None
    valid_until: dt.datetime | None = None
    derived_from: tuple[str, ...] = ()
    related_to: tuple[str, ...] = ()
    priority: int = Field(default=0, ge=0, le=100)
    severity: int = Field(default=0, ge=0, le=100)
    impact: int = Field(default=0, ge=0, le=100)
    industry_sectors: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    external_references: tuple[Json, ...] = ()
    markings: tuple[str, ...] = ()
    playbook_variables: dict[str, _Variable] = Field(default_factory=dict)
    workflow_start: str
    workflow_exception: str = ""
    workflow: dict[str, _Step]
    playbook_extensions: dict[str, Json] = Field(default_factory=dict)
    authentication_info_definitions: Json = Field(default_factory=dict)
    agent_definitions: dict[str, _Agent] = Field(default_factory=dict)
    target_definitions: dict[str, _Agent] = Field(default_factory=dict)
    extension_definitions: dict[str, Json] = Field(default_factory=dict)
    data_marking_definitions: Json = Field(default_factory=dict)
    signatures: tuple[Json, ...] = ()


def read_cacao(path: Path) -> PlaybookPack:
    """The playbook of a CACAO file as a pack of its own.

    Raises PolicyError with file, line and column where it is no CACAO 2.0, or asks for what is not
    played here. A playbook from elsewhere has no examples, and is not asked for any.
    """
    document = read_yaml(path, _Document)
    for place, problem in _refused(document):
        raise _at(path, place, problem)
    own = document.playbook_extensions.get(EXTENSION, {})
    names = {
        identifier: str(step.step_extensions.get(EXTENSION, {}).get("step", identifier))
        for identifier, step in document.workflow.items()
    }
    title = own.get("title") or {"zh": document.name, "en": document.name}
    shape: Json = {
        "id": own.get("playbook", document.id),
        "title": title,
        "kinds": document.playbook_types,
        "starts": own.get("starts"),
        "examples": own.get("examples", ()),
        "quiet": own.get("quiet", ()),
        "variables": {
            name.strip("_"): {"value": each.value or "", "description": each.description}
            for name, each in document.playbook_variables.items()
            if name.strip("_") not in KNOWN_VARIABLES
        },
        "workflow": {
            names[identifier]: _step(step, document, names)
            for identifier, step in document.workflow.items()
        },
    }
    try:
        playbook = Playbook.model_validate(shape)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise _at(path, _place_in(names, first["loc"]), str(first["msg"])) from None
    for place, problem in playbook_faults(playbook):
        if place != ("id",):
            raise _at(path, _place_in(names, place), problem)
    header = Header(
        id=document.id, title=Title.model_validate(title), owner=document.created_by,
        created=document.created.date(), maturity="stable", source="CACAO 2.0", gaps="",
    )  # fmt: skip
    return PlaybookPack(header=header, playbooks=(playbook,))


def _refused(document: _Document) -> Iterator[tuple[Location, str]]:
    """What cannot be played or is not there, at its place."""
    if document.revoked:
        yield ("revoked",), "its maker has revoked this playbook"
    if document.workflow_exception:
        yield ("workflow_exception",), "workflow_exception is not played here: use on_failure"
    if document.workflow_start not in document.workflow:
        yield ("workflow_start",), f"there is no step {document.workflow_start}"
    elif document.workflow[document.workflow_start].type != "start":
        yield ("workflow_start",), f"{document.workflow_start} is no step of type start"
    for name, variable in document.playbook_variables.items():
        if variable.external and name.strip("_") not in KNOWN_VARIABLES:
            yield ("playbook_variables", name), f"nothing here gives the external variable {name}"
    for identifier, step in document.workflow.items():
        yield from ((("workflow", identifier, *at), told) for at, told in _of_step(step, document))


def _of_step(step: _Step, document: _Document) -> Iterator[tuple[Location, str]]:
    for key in ("step_variables", "targets", "out_args", "timeout"):
        if getattr(step, key):
            yield (key,), f"{key} is not played here"
    if step.commands and step.agent not in document.agent_definitions:
        yield ("agent",), f"there is no agent {step.agent}"
    for index, command in enumerate(step.commands):
        place = ("commands", index)
        if command.command_b64 or command.content_b64:
            yield place, "what is in base64 cannot be read over by who approves it: write it out"
        agent = document.agent_definitions.get(step.agent)
        if command.type == "http-api":
            if agent is not None and agent.type != "http-api":
                yield ("agent",), f"an agent of type {agent.type} does not take http-api commands"
            if command.content and not _is_object(command.content):
                yield (*place, "content"), "the content of a command is an object of JSON here"


def _step(step: _Step, document: _Document, names: Mapping[str, str]) -> Json:
    """A step as ours; the kind of what is not known is left for the model to refuse."""
    own = step.step_extensions.get(EXTENSION, {})
    shape: Json = {"type": step.type}
    shape |= {
        key: names.get(getattr(step, key), getattr(step, key))
        for key in _NEXT
        if getattr(step, key)
    }
    if step.next_steps:
        shape["next_steps"] = [names.get(each, each) for each in step.next_steps]
    if step.condition:
        shape["condition"] = step.condition
    if step.playbook_id:
        shape["playbook"] = own.get("plays", step.playbook_id)
    if step.commands:
        agent = document.agent_definitions[step.agent].name
        shape["commands"] = [_command(each, agent, own) for each in step.commands]
    if step.type == "action":
        if step.name:
            shape["name"] = own.get("name") or {"zh": step.name, "en": step.name}
        if step.delay:
            shape["delay"] = f"{step.delay}ms"
        shape |= {key: own[key] for key in ("by", "gate") if key in own}
    return shape


def _command(command: _Command, agent: str, own: Json) -> Json:
    if command.type == "manual":
        said = own.get("manual") or {"zh": command.command, "en": command.command}
        return {"type": "manual", "command": said}
    if command.type != "http-api":
        return {"type": command.type}
    return {
        "type": "http-api",
        "command": command.command,
        "agent": agent,
        "headers": command.headers,
        "content": json.loads(command.content) if command.content else {},
    }


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _place_in(names: Mapping[str, str], place: Location) -> Location:
    """The place in the file of a place in our shape."""
    if place[:1] == ("workflow",) and len(place) > 1:
        back = {ours: theirs for theirs, ours in names.items()}
        return ("workflow", back.get(str(place[1]), place[1]), *place[2:])
    return ("playbook_variables",) if place[:1] == ("variables",) else ("workflow",)


def _at(path: Path, place: Location, problem: str) -> PolicyError:
    line, column = place_at(path, place)
    return PolicyError(problem, file=str(path), line=line, column=column)
