# Playbooks as CACAO documents: what the specification asks holds, and read back they are the same.
from __future__ import annotations

import json
from pathlib import Path

import pytest
from cacao_rules import broken
from playbook_files import write_pack

from monitor import as_cacao
from policies import load_playbook_file, load_playbooks

SHIPPED = load_playbooks()


def exported(name: str) -> dict[str, object]:
    header = SHIPPED.headers[str(SHIPPED.files[name])]
    return as_cacao(SHIPPED.playbooks[name], header)


@pytest.mark.parametrize("name", sorted(SHIPPED.playbooks))
def test_a_document_breaks_no_rule_and_reads_back_the_same(name: str, tmp_path: Path) -> None:
    document = exported(name)
    assert list(broken(document)) == []
    path = tmp_path / "playbook.json"
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    (read,) = load_playbook_file(path).playbooks
    assert read.id == name
    assert _plain(read) == _plain(SHIPPED.playbooks[name])


def _plain(playbook: object) -> dict[str, object]:
    told: dict[str, object] = json.loads(playbook.model_dump_json())  # type: ignore[attr-defined]
    text = json.dumps(told, sort_keys=True).replace(" HTTP/1.1", "")
    return {**json.loads(text), "workflow": dict(sorted(json.loads(text)["workflow"].items()))}


def test_branches_gates_and_failures_come_through(tmp_path: Path) -> None:
    pack = load_playbook_file(write_pack(tmp_path))
    document = as_cacao(pack.playbooks[0], pack.header)
    assert list(broken(document)) == []
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    (read,) = load_playbook_file(path).playbooks
    assert _plain(read) == _plain(pack.playbooks[0])


def test_the_same_playbook_is_the_same_document() -> None:
    assert json.dumps(exported("leak")) == json.dumps(exported("leak"))


def test_documents_do_not_share_their_steps() -> None:
    one, other = (set(exported(name)["workflow"]) for name in ("leak", "tamper"))  # type: ignore[call-overload]
    assert not one & other


def test_the_rules_see_what_breaks_them() -> None:
    document = exported("leak")
    del document["created"]
    with pytest.raises(KeyError):
        list(broken(document))
    document = exported("tamper")
    workflow = document["workflow"]
    assert isinstance(workflow, dict)
    step = next(each for each in workflow.values() if each["type"] == "action")
    step["on_success"] = step["on_completion"]
    assert any("on_completion, or" in each for each in broken(document))
