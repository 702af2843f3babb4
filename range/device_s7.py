# What an S7 controller is tried with: what it must answer and refuse, messages that are none at each
# of its three layers (TPKT, COTP, S7), many connections, and what it tells and obeys without asking
# who it is. Nothing that is sent changes its memory: writes go to a block that it does not have.
from __future__ import annotations

from collections.abc import Iterator

from policies import Title

from . import s7
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
from .s7 import Item, Message

__all__ = ["S7_SPEECH", "s7_cases"]

_TPKT, _COTP, _S7 = "RFC 1006, 6", "ISO 8073, 13 (RFC 905)", "S7 communication"
_GREETING = s7.connect()
# A block that no controller is likely to have.
_NOWHERE = Item(0x84, 65_535, 0, 4)


def _valid(number: int) -> bytes:
    """Asks how long messages may be: harms nothing, and tells its number."""
    return s7.setup(480, number & 0xFFFF)


def _answers(number: int, reply: bytes) -> bool:
    message = _parsed(reply)
    return (
        message is not None
        and message.rosctr == s7.DATA
        and message.reference == number & 0xFFFF
        and message.parameters[:1] == bytes((s7.SETUP,))
    )


S7_SPEECH = Speech(s7.cut, _valid, _answers, greeting=_GREETING, greeted_by=1)


def _job(parameters: bytes, data: bytes = b"", rosctr: int = s7.JOB) -> bytes:
    return s7.whole(Message(rosctr, 7, parameters, data))


_READ_NOWHERE = s7.read_request(7, [_NOWHERE])
_HEAD = s7.setup(480, 7)
# Name, what it is, the bytes, where the standard says so.
_ANOMALIES: tuple[tuple[str, str, str, bytes, str], ...] = (
    ("tpkt-version", "TPKT版本9", "TPKT of version 9", b"\x09" + _HEAD[1:], _TPKT),
    ("tpkt-length-0", "TPKT长度0", "a length of 0", b"\3\0\0\0", _TPKT),
    ("tpkt-length-4", "TPKT长度4", "a length of 4", b"\3\0\0\4", _TPKT),
    ("tpkt-length-65535", "TPKT长度65535", "a length of 65535", b"\3\0\xff\xff" + bytes(100), _TPKT),
    ("cotp-length", "COTP长度不符", "COTP that is longer than its frame", b"\3\0\0\7\xff\xf0\x80", _COTP),
    ("cotp-unknown", "未知TPDU", "an unknown TPDU", b"\3\0\0\7\2\x30\x80", _COTP),
    ("cotp-again", "重复连接请求", "a connection asked for twice", _GREETING, _COTP),
    ("cotp-piece", "分段未结束", "a piece without an end", b"\3\0\0\7\2\xf0\0", _COTP),
    ("no-s7", "COTP内无数据", "nothing behind COTP", b"\3\0\0\7\2\xf0\x80", _S7),
    ("protocol-72", "协议标识0x72", "protocol 0x72", _HEAD[:7] + b"\x72" + _HEAD[8:], _S7),
    ("parameter-length", "参数长度过大", "parameters that are not there", _HEAD[:13] + b"\xff\xff" + _HEAD[15:], _S7),
    ("data-length", "数据长度过大", "data that is not there", _HEAD[:15] + b"\xff\xff" + _HEAD[17:], _S7),
    ("no-parameters", "作业无参数", "a job of nothing", _job(b""), _S7),
    ("setup-0", "协商PDU长度0", "messages of length 0 agreed on", s7.setup(0, 7), _S7),
    ("items-missing", "变量项数不符", "fewer items than it says", _job(b"\4\x14" + b"\x12\x0a\x10\2\0\4\0\1\x84\0\0\0"), _S7),
    ("no-items", "变量项数0", "no items", _job(b"\4\0"), _S7),
    ("item-syntax", "未知变量语法", "an unknown way to name memory", _job(b"\4\1\x12\x0a\xb2\2\0\4\0\1\x84\0\0\0"), _S7),
    ("huge-read", "超长读取", "more read than a message holds", s7.read_request(7, [Item(0x84, 1, 0, 65_000)]), _S7),
    ("user-data-short", "用户数据过短", "user data that is too short", _job(b"\0\1\x12", b"", s7.USER_DATA), _S7),
    ("http", "HTTP请求", "a request of HTTP", b"GET / HTTP/1.1\r\nHost: device\r\n\r\n", _TPKT),
    ("zeros", "64 KiB零字节", "64 KiB of zeros", bytes(65_536), _TPKT),
    ("modbus", "Modbus请求", "a request of Modbus", b"\0\1\0\0\0\6\1\3\0\0\0\1", _TPKT),
)  # fmt: skip


