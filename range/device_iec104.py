# What an IEC 60870-5-104 station is tried with: what it must confirm and refuse, by cause of
# transmission; frames that are none; many connections; and what it tells and obeys without asking
# who it is. Nothing it is sent changes a process: commands go to objects that it does not have.
from __future__ import annotations

import asyncio
import struct
from collections.abc import Iterator

from policies import Title

from . import iec104
from .device_bench import Bench, Case, Finding, Play, Speech, Talk, failed, passed, sends, weak
from .device_sessions import session_cases
from .iec104 import Information

__all__ = ["IEC104_SPEECH", "iec104_cases"]

_APCI, _ASDU = "IEC 60870-5-104, 5", "IEC 60870-5-101, 7.2"
_START = iec104.unnumbered(iec104.STARTDT)
_TEST = iec104.unnumbered(iec104.TESTFR)
_CONFIRMED = bytes((0x68, 4, 0x83, 0, 0, 0))
_STARTED = bytes((0x68, 4, 0x0B, 0, 0, 0))
# An object that no station is likely to have.
_NOWHERE = 0xFFFFF0


def _answers(_number: int, reply: bytes) -> bool:
    return reply == _CONFIRMED


# Every connection starts; a test frame is what harms nothing. Its confirmation has no number, so
# that earlier ones are waited for first.
IEC104_SPEECH = Speech(
    iec104.cut, lambda _number: _TEST, _answers, greeting=_START, greeted_by=1, numbered=False
)


def iec104_cases(mutations: int) -> Iterator[Case]:
    """All cases in their order; so many mutations at the end."""
    for name, zh, en, play in (
        ("test-frame", "测试帧得到确认", "a test frame is confirmed", _confirms),
        (
            "interrogation",
            "总召唤完整应答",
            "an interrogation is confirmed and ended",
            _interrogated,
        ),
        (
            "acknowledged",
            "确认帧不影响连接",
            "an acknowledgement is taken in silence",
            sends(iec104.supervisory(0)),
        ),
        ("in-pieces", "帧逐字节到达", "a frame byte by byte", _in_pieces),
    ):
        yield Case(name, "conformance", Title(zh=zh, en=en), _APCI, play)
    for name, zh, en, asked, cause in (
        (
            "unknown-type",
            "未知类型标识",
            "an unknown type",
            Information(127, 6, False, 1, ((1, b"\0"),)),
            44,
        ),
        (
            "unknown-cause",
            "未知传送原因",
            "an unknown cause",
            Information(100, 63, False, 1, ((0, b"\x14"),)),
            45,
        ),
        (
            "unknown-station",
            "未知公共地址",
            "an unknown station",
            Information(100, 6, False, 4711, ((0, b"\x14"),)),
            46,
        ),
        (
            "unknown-object",
            "未知信息体地址",
            "an unknown object",
            Information(45, 6, False, 1, ((_NOWHERE, b"\0"),)),
            47,
        ),
    ):
        yield Case(name, "conformance", Title(zh=zh, en=en), _ASDU, _refuses(asked, cause))
    for name, zh, en, content in (
        ("start-69", "启动字符69", "a start of 69", b"\x69\4\x43\0\0\0"),
        ("length-0", "长度0", "length 0", b"\x68\0"),
        ("length-3", "长度3", "length 3", b"\x68\3\x43\0\0"),
        ("length-254", "长度254", "length 254", b"\x68\xfe" + bytes(254)),
        ("length-255", "长度255", "length 255", b"\x68\xff" + bytes(255)),
        ("no-asdu", "I帧无ASDU", "a numbered frame with nothing in it", b"\x68\4\0\0\0\0"),
        ("short-asdu", "ASDU过短", "an ASDU that is too short", b"\x68\7\0\0\0\0\x64\1\6"),
        (
            "objects-missing",
            "信息体数目不符",
            "fewer objects than it says",
            b"\x68\x0e\0\0\0\0\x64\x7f\6\0\1\0\0\0\0\x14",
        ),
        ("no-objects", "信息体数目0", "no objects", b"\x68\x0a\0\0\0\0\x64\0\6\0\1\0"),
        ("both-functions", "同时启动与停止", "started and stopped at once", b"\x68\4\x17\0\0\0"),
        ("number-jump", "发送序号跳变", "a number far ahead", iec104.interrogation(20_000, 0)),
        (
            "acknowledges-ahead",
            "确认未发送的帧",
            "an acknowledgement of what was never sent",
            iec104.supervisory(9_000),
        ),
        ("http", "HTTP请求", "a request of HTTP", b"GET / HTTP/1.1\r\nHost: device\r\n\r\n"),
        ("zeros", "64 KiB零字节", "64 KiB of zeros", bytes(65_536)),
        ("modbus", "Modbus请求", "a request of Modbus", b"\0\1\0\0\0\6\1\3\0\0\0\1"),
    ):
        yield Case(name, "anomaly", Title(zh=zh, en=en), _APCI, sends(content))
    yield from session_cases(_APCI, _TEST[:3])
    for name, zh, en, play in (
        ("told-to-anyone", "未认证召唤", "what it tells anyone", _tells),
        ("without-start", "未启动即传送数据", "data before it is started", _before_start),
    ):
        yield Case(name, "exposure", Title(zh=zh, en=en), _APCI, play)
    for number in range(mutations):
        title = Title(zh=f"变异请求 {number + 1}", en=f"mutated request {number + 1}")
        yield Case(f"mutation-{number + 1}", "anomaly", title, "", _mutation)


