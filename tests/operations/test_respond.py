# A playbook for an incident: dry runs do nothing, gates wait for the right people, real acts reach real
# adapters, an interrupted step begins again, and all of it is in the ledger.
from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from open_incident import INCIDENT, here, recorded
from playbook_files import write_pack
from receivers import WebReceiver, own_network, web_receiver

from connectors import kept_out
from operations import Settings
from operations import respond as module
from operations.adapters import add_adapter
from operations.notify import list_notices
from operations.respond import (
    advance_responses,
    answer_step,
    begin_response,
    list_responses,
    open_responses,
    stop_response,
)
from operations.settings import open_book
from schema import MisuseError, RefusedError, Response


@pytest.fixture(scope="module")
def web() -> Iterator[WebReceiver]:
    with web_receiver() as kept:
        yield kept


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = here(tmp_path)
    recorded(found)
    return found


def told(response: Response) -> dict[str, tuple[str, ...]]:
    return {name: each.told for name, each in response.steps.items()}


def firewall(settings: Settings, web: WebReceiver) -> None:
    add_adapter(
        settings, "edge", "http",
        {"url": web.url("/fw"), "actions": "block-address,disable-account"}, secrets={"key": "T"},
    )  # fmt: skip


def entries(settings: Settings) -> list[tuple[str, str, object]]:
    with open_book(settings) as book:
        assert book.verify().entries
        return [(each.action, each.actor, dict(each.body)) for each in book.entries()]


def test_a_dry_run_says_what_would_be_done_and_does_nothing(
    settings: Settings, web: WebReceiver
) -> None:
    firewall(settings, web)
    before = len(web.taken)
    found = begin_response(settings, INCIDENT.id)
    assert found.response.mode == "dry-run"
    assert found.response.playbook == "leak"
    assert told(found.response) == {
        "tell": ("nobody is told: no adapter does notify (tongguan monitor adapter add)",),
        "block": ("edge would do block-address to 203.0.113.9",),
        "account": ("edge would do disable-account to li",),
        "keep/copy": (),
    }
    assert len(web.taken) == before
    assert entries(settings)[-1][0] == "respond.dry-run"
    assert open_responses(settings) == []


def test_gates_wait_and_each_answer_moves_on(settings: Settings, web: WebReceiver) -> None:
    firewall(settings, web)
    now = [1000.0]
    clock = lambda: now[0]  # noqa: E731
    found = begin_response(settings, "in-", for_real=True, clock=clock)
    assert [each.path for each in found.waiting] == ["block", "account"]
    assert found.response.state == "waiting"
    # Begun again it is the same one, and nothing is done twice.
    assert (
        begin_response(settings, INCIDENT.id, for_real=True, clock=clock).response.id
        == found.response.id
    )
    before = len(web.taken)
    found = answer_step(settings, INCIDENT.id, "account", "approve", clock=clock)
    (request,) = web.taken[before:]
    assert request.path == "/fw/disable-account"
    assert request.body["account"] == "li"
    assert request.headers["authorization"] == "Bearer T"
    assert request.headers["idempotency-key"] == f"{found.response.id} account li"
    # Time alone moves on the gate that proceeds by itself.
    now[0] += 15 * 60
    (moved,) = advance_responses(settings, clock=clock)
    assert web.taken[-1].path == "/fw/block-address"
    assert web.taken[-1].body == {
        "address": "203.0.113.9",
        "incident": INCIDENT.id,
        "for_s": 86400.0,
    }
    assert [each.path for each in moved.waiting] == ["keep/copy"]
    done = answer_step(settings, found.response.id, "keep/copy", "done", clock=clock)
    # Nobody could be told: the response says that not all was done.
    assert done.response.state == "failed"
    assert [name for name, each in done.response.steps.items() if each.outcome != "done"] == [
        "tell"
    ]
    found_entries = entries(settings)
    actions = [action for action, _, _ in found_entries]
    assert "respond.begin" in actions
    assert "respond.approve" in actions
    assert actions.count("respond.action") == 3
    assert "T" not in json.dumps([str(detail) for _, _, detail in found_entries]).split()
    (response,) = [each for each in list_responses(settings) if each.mode == "for-real"]
    assert response.steps["account"].answered_by == "zhang"
    assert response.steps["block"].answer == "proceed"


def test_what_nobody_agrees_to_is_left(settings: Settings, web: WebReceiver) -> None:
    firewall(settings, web)
    begin_response(settings, INCIDENT.id, for_real=True)
    before = len(web.taken)
    answer_step(settings, INCIDENT.id, "account", "refuse")
    answer_step(settings, INCIDENT.id, "block", "refuse")
    assert len(web.taken) == before
    (response,) = list_responses(settings)
    assert response.steps["account"].outcome == "held"
    assert response.steps["keep/copy"].begun


