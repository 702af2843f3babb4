# What a policy lets the monitor begin by itself is begun by replaying, said on the terminal, and told once.
from __future__ import annotations

import json
from pathlib import Path

from command_line import tongguan
from leaking_capture import leaking
from playbook_files import write_pack


def test_a_replay_begins_what_a_policy_switches_on(tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    header = write_pack(packs).read_text(encoding="utf-8").partition("playbooks:")[0]
    on = packs / "playbooks" / "on.yaml"
    on.write_text(f"{header}automatic: [{{playbook: leak, mode: for-real}}]\n", encoding="utf-8")
    capture, home = leaking(tmp_path / "a.pcap"), tmp_path / "home"
    done = tongguan("monitor", "replay", capture, "--json", home=home, TONGGUAN_POLICIES=str(packs))
    assert done.code == 1
    assert "playbook leak was begun by policy (for real, rs-" in done.err
    assert len(done.out.splitlines()) == 1
    waiting = tongguan("monitor", "responses", "--json", home=home, TONGGUAN_POLICIES=str(packs))
    assert {json.loads(line)["step"] for line in waiting.out.splitlines()} == {"block", "account"}
    again = tongguan("monitor", "replay", capture, home=home, TONGGUAN_POLICIES=str(packs))
    assert "begun by policy" not in again.err
    ledger = tongguan("ledger", "show", home=home, TONGGUAN_LANG="zh").out
    assert "启动处置" in ledger
    assert tongguan("ledger", "verify", home=home).code == 0
