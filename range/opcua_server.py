# An OPC UA server of a plant, with a program of its own like any controller: its tags are variables
# that anyone reads and whose settings anyone writes, as servers without security policy let them.
from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Mapping

from policies import Host, Persona

from . import opcua
from .opcua import SERVICES, Body, NodeId, Reader, UaError
from .opcua_browse import browse, translate
from .opcua_space import APPLICATION, Space
from .opcua_subscription import OF_SUBSCRIPTIONS, Subscriptions
from .plant import Plant
from .program import Program

__all__ = ["OPCUA", "OpcuaServer"]

OPCUA = 4840
_LONGEST = 65_536
_UNSUPPORTED, _NO_SESSION, _NOT_WRITABLE, _WRONG_TYPE, _UNKNOWN = (
    0x800B0000, 0x80250000, 0x803B0000, 0x80740000, 0x80340000,
)  # fmt: skip
_BAD_ATTRIBUTE, _BAD_DECODING, _BAD_TOKEN = 0x80350000, 0x80070000, 0x80200000
_ANONYMOUS, _VALUE = 321, 13
_TRANSPORT = "http://opcfoundation.org/UA-Profile/Transport/uatcp-uasc-uabinary"
# What can be asked without a session.
_OPEN_TO_ALL = frozenset({"find-servers", "endpoints", "session"})


class OpcuaServer(Program):
    """A server's nodes and program; `session` begins a connection. `began` is since 1970."""

    port = OPCUA

    def __init__(
        self, host: Host, persona: Persona | None, plant: Plant | None, began: float = 0.0
    ) -> None:
        settings = {each.setting: each.value for each in host.tags if each.setting}
        super().__init__(settings, host.control, plant)
        self.space = Space(host.tags, persona)
        self.product = persona.product if persona else "server"
        self.began = began
        self.connections = 0

    def session(self) -> _Connection:
        """One connection."""
        self.connections += 1
        return _Connection(self, self.connections)

    def reply(self, message: bytes, peer: str, now: float) -> bytes | None:
        """The answer of a connection that has just begun."""
        return self.session().reply(message, peer, now)

    def node_of(self, setting: str) -> NodeId:
        """The variable that is a setting."""
        return next(at for at, tag in self.space.tags.items() if tag.setting == setting)

    def points(self) -> dict[str, str]:
        """The point of the plant behind each name."""
        return {tag.at: tag.point for tag in self.space.tags.values() if tag.point}

    def shows(self, at: NodeId) -> float:
        """What a tag's variable has; 0 for any other node."""
        tag = self.space.tags.get(at)
        return self.value(tag.setting, tag.point) if tag else 0.0

    def write(self, at: NodeId, value: object, peer: str, now: float) -> int:
        """A setting written; the status of it."""
        tag = self.space.tags.get(at)
        if tag is None or not tag.setting:
            return _NOT_WRITABLE if at in self.space.nodes else _UNKNOWN
        if not isinstance(value, bool | int | float):
            return _WRONG_TYPE
        self.put(tag.setting, float(value), peer, now)
        return 0


