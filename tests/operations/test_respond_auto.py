# What a policy lets the monitor begin by itself is begun once for each incident, in its mode.
from __future__ import annotations

from pathlib import Path

import pytest
from open_incident import INCIDENT, here, recorded
from playbook_files import write_pack
from receivers import HOOK_KEY, web_receiver

from operations import Settings
from operations.adapters import add_adapter
from operations.notify import list_notices
from operations.respond import list_responses
from operations.respond_auto import respond_to


def switched(tmp_path: Path, mode: str) -> Settings:
    header = write_pack(tmp_path / "packs").read_text(encoding="utf-8").partition("playbooks:")[0]
    on = tmp_path / "packs" / "playbooks" / "on.yaml"
    on.write_text(f"{header}automatic: [{{playbook: leak, mode: {mode}}}]\n", encoding="utf-8")
    settings = here(tmp_path, policies=tmp_path / "packs")
    recorded(settings)
    return settings


def test_nothing_is_begun_where_nothing_is_switched_on(tmp_path: Path) -> None:
    settings = here(tmp_path)
    incident = recorded(settings)
    answered = respond_to(settings, [incident])
    assert answered.begun == ()
    assert list_responses(settings) == []


@pytest.mark.parametrize("mode", ["dry-run", "for-real"])
def test_a_playbook_is_begun_once_and_its_messages_go_out(tmp_path: Path, mode: str) -> None:
    settings = switched(tmp_path, mode)
    with web_receiver() as web:
        own = {"url": web.url("/hook")}
        add_adapter(settings, "hook", "webhook", own, secrets={"key": HOOK_KEY})
        answered = respond_to(settings, [INCIDENT])
        assert [each.response.mode for each in answered.begun] == [mode]
        assert answered.begun[0].response.by == ""
        assert answered.delivered.sent == (1 if mode == "for-real" else 0)
        assert respond_to(settings, [INCIDENT]).begun == ()
        assert len(list_responses(settings)) == 1
        assert len(web.taken) == answered.delivered.sent
    assert all(each.state == "sent" for each in list_notices(settings))


def test_an_incident_that_was_closed_or_that_it_is_not_for_begins_none(tmp_path: Path) -> None:
    settings = switched(tmp_path, "for-real")
    closed = recorded(settings, id="in-0000000000000002", state="closed")
    other = recorded(settings, id="in-0000000000000003", risk_types=("tamper",))
    assert respond_to(settings, [closed, other]).begun == ()
