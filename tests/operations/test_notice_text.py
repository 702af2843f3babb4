# What people are told: who, how much, where to, in both languages; no evidence and no value.
from __future__ import annotations

from pathlib import Path

from open_incident import ALERT, INCIDENT, here

from monitor import variables_of
from operations.notice_text import incident_facts, incident_text
from schema import Response

RESPONSE = Response(
    id="rs-1", unit="local", time="t", incident=INCIDENT.id, playbook="leak", playbook_sha256="",
    mode="for-real", state="running", began=0.0, variables=variables_of(INCIDENT, [ALERT]),
)  # fmt: skip


def test_a_message_is_told_in_both_languages(tmp_path: Path) -> None:
    settings = here(tmp_path)
    zh, en = (incident_text(settings, RESPONSE, each) for each in ("zh", "en"))
    assert zh.splitlines()[0].startswith("1,204")
    assert "数据级别：一般4级" in zh
    assert "数量：1,204条，涉及1,204人" in zh
    assert "数据类别：居民身份证号" in zh
    assert "账号：li" in zh
    assert "amount: 1,204 records of 1,204 persons" in en
    assert "labels: Resident identity number" in en
    assert f"incident: {INCIDENT.id}" in en
    assert "ev-1" not in zh + en


def test_what_the_playbook_says_stands_first(tmp_path: Path) -> None:
    told = incident_text(here(tmp_path), RESPONSE, "en", "A masked copy is out")
    assert told.startswith("A masked copy is out\n")


def test_machines_get_figures_by_name() -> None:
    facts = incident_facts(RESPONSE)
    assert facts["records"] == "1204"
    assert facts["destination"] == "203.0.113.9"
    assert "server" not in facts
