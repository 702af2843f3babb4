# No socket for an address outside the lab, on either ground; sockets with addresses are made in
# one place only.
from __future__ import annotations

from pathlib import Path

import pytest

import range.ground
from range.ground import LoopbackGround, NetworkGround, in_lab, lab_socket, raw_lab_socket
from range.network import Network

OUTSIDE = ["8.8.8.8", "10.78.1.1", "192.168.1.1", "127.0.0.1", "0.0.0.0", "nowhere", "127.77"]
FOLDER = Path(range.ground.__file__).parent


@pytest.mark.parametrize("address", OUTSIDE)
def test_no_socket_is_made_for_an_address_outside_the_lab(address: str) -> None:
    for ground in (LoopbackGround(), NetworkGround(Network(0, {}, {}, {}))):
        with pytest.raises(
            ValueError, match=r"outside the lab|Expected 4 octets|Octet|Only decimal"
        ):
            ground.socket(address)
        with pytest.raises(
            ValueError, match=r"outside the lab|Expected 4 octets|Octet|Only decimal"
        ):
            ground.socket(address, datagrams=True)
        with pytest.raises(
            ValueError, match=r"outside the lab|Expected 4 octets|Octet|Only decimal"
        ):
            ground.target(address, 502)
    for made in (lab_socket, raw_lab_socket):
        with pytest.raises(ValueError, match="outside the lab"):
            made(address)


def test_an_address_of_the_lab_stands_on_loopback() -> None:
    ground = LoopbackGround()
    assert ground.target("10.77.3.10", 502) == ("127.77.3.10", 10502)
    assert ground.address_of("127.77.3.10") == "10.77.3.10"
    with ground.socket("10.77.3.10") as made:
        assert made.getsockname()[0] == "127.77.3.10"
    assert in_lab("10.77.3.10") == "10.77.3.10"


@pytest.mark.parametrize(
    ("words", "files"),
    [
        # An address can be had from here alone.
        (("AF_INET",), {"ground.py", "netlink.py"}),
        # The kernel's own messages, frames of a bridge or of a host's one link, a file that processes
        # of the machine speak through: none carries an address.
        (
            ("AF_NETLINK", "AF_PACKET", "AF_UNIX"),
            {
                "netlink.py",
                "capture.py",
                "features.py",
                "channel.py",
                "tap.py",
                "intercept.py",
            },
        ),
        # Connections and servers are made of sockets that the ground gave; a pair leads to the other process.
        (
            ("open_connection", "start_server", "create_connection", "create_datagram_endpoint"),
            {"sockets.py", "device_bench.py", "talk.py"},
        ),
    ],
)
def test_the_range_makes_sockets_in_one_place_only(words: tuple[str, ...], files: set[str]) -> None:
    makers = {
        path.name
        for path in FOLDER.glob("*.py")
        if any(word in path.read_text(encoding="utf-8") for word in words)
    }
    assert makers == files


def test_the_kernels_messages_are_no_way_out() -> None:
    text = (FOLDER / "netlink.py").read_text(encoding="utf-8")
    # Its only socket with a family of addresses is the one that names them in messages.
    assert "socket.socket(socket.AF_INET" not in text
