# Adapters are tried without acting: a message arrives, a server lets us look, a failure is told.
from __future__ import annotations

from pathlib import Path

import pytest
from free_port import free_port
from open_incident import here
from receivers import HOOK_KEY, own_network, web_receiver

from connectors import kept_out
from operations.adapter_trial import try_adapter
from operations.adapters import add_adapter
from operations.notify import list_notices
from operations.settings import open_book
from schema import MisuseError


def test_people_get_a_message_that_says_it_is_a_test(tmp_path: Path) -> None:
    settings = here(tmp_path)
    with web_receiver() as web:
        add_adapter(
            settings, "hook", "webhook", {"url": web.url("/hook")}, secrets={"key": HOOK_KEY}
        )
        assert try_adapter(settings, "hook") == ""
        assert "测试消息" in web.taken[0].body["title"]
    assert try_adapter(settings, "hook") == "nothing answers there, or the connection broke off"
    # A test is no message about an incident, and is not tried again.
    assert list_notices(settings) == []
    with open_book(settings) as book:
        assert [each.action for each in book.entries()][-2:] == ["adapter.test", "adapter.test"]


def test_a_firewall_is_looked_at_and_not_changed(tmp_path: Path) -> None:
    settings = here(tmp_path)
    with own_network() as network:
        if not network:
            pytest.skip("no network namespace can be made here: it takes root")
        add_adapter(settings, "gate", "nft", {"namespace": network})
        assert try_adapter(settings, "gate") == ""
        assert kept_out(namespace=network) == {}
    assert try_adapter(settings, "gate") == "nft refused the change"


def test_an_account_adapter_signs_in(tmp_path: Path) -> None:
    from operations import add_source

    settings = here(tmp_path)
    url = f"postgresql://x@127.0.0.1:{free_port()}/db"
    add_source(settings, "population", url, password="p")
    add_adapter(settings, "records", "account", {"source": "population"})
    assert "nothing answers there" in try_adapter(settings, "records")


def test_an_adapter_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="no adapter is registered"):
        try_adapter(here(tmp_path), "gone")
