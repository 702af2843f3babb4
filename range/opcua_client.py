# A client's side of OPC UA: a channel and an anonymous session, on which nodes are browsed, read and
# written.
from __future__ import annotations

import struct
from collections.abc import Sequence

from . import opcua
from .opcua import SERVICES, NodeId, Reader, UaError, Value
from .wire import Link, NoAnswerError, Wire

__all__ = ["OpcuaClient"]

_PORT = 4840
_OBJECTS: NodeId = (0, 85)
_HIERARCHICAL: NodeId = (0, 33)
_VALUE = 13
_ANONYMOUS = 321


class OpcuaClient:
    """A session with a server. What is asked raises NoAnswerError or LinkClosedError."""

    def __init__(self, link: Link, url: str) -> None:
        self._link, self._url = link, url
        self._channel = self._number = 0
        self._token: NodeId = opcua.NO_NODE

    @classmethod
    async def open(cls, wire: Wire, source: str, target: str) -> OpcuaClient:
        """A session that is active. Raises NoAnswerError."""
        made = cls(await wire.open(source, target, _PORT), f"opc.tcp://{target}:{_PORT}/")
        await made._begin()
        return made

    async def browse(self, at: NodeId = _OBJECTS) -> list[tuple[NodeId, str]]:
        """What lies under a node: identifiers and names."""
        body = opcua.node(opcua.NO_NODE) + bytes(12) + struct.pack("<Ii", 0, 1)
        body += opcua.node(at) + struct.pack("<I", 0) + opcua.node(_HIERARCHICAL)
        read = await self._ask("browse", body + b"\x01" + struct.pack("<II", 0, 63))
        found: list[tuple[NodeId, str]] = []

        def one() -> None:
            read.number()
            read.octets()
            found.extend(read.list_of(lambda: _reference(read)))

        read.list_of(one)
        return found

    async def variables(self) -> list[NodeId]:
        """Every variable of the plant, folder by folder."""
        found = []
        for at, _ in await self.browse():
            if at[0]:
                inside = await self.browse(at)
                found += [each for each, _ in inside] or [at]
        return found

    async def read(self, nodes: Sequence[NodeId]) -> list[Value]:
        """The values of variables. Raises NoAnswerError where one has none."""
        asked = [opcua.node(at) + struct.pack("<I", _VALUE) + opcua.text(None) + opcua.qualified(0, "") for at in nodes]  # fmt: skip
        read = await self._ask("read", struct.pack("<dI", 0.0, 3) + opcua.array(asked))
        found = read.list_of(read.data_value)
        if any(status for _, status in found):
            raise NoAnswerError("the server has no such variable")
        return [value for value, _ in found]

    async def write(self, at: NodeId, value: float) -> bool:
        """A variable's value written; whether it was taken."""
        held = b"\x01" + opcua.variant(float(value))
        asked = opcua.node(at) + struct.pack("<I", _VALUE) + opcua.text(None) + held
        read = await self._ask("write", opcua.array([asked]))
        return read.list_of(read.number) == [0]

    async def close(self) -> None:
        """The session and the connection ended."""
        await self._ask("end", b"\x01")
        await self._link.close()

    async def _begin(self) -> None:
        await self._link.ask(opcua.hello(self._url))
        self._number += 1
        content = self._content("open", struct.pack("<III", 0, 0, 1) + opcua.octets(None) + struct.pack("<I", 600_000))  # fmt: skip
        reply = await self._link.ask(opcua.open_channel(0, self._number, content))
        read = _answer(reply)
        read.number()
        self._channel = read.number()
        application = opcua.text("urn:lab:client") * 2 + opcua.localized("client")
        application += struct.pack("<I", 1) + opcua.text(None) * 2 + opcua.array([])
        body = application + opcua.text(None) + opcua.text(self._url) + opcua.text("session")
        body += opcua.octets(bytes(32)) + opcua.octets(None) + struct.pack("<dI", 600_000.0, 0)
        read = await self._ask("session", body)
        read.node()
        self._token = read.node()
        body = opcua.text(None) + opcua.octets(None) + opcua.array([]) * 2
        body += opcua.extension(_ANONYMOUS, opcua.text("anonymous"))
        await self._ask("activate", body + opcua.text(None) + opcua.octets(None))

    async def _ask(self, service: str, body: bytes) -> Reader:
        self._number += 1
        head = struct.pack("<IIII", self._channel, 1, self._number, self._number)
        frame = opcua.message(b"MSG", head + self._content(service, body))
        return _answer(await self._link.ask(frame))

    def _content(self, service: str, body: bytes) -> bytes:
        header = opcua.node(self._token) + bytes(8) + struct.pack("<II", self._number, 0)
        header += opcua.text(None) + struct.pack("<I", 5000) + b"\0\0\0"
        return opcua.node((0, SERVICES[service])) + header + body


def _answer(frame: bytes) -> Reader:
    """What follows the header of an answer. Raises NoAnswerError where it says no."""
    try:
        _, read = opcua.answered(frame)
        status = read.number()
        read.take(1)
        read.list_of(read.text)
        read.extension()
    except UaError:
        raise NoAnswerError("the server answers what is none") from None
    if status:
        raise NoAnswerError(f"the server refuses ({status:#010x})")
    return read


def _reference(read: Reader) -> tuple[NodeId, str]:
    read.node()
    read.number("<B")
    at = read.node()
    _, name = read.qualified()
    if read.number("<B") & 2:
        read.text()
    read.number()
    read.node()
    return at, name
