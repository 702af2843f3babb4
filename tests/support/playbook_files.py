# Playbooks of our own as files that a test changes before they are read.
from __future__ import annotations

from pathlib import Path

__all__ = ["PACK", "write_pack"]

PACK = """\
header:
  id: mine.playbooks
  title: {zh: 预案, en: Playbooks}
  owner: data office
  created: 2026-11-28
  maturity: sandbox
  source: our own
  gaps: none known

playbooks:
  - id: mine
    title: {zh: 处置, en: Handling}
    starts: {risk_types: [leak]}
    workflow:
      start: {type: start, on_completion: grave}
      grave: {type: if-condition, condition: "__records__:value >= 100", on_true: both, on_false: ask, on_completion: told}
      both: {type: parallel, next_steps: [block, account], on_completion: both-end}
      block:
        type: action
        gate: {role: handle, timeout: 10m, on_timeout: proceed}
        commands: [{type: http-api, command: POST /block-address, content: {address: "__destination__:value"}}]
        on_completion: block-end
      block-end: {type: end}
      account:
        type: action
        gate: {role: command, timeout: 20m, on_timeout: hold}
        commands: [{type: http-api, command: POST /disable-account, content: {account: "__user__:value"}}]
        on_success: account-end
        on_failure: call
      call: {type: action, by: assess, commands: [{type: manual, command: {zh: 打电话, en: call them}}], on_completion: account-end}
      account-end: {type: end}
      both-end: {type: end}
      ask: {type: action, by: assess, commands: [{type: manual, command: {zh: 询问, en: ask}}], on_completion: ask-end}
      ask-end: {type: end}
      told: {type: action, by: report, delay: 30s, commands: [{type: http-api, command: POST /notify}], on_completion: end}
      end: {type: end}
    examples:
      - given: {risk_types: [leak], records: 200, user: [li], destination: [203.0.113.9]}
        does: [block, account, told]
      - given: {risk_types: [leak], records: 2}
        does: [ask, told]
    quiet: [{risk_types: [tamper]}]
"""


def write_pack(folder: Path, old: str = "", new: str = "", *, name: str = "mine.yaml") -> Path:
    """A file in which one text, which must be there, is another."""
    assert PACK.count(old) >= 1, old
    path = folder / "playbooks" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PACK.replace(old, new, 1) if old else PACK, encoding="utf-8")
    return path
