# A playbook that cannot be played to its end is refused when it is read, at its line.
from __future__ import annotations

from pathlib import Path

import pytest
from playbook_files import PACK, write_pack

from policies import load_playbook_file
from schema import PolicyError

LINES = PACK.splitlines()


def line_of(text: str) -> int:
    return next(number for number, line in enumerate(LINES, 1) if text in line)


@pytest.mark.parametrize(
    ("old", "new", "at", "told"),
    [
        ("on_completion: grave}", "on_completion: gone}", "start: {type", "there is no step gone"),
        ("on_false: ask,", "on_false: gone,", "grave: {type", "there is no step gone"),
        ("[block, account]", "[block, gone]", "both: {type", "there is no step gone"),
        ("        on_completion: block-end\n", "", "block:", "it needs on_completion"),
        ("        on_failure: call\n", "", "account:", "it needs on_failure too"),
        ("both: {type: parallel, next_steps: [block, account]", "both: {type: parallel, next_steps: [block, block]", "", "stands in two branches"),
        ("on_completion: ask-end", "on_completion: ask", "ask: {type", "leads back to ask"),
        ("on_completion: ask-end", "on_completion: grave", "ask: {type", "leads back to grave"),
        ("on_completion: ask-end", "on_completion: start", "ask: {type", "nothing leads back to the start"),
        ("on_completion: ask-end", "on_completion: account-end", "", "each branch has an end of its own"),
        ("on_completion: ask-end", "on_completion: call", "call: {type", "stands in two branches"),
        ("__records__:value >= 100", "__records__ >= 100", "grave: {type", "neither a variable"),
        ("__records__:value >= 100", "__rows__:value >= 100", "grave: {type", "no variable __rows__"),
        ("__destination__:value", "__place__:value", "POST /block-address", "no variable __place__"),
        ("POST /block-address", "POST /burn-address", "POST /block-address", "no action burn-address"),
        ("{address:", "{host:", "POST /block-address", "needs address"),
        ("{account: ", "{with: x, account: ", "POST /disable-account", "takes no with"),
        ("type: manual, command: {zh: 询问, en: ask}", "type: bash, command: rm -rf /", "ask: {type", "bash is not played here"),
        ("type: manual, command: {zh: 询问, en: ask}", "type: ssh, command: reboot", "ask: {type", "ssh is not played here"),
        ("ask: {type: action,", "ask: {type: while-condition,", "ask: {type", "while-condition is not played here"),
        ("on_completion: told}", "on_completion: told, colour: red}", "grave: {type", "Extra inputs"),
        ("      end: {type: end}\n", "      end: {type: end}\n      again: {type: start, on_completion: end}\n", "", "has 2"),
        ("    starts: {risk_types: [leak]}\n", "    variables: {user: {value: x}}\n", "starts: {risk", "user is known of every incident"),
        ("    quiet: [{risk_types: [tamper]}]\n", "", "starts: {risk", "for which it is `quiet`"),
        ("POST /notify}", "POST /notify, headers: {Authorization: [Bearer x]}}", "told: {type", "is a secret's"),
        ("POST /notify}", "POST /isolate, agent: lab}", "told: {type", "a lab has no action isolate"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_line(
    tmp_path: Path, old: str, new: str, at: str, told: str
) -> None:
    path = write_pack(tmp_path, old, new)
    with pytest.raises(PolicyError) as raised:
        load_playbook_file(path)
    assert told in raised.value.problem
    if at:
        assert raised.value.line == line_of(at)
    assert str(raised.value).startswith(f"{path}:")


def test_a_playbook_without_examples_is_refused(tmp_path: Path) -> None:
    path = write_pack(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("    examples:")] + "    quiet: [{}]\n", encoding="utf-8")
    with pytest.raises(PolicyError, match="mine has no examples"):
        load_playbook_file(path)


def test_the_file_as_it_is_can_be_played(tmp_path: Path) -> None:
    assert [each.id for each in load_playbook_file(write_pack(tmp_path)).playbooks] == ["mine"]
