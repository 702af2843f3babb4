# A CACAO document from elsewhere: read where all of it can be played, refused at its line elsewhere.
from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.respond import played
from policies import load_playbook_file, load_playbooks
from schema import PolicyError

Json = dict[str, Any]


def uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012x}"


START, ASK, CALL, END = (
    f"{kind}--{uuid(n)}" for n, kind in enumerate(("start", "action", "action", "end"))
)
DESK, GATE = f"group--{uuid(10)}", f"http-api--{uuid(11)}"


def foreign() -> Json:
    """A playbook as another tool writes it, with nothing of ours in it."""
    return {
        "type": "playbook",
        "spec_version": "cacao-2.0",
        "id": f"playbook--{uuid(99)}",
        "name": "Ask, then block",
        "description": "of another maker",
        "playbook_types": ["mitigation"],
        "playbook_activities": ["restrict-access"],
        "created_by": f"identity--{uuid(98)}",
        "created": "2026-01-05T08:00:00.000Z",
        "modified": "2026-01-05T08:00:00.000Z",
        "severity": 70,
        "playbook_variables": {
            "__destination__": {"type": "ipv4-addr", "external": True},
            "__ticket__": {"type": "string", "value": "TG-1", "constant": True},
        },
        "workflow_start": START,
        "workflow": {
            START: {"type": "start", "on_completion": ASK},
            ASK: {
                "type": "action", "name": "Ask", "agent": DESK, "on_completion": CALL,
                "commands": [{"type": "manual", "command": "ask the owner"}],
            },
            CALL: {
                "type": "action", "agent": GATE, "on_completion": END, "delay": 2000,
                "commands": [{
                    "type": "http-api", "command": "POST /v1/blocks HTTP/1.1",
                    "headers": {"Content-Type": ["application/json"]},
                    "content": "{\"ip\": \"__destination__:value\", \"why\": \"__ticket__:value\"}",
                }],
            },
            END: {"type": "end"},
        },
        "agent_definitions": {
            DESK: {"type": "group", "name": "service desk"},
            GATE: {"type": "http-api", "name": "edge-firewall", "address": {"dname": ["fw.example"]}},
        },
    }  # fmt: skip


def write(folder: Path, document: Json) -> Path:
    path = folder / "playbooks" / "foreign.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_foreign_playbook_joins_ours_under_its_own_id(tmp_path: Path) -> None:
    write(tmp_path, foreign())
    found = load_playbooks(tmp_path)
    playbook = found.playbooks[f"playbook--{uuid(99)}"]
    assert list(played(playbook, {"destination": ("203.0.113.9",)}, found.playbooks)) == [ASK, CALL]
    call = playbook.workflow[CALL]
    assert call.type == "action"
    command = call.commands[0]
    assert command.type == "http-api"
    assert command.agent == "edge-firewall"
    assert command.content == {"ip": "__destination__:value", "why": "__ticket__:value"}
    assert call.delay == 2.0


def change(*keys: str | int, to: object) -> Callable[[Json], None]:
    def apply(document: Json) -> None:
        at: Any = document
        for key in keys[:-1]:
            at = at[key]
        at[keys[-1]] = to

    return apply


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (change("spec_version", to="cacao-1.1"), "spec_version"),
        (change("colour", to="red"), "colour: Extra inputs"),
        (change("revoked", to=True), "has revoked"),
        (change("workflow_start", to=END), "is no step of type start"),
        (change("workflow_start", to="start--x"), "there is no step start--x"),
        (change("workflow", ASK, "commands", 0, "type", to="bash"), "bash is not played here"),
        (change("workflow", ASK, "commands", 0, "type", to="ssh"), "ssh is not played here"),
        (change("workflow", ASK, "commands", 0, "command_b64", to="bHM="), "base64"),
        (change("workflow", ASK, "type", to="while-condition"), "while-condition is not played here"),
        (change("workflow", ASK, "targets", to=[DESK]), "targets is not played here"),
        (change("workflow", ASK, "agent", to=f"group--{uuid(77)}"), "there is no agent"),
        (change("workflow", ASK, "on_completion", to=ASK), "leads back to"),
        (change("workflow", ASK, "on_completion", to=END), "nothing leads to it"),
        (change("workflow", CALL, "commands", 0, "content", to="[1]"), "is an object of JSON"),
        (change("workflow", CALL, "commands", 0, "headers", to={"Authorization": ["Bearer x"]}), "is a secret's"),
        (change("agent_definitions", GATE, "type", to="ssh"), "an agent of type ssh"),
        (change("playbook_variables", "__strange__", to={"type": "string", "external": True}), "nothing here gives"),
        (change("workflow_exception", to=ASK), "workflow_exception"),
    ],
)  # fmt: skip
def test_what_cannot_be_played_is_refused_with_its_place(
    tmp_path: Path, changed: Callable[[Json], None], told: str
) -> None:
    document = foreign()
    changed(document)
    path = write(tmp_path, document)
    with pytest.raises(PolicyError) as raised:
        load_playbook_file(path)
    assert told in raised.value.problem
    assert raised.value.line > 1 or "workflow_start" in told


def test_what_is_no_json_is_told_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, foreign())
    path.write_text('{"type": "playbook",\n "id": \n', encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        load_playbook_file(path)
    assert raised.value.line >= 2
