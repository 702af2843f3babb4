# Playbooks, responses, adapters and messages as they are shown: rows of tables in the reader's
# language, and JSON with fixed keys. Adapters show no secret; they say whether they have one.
from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from monitor import as_cacao
from policies import Playbook, load_playbook_file, load_playbooks
from policies.playbook import ActionStep, HttpCommand, ManualCommand, PlaybookActionStep
from schema import Adapter, MisuseError, Response, StepRun

from .problem import explain
from .respond import Responded
from .respond_words import ANSWERS, OUTCOMES, ROLES, WORDS
from .settings import Settings

__all__ = [
    "adapter_json",
    "check_playbook_file",
    "playbook_json",
    "playbook_text",
    "respond_word",
    "response_json",
    "response_rows",
    "shipped_playbooks",
    "waiting_json",
    "waiting_rows",
]  # fmt: skip


def respond_word(key: str, language: str) -> str:
    """A word of responses as people read it."""
    title = WORDS[key]
    return title.zh if language == "zh" else title.en


def shipped_playbooks(settings: Settings) -> list[tuple[Playbook, str, str]]:
    """The playbooks in force, each with its file and how it begins by itself, "" where it does not."""
    found = load_playbooks(settings.policies)
    return [
        (
            playbook,
            str(found.files[name]),
            found.automatic[name].mode if name in found.automatic else "",
        )
        for name, playbook in sorted(found.playbooks.items())
    ]


def check_playbook_file(path: Path) -> list[str]:
    """The ids of a file's playbooks. Raises PolicyError with file, line and column of a fault."""
    return [each.id for each in load_playbook_file(path).playbooks]


def playbook_json(playbook: Playbook, file: str, automatic: str) -> dict[str, object]:
    """A playbook as it is listed."""
    starts = playbook.starts
    return {
        "id": playbook.id,
        "title": {"zh": playbook.title.zh, "en": playbook.title.en},
        "starts": None if starts is None else starts.model_dump(mode="json", exclude_defaults=True),
        "automatic": automatic or None,
        "steps": [{"id": name, "type": step.type} for name, step in playbook.workflow.items()],
        "file": file,
    }


def playbook_text(settings: Settings, name: str) -> str:
    """A playbook as CACAO 2.0 in JSON. Raises MisuseError where there is none of that id."""
    found = load_playbooks(settings.policies)
    if name not in found.playbooks:
        known = ", ".join(sorted(found.playbooks))
        raise MisuseError(f"there is no playbook {name}, there are {known}")
    header = found.headers[str(found.files[name])]
    document = as_cacao(found.playbooks[name], header)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def response_json(response: Response) -> dict[str, object]:
    """A response as it is printed."""
    return {
        "id": response.id,
        "incident": response.incident,
        "playbook": response.playbook,
        "mode": response.mode,
        "state": response.state,
        "began": _moment(response.began),
        "by": response.by or None,
        "steps": [
            {
                "id": name,
                "outcome": each.outcome or None,
                "answer": each.answer or None,
                "by": each.answered_by or None,
                "entered": _moment(each.entered),
                "ended": None if each.ended is None else _moment(each.ended),
                "told": list(each.told),
            }
            for name, each in response.steps.items()
        ],
    }


def waiting_json(found: Responded) -> list[dict[str, object]]:
    """What waits for people in a response, a line each."""
    return [
        {
            "response": found.response.id,
            "incident": found.response.incident,
            "playbook": found.response.playbook,
            "step": each.path,
            "role": each.role,
            "waits_for": "approval" if each.gate is not None else "done",
            "until": None if each.until is None else _moment(each.until),
            "on_timeout": None if each.gate is None else each.gate.on_timeout,
        }
        for each in found.waiting
    ]


def response_rows(
    settings: Settings, response: Response, playbook: Playbook, language: str
) -> list[list[str]]:
    """The steps of a response as rows: step, what it is, how it ended, by whom, what was done."""
    rows = []
    for path, each in response.steps.items():
        told = "; ".join(explain(settings, language, line) for line in each.told)
        rows.append(
            [
                path,
                _meaning(playbook, path, language),
                _ended(each, language),
                each.answered_by,
                told,
            ]
        )
    return rows


def waiting_rows(found: Responded, language: str) -> list[list[str]]:
    """What waits for people, as rows: response, step, what it is, role, for what, until when."""
    rows = []
    for each in found.waiting:
        role = ROLES[each.role]
        kind = "approval" if each.gate is not None else "doing"
        until = ""
        if each.until is not None and each.gate is not None:
            until = f"{_moment(each.until)[:16].replace('T', ' ')} {_of(each.gate.on_timeout, language)}"
        rows.append(
            [
                found.response.id, each.path, _meaning(found.playbook, each.path, language),
                role.zh if language == "zh" else role.en, _of(kind, language), until,
            ]
        )  # fmt: skip
    return rows


def adapter_json(adapter: Adapter) -> dict[str, object]:
    """An adapter as it is listed; its secret is said to be there, and not said."""
    return {
        "name": adapter.id,
        "kind": adapter.kind,
        "settings": dict(adapter.settings),
        "sealed": bool(adapter.secret),
    }


def _meaning(playbook: Playbook, path: str, language: str) -> str:
    step = playbook.workflow.get(path.partition("/")[0])
    if isinstance(step, PlaybookActionStep):
        return step.playbook
    if not isinstance(step, ActionStep):
        return ""
    if step.name is not None:
        return step.name.zh if language == "zh" else step.name.en
    told = []
    for command in step.commands:
        if isinstance(command, ManualCommand):
            told.append(command.command.zh if language == "zh" else command.command.en)
        elif isinstance(command, HttpCommand):
            told.append(
                _of(command.action, language) if command.action in WORDS else command.command
            )
    return "; ".join(told)


def _ended(step: StepRun, language: str) -> str:
    title = OUTCOMES[step.outcome] if step.outcome else ANSWERS.get(step.answer, OUTCOMES[""])
    return title.zh if language == "zh" else title.en


def _of(key: str, language: str) -> str:
    return respond_word(key, language)


def _moment(seconds: float) -> str:
    at = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
