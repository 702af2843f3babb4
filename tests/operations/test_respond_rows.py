# Responses and playbooks as people and programs read them.
from __future__ import annotations

import json
from pathlib import Path

import pytest
from cacao_rules import broken
from open_incident import INCIDENT, here, recorded
from playbook_files import write_pack

from operations.adapters import add_adapter
from operations.respond import begin_response
from operations.respond_rows import (
    adapter_json,
    check_playbook_file,
    playbook_json,
    playbook_text,
    response_json,
    response_rows,
    shipped_playbooks,
    waiting_json,
    waiting_rows,
)
from schema import MisuseError, PolicyError


def test_a_response_is_told_in_the_readers_language(tmp_path: Path) -> None:
    settings = here(tmp_path)
    recorded(settings)
    found = begin_response(settings, INCIDENT.id)
    rows = {row[0]: row for row in response_rows(settings, found.response, found.playbook, "zh")}
    assert rows["tell"][1:3] == ["通报值守与责任部门", "失败"]
    assert "没有通知类适配器" in rows["tell"][4]
    assert rows["keep/copy"][1] == "keep-evidence"
    english = response_rows(settings, found.response, found.playbook, "en")
    assert english[1][1] == "Cut off where the data goes"
    told = json.loads(json.dumps(response_json(found.response)))
    assert told["mode"] == "dry-run"
    assert told["steps"][0]["id"] == "tell"


def test_what_waits_says_for_whom_and_until_when(tmp_path: Path) -> None:
    settings = here(tmp_path)
    recorded(settings)
    found = begin_response(settings, INCIDENT.id, for_real=True, clock=lambda: 0.0)
    rows = waiting_rows(found, "zh")
    assert rows[0][1:] == ["block", "阻断数据去向", "处置", "审批", "1970-01-01 00:15 到期自动执行"]
    assert rows[1][5].endswith("到期不执行")
    assert waiting_json(found)[0]["until"] == "1970-01-01T00:15:00Z"
    assert waiting_json(found)[0]["role"] == "handle"


def test_playbooks_are_listed_and_exported(tmp_path: Path) -> None:
    settings = here(tmp_path)
    listed = {
        playbook.id: (playbook, file, how) for playbook, file, how in shipped_playbooks(settings)
    }
    assert playbook_json(*listed["leak"])["automatic"] is None
    assert listed["leak"][1].endswith("data-incidents.yaml")
    assert list(broken(json.loads(playbook_text(settings, "leak")))) == []
    with pytest.raises(MisuseError, match="there is no playbook x"):
        playbook_text(settings, "x")


def test_a_file_is_checked_by_itself(tmp_path: Path) -> None:
    assert check_playbook_file(write_pack(tmp_path)) == ["mine"]
    with pytest.raises(PolicyError, match=r"mine\.yaml:\d+:\d+: .*bash is not played here"):
        check_playbook_file(write_pack(tmp_path, "type: manual, command: {zh: 询问, en: ask}", "type: bash, command: ls"))  # fmt: skip


def test_an_adapter_shows_that_it_has_a_secret_and_not_which(tmp_path: Path) -> None:
    made = add_adapter(
        here(tmp_path), "we", "wecom", {}, secrets={"address": "https://a/?key=SECRET"}
    )
    told = adapter_json(made)
    assert told == {"name": "we", "kind": "wecom", "settings": {}, "sealed": True}
