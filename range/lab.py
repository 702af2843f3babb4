# The lab: every host's address, and what may pass between hosts as things stand. The rules are
# data that the defence team changes while the drill runs; network and servers ask here for
# every connection and every frame.
from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping

from policies import LAB, Drill

from .iec104 import COMMANDS
from .modbus import WRITES
from .opcua import WRITES as OPCUA_WRITES
from .opcua import service_of
from .s7 import WRITES as S7_WRITES
from .s7 import function_of

__all__ = ["Lab", "addresses", "loopback"]

# The first addresses of a zone are left to routers.
_FIRST = 10


def addresses(drill: Drill) -> dict[str, str]:
    """The address of each host: its own, or the next free one of its zone from .10 on."""
    hosts = drill.lab.hosts
    taken = {host.address for host in hosts.values() if host.address}
    found = {}
    for name, host in hosts.items():
        if host.address is not None:
            found[name] = str(host.address)
            continue
        network = drill.lab.zones[host.zone]
        free = (each for each in list(network.hosts())[_FIRST - 1 :] if each not in taken)
        address = next(free, None)
        if address is None:
            raise ValueError(f"zone {host.zone} has no address left for host {name}")
        taken.add(address)
        found[name] = str(address)
    return found


def loopback(address: str) -> str:
    """The address on loopback that stands for one of the lab. Raises ValueError for any other.

    >>> loopback("10.77.3.12")
    '127.77.3.12'
    """
    if ipaddress.IPv4Address(address) not in LAB:
        raise ValueError(f"{address} is outside the lab, {LAB}")
    return "127" + address[address.index(".") :]


class Lab:
    """Who is where, and what may pass."""

    def __init__(self, drill: Drill) -> None:
        self.addresses: Mapping[str, str] = addresses(drill)
        self.hosts = {address: name for name, address in self.addresses.items()}
        self._zones = {self.addresses[name]: host.zone for name, host in drill.lab.hosts.items()}
        self._networks = drill.lab.zones
        self._passages = {
            (each.source, each.to, port) for each in drill.lab.passages for port in each.ports
        }
        self.blocked: set[str] = set()
        self.reading_only: set[str] = set()
        self._enforce: Callable[[Lab], None] | None = None

    def enforced_by(self, enforce: Callable[[Lab], None]) -> None:
        """Who is told whenever the rules change."""
        self._enforce = enforce

    def block(self, address: str) -> None:
        """An address cut off from now on."""
        self.blocked.add(address)
        self._changed()

    def read_only(self, address: str) -> None:
        """An address whose writes are kept out from now on."""
        self.reading_only.add(address)
        self._changed()

    def _changed(self) -> None:
        if self._enforce is not None:
            self._enforce(self)

    def admits(self, source: str, destination: str, port: int) -> bool:
        """Whether a connection may pass, from address to address."""
        if source in self.blocked or destination in self.blocked:
            return False
        start, end = self.zone(source), self.zone(destination)
        return start == end or (start, end, port) in self._passages

    def lets_through(self, source: str, port: int, payload: bytes) -> bool:
        """Whether what a client sends may pass: from some, nothing that writes or commands."""
        if source in self.blocked:
            return False
        return not (source in self.reading_only and _writes(port, payload))

    def zone(self, address: str) -> str:
        """The zone an address lies in, whether a host has it or not."""
        known = self._zones.get(address)
        if known is not None:
            return known
        at = ipaddress.IPv4Address(address)
        return next((name for name, net in self._networks.items() if at in net), "")


def _writes(port: int, payload: bytes) -> bool:
    """Whether a frame writes a register, commands a station or changes a controller."""
    if port == 502:
        return len(payload) > 7 and payload[7] in WRITES
    if port == 102:
        return function_of(payload) in S7_WRITES
    if port == 4840:
        return service_of(payload) in OPCUA_WRITES
    return port == 2404 and len(payload) > 6 and not payload[2] & 1 and payload[6] in COMMANDS
