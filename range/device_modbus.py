# What a Modbus/TCP device is tried with (Modbus Application Protocol V1.1b3, Messaging on TCP/IP
# V1.0b): requests it must answer, requests it must refuse with the right exception, frames that
# are none, many connections, and what it tells and lets be done without asking who it is.
from __future__ import annotations

import asyncio
import struct
from collections.abc import Iterator

from policies import Title

from . import modbus
from .device_bench import (
    Bench,
    Case,
    Finding,
    Play,
    Speech,
    failed,
    mutated,
    passed,
    sends,
    weak,
)
from .device_sessions import session_cases

__all__ = ["MODBUS_SPEECH", "modbus_cases"]

_MBAP, _APP = "Messaging on TCP/IP V1.0b, 3.1.3", "Application Protocol V1.1b3"


def _valid(number: int) -> bytes:
    return modbus.read(number, "holding", 0, 1)


def _answers(number: int, reply: bytes) -> bool:
    """Whether it is a reply to a read of a register: the value, or an exception."""
    if len(reply) < 9 or struct.unpack_from(">HH", reply) != (number, 0):
        return False
    return reply[7] in {3, 0x83}


MODBUS_SPEECH = Speech(modbus.cut, _valid, _answers)


def modbus_cases(mutations: int) -> Iterator[Case]:
    """All cases in their order, which is that of their numbers; so many mutations at the end."""
    yield from _conformance()
    yield from _exceptions()
    yield from _anomalies()
    yield from session_cases(_MBAP, _valid(0x0401)[:5])
    for name, zh, en, play in (
        ("identification", "设备标识泄露", "what it tells of itself", _identification),
        ("server-id", "服务器标识（功能码17）", "server id (function 17)", _server_id),
        ("unauthenticated-write", "未认证写入", "a write without authentication", _write),
    ):
        yield Case(name, "exposure", Title(zh=zh, en=en), _APP, play)
    yield from mutated(mutations, _mutation)


def _conformance() -> Iterator[Case]:
    for number in (0, 1, 0xFFFF):
        title = Title(zh=f"事务标识{number}原样返回", en=f"transaction id {number} comes back")
        yield Case(f"transaction-{number}", "conformance", title, _MBAP, _echoes(number))
    for name, zh, en, play in (
        ("one-segment", "一个报文段内两个请求", "two requests in one segment", _two_at_once),
        ("byte-by-byte", "请求逐字节到达", "a request byte by byte", _byte_by_byte),
        ("idle-then-ask", "连接空闲后请求", "a request after a silence", _after_silence),
    ):
        yield Case(name, "conformance", Title(zh=zh, en=en), _MBAP, play)


# Name, what it is, body, exceptions that are right.
_REFUSED: tuple[tuple[str, str, str, bytes, tuple[int, ...]], ...] = (
    ("function-99", "未定义功能码99", "function 99", b"\x63", (1,)),
    ("function-0", "功能码0", "function 0", b"\x00", (1,)),
    ("function-131", "以异常码作功能码", "an exception's code as function", b"\x83\x02", (1,)),
    ("read-none", "读取数量0", "a read of nothing", b"\x03\0\0\0\0", (2, 3)),
    ("read-126", "读取数量126", "a read of 126 registers", b"\x03\0\0\0\x7e", (2, 3)),
    ("read-65535", "读取数量65535", "a read of 65535 registers", b"\x03\0\0\xff\xff", (2, 3)),
    ("read-past-end", "越过地址末尾", "a read past the last address", b"\x03\xff\xff\0\x02", (2, 3)),
    ("read-bits-2001", "读取2001个线圈", "a read of 2001 coils", b"\x01\0\0\x07\xd1", (1, 2, 3)),
    ("coil-half-on", "线圈值1234", "a coil set to 1234", b"\x05\0\0\x12\x34", (1, 2, 3)),
    ("write-124", "写入数量124", "a write of 124 registers", b"\x10\0\0\0\x7c\xf6" + bytes(246), (1, 2, 3)),
    ("write-lengths", "写入字节数不符", "a write whose lengths differ", b"\x10\0\0\0\x02\x02\0\x01", (1, 2, 3)),
    ("identify-kind-9", "标识读取码9", "identification of kind 9", b"\x2b\x0e\x09\0", (1, 3)),
)  # fmt: skip


def _exceptions() -> Iterator[Case]:
    for name, zh, en, body, right in _REFUSED:
        yield Case(name, "conformance", Title(zh=zh, en=en), f"{_APP}, 7", _refuses(body, right))


_READ = b"\x01\x03\0\0\0\x01"


