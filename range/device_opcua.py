# What an OPC UA server is tried with (OPC 10000-6 for its bytes, 10000-4 for its services): what it must
# answer and refuse, messages that are none, many connections, and what it tells and lets be done
# without asking who it is. Nothing is written but to a node that it does not have.
from __future__ import annotations

import struct
from collections.abc import Iterator

from policies import Title

from . import opcua
from .device_bench import (
    Bench,
    Case,
    Finding,
    Play,
    Speech,
    Talk,
    failed,
    in_pieces,
    mutated,
    passed,
    sends,
    weak,
)
from .device_sessions import session_cases
from .opcua import SERVICES, NodeId, Reader, UaError

__all__ = ["OPCUA_SPEECH", "opcua_cases"]

_BYTES, _SERVICES = "OPC 10000-6, 7.1", "OPC 10000-4, 5"
_URL = "opc.tcp://device:4840/"
_HELLO = opcua.hello(_URL)
_NOBODY = (0, 0x7FFFFF)


def _content(service: int, handle: int, body: bytes, token: NodeId = opcua.NO_NODE) -> bytes:
    header = opcua.node(token) + bytes(8) + struct.pack("<II", handle, 0)
    return opcua.node((0, service)) + header + opcua.text(None) + bytes(4) + b"\0\0\0" + body


def _valid(number: int) -> bytes:
    """A channel asked for: harms nothing, and tells its number."""
    body = struct.pack("<III", 0, 0, 1) + opcua.octets(None) + struct.pack("<I", 60_000)
    return opcua.open_channel(0, number, _content(SERVICES["open"], number, body))


def _answers(number: int, reply: bytes) -> bool:
    return reply[:3] == b"OPN" and _handle(reply) == number


def _handle(reply: bytes) -> int:
    """The number of the request that a reply answers; -1 where it is none."""
    try:
        return opcua.answered(reply)[0]
    except UaError:
        return -1


# Every connection is greeted. Where a channel was granted another cannot be asked for on the same
# connection.
OPCUA_SPEECH = Speech(
    opcua.cut,
    _valid,
    _answers,
    greeting=_HELLO,
    greeted_by=1,
    settles=lambda reply: reply[:3] == b"OPN",
)

_HEAD = _valid(7)
# A read of nothing, and how many sessions are left behind.
_NOTHING = struct.pack("<dIi", 0, 3, 0)
_SESSIONS = 40
_ANOMALIES: tuple[tuple[str, str, str, bytes], ...] = (
    ("unknown-kind", "未知报文类型", "a message of an unknown kind", b"XYZF" + struct.pack("<I", 8)),
    ("length-0", "长度0", "a length of 0", b"OPNF" + bytes(4)),
    ("length-4", "长度4", "a length of 4", b"OPNF" + struct.pack("<I", 4)),
    ("length-huge", "长度4 GiB", "a length of 4 GiB", b"MSGF" + b"\xff\xff\xff\xff" + bytes(64)),
    ("hello-again", "重复Hello", "greeted twice", _HELLO),
    ("hello-short", "Hello过短", "a greeting that is too short", opcua.message(b"HEL", bytes(4))),
    ("aborted", "分块中止", "a message that is called off", b"MSGA" + struct.pack("<I", 24) + bytes(16)),
    ("policy-unknown", "未知安全策略", "an unknown security policy", opcua.message(b"OPN", bytes(4) + opcua.text("urn:none") + opcua.octets(None) * 2 + bytes(8))),
    ("policy-long", "安全策略长度为负", "a policy of negative length", opcua.message(b"OPN", bytes(4) + b"\xfe\xff\xff\xff" + bytes(16))),
    ("policy-endless", "安全策略长度过大", "a policy longer than its message", opcua.message(b"OPN", bytes(4) + b"\xff\xff\xff\x7f" + bytes(16))),
    ("no-channel", "未开通道即请求", "a service without a channel", opcua.message(b"MSG", bytes(16) + _content(SERVICES["read"], 1, bytes(12)))),
    ("wrong-channel", "错误通道号", "another's channel", opcua.message(b"MSG", struct.pack("<IIII", 0xFFFF, 1, 1, 1) + _content(SERVICES["endpoints"], 1, bytes(12)))),
    ("node-form", "未知NodeId编码", "a node of an unknown form", opcua.open_channel(0, 1, b"\x3f" + bytes(40))),
    ("empty-channel", "空的通道请求", "a channel asked for with nothing", opcua.open_channel(0, 1, b"")),
    ("http", "HTTP请求", "a request of HTTP", b"GET / HTTP/1.1\r\nHost: device\r\n\r\n"),
    ("zeros", "64 KiB零字节", "64 KiB of zeros", bytes(65_536)),
    ("modbus", "Modbus请求", "a request of Modbus", b"\0\1\0\0\0\6\1\3\0\0\0\1"),
)  # fmt: skip