def test_messages_are_queued_with_the_step_that_caused_them(
    settings: Settings, web: WebReceiver
) -> None:
    add_adapter(settings, "hook", "webhook", {"url": web.url("/x")}, secrets={"key": "k"})
    found = begin_response(settings, INCIDENT.id, for_real=True)
    (notice,) = list_notices(settings)
    assert notice.response == found.response.id
    assert notice.state == "queued"
    assert told(found.response)["tell"] == (f"message {notice.id} is queued for hook",)
    assert "1,204条" in notice.zh
    assert "Resident identity number" in notice.en


def test_a_step_that_was_under_way_begins_again(settings: Settings, web: WebReceiver) -> None:
    firewall(settings, web)
    begin_response(settings, INCIDENT.id, for_real=True)
    real = module.act

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    module.act = dies  # type: ignore[assignment]
    try:
        with pytest.raises(KeyboardInterrupt):
            answer_step(settings, INCIDENT.id, "block", "approve")
    finally:
        module.act = real
    (response,) = list_responses(settings)
    assert response.steps["block"].begun
    assert response.steps["block"].outcome == ""
    before = len(web.taken)
    advance_responses(settings)
    assert [each.path for each in web.taken[before:]] == ["/fw/block-address"]
    advance_responses(settings)
    assert len(web.taken) == before + 1


def test_a_role_that_the_site_gives_to_people_is_theirs(tmp_path: Path, web: WebReceiver) -> None:
    site = tmp_path / "site.yaml"
    site.write_text("response_roles: {command: [wang]}\n", encoding="utf-8")
    zhang = Settings(home=tmp_path / "home", actor="zhang", site=site)
    recorded(zhang)
    firewall(zhang, web)
    begin_response(zhang, INCIDENT.id, for_real=True)
    with pytest.raises(RefusedError, match="for the role command, which zhang does not have"):
        answer_step(zhang, INCIDENT.id, "account", "approve")
    wang = Settings(home=tmp_path / "home", actor="wang", site=site)
    assert (
        answer_step(wang, INCIDENT.id, "account", "approve").response.steps["account"].outcome
        == "done"
    )
    # A role that is nobody's in particular is anybody's.
    answer_step(zhang, INCIDENT.id, "block", "approve")


def test_answers_that_cannot_be_are_refused(settings: Settings) -> None:
    with pytest.raises(MisuseError, match="no open response"):
        answer_step(settings, INCIDENT.id, "block", "approve")
    begin_response(settings, INCIDENT.id, for_real=True)
    with pytest.raises(MisuseError, match="waits for nobody; these do: block, account"):
        answer_step(settings, INCIDENT.id, "keep/copy", "done")
    with pytest.raises(MisuseError, match="waits for approve or refuse"):
        answer_step(settings, INCIDENT.id, "block", "done")
    with pytest.raises(MisuseError, match="there is no playbook smoke"):
        begin_response(settings, INCIDENT.id, playbook="smoke")


def test_a_playbook_that_changed_is_not_gone_on_with(tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    write_pack(packs)
    settings = here(tmp_path, policies=packs)
    recorded(settings)
    with pytest.raises(MisuseError, match="several playbooks are for incident"):
        begin_response(settings, INCIDENT.id)
    begin_response(settings, INCIDENT.id, playbook="mine", for_real=True)
    write_pack(packs, "timeout: 20m", "timeout: 30m")
    with pytest.raises(RefusedError, match="is not what it was"):
        answer_step(settings, INCIDENT.id, "block", "approve")
    assert advance_responses(settings) == []
    assert stop_response(settings, INCIDENT.id).state == "stopped"
    assert open_responses(settings) == []


def test_an_incident_that_no_playbook_is_for(tmp_path: Path) -> None:
    settings = here(tmp_path)
    recorded(settings, risk_types=("other",))
    with pytest.raises(MisuseError, match="no playbook is for incident"):
        begin_response(settings, INCIDENT.id)


def test_an_address_is_blocked_in_a_real_kernel(settings: Settings) -> None:
    with own_network() as network:
        if not network:
            pytest.skip("no network namespace can be made here: it takes root")
        add_adapter(settings, "gate", "nft", {"namespace": network, "spare": "10.0.0.0/8"})
        begin_response(settings, INCIDENT.id, for_real=True)
        found = answer_step(settings, INCIDENT.id, "block", "approve")
        assert told(found.response)["block"] == ("gate: 203.0.113.9 is blocked",)
        assert kept_out(namespace=network)["blocked"] == ("203.0.113.9",)