async def _confirms(bench: Bench) -> Finding:
    talk = await bench.talk()
    await talk.send(_TEST)
    if await _reply(talk) != _CONFIRMED:
        return failed("测试帧未得到确认", "the test frame is not confirmed")
    return await bench.stands(talk)


async def _interrogated(bench: Bench) -> Finding:
    talk = await bench.talk()
    await talk.send(iec104.interrogation(0, 0))
    causes = [each.cause for each in await _told(talk) if each.type == iec104.INTERROGATION]
    if causes != [7, 10]:
        return failed(
            "总召唤缺少确认或终止（传送原因7、10）",
            "the interrogation is not confirmed and ended (causes 7 and 10)",
        )
    return await bench.stands(talk)


async def _in_pieces(bench: Bench) -> Finding:
    talk = await bench.talk()
    for byte in _TEST:
        await talk.send(bytes((byte,)))
        await asyncio.sleep(0.005)
    if await _reply(talk) != _CONFIRMED:
        return failed("拆分的帧得不到应答", "a frame in pieces is not answered")
    return await bench.stands(talk)


def _refuses(asked: Information, cause: int) -> Play:
    async def play(bench: Bench) -> Finding:
        talk = await bench.talk()
        await talk.send(iec104.information_frame(0, 0, asked))
        told = await _told(talk)
        if not told:
            return failed(
                f"无应答，应以传送原因{cause}否定", f"no reply; a refusal of cause {cause} is right"
            )
        if not told[0].negative or told[0].cause != cause:
            return failed(
                f"应答不是传送原因{cause}的否定", f"the reply is not a refusal of cause {cause}"
            )
        return await bench.stands(talk)

    return play


async def _tells(bench: Bench) -> Finding:
    talk = await bench.talk()
    await talk.send(iec104.interrogation(0, 0))
    if any(each.cause == 20 for each in await _told(talk)):
        return weak("任何人均可召唤全部数据", "anyone can have everything it knows")
    return passed("召唤未返回数据", "an interrogation brings nothing")


async def _before_start(bench: Bench) -> Finding:
    talk = await bench.talk()
    await talk.send(bytes((0x68, 4, 0x13, 0, 0, 0)))
    await _reply(talk)
    await talk.send(iec104.interrogation(0, 0))
    if any(each.cause == 20 for each in await _told(talk)):
        return failed("停止传送后仍返回数据", "it tells data after data was stopped")
    return await bench.takes_others()


async def _mutation(bench: Bench) -> Finding:
    """An interrogation or a test frame with some bytes changed, as chance has it."""
    frame = bytearray(
        bench.random.choice((_TEST, iec104.interrogation(0, 0), iec104.supervisory(0)))
    )
    for _ in range(bench.random.randint(1, 3)):
        frame[bench.random.randrange(len(frame))] = bench.random.randrange(256)
    lacking = frame[1] + 2 - len(frame) if frame[0] == 0x68 else 0
    talk = await bench.talk()
    await talk.send(bytes(frame) + bytes(max(lacking, 0)))
    return await bench.stands(talk)


async def _told(talk: Talk) -> list[Information]:
    """The ASDUs that come until it is quiet."""
    found = []
    while (reply := await _reply(talk)) is not None:
        try:
            held = iec104.parse(reply).information
        except (iec104.FrameError, IndexError, struct.error):
            break
        if held is not None:
            found.append(held)
            if held.cause == 10 or held.negative:
                break
    return found


async def _reply(talk: Talk) -> bytes | None:
    try:
        return await talk.reply()
    except EOFError:
        return None
