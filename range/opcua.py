# OPC UA as bytes (OPC 10000-6, UA Binary over TCP, security policy None): messages cut, headers and
# built-in types made and read, as far as a range's servers and clients need them.
from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

__all__ = [
    "HEADER",
    "NO_NODE",
    "POLICY_NONE",
    "SERVICES",
    "WRITES",
    "Body",
    "NodeId",
    "Reader",
    "UaError",
    "Value",
    "answered",
    "array",
    "cut",
    "data_value",
    "date_time",
    "extension",
    "hello",
    "localized",
    "message",
    "node",
    "octets",
    "open_channel",
    "parse",
    "qualified",
    "service_of",
    "text",
    "variant",
]

T = TypeVar("T")
# A namespace and an identifier: a number, or a name.
NodeId = tuple[int, int | str]
Value = bool | int | float | str | NodeId | None

NO_NODE: Final[NodeId] = (0, 0)
POLICY_NONE: Final = "http://opcfoundation.org/UA/SecurityPolicy#None"
HEADER: Final = 24
_MOST: Final = 65_536
# The identifiers of what is asked and answered, as they stand on the wire.
SERVICES: Final = {
    "fault": 397, "find-servers": 422, "endpoints": 428, "open": 446, "close": 452, "session": 461,
    "activate": 467, "end": 473, "browse": 527, "browse-next": 533, "translate": 554,
    "register": 560, "unregister": 566, "read": 631, "write": 673, "call": 712, "monitor": 751,
    "modify-items": 763, "items-mode": 769, "unmonitor": 781, "subscribe": 787,
    "modify-subscription": 793, "publishing": 799, "publish": 826, "republish": 832,
    "unsubscribe": 847,
}  # fmt: skip
WRITES: Final = frozenset({SERVICES["write"], SERVICES["call"]})
# What each built-in type of a single value is, by its number.
_SCALARS: Final = {
    1: "<?",
    2: "<b",
    3: "<B",
    4: "<h",
    5: "<H",
    6: "<i",
    7: "<I",
    8: "<q",
    9: "<Q",
    10: "<f",
    11: "<d",
}
_FORMS: Final = {form: struct.Struct(form) for form in ("<B", "<H", "<I", "<i", "<q")}
# Between 1601 and 1970, in ticks of 100 ns.
_EPOCH: Final = 116_444_736_000_000_000


class UaError(ValueError):
    """Bytes that are no message: who sent them is cut off."""


@dataclass(frozen=True, slots=True)
class Body:
    """A message's service, its session's token, its numbers, and what follows its header."""

    kind: str
    service: int
    token: NodeId
    request: int
    handle: int
    channel: int
    content: Reader


class Reader:
    """Reads types one after another. Each raises UaError where the bytes are at their end."""

    def __init__(self, content: bytes, at: int = 0) -> None:
        self.content, self.at = content, at

    def take(self, size: int) -> bytes:
        """So many bytes."""
        if size < 0 or self.at + size > len(self.content):
            raise UaError("a message that is shorter than it says")
        self.at += size
        return self.content[self.at - size : self.at]

    def number(self, form: str = "<I") -> int:
        """A number, by its form."""
        known = _FORMS[form]
        try:
            (found,) = known.unpack_from(self.content, self.at)
        except struct.error:
            raise UaError("a message that is shorter than it says") from None
        self.at += known.size
        return int(found)

    def real(self) -> float:
        """A double."""
        (found,) = struct.unpack("<d", self.take(8))
        return float(found)

    def octets(self) -> bytes | None:
        """A string of bytes, or none."""
        size = self.number("<i")
        return None if size < 0 else self.take(size)

    def text(self) -> str:
        """A string; an absent one is empty."""
        return (self.octets() or b"").decode("utf-8", "replace")

    def node(self) -> NodeId:
        """A NodeId, or an ExpandedNodeId whose further parts are read and let go."""
        form = self.number("<B")
        kind = form & 0x3F
        found: NodeId
        if kind == 0:
            found = (0, self.number("<B"))
        elif kind == 1:
            found = (self.number("<B"), self.number("<H"))
        elif kind == 2:
            found = (self.number("<H"), self.number())
        elif kind == 3:
            found = (self.number("<H"), self.text())
        elif kind in {4, 5}:
            space = self.number("<H")
            held = self.take(16) if kind == 4 else self.octets() or b""
            found = (space, f"{'g' if kind == 4 else 'b'}={held.hex()}")
        else:
            raise UaError(f"a NodeId of form {kind}")
        if form & 0x80:
            self.text()
        if form & 0x40:
            self.number()
        return found

    def qualified(self) -> tuple[int, str]:
        """A QualifiedName."""
        return self.number("<H"), self.text()

    def extension(self) -> tuple[NodeId, Reader]:
        """An ExtensionObject: its type, and what is in it."""
        kind = self.node()
        held = self.octets() if self.number("<B") else b""
        return kind, Reader(held or b"")

    def list_of(self, read: Callable[[], T]) -> list[T]:
        """An array."""
        count = self.number("<i")
        if count > len(self.content):
            raise UaError("an array that is longer than its message")
        return [read() for _ in range(max(count, 0))]

    def variant(self) -> Value:
        """A single value. Raises UaError for arrays and for types that nothing here has."""
        kind = self.number("<B")
        if kind in _SCALARS:
            (found,) = struct.unpack(_SCALARS[kind], self.take(struct.calcsize(_SCALARS[kind])))
            return found  # type: ignore[no-any-return]
        if kind == 0:
            return None
        if kind == 12:
            return self.text()
        if kind == 13:
            return self.number("<q")
        if kind in {17, 18}:
            return self.node()
        raise UaError(f"a value of type {kind}")

    def data_value(self) -> tuple[Value, int]:
        """A DataValue: its value and its status."""
        mask = self.number("<B")
        value = self.variant() if mask & 1 else None
        status = self.number() if mask & 2 else 0
        self.take(8 * bool(mask & 4) + 2 * bool(mask & 0x10))
        self.take(8 * bool(mask & 8) + 2 * bool(mask & 0x20))
        return value, status