def opcua_cases(mutations: int) -> Iterator[Case]:
    """All cases in their order; so many mutations at the end."""
    for name, zh, en, source, play in (
        ("channel", "建立安全通道", "a channel is opened", _BYTES, _opens),
        ("in-pieces", "报文逐字节到达", "a message byte by byte", _BYTES, in_pieces(_HEAD, lambda reply: _answers(7, reply))),
        ("renewed", "通道续期", "a channel is renewed", _BYTES, _renews),
        ("unknown-service", "未知服务", "an unknown service is refused", _SERVICES, _refuses(9999, b"")),
        ("no-session", "无会话读取被拒绝", "reading without a session is refused", _SERVICES, _refuses(SERVICES["read"], _NOTHING)),
        ("wrong-session", "错误会话令牌被拒绝", "another's session is refused", _SERVICES, _refuses(SERVICES["read"], _NOTHING, _NOBODY)),
        ("write-no-session", "无会话写入被拒绝", "writing without a session is refused", _SERVICES, _refuses(SERVICES["write"], opcua.array([]))),
    ):  # fmt: skip
        yield Case(name, "conformance", Title(zh=zh, en=en), source, play)
    title = Title(zh="会话结束后令牌失效", en="the token of an ended session is worth nothing")
    yield Case("ended-session", "conformance", title, _SERVICES, _ended)
    for name, zh, en, content in _ANOMALIES:
        yield Case(name, "anomaly", Title(zh=zh, en=en), _BYTES, sends(content))
    for name, zh, en, body in (
        ("array-endless", "数组长度过大", "an array longer than its message", opcua.text(_URL) + b"\xff\xff\xff\x7f"),
        ("string-endless", "字符串长度过大", "a string longer than its message", b"\xff\xff\xff\x7f"),
        ("body-missing", "服务正文缺失", "a service without its body", b""),
    ):  # fmt: skip
        yield Case(
            name, "anomaly", Title(zh=zh, en=en), _BYTES, _serves(SERVICES["endpoints"], body)
        )
    yield from session_cases(_BYTES, _HELLO[:6])
    title = Title(zh=f"{_SESSIONS}个未结束的会话", en=f"{_SESSIONS} sessions that nobody ends")
    yield Case("sessions-left", "sessions", title, _SERVICES, _many_sessions)
    for name, zh, en, play in (
        ("endpoints", "无安全策略的端点", "endpoints without security", _endpoints),
        ("anonymous", "匿名会话", "a session for anyone", _anonymous),
    ):
        yield Case(name, "exposure", Title(zh=zh, en=en), _SERVICES, play)
    yield from mutated(mutations, _mutation)


async def _channel(bench: Bench) -> tuple[Talk, bytes]:
    """A connection with a channel, and its number and token as they head what is asked on it; nothing
    where none is granted.
    """
    talk = await bench.talk()
    await talk.send(_HEAD)
    return talk, _granted(await talk.answer())


def _granted(reply: bytes | None) -> bytes:
    """The number and token of a channel that was granted for the first request; nothing for no grant."""
    if reply is None or not _answers(7, reply):
        return b""
    try:
        _, read = opcua.answered(reply)
        read.take(5)
        read.list_of(read.text)
        read.extension()
        read.number()
        return struct.pack("<II", read.number(), read.number())
    except (UaError, struct.error):
        return b""


async def _asked(bench: Bench, service: int, body: bytes, token: NodeId = opcua.NO_NODE) -> tuple[Talk, bytes, bytes | None]:  # fmt: skip
    """The first service on a channel: the connection, the channel, and its answer."""
    talk, channel = await _channel(bench)
    return talk, channel, await _again(talk, channel, 8, _content(service, 8, body, token))


async def _opens(bench: Bench) -> Finding:
    _, channel = await _channel(bench)
    if not channel:
        return failed("未获得通道", "no channel is granted")
    return await bench.takes_others()


async def _renews(bench: Bench) -> Finding:
    talk, channel = await _channel(bench)
    number = int.from_bytes(channel[:4], "little")
    body = struct.pack("<III", 0, 1, 1) + opcua.octets(None) + struct.pack("<I", 60_000)
    await talk.send(opcua.open_channel(number, 8, _content(SERVICES["open"], 8, body)))
    reply = await talk.answer()
    if reply is None or not _answers(8, reply) or reply[8:12] != channel[:4]:
        return failed("通道未能续期", "the channel is not renewed")
    return await bench.takes_others()


