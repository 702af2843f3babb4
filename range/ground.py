# Where a lab's sockets stand: on loopback, where every address of the lab has one of 127.77.0.0/16
# for it and ports lie ten thousand higher, so that no rights are needed; or each in its host's own
# network. All sockets of the range that carry addresses are made here, and none is made for an
# address outside the lab: nothing that is played can reach a real network.
from __future__ import annotations

import contextlib
import ipaddress
import socket
from typing import Protocol

from policies import LAB

from .lab import Lab, loopback
from .namespaces import inside
from .network import Network

__all__ = [
    "PORTS_FROM",
    "Ground",
    "HostGround",
    "LoopbackGround",
    "NetworkGround",
    "device_socket",
    "in_lab",
    "lab_socket",
    "raw_lab_socket",
]

PORTS_FROM = 10_000


def lab_socket(address: str, port: int = 0, *, datagrams: bool = False) -> socket.socket:
    """A TCP socket, or one for datagrams of UDP, bound to an address of the lab, or to what stands for one on loopback.

    Raises ValueError for any other address, OSError where the port is in use.
    """
    if not address.startswith("127.77."):
        in_lab(address)
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if datagrams else socket.SOCK_STREAM)
    try:
        # For datagrams it would let two servers have one port.
        if not datagrams:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        made.setblocking(False)
        made.bind((address, port))
    except OSError as problem:
        made.close()
        # Which of them it was, for whoever is told.
        raise OSError(problem.errno, problem.strerror, f"{address}:{port}") from None
    return made


def raw_lab_socket(own: str) -> socket.socket:
    """A socket for whole segments of TCP from an address of the lab, in its host's own network.

    Raises ValueError for any other address, OSError where it is not this network's.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)
    try:
        made.setblocking(False)
        made.bind((in_lab(own), 0))
    except (OSError, ValueError):
        made.close()
        raise
    return made


def in_lab(address: str) -> str:
    """The address, if it lies in the lab. Raises ValueError for any other.

    >>> in_lab("10.77.3.12")
    '10.77.3.12'
    """
    with contextlib.suppress(ValueError):
        if ipaddress.IPv4Address(address) in LAB:
            return address
    raise ValueError(f"{address} is outside the lab, {LAB}")


def device_socket(host: str) -> socket.socket:
    """A TCP socket for a device under test: on this machine's loopback, or at the lab's address.

    Raises ValueError for any other: a device test is an attack on whatever it is pointed at.
    """
    if not ipaddress.IPv4Address(host).is_loopback:
        in_lab(host)
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if host.startswith("127.77."):
        # A lab on loopback lets its own hosts in: it is asked from the device's own address.
        made.bind((host, 0))
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    made.setblocking(False)
    return made


class Ground(Protocol):
    """Where sockets stand. Addresses that go in and come out are the lab's."""

    # Whether the kernel holds the lab's rules, so that servers need not.
    polices: bool

    def socket(self, address: str, port: int = 0, *, datagrams: bool = False) -> socket.socket:
        """A socket at an address; port 0 for a client's."""

    def target(self, address: str, port: int) -> tuple[str, int]:
        """Where a client connects to."""

    def address_of(self, peer: str) -> str:
        """The lab's address of who is at the other end."""

    def enforce(self, lab: Lab) -> None:
        """The lab's rules have changed."""


class LoopbackGround:
    """Sockets of this machine alone."""

    polices = False

    def socket(self, address: str, port: int = 0, *, datagrams: bool = False) -> socket.socket:
        """A socket at what stands for the address."""
        at = port + PORTS_FROM if port else 0
        return lab_socket(loopback(address), at, datagrams=datagrams)

    def target(self, address: str, port: int) -> tuple[str, int]:
        """Where that is."""
        return loopback(address), port + PORTS_FROM

    def address_of(self, peer: str) -> str:
        """The lab's address of one of loopback's."""
        return "10" + peer[3:]

    def enforce(self, lab: Lab) -> None:
        """Servers ask the lab themselves."""


class NetworkGround:
    """Sockets in the network of the host whose address they have."""

    polices = True

    def __init__(self, network: Network) -> None:
        self.network = network

    def socket(self, address: str, port: int = 0, *, datagrams: bool = False) -> socket.socket:
        """A socket in the host's own network."""
        with inside(self.network.hosts[in_lab(address)]):
            return lab_socket(address, port, datagrams=datagrams)

    def target(self, address: str, port: int) -> tuple[str, int]:
        """The address itself."""
        return in_lab(address), port

    def address_of(self, peer: str) -> str:
        """The address itself."""
        return peer

    def enforce(self, lab: Lab) -> None:
        """The kernel told."""
        self.network.enforce(lab)


class HostGround:
    """Sockets of a process that is in its host's network for good, and can reach no other."""

    polices = True

    def socket(self, address: str, port: int = 0, *, datagrams: bool = False) -> socket.socket:
        """A socket at an address of the host."""
        return lab_socket(in_lab(address), port, datagrams=datagrams)

    def target(self, address: str, port: int) -> tuple[str, int]:
        """The address itself."""
        return in_lab(address), port

    def address_of(self, peer: str) -> str:
        """The address itself."""
        return peer

    def enforce(self, lab: Lab) -> None:
        """The lab's own process tells the kernel."""