def cut(stream: bytes) -> tuple[list[bytes], bytes]:
    """The whole messages at the beginning of a stream, and the rest. Raises UaError."""
    messages = []
    while len(stream) >= 8:
        kind, _, length = struct.unpack_from("<3scI", stream)
        if kind not in {b"HEL", b"ACK", b"ERR", b"OPN", b"MSG", b"CLO"} or not 8 <= length <= _MOST:
            raise UaError(f"a message {kind!r} of length {length}")
        if len(stream) < length:
            break
        messages.append(stream[:length])
        stream = stream[length:]
    return messages, stream


def hello(url: str) -> bytes:
    """How a client begins."""
    return message(b"HEL", struct.pack("<IIIII", 0, _MOST, _MOST, 0, 0) + text(url))


def message(kind: bytes, content: bytes) -> bytes:
    """A message of the transport."""
    return struct.pack("<3scI", kind, b"F", 8 + len(content)) + content


def open_channel(channel: int, number: int, content: bytes) -> bytes:
    """A message about the channel itself, unsecured."""
    head = struct.pack("<I", channel) + text(POLICY_NONE) + octets(None) + octets(None)
    return message(b"OPN", head + struct.pack("<II", number, number) + content)


def parse(frame: bytes) -> Body:
    """A message of a channel read up to what its service needs. Raises UaError."""
    kind = frame[:3].decode("ascii")
    if frame[3:4] != b"F":
        raise UaError("a message in pieces")
    read = Reader(frame, 8)
    channel = read.number()
    if kind == "OPN":
        if read.text() != POLICY_NONE:
            raise UaError("a security policy that is not served")
        read.octets()
        read.octets()
    else:
        read.number()
    read.number()
    request = read.number()
    space, service = read.node()
    if space or not isinstance(service, int):
        raise UaError("a service that is none")
    token = read.node()
    read.take(8)
    handle = read.number()
    read.number()
    read.text()
    read.number()
    read.extension()
    return Body(kind, service, token, request, handle, channel, read)


def answered(frame: bytes) -> tuple[int, Reader]:
    """The number of the request that an answer is for, and what follows that. Raises UaError."""
    read = Reader(frame, 8)
    read.number()
    if frame[:3] == b"OPN":
        read.text()
        read.octets()
        read.octets()
    else:
        read.number()
    read.take(8)
    read.node()
    read.take(8)
    return read.number(), read


def service_of(frame: bytes) -> int | None:
    """The service that a message asks or answers for; None for one of the transport."""
    if frame[:3] != b"MSG" or len(frame) < HEADER:
        return None
    try:
        space, service = Reader(frame, HEADER).node()
    except UaError:
        return None
    return service if space == 0 and isinstance(service, int) else None


def text(held: str | None) -> bytes:
    """A string."""
    return octets(None if held is None else held.encode())


def octets(held: bytes | None) -> bytes:
    """A string of bytes."""
    return b"\xff\xff\xff\xff" if held is None else struct.pack("<i", len(held)) + held


def node(held: NodeId) -> bytes:
    """A NodeId in its shortest form.

    >>> node((0, 85)).hex(), node((2, "p1")).hex()
    ('0055', '030200020000007031')
    """
    space, name = held
    if isinstance(name, str):
        return struct.pack("<BH", 3, space) + text(name)
    if space == 0 and name < 256:
        return bytes((0, name))
    if space < 256 and name < 65_536:
        return struct.pack("<BBH", 1, space, name)
    return struct.pack("<BHI", 2, space, name)


def qualified(space: int, name: str) -> bytes:
    """A QualifiedName."""
    return struct.pack("<H", space) + text(name)


def localized(held: str) -> bytes:
    """A LocalizedText of no language."""
    return b"\x02" + text(held)


def array(items: Sequence[bytes]) -> bytes:
    """An array of what is made already."""
    return struct.pack("<i", len(items)) + b"".join(items)


def extension(kind: int, body: bytes) -> bytes:
    """An ExtensionObject."""
    return node((0, kind)) + b"\x01" + octets(body)


def variant(value: Value | Sequence[str] | bytes, kind: int = 0) -> bytes:
    """A value; `kind` where the value alone does not say its type, as for bytes made already."""
    if isinstance(value, bytes):
        return bytes((kind,)) + value
    if kind in _SCALARS:
        return bytes((kind,)) + struct.pack(_SCALARS[kind], value)
    if isinstance(value, list):
        return b"\x8c" + array([text(str(each)) for each in value])
    if isinstance(value, str):
        return b"\x0c" + text(value)
    for type_, own in ((bool, 1), (float, 11), (int, 6)):
        if isinstance(value, type_):
            return variant(value, own)
    return b"\0"


def data_value(made: bytes | None, status: int, time: float) -> bytes:
    """A DataValue of a variant, or of none with a status that says why."""
    ticks = date_time(time)
    if made is None:
        return struct.pack("<BI", 0x0A, status) + ticks
    return b"\x0d" + made + ticks + ticks


def date_time(seconds: float) -> bytes:
    """A DateTime from seconds since 1970."""
    return struct.pack("<q", _EPOCH + round(seconds * 10_000_000))
