# Playbooks in force: ours and the operator's merged by id, circles between them refused.
from __future__ import annotations

from pathlib import Path

import pytest
from playbook_files import write_pack

from monitor.respond import played
from policies import load_playbooks
from schema import PolicyError

SHIPPED = load_playbooks()


@pytest.mark.parametrize("name", sorted(SHIPPED.playbooks))
def test_a_shipped_playbook_does_what_its_examples_say(name: str) -> None:
    playbook = SHIPPED.playbooks[name]
    assert playbook.examples
    for example in playbook.examples:
        assert tuple(played(playbook, example.given, SHIPPED.playbooks)) == example.does


def test_nothing_begins_by_itself_as_shipped() -> None:
    assert SHIPPED.automatic == {}


def test_there_is_one_for_each_risk_that_is_watched_for() -> None:
    risks = {
        risk
        for each in SHIPPED.playbooks.values()
        if each.starts
        for risk in each.starts.risk_types
    }
    assert risks >= {
        "leak",
        "illegal_transfer",
        "illegal_access",
        "abuse",
        "abnormal_flow",
        "tamper",
    }


def test_the_operators_join_ours_and_stand_in_for_them(tmp_path: Path) -> None:
    write_pack(tmp_path)
    path = write_pack(tmp_path, "id: mine\n", "id: leak\n", name="theirs.yaml")
    found = load_playbooks(tmp_path)
    assert set(found.playbooks) == set(SHIPPED.playbooks) | {"mine"}
    assert found.files["leak"] == path
    assert found.digests["leak"] != SHIPPED.digests["leak"]
    assert found.digests["tamper"] == SHIPPED.digests["tamper"]


def test_what_begins_by_itself_is_switched_on_by_name(tmp_path: Path) -> None:
    header = write_pack(tmp_path).read_text(encoding="utf-8").partition("playbooks:")[0]
    switched = tmp_path / "playbooks" / "on.yaml"
    switched.write_text(f"{header}automatic: [{{playbook: leak, mode: for-real}}]\n", "utf-8")
    assert load_playbooks(tmp_path).automatic["leak"].mode == "for-real"
    switched.write_text(f"{header}automatic:\n  - {{playbook: lake}}\n", "utf-8")
    with pytest.raises(PolicyError, match="no playbook lake, there are") as raised:
        load_playbooks(tmp_path)
    assert raised.value.line == header.count("\n") + 2


@pytest.mark.parametrize("other", ["mine", "gone"])
def test_a_playbook_that_leads_back_to_itself_is_refused(tmp_path: Path, other: str) -> None:
    path = write_pack(
        tmp_path,
        "ask: {type: action, by: assess, commands: [{type: manual, command: {zh: 询问, en: ask}}],",
        f"ask: {{type: playbook-action, playbook: {other},",
    )
    with pytest.raises(
        PolicyError, match="step ask: it plays a playbook that is not there"
    ) as raised:
        load_playbooks(tmp_path)
    assert raised.value.file == str(path)


def test_an_id_given_twice_in_one_tree_is_refused(tmp_path: Path) -> None:
    write_pack(tmp_path)
    write_pack(tmp_path, name="twice.yaml")
    with pytest.raises(PolicyError, match="mine stands in"):
        load_playbooks(tmp_path)
