# The commands by which an incident is answered: dry run, for real, approvals, playbooks.
from __future__ import annotations

import json
from pathlib import Path

from cacao_rules import broken
from command_line import tongguan
from open_incident import INCIDENT, here, recorded
from playbook_files import write_pack


def test_a_dry_run_says_so_and_a_real_one_waits_for_approval(tmp_path: Path) -> None:
    settings = here(tmp_path)
    recorded(settings)
    home = settings.home
    dry = tongguan("monitor", "respond", INCIDENT.id[:8], home=home)
    assert dry.code == 1
    assert "Cut off where the data goes" in dry.out
    assert "a dry run: nothing was done" in dry.err
    real = tongguan("monitor", "respond", INCIDENT.id, "--for-real", "--json", home=home)
    assert real.code == 1
    assert [each["step"] for each in real.json["waiting"]] == ["block", "account"]
    waiting = tongguan("monitor", "responses", "--json", home=home)
    assert waiting.code == 1
    lines = [json.loads(line) for line in waiting.out.splitlines()]
    assert [each["waits_for"] for each in lines] == ["approval", "approval"]
    shown = tongguan("monitor", "responses", home=home, TONGGUAN_LANG="zh")
    assert "停用涉事账号" in shown.out
    assert "指挥" in shown.out
    for answer, step in (("--approve", "block"), ("--refuse", "account")):
        tongguan("monitor", "respond", INCIDENT.id, answer, step, home=home)
    last = tongguan("monitor", "respond", INCIDENT.id, "--done", "keep/copy", "--json", home=home)
    outcomes = {each["id"]: each["outcome"] for each in last.json["steps"]}
    assert outcomes == {"tell": "failed", "block": "failed", "account": "held", "keep/copy": "done"}
    assert last.json["state"] == "failed"
    assert tongguan("monitor", "responses", home=home).code == 0
    everything = tongguan("monitor", "responses", "--all", home=home)
    assert "dry run" in everything.out
    assert "not all done" in everything.out
    assert tongguan("monitor", "responses", "--messages", "--json", home=home).out == ""
    assert tongguan("ledger", "verify", home=home).code == 0


def test_answers_are_given_one_at_a_time(tmp_path: Path) -> None:
    done = tongguan("monitor", "respond", "in-1", "--approve", "a", "--for-real", home=tmp_path)
    assert done.code == 2
    assert "one answer at a time" in done.err


def test_an_open_response_can_be_stopped(tmp_path: Path) -> None:
    settings = here(tmp_path)
    recorded(settings)
    tongguan("monitor", "respond", INCIDENT.id, "--for-real", home=settings.home)
    stopped = tongguan("monitor", "respond", INCIDENT.id, "--stop", home=settings.home)
    assert stopped.code == 0
    assert "stopped" in stopped.err


def test_playbooks_are_listed_checked_and_exported(tmp_path: Path) -> None:
    listed = tongguan("monitor", "playbooks", "list", "--json", home=tmp_path)
    ids = [json.loads(line)["id"] for line in listed.out.splitlines()]
    assert ids == sorted(ids)
    assert {"leak", "illegal-access", "abnormal-flow", "tamper"} <= set(ids)
    assert (
        "数据泄露处置"
        in tongguan("monitor", "playbooks", "list", home=tmp_path, TONGGUAN_LANG="zh").out
    )
    out = tmp_path / "leak.json"
    tongguan("monitor", "playbooks", "export", "leak", "--out", out, home=tmp_path)
    assert list(broken(json.loads(out.read_text(encoding="utf-8")))) == []
    assert tongguan("monitor", "playbooks", "check", out, home=tmp_path).code == 0
    bad = write_pack(
        tmp_path, "type: manual, command: {zh: 询问, en: ask}", "type: bash, command: ls"
    )
    refused = tongguan("monitor", "playbooks", "check", bad, home=tmp_path)
    assert refused.code == 2
    assert f"{bad}:33:" in refused.err
    assert "bash is not played here" in refused.err
