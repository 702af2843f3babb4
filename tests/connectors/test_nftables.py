# Addresses kept out by real nftables, in a network of the test's own: our table alone is changed.
from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
from receivers import own_network

from connectors import keep_out, kept_out, let_in
from connectors.nftables import TABLE
from schema import SourceError

SEND = (
    "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); "
    "s.sendto(b'x', ('198.51.100.7', 9))"
)


@pytest.fixture(scope="module")
def network() -> Iterator[str]:
    with own_network() as path:
        if not path:
            pytest.skip("no network namespace can be made here: it takes root")
        yield path


def inside(network: str, *command: str) -> str:
    done = subprocess.run(
        ["nsenter", f"--net={network}", *command], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_an_address_is_kept_out_for_its_time_and_let_in_again(network: str) -> None:
    inside(network, "nft", "add table inet theirs")
    assert not any(kept_out(namespace=network).values())
    keep_out("203.0.113.9", "blocked", 3600.0, namespace=network)
    keep_out("2001:db8::9", "blocked", None, namespace=network)
    keep_out("10.0.0.7", "quarantined", 60.0, namespace=network)
    assert kept_out(namespace=network) == {
        "blocked": ("203.0.113.9", "2001:db8::9"), "quarantined": ("10.0.0.7",),
    }  # fmt: skip
    told = inside(network, "nft", "list", "table", "inet", TABLE)
    assert "timeout 1h" in told
    assert told.count("ip daddr @blocked4") == 2
    # Told again, its time begins anew and it stands there once.
    keep_out("203.0.113.9", "blocked", 7200.0, namespace=network)
    assert kept_out(namespace=network)["blocked"].count("203.0.113.9") == 1
    assert "timeout 2h" in inside(network, "nft", "list", "table", "inet", TABLE)
    let_in("203.0.113.9", namespace=network)
    assert kept_out(namespace=network)["blocked"] == ("2001:db8::9",)
    assert inside(network, "nft", "list", "table", "inet", "theirs") == "table inet theirs {\n}\n"


def test_what_is_blocked_reaches_nobody(network: str) -> None:
    inside(network, "ip", "link", "set", "lo", "up")
    inside(network, "ip", "address", "add", "198.51.100.7/32", "dev", "lo")
    inside(network, "python3", "-c", SEND)
    keep_out("198.51.100.7", "quarantined", None, namespace=network)
    listed = inside(network, "nft", "-j", "list", "table", "inet", TABLE)
    assert "198.51.100.7" in listed
    with pytest.raises(subprocess.CalledProcessError):
        inside(network, "python3", "-c", SEND)
    let_in("198.51.100.7", namespace=network)
    inside(network, "python3", "-c", SEND)


@pytest.mark.parametrize(
    "address", ["", "203.0.113.9; flush ruleset", "203.0.113.0/24", "host.example"]
)
def test_what_is_no_address_goes_nowhere(address: str) -> None:
    with pytest.raises(ValueError, match="does not appear to be"):
        keep_out(address, "blocked", None, namespace="/nowhere")


def test_a_network_that_is_not_there_is_told() -> None:
    with pytest.raises(SourceError, match="nft refused"):
        keep_out("203.0.113.9", "blocked", None, namespace="/proc/self/ns/none")
