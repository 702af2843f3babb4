# What adapters must be told, and what they leave alone.
from __future__ import annotations

import pytest

from operations.adapter_kinds import KINDS, check_settings, does, spared
from policies.playbook import ACTIONS
from schema import MisuseError


def test_every_action_of_a_playbook_has_a_kind_that_does_it() -> None:
    assert set(ACTIONS) <= {action for kind in KINDS.values() for action in kind.actions}


@pytest.mark.parametrize(
    ("kind", "own", "secrets", "told"),
    [
        ("smoke", {}, (), "no kind of adapter smoke"),
        ("syslog", {"host": "a"}, (), "needs port"),
        ("syslog", {"host": "a", "port": "0"}, (), "from 1 to 65535"),
        ("syslog", {"host": "a", "port": "514", "transport": "pigeon"}, (), "transport is one of"),
        ("nft", {"table": "x"}, (), "takes no table"),
        ("wecom", {}, (), "needs the secret address"),
        ("webhook", {"url": "https://a/b"}, (), "needs the secret key"),
        ("webhook", {"url": "http://a/b"}, ("key",), "by https:// only"),
        ("nft", {}, ("key",), "takes no secret key"),
        ("http", {"url": "https://a", "actions": "burn"}, (), "not burn"),
        ("mail", {"host": "a", "sender": "b@c", "receivers": "d@e", "security": "none", "user": "u"}, (), "by TLS only"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told(
    kind: str, own: dict[str, str], secrets: tuple[str, ...], told: str
) -> None:
    with pytest.raises(MisuseError, match=told):
        check_settings(kind, own, frozenset(secrets))


@pytest.mark.parametrize(
    ("value", "so"),
    [
        ("10.0.0.9", True),
        ("10.0.1.9", False),
        ("backup", True),
        ("backup2", False),
        ("127.0.0.1", True),
        ("::1", True),
        ("0.0.0.0", True),
        ("224.0.0.1", True),
        ("2001:db8::5", True),
        ("203.0.113.9", False),
    ],
)
def test_what_is_left_alone(value: str, so: bool) -> None:
    assert spared({"spare": "10.0.0.0/24, backup, 2001:db8::/32"}, value) is so


def test_an_interface_does_what_it_says() -> None:
    assert does("http", {"actions": "block-address"}, "block-address")
    assert not does("http", {"actions": "block-address"}, "quarantine-host")
    assert does("http", {}, "call")
    assert not does("mail", {}, "block-address")