def _refuses(service: int, body: bytes, token: NodeId = opcua.NO_NODE) -> Play:
    async def play(bench: Bench) -> Finding:
        _, _, reply = await _asked(bench, service, body, token)
        if reply is None:
            # A connection that ends is no answer, but is no access either.
            return await bench.takes_others()
        if opcua.service_of(reply) != SERVICES["fault"]:
            return failed("应答不是ServiceFault", "the reply is no ServiceFault")
        return await bench.takes_others()

    return play


def _serves(service: int, body: bytes) -> Play:
    async def play(bench: Bench) -> Finding:
        await _asked(bench, service, body)
        return await bench.takes_others()

    return play


async def _endpoints(bench: Bench) -> Finding:
    _, _, reply = await _asked(bench, SERVICES["endpoints"], opcua.text(_URL) + opcua.array([]) * 2)
    if reply and opcua.POLICY_NONE.encode() in reply:
        return weak("提供无安全策略的端点", "it offers an endpoint without security")
    return passed("不提供无安全策略的端点", "it offers no endpoint without security")


async def _session(bench: Bench) -> tuple[Talk, bytes, NodeId] | None:
    """A connection with a session for anyone, its channel and token; None where none is made."""
    application = opcua.text("urn:test") * 2 + opcua.localized("test") + struct.pack("<I", 1)
    application += opcua.text(None) * 2 + opcua.array([])
    body = application + opcua.text(None) + opcua.text(_URL) + opcua.text("test")
    body += opcua.octets(bytes(32)) + opcua.octets(None) + struct.pack("<dI", 60_000.0, 0)
    talk, channel, reply = await _asked(bench, SERVICES["session"], body)
    if reply is None or opcua.service_of(reply) != SERVICES["session"] + 3:
        return None
    read = Reader(reply, opcua.HEADER)
    read.node()
    read.take(16)
    read.take(1)
    read.list_of(read.text)
    read.extension()
    read.node()
    token = read.node()
    body = opcua.text(None) + opcua.octets(None) + opcua.array([]) * 2
    body += opcua.extension(321, opcua.text("anonymous")) + opcua.text(None) + opcua.octets(None)
    reply = await _again(talk, channel, 9, _content(SERVICES["activate"], 9, body, token))
    served = reply is not None and opcua.service_of(reply) == SERVICES["activate"] + 3
    return (talk, channel, token) if served else None


async def _again(talk: Talk, channel: bytes, number: int, content: bytes) -> bytes | None:
    """A service on a channel, and its answer."""
    head = channel + struct.pack("<II", number, number)
    await talk.send(opcua.message(b"MSG", head + content))
    return await talk.answer()


async def _anonymous(bench: Bench) -> Finding:
    if await _session(bench) is None:
        return passed("不接受匿名会话", "no session is made for anyone")
    return weak("任何人均可匿名读写", "anyone has a session, and may read and write")


async def _ended(bench: Bench) -> Finding:
    """A session that was ended, asked once more: its token is worth nothing."""
    made = await _session(bench)
    if made is None:
        return passed("不接受匿名会话", "no session is made for anyone")
    talk, channel, token = made
    await _again(talk, channel, 10, _content(SERVICES["end"], 10, b"\1", token))
    asked = _content(SERVICES["read"], 11, _NOTHING, token)
    reply = await _again(talk, channel, 11, asked)
    if reply is not None and opcua.service_of(reply) == SERVICES["read"] + 3:
        return failed("会话已结束，其令牌仍可使用", "a session that was ended is still served")
    return await bench.takes_others()


async def _many_sessions(bench: Bench) -> Finding:
    """Sessions that nobody ends: refused from some number on, or not; others must find room."""
    first = await _session(bench)
    if first is None:
        return passed("不接受匿名会话", "no session is made for anyone")
    for _ in range(_SESSIONS):
        made = await _session(bench)
        if made is None:
            break
        # The connection goes, the session stays.
        await made[0].close()
    if await _session(bench) is None:
        return weak(
            "未结束的会话即使他人无法建立会话", "sessions that nobody ended keep everyone else out"
        )
    return await bench.takes_others()


async def _mutation(bench: Bench) -> Finding:
    """A channel asked for or a greeting with some bytes changed, as chance has it; its length true."""
    frame = bytearray(bench.random.choice((_HEAD, _HELLO)))
    for _ in range(bench.random.randint(1, 3)):
        frame[bench.random.randrange(8, len(frame))] = bench.random.randrange(256)
    talk = await bench.talk()
    await talk.send(bytes(frame))
    return await bench.stands(talk)
