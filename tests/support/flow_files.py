# A flow policy of an operator's own: who lies in the province and abroad, and one leave.
from __future__ import annotations

from pathlib import Path

TEXT = """
header: {id: own-flow, title: {zh: 流向, en: flows}, owner: tests, created: 2026-11-01,
         maturity: stable, source: none, gaps: none}
zones:
  - {id: partner, title: {zh: 合作方, en: a partner}, border: abroad, networks: [203.0.113.0/24]}
  - {id: bureaus, title: {zh: 省内部门, en: bureaus}, border: province, domains: ['*.xa.gov.cn']}
rules:
  - id: own.contract
    title: {zh: 合同约定, en: by contract}
    verdict: allowed
    reason: contract 7
    until: 2026-12-31
    senders: [inside]
    receivers: [partner]
    levels: [general-4]
    users: [li]
  - id: own.by-share
    title: {zh: 按共享审批, en: by the share}
    verdict: allowed
    reason: approved with the share
    receivers: [partner]
    recipients: [医保局]
    purposes: [research]
"""


def own_flow(directory: Path, text: str = TEXT) -> Path:
    """The directory of policies with this one in it."""
    folder = directory / "flow"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "own.yaml").write_text(text, encoding="utf-8")
    return directory