def _anomalies() -> Iterator[Case]:
    for protocol in (1, 7, 0x0100, 0xFFFF):
        title = Title(zh=f"协议标识{protocol}", en=f"protocol id {protocol}")
        frame = struct.pack(">HHH", 0x0101, protocol, 6) + _READ
        yield Case(f"protocol-{protocol}", "anomaly", title, _MBAP, sends(frame))
    for length in (0, 1, 2, 4, 5, 9, 255, 260, 0x7FFF, 65535):
        title = Title(zh=f"长度字段{length}", en=f"length {length}")
        frame = struct.pack(">HHH", 0x0102, 0, length) + _READ
        # A frame that says it goes on is one until what it waits for has come: that is sent too.
        rest = bytes(length - len(_READ)) if 6 < length <= 260 else b""
        yield Case(f"length-{length}", "anomaly", title, _MBAP, sends(frame + rest))
    for name, zh, en, content in (
        ("zeros", "64 KiB零字节", "64 KiB of zeros", bytes(65_536)),
        ("ones", "4 KiB FF字节", "4 KiB of FF", b"\xff" * 4096),
        ("http", "HTTP请求", "a request of HTTP", b"GET / HTTP/1.1\r\nHost: device\r\n\r\n"),
        (
            "tls",
            "TLS握手",
            "a hello of TLS",
            b"\x16\x03\x01\x00\x2e\x01\0\0\x2a\x03\x03" + bytes(40),
        ),
        ("text", "长文本行", "a long line of text", b"A" * 2000 + b"\r\n"),
        ("format", "格式串", "a format string", b"%n%s%x" * 40),
    ):
        yield Case(name, "anomaly", Title(zh=zh, en=en), _MBAP, sends(content))


def _echoes(number: int) -> Play:
    async def play(bench: Bench) -> Finding:
        talk = await bench.talk()
        await talk.send(_valid(number))
        reply = await talk.answer()
        if reply is None or not _answers(number, reply):
            return failed(
                "应答的事务标识不符或无应答", "no reply, or one with another transaction id"
            )
        return await bench.stands(talk)

    return play


def _refuses(body: bytes, right: tuple[int, ...]) -> Play:
    async def play(bench: Bench) -> Finding:
        talk = await bench.talk()
        await talk.send(struct.pack(">HHHB", 0x0201, 0, len(body) + 1, 1) + body)
        reply = await talk.answer()
        codes = "/".join(map(str, right))
        if reply is None:
            return failed(f"无应答，应为异常{codes}", f"no reply; exception {codes} is right")
        fits = len(reply) == 9 and reply[7] == body[0] | 0x80
        if not fits or reply[8] not in right:
            return failed(f"应答不是异常{codes}", f"the reply is not exception {codes}")
        return await bench.stands(talk)

    return play


async def _two_at_once(bench: Bench) -> Finding:
    talk = await bench.talk()
    await talk.send(_valid(0x0301) + _valid(0x0302))
    for number in (0x0301, 0x0302):
        reply = await talk.answer()
        if reply is None or not _answers(number, reply):
            return failed("两个请求未依次得到应答", "the two are not answered one after the other")
    return await bench.stands(talk)


async def _byte_by_byte(bench: Bench) -> Finding:
    talk = await bench.talk()
    for at, byte in enumerate(_valid(0x0303)):
        await talk.send(bytes((byte,)))
        if at % 4 == 3:
            await asyncio.sleep(0.01)
    reply = await talk.answer()
    if reply is None or not _answers(0x0303, reply):
        return failed("拆分的请求得不到应答", "a request in pieces is not answered")
    return await bench.stands(talk)


async def _after_silence(bench: Bench) -> Finding:
    talk = await bench.talk()
    await asyncio.sleep(bench.patience / 2)
    return await bench.stands(talk)


async def _identification(bench: Bench) -> Finding:
    talk = await bench.talk()
    await talk.send(modbus.identify(0x0501))
    reply = await talk.answer()
    if reply is not None and len(reply) > 14 and reply[7] == 0x2B:
        return weak(
            "任何人均可读取厂商、型号和版本", "anyone can read vendor, product and revision"
        )
    return await bench.stands(talk)


async def _server_id(bench: Bench) -> Finding:
    talk = await bench.talk()
    await talk.send(struct.pack(">HHHBB", 0x0502, 0, 2, 1, 17))
    reply = await talk.answer()
    if reply is not None and len(reply) > 9 and reply[7] == 17:
        return weak("任何人均可读取服务器标识", "anyone can read its server id")
    return await bench.stands(talk)


async def _write(bench: Bench) -> Finding:
    """A register that holds a value is written with that same value."""
    talk = await bench.talk()
    await talk.send(_valid(0x0503))
    reply = await talk.answer()
    if reply is None or modbus.is_exception(reply):
        return await bench.stands(talk)
    (value,) = modbus.words_of(reply)
    await talk.send(modbus.write_register(0x0504, 0, value))
    written = await talk.answer()
    if written is not None and not modbus.is_exception(written):
        return weak("任何人均可写入保持寄存器", "anyone can write a holding register")
    return passed("写入被拒绝", "the write is refused")


async def _mutation(bench: Bench) -> Finding:
    """A valid request with some bytes changed, cut off or doubled, as chance has it."""
    frame = bytearray(_valid(0x0601))
    for _ in range(bench.random.randint(1, 3)):
        kind = bench.random.randrange(3)
        at = bench.random.randrange(len(frame))
        if kind == 0:
            frame[at] = bench.random.randrange(256)
        elif kind == 1 and len(frame) > 8:
            del frame[at]
        else:
            frame.insert(at, bench.random.randrange(256))
    # What it may still wait for is sent as well: padding is no valid request, and is none to be.
    talk = await bench.talk()
    await talk.send(bytes(frame) + bytes(_missing(bytes(frame))))
    return await bench.stands(talk)


def _missing(frame: bytes) -> int:
    """How many bytes a frame of a right header still lacks."""
    if len(frame) < 6:
        return 0
    protocol, length = struct.unpack_from(">HH", frame, 2)
    lacking = 6 + length - len(frame)
    return lacking if protocol == 0 and 0 < lacking <= 254 and length <= 254 else 0