def s7_cases(mutations: int) -> Iterator[Case]:
    """All cases in their order; so many mutations at the end."""
    for name, zh, en, source, play in (
        ("setup", "协商PDU长度得到应答", "the length of messages is agreed on", _S7, _agreed),
        ("setup-long", "协商长度不超过所请求", "no longer messages than were asked for", _S7, _short),
        ("in-pieces", "报文逐字节到达", "a message byte by byte", _TPKT, in_pieces(_valid(9), lambda reply: _answers(9, reply))),
        ("two-in-one", "一个报文段内两个请求", "two requests in one segment", _TPKT, sends(_valid(1) + _valid(2))),
        ("unknown-block", "读取不存在的数据块", "a block that is not there", _S7, _refuses(_READ_NOWHERE)),
        ("unknown-area", "读取未知存储区", "an unknown area", _S7, _refuses(s7.read_request(7, [Item(0x99, 0, 0, 1)]))),
        ("write-nowhere", "写入不存在的数据块", "a block that is not there, written", _S7, _refuses(s7.write_request(7, _NOWHERE, bytes(4)))),
        ("unknown-function", "未知功能码", "an unknown function", _S7, _refuses(_job(b"\x7f\0"))),
        ("unknown-list", "读取不存在的系统状态表", "a list that is not there", _S7, _refuses(s7.szl_request(7, 0x7777, 0))),
    ):  # fmt: skip
        yield Case(name, "conformance", Title(zh=zh, en=en), source, play)
    for name, zh, en, content, source in _ANOMALIES:
        yield Case(name, "anomaly", Title(zh=zh, en=en), source, sends(content))
    yield from session_cases(_TPKT, _HEAD[:5])
    for name, zh, en, play in (
        ("told-to-anyone", "型号与版本泄露", "what it tells anyone of itself", _tells),
        ("read-by-anyone", "未认证读取内存", "memory read by anyone", _reads),
        ("before-connection", "未建立连接即响应", "answers before a connection is made", _before),
        ("protection", "保护等级", "whether it is protected against being stopped", _protected),
    ):
        yield Case(name, "exposure", Title(zh=zh, en=en), _S7, play)
    yield from mutated(mutations, _mutation)


def _parsed(reply: bytes | None) -> Message | None:
    """A reply as a message; None for what is none."""
    try:
        return s7.parse(reply) if reply else None
    except s7.S7Error:
        return None


async def _ready(bench: Bench) -> Talk:
    """A connection on which the length of messages is agreed."""
    talk = await bench.talk()
    await talk.send(_valid(1))
    await talk.answer()
    return talk


async def _agreed(bench: Bench) -> Finding:
    talk = await bench.talk()
    await talk.send(_valid(9))
    reply = await talk.answer()
    if reply is None or not _answers(9, reply):
        return failed("协商请求得不到应答", "the request to agree on it is not answered")
    return await bench.stands(talk)


async def _short(bench: Bench) -> Finding:
    talk = await bench.talk()
    await talk.send(s7.setup(120, 9))
    message = _parsed(await talk.answer())
    if message is None or int.from_bytes(message.parameters[-2:], "big") > 120:
        return failed("应答的PDU长度大于所请求", "it grants longer messages than were asked for")
    return await bench.stands(talk)


def _refuses(asked: bytes) -> Play:
    async def play(bench: Bench) -> Finding:
        talk = await _ready(bench)
        await talk.send(asked)
        reply = await talk.answer()
        if reply is None:
            return failed("无应答，应予以否定", "no reply; a refusal is right")
        if _parsed(reply) is None or not s7.is_refusal(reply):
            return failed("应答不是否定", "the reply is no refusal")
        return await bench.stands(talk)

    return play


async def _tells(bench: Bench) -> Finding:
    talk = await _ready(bench)
    await talk.send(s7.szl_request(7, 0x001C, 0))
    reply = await talk.answer()
    if _parsed(reply) is not None and reply and s7.szl_records(reply)[2]:
        return weak(
            "任何人均可读取型号、版本与序列号", "anyone can read its model, version and number"
        )
    return passed("未认证时不透露身份", "it tells strangers nothing of itself")


async def _reads(bench: Bench) -> Finding:
    """Flags and blocks that most controllers have, asked for without a password."""
    talk = await _ready(bench)
    for item in (Item(0x83, 0, 0, 1), Item(0x81, 0, 0, 1), Item(0x84, 1, 0, 1)):
        await talk.send(s7.read_request(7, [item]))
        reply = await talk.answer()
        if reply and _parsed(reply) is not None and not s7.is_refusal(reply):
            return weak("任何人均可读取内存", "anyone can read its memory")
    return passed("未认证时读取被拒绝", "strangers cannot read its memory")


async def _before(bench: Bench) -> Finding:
    talk = await bench.talk(greeted=False)
    await talk.send(_valid(9))
    reply = await talk.answer()
    if reply is not None and _answers(9, reply):
        return failed("未建立COTP连接即应答", "it answers before a connection is made")
    return await bench.takes_others()


async def _protected(bench: Bench) -> Finding:
    """What the controller itself says of its protection: level 1 lets anyone write and stop it."""
    talk = await _ready(bench)
    await talk.send(s7.szl_request(7, 0x0232, 4))
    reply = await talk.answer()
    records = s7.szl_records(reply)[2] if reply and _parsed(reply) is not None else []
    if records and int.from_bytes(records[0][2:4], "big") <= 1:
        return weak(
            "保护等级1：任何人均可写入、停机", "protection level 1: anyone may write and stop it"
        )
    return passed("设有保护等级或不予透露", "it is protected, or does not tell")


async def _mutation(bench: Bench) -> Finding:
    """A request with some bytes changed, as chance has it; its length kept true."""
    frame = bytearray(
        bench.random.choice((_valid(9), _READ_NOWHERE, s7.szl_request(7, 0x0011, 0), _GREETING))
    )
    for _ in range(bench.random.randint(1, 3)):
        frame[bench.random.randrange(4, len(frame))] = bench.random.randrange(256)
    # No program is stopped by chance.
    if len(frame) > 17 and frame[17] in s7.WRITES:
        frame[17] = 0x7F
    talk = await _ready(bench)
    await talk.send(bytes(frame))
    return await bench.stands(talk)