class _Connection:
    """A connection: greeted, a channel opened, a session made and activated, then the rest."""

    def __init__(self, server: OpcuaServer, number: int) -> None:
        self._server, self._number = server, number
        self._greeted = self._active = False
        self._channel = 0
        self._token: NodeId = opcua.NO_NODE
        self._sent = 0
        self._subscriptions = Subscriptions(self._read_value)
        self._peer, self._now = "", 0.0
        self._services: dict[str, Callable[[Reader], tuple[int, bytes]]] = {
            "endpoints": self._endpoints,
            "find-servers": self._find,
            "session": self._session,
            "activate": self._activate,
            "end": self._end,
            "read": self._read,
            "write": self._write,
            "browse": lambda read: (0, browse(server.space, read)),
            "translate": lambda read: (0, translate(server.space, read)),
            "register": _register,
            "unregister": lambda _read: (0, b""),
        }

    def reply(self, message: bytes, peer: str, now: float) -> bytes | None:
        """The message that answers one; None where the connection is to end."""
        self._peer, self._now = peer, now
        try:
            messages, rest = opcua.cut(message)
            if rest or len(messages) != 1:
                return None
            kind = message[:3]
            if kind == b"HEL":
                return self._hello(message)
            if not self._greeted or kind not in {b"OPN", b"MSG"}:
                return None
            asked = opcua.parse(message)
            return self._opened(asked) if kind == b"OPN" else self._served(asked, now)
        except (UaError, struct.error, UnicodeError):
            return None

    def due(self, now: float) -> list[bytes]:
        """What is to be sent now without being asked: what subscriptions have to tell."""
        self._now = now
        return [
            self._message("publish", request, handle, 0, body)
            for request, handle, body in self._subscriptions.due(self._time(), now)
        ]

    def _hello(self, message: bytes) -> bytes | None:
        if self._greeted or len(message) < 32:
            return None
        self._greeted = True
        return opcua.message(b"ACK", struct.pack("<IIIII", 0, _LONGEST, _LONGEST, 0, 0))

    def _opened(self, asked: Body) -> bytes | None:
        """A channel, opened or renewed."""
        if asked.service != SERVICES["open"] or asked.channel not in {0, self._channel}:
            return None
        read = asked.content
        read.number()
        read.number()
        if read.number() != 1:
            # Signed or encrypted: not served.
            return None
        read.octets()
        lifetime = min(max(read.number(), 10_000), 3_600_000)
        self._channel = self._channel or 1000 + self._number
        body = struct.pack("<III", 0, self._channel, 1) + self._time_bytes()
        body += struct.pack("<I", lifetime) + opcua.octets(None)
        self._sent += 1
        content = opcua.node((0, SERVICES["open"] + 3)) + self._header(asked.handle, 0) + body
        head = struct.pack("<I", self._channel) + opcua.text(opcua.POLICY_NONE)
        head += opcua.octets(None) * 2 + struct.pack("<II", self._sent, asked.request)
        return opcua.message(b"OPN", head + content)

    def _served(self, asked: Body, now: float) -> bytes | None:
        if not self._channel or asked.channel != self._channel:
            return None
        name = _NAMES.get(asked.service, "")
        status, body = self._refusal(name, asked.token), b""
        if not status and name == "publish":
            # Answered when there is something to tell.
            status = self._subscriptions.publish(asked.request, asked.handle)
            if not status:
                return b""
        elif not status:
            serve = self._services.get(name)
            try:
                status, body = (
                    serve(asked.content) if serve
                    else self._subscriptions.serve(name, asked.content, now)
                )  # fmt: skip
            except UaError:
                status = _BAD_DECODING
        if status:
            return self._message("fault", asked.request, asked.handle, status, b"")
        return self._message(name, asked.request, asked.handle, 0, body)

    def _refusal(self, name: str, token: NodeId) -> int:
        """Why a service is not done for whoever holds this token; 0 where it is."""
        if name not in self._services and name not in OF_SUBSCRIPTIONS:
            return _UNSUPPORTED
        if name in _OPEN_TO_ALL:
            return 0
        known = token == self._token != opcua.NO_NODE
        return 0 if known and (self._active or name in {"activate", "end"}) else _NO_SESSION

    def _endpoints(self, read: Reader) -> tuple[int, bytes]:
        return 0, opcua.array([self._endpoint(read.text())])

    def _find(self, read: Reader) -> tuple[int, bytes]:
        return 0, opcua.array([self._application(read.text())])

    def _session(self, _read: Reader) -> tuple[int, bytes]:
        made = hashlib.sha256(
            f"{self._server.product} {self._number} {self._now}".encode()
        ).digest()
        self._token = (0, int.from_bytes(made[:4], "little") | 1)
        self._active = False
        body = opcua.node((1, self._number)) + opcua.node(self._token)
        body += struct.pack("<d", 600_000.0) + opcua.octets(made) + opcua.octets(None)
        body += opcua.array([self._endpoint("")]) + opcua.array([])
        body += opcua.text(None) + opcua.octets(None) + struct.pack("<I", 0)
        return 0, body

    def _activate(self, read: Reader) -> tuple[int, bytes]:
        read.text()
        read.octets()
        read.list_of(lambda: (read.octets(), read.octets()))
        read.list_of(read.text)
        kind, _ = read.extension()
        if kind not in {(0, _ANONYMOUS), opcua.NO_NODE}:
            return _BAD_TOKEN, b""
        self._active = True
        return 0, opcua.octets(bytes(32)) + opcua.array([]) + opcua.array([])

    def _end(self, _read: Reader) -> tuple[int, bytes]:
        self._token, self._active = opcua.NO_NODE, False
        self._subscriptions = Subscriptions(self._read_value)
        return 0, b""

    def _read(self, read: Reader) -> tuple[int, bytes]:
        read.real()
        read.number()
        asked = read.list_of(lambda: _read_id(read))
        found = [self._read_value(at, attribute) for at, attribute in asked]
        return 0, opcua.array(found) + opcua.array([])

    def _write(self, read: Reader) -> tuple[int, bytes]:
        def one() -> tuple[NodeId, int, object]:
            at, attribute = read.node(), read.number()
            read.text()
            return at, attribute, read.data_value()[0]

        codes = [
            self._server.write(at, value, self._peer, self._now)
            if attribute == _VALUE else _BAD_ATTRIBUTE
            for at, attribute, value in read.list_of(one)
        ]  # fmt: skip
        return 0, opcua.array([struct.pack("<I", each) for each in codes]) + opcua.array([])

    def _read_value(self, at: NodeId, attribute: int) -> bytes:
        now = self._time()
        status, made = self._server.space.read(at, attribute, self._server.shows(at), now)
        return opcua.data_value(made, status, now)

    def _endpoint(self, url: str) -> bytes:
        url = url or "opc.tcp://localhost:4840/"
        anonymous = opcua.text("anonymous") + struct.pack("<I", 0) + opcua.text(None) * 3
        body = opcua.text(url) + self._application(url) + opcua.octets(None)
        body += struct.pack("<I", 1) + opcua.text(opcua.POLICY_NONE) + opcua.array([anonymous])
        return body + opcua.text(_TRANSPORT) + b"\0"

    def _application(self, url: str) -> bytes:
        body = opcua.text(APPLICATION) + opcua.text(APPLICATION)
        body += opcua.localized(self._server.product) + struct.pack("<I", 0)
        return body + opcua.text(None) * 2 + opcua.array([opcua.text(url)])

    def _message(self, name: str, request: int, handle: int, status: int, body: bytes) -> bytes:
        self._sent += 1
        number = SERVICES[name] + (0 if name == "fault" else 3)
        head = struct.pack("<IIII", self._channel, 1, self._sent, request)
        content = opcua.node((0, number)) + self._header(handle, status) + body
        return opcua.message(b"MSG", head + content)

    def _header(self, handle: int, status: int) -> bytes:
        return (
            self._time_bytes()
            + struct.pack("<II", handle, status)
            + b"\0"
            + opcua.array([])
            + b"\0\0\0"
        )

    def _time(self) -> float:
        return self._server.began + self._now

    def _time_bytes(self) -> bytes:
        return opcua.date_time(self._time())


_NAMES: Mapping[int, str] = {number: name for name, number in SERVICES.items()}


def _register(read: Reader) -> tuple[int, bytes]:
    return 0, opcua.array([opcua.node(each) for each in read.list_of(read.node)])


def _read_id(read: Reader) -> tuple[NodeId, int]:
    at, attribute = read.node(), read.number()
    read.text()
    read.qualified()
    return at, attribute
