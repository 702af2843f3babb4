# Links, addresses and routes by the kernel's own messages (rtnetlink, RFC 3549): no program is
# started for each, so that thirty hosts are wired in a few milliseconds. A socket speaks for the
# network that it was made in.
from __future__ import annotations

import contextlib
import fcntl
import ipaddress
import os
import socket
import struct
from ctypes import addressof, create_string_buffer
from typing import Final

from schema import MisuseError

__all__ = ["Netlink", "index_of", "offload_off"]

_NEW_LINK, _NEW_ADDRESS, _NEW_ROUTE, _GET_ROUTE = 16, 20, 24, 26
_REQUEST, _ACK, _CREATE, _EXCLUSIVE, _DUMP = 0x1, 0x4, 0x400, 0x200, 0x300
_NEW_NEIGHBOUR, _REPLACE, _PERMANENT = 28, 0x100, 0x80
_ERROR, _DONE = 2, 3
_UP = 1
_HEADER: Final = struct.Struct("=IHHII")
_LINK: Final = struct.Struct("=BxHiII")
_SIOCETHTOOL, _SET_TX_CHECKSUM = 0x8946, 0x17
_MISSING = {
    "veth": "this kernel makes no pairs of virtual cables (veth; CONFIG_VETH)",
    "bridge": "this kernel makes no bridges (CONFIG_BRIDGE)",
}


class Netlink:
    """Speaks to the kernel for the network that this thread is in when it is made."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        self._number = 0

    def close(self) -> None:
        """No more."""
        self._socket.close()

    def __enter__(self) -> Netlink:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def bridge(self, name: str) -> None:
        """A bridge, up. Raises MisuseError where the kernel has none."""
        body = _LINK.pack(0, 0, 0, _UP, _UP) + _text(3, name)
        self._made(body + _pack(18, _text(1, "bridge")), "bridge")

    def cable(self, name: str, bridge: int, network: int, inner: str, mac: str) -> None:
        """A cable from a bridge into another network; its inner end is not up yet."""
        peer = _LINK.pack(0, 0, 0, 0, 0) + _text(3, inner)
        peer += _pack(1, bytes.fromhex(mac.replace(":", ""))) + _number(28, network)
        body = _LINK.pack(0, 0, 0, _UP, _UP) + _text(3, name) + _number(10, bridge)
        body += _pack(18, _text(1, "veth") + _pack(2, _pack(1, peer)))
        self._made(body, "veth")

    def up(self, index: int) -> None:
        """A link that is there, up."""
        self._ask(_NEW_LINK, 0, _LINK.pack(0, 0, index, _UP, _UP))

    def address(self, index: int, address: str, length: int) -> None:
        """An address on a link, in a network of this length."""
        own = ipaddress.IPv4Address(address).packed
        head = struct.pack("=BBBBi", socket.AF_INET, length, 0, 0, index)
        self._ask(_NEW_ADDRESS, _CREATE | _EXCLUSIVE, head + _pack(2, own) + _pack(1, own))

    def route(self, network: ipaddress.IPv4Network, gateway: str) -> None:
        """The way to a network. A default route is refused: nothing leads out of a lab."""
        if network.prefixlen == 0:
            raise ValueError("no default route is made in a lab")
        head = struct.pack("=BBBBBBBBI", socket.AF_INET, network.prefixlen, 0, 0, 254, 4, 0, 1, 0)
        body = head + _pack(1, network.network_address.packed)
        body += _pack(5, ipaddress.IPv4Address(gateway).packed)
        self._ask(_NEW_ROUTE, _CREATE | _EXCLUSIVE, body)

    def neighbour(self, index: int, address: str, mac: str) -> None:
        """An address held to be at a hardware address for good, whoever says otherwise."""
        head = struct.pack("=BxxxiHBB", socket.AF_INET, index, _PERMANENT, 0, 0)
        body = head + _pack(1, ipaddress.IPv4Address(address).packed)
        body += _pack(2, bytes.fromhex(mac.replace(":", "")))
        self._ask(_NEW_NEIGHBOUR, _CREATE | _REPLACE, body)

    def routes(self) -> list[ipaddress.IPv4Network]:
        """Where routes of the main table lead."""
        self._send(_GET_ROUTE, _DUMP, struct.pack("=BBBBBBBBI", socket.AF_INET, *[0] * 8))
        found: list[ipaddress.IPv4Network] = []
        while True:
            for kind, body in self._messages():
                if kind == _DONE:
                    return found
                length, table = body[1], body[4]
                parts = _parts(body[12:])
                if table == 254:
                    start = ipaddress.IPv4Address(parts.get(1, bytes(4)))
                    found.append(ipaddress.IPv4Network((start, length)))

    def _made(self, body: bytes, kind: str) -> None:
        try:
            self._ask(_NEW_LINK, _CREATE | _EXCLUSIVE, body)
        except OSError as problem:
            raise MisuseError(f"{_MISSING[kind]}: {os.strerror(problem.errno or 0)}") from None

    def _ask(self, kind: int, flags: int, body: bytes) -> None:
        self._send(kind, flags | _ACK, body)
        for answer, content in self._messages():
            if answer == _ERROR and (code := struct.unpack_from("=i", content)[0]):
                raise OSError(-code, os.strerror(-code))

    def _send(self, kind: int, flags: int, body: bytes) -> None:
        self._number += 1
        whole = _HEADER.size + len(body)
        self._socket.send(_HEADER.pack(whole, kind, flags | _REQUEST, self._number, 0) + body)

    def _messages(self) -> list[tuple[int, bytes]]:
        chunk, found = self._socket.recv(65536), []
        while chunk:
            length, kind, *_ = _HEADER.unpack_from(chunk)
            found.append((kind, chunk[_HEADER.size : length]))
            chunk = chunk[(length + 3) & ~3 :]
        return found


def index_of(name: str) -> int:
    """The number of a link in the network that this thread is in."""
    return socket.if_nametoindex(name)


def offload_off(name: str) -> None:
    """Checksums of a link computed before its frames leave, as a capture must have them."""
    value = create_string_buffer(struct.pack("=II", _SET_TX_CHECKSUM, 0))
    asked = struct.pack("16sP8x", name.encode(), addressof(value))
    # Any socket will do to name a link by; this one can reach nothing.
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as unix, contextlib.suppress(OSError):
        fcntl.ioctl(unix, _SIOCETHTOOL, asked)


def _pack(kind: int, content: bytes) -> bytes:
    length = 4 + len(content)
    return struct.pack("=HH", length, kind) + content + bytes(-length % 4)


def _text(kind: int, text: str) -> bytes:
    return _pack(kind, text.encode() + b"\0")


def _number(kind: int, number: int) -> bytes:
    return _pack(kind, struct.pack("=I", number))


def _parts(body: bytes) -> dict[int, bytes]:
    found = {}
    while len(body) >= 4:
        length, kind = struct.unpack_from("=HH", body)
        found[kind] = body[4:length]
        body = body[(length + 3) & ~3 :]
    return found
