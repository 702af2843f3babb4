# What can act for playbooks, kind by kind: what it does, what it must be told, and what of that is
# secret. One line in the table is one kind; none acts before an operator registers it.
from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from connectors import http_host
from schema import MisuseError

__all__ = ["KINDS", "Kind", "check_settings", "spared"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of adapter: the actions it does, its settings, and its secrets."""

    actions: frozenset[str]
    needed: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    # `address`: the address is the secret; `key`: what signs or signs in.
    secrets: frozenset[str] = frozenset()
    secrets_needed: frozenset[str] = frozenset()


def _kind(
    actions: str, needed: str = "", optional: str = "", secrets: str = "", must: str = ""
) -> Kind:
    return Kind(*(frozenset(each.split()) for each in (actions, needed, optional, secrets, must)))


KINDS: Final[Mapping[str, Kind]] = {
    "nft": _kind("block-address quarantine-host", "", "namespace spare"),
    "http": _kind(
        "block-address quarantine-host disable-account call",
        "url",
        "actions authority spare",
        "key",
    ),
    "account": _kind("disable-account", "source", "spare"),
    "shares": _kind("revoke-share"),
    "syslog": _kind("notify", "host port", "transport authority host_name language"),
    "webhook": _kind("notify", "url", "authority language", "key", "key"),
    "wecom": _kind("notify", "", "authority language", "address", "address"),
    "dingtalk": _kind("notify", "", "authority language", "address key", "address"),
    "feishu": _kind("notify", "", "authority language", "address key", "address"),
    "mail": _kind(
        "notify", "host sender receivers", "port security user authority language", "key"
    ),
}
_TRANSPORTS: Final = ("udp", "tcp", "tls")
_SECURITY: Final = ("starttls", "tls", "none")
_LANGUAGES: Final = ("zh", "en")
# What an interface does of the suite's actions where nothing is said.
_HTTP_ACTIONS: Final = frozenset({"block-address", "quarantine-host", "disable-account"})


def check_settings(kind: str, settings: Mapping[str, str], secrets: frozenset[str]) -> None:
    """Nothing where an adapter can be so. Raises MisuseError with what is wrong."""
    found = KINDS.get(kind)
    if found is None:
        raise MisuseError(f"there is no kind of adapter {kind}, there are {', '.join(KINDS)}")
    if missing := sorted(found.needed - set(settings)):
        raise MisuseError(f"an adapter of kind {kind} needs {', '.join(missing)}")
    if strange := sorted(set(settings) - found.needed - found.optional):
        raise MisuseError(f"an adapter of kind {kind} takes no {', '.join(strange)}")
    if missing := sorted(found.secrets_needed - secrets):
        raise MisuseError(f"an adapter of kind {kind} needs the secret {', '.join(missing)}")
    if strange := sorted(secrets - found.secrets):
        raise MisuseError(f"an adapter of kind {kind} takes no secret {', '.join(strange)}")
    if url := settings.get("url"):
        http_host(url)
    for name, known in (
        ("transport", _TRANSPORTS),
        ("security", _SECURITY),
        ("language", _LANGUAGES),
    ):
        if (value := settings.get(name)) is not None and value not in known:
            raise MisuseError(f"{name} is one of {', '.join(known)}")
    if (port := settings.get("port")) is not None and not (
        port.isascii() and port.isdecimal() and 0 < int(port) < 65_536
    ):
        raise MisuseError("port is a number from 1 to 65535")
    if named := set(settings.get("actions", "").split(",")) - _HTTP_ACTIONS - {""}:
        raise MisuseError(
            f"actions are of {', '.join(sorted(_HTTP_ACTIONS))}, not {', '.join(sorted(named))}"
        )
    if settings.get("security") == "none" and settings.get("user"):
        raise MisuseError("a password goes to a mail server by TLS only: security tls or starttls")


def does(kind: str, settings: Mapping[str, str], action: str) -> bool:
    """Whether an adapter does an action; an interface does of the suite's what `actions` names."""
    if action not in KINDS[kind].actions:
        return False
    if kind == "http" and action != "call":
        return action in settings.get("actions", "").split(",")
    return True


def spared(settings: Mapping[str, str], value: str) -> bool:
    """Whether an adapter must leave an address or account alone: what `spare` lists, and loopback.

    >>> spared({"spare": "10.0.0.0/24,backup"}, "10.0.0.9"), spared({}, "127.0.0.1")
    (True, True)
    """
    listed = [each.strip() for each in settings.get("spare", "").split(",") if each.strip()]
    if value in listed:
        return True
    try:
        at = ipaddress.ip_address(value)
    except ValueError:
        return False
    if at.is_loopback or at.is_unspecified or at.is_multicast:
        return True
    for each in listed:
        try:
            network = ipaddress.ip_network(each, strict=False)
        except ValueError:
            continue
        if at.version == network.version and at in network:
            return True
    return False
