# What an IEC 60870-5-104 station is tried with: what it must confirm and refuse, by cause of
# transmission; frames that are none; many connections; and what it tells and obeys without asking
# who it is. Nothing it is sent changes a process: commands go to objects that it does not have.
from __future__ import annotations

import struct
from collections.abc import Iterator

from policies import Title

from . import iec104
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
from .iec104 import Information

__all__ = ["IEC104_SPEECH", "iec104_cases"]

_APCI, _ASDU = "IEC 60870-5-104, 5", "IEC 60870-5-101, 7.2"
_START = iec104.unnumbered(iec104.STARTDT)
_TEST = iec104.unnumbered(iec104.TESTFR)
_CONFIRMED = bytes((0x68, 4, 0x83, 0, 0, 0))
_STARTED = bytes((0x68, 4, 0x0B, 0, 0, 0))
# An object that no station is likely to have.
_NOWHERE = 0xFFFFF0
# The window k where nothing else is agreed; how often everything is asked for to fill it, and after what
# silence the device is taken to wait.
_K, _TIMES, _PAUSE = 12, 6, 0.4


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
        ("in-pieces", "帧逐字节到达", "a frame byte by byte", in_pieces(_TEST, _CONFIRMED.__eq__)),
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
    for name, zh, en, play in (
        ("number-jump", "发送序号跳变后关闭连接", "a number far ahead ends the connection", _ends(iec104.interrogation(20_000, 0))),
        ("acknowledges-ahead", "确认未发送的帧后关闭连接", "acknowledging what was never sent ends the connection", _ends(iec104.supervisory(9_000))),
        ("window", "未确认帧数不超过k", "no more than k frames without an acknowledgement", _window),
        ("before-start", "启动前不传送数据", "no data before the connection is started", _unstarted),
    ):  # fmt: skip
        yield Case(name, "conformance", Title(zh=zh, en=en), _APCI, play)
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
        ("http", "HTTP请求", "a request of HTTP", b"GET / HTTP/1.1\r\nHost: device\r\n\r\n"),
        ("zeros", "64 KiB零字节", "64 KiB of zeros", bytes(65_536)),
        ("modbus", "Modbus请求", "a request of Modbus", b"\0\1\0\0\0\6\1\3\0\0\0\1"),
    ):
        yield Case(name, "anomaly", Title(zh=zh, en=en), _APCI, sends(content))
    yield from session_cases(_APCI, _TEST[:3])
    for name, zh, en, play in (
        ("told-to-anyone", "未认证召唤", "what it tells anyone", _tells),
        ("after-stop", "停止后仍传送数据", "data after they were stopped", _after_stop),
        ("commands-of-anyone", "未认证遥控", "whether anyone's command is looked at", _obeys),
    ):
        yield Case(name, "exposure", Title(zh=zh, en=en), _APCI, play)
    yield from mutated(mutations, _mutation)


async def _confirms(bench: Bench) -> Finding:
    talk = await bench.talk()
    await talk.send(_TEST)
    if await talk.answer() != _CONFIRMED:
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


def _refuses(asked: Information, cause: int) -> Play:
    async def play(bench: Bench) -> Finding:
        talk = await bench.talk()
        await talk.send(iec104.information_frame(0, 0, asked))
        told = [each for each in await _told(talk) if each.type == asked.type]
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


async def _after_stop(bench: Bench) -> Finding:
    talk = await bench.talk()
    await talk.send(bytes((0x68, 4, 0x13, 0, 0, 0)))
    await talk.answer()
    await talk.send(iec104.interrogation(0, 0))
    if any(each.cause == 20 for each in await _told(talk)):
        return failed("停止传送后仍返回数据", "it tells data after data was stopped")
    return await bench.takes_others()


def _ends(content: bytes) -> Play:
    """A case that is out of order: the connection must be closed (5.1)."""

    async def play(bench: Bench) -> Finding:
        talk = await bench.talk()
        await talk.send(content)
        try:
            while await talk.reply() is not None:
                continue
        except EOFError:
            return await bench.takes_others("closed")
        return failed(
            "序号错误，连接却未关闭", "numbers are out of order, and the connection goes on"
        )

    return play


async def _window(bench: Bench) -> Finding:
    """Asked for everything several times and told of no arrival: it has to wait at k, then go on."""
    talk = await bench.talk()
    for number in range(_TIMES):
        await talk.send(iec104.interrogation(number, 0))
    frames = most = ended = 0
    try:
        while True:
            before = frames
            while (reply := await talk.reply(_PAUSE)) is not None:
                held = iec104.parse(reply).information
                frames += held is not None
                ended += held is not None and held.type == iec104.INTERROGATION and held.cause == 10
            most = max(most, frames - before)
            if frames == before:
                break
            await talk.send(iec104.supervisory(frames))
    except (EOFError, iec104.FrameError):
        return await bench.takes_others("closed")
    if most > _K:
        return weak(
            f"未确认的帧达{most}个（k默认为{_K}）",
            f"{most} frames on their way without an acknowledgement (k is {_K} by default)",
        )
    if not ended:
        return failed("确认之后不再继续应答", "it does not go on once its frames are acknowledged")
    return await bench.stands(talk)


async def _unstarted(bench: Bench) -> Finding:
    talk = await bench.talk(greeted=False)
    await talk.send(iec104.interrogation(0, 0))
    if await _told(talk):
        return failed("启动前即传送数据", "it tells data before it was started")
    return await bench.takes_others()


async def _obeys(bench: Bench) -> Finding:
    """A command of an object that it does not have, only selected: refused for that, or for who asks?"""
    talk = await bench.talk()
    asked = Information(iec104.COMMAND, 6, False, 1, ((_NOWHERE, bytes((iec104.SELECT,))),))
    await talk.send(iec104.information_frame(0, 0, asked))
    if any(each.type == iec104.COMMAND and each.cause in {7, 47} for each in await _told(talk)):
        return weak("任何人的遥控均被受理", "anyone's commands are looked at, whoever sends them")
    return passed("未认证的遥控不予受理", "strangers' commands are not looked at")


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
    while (reply := await talk.answer()) is not None:
        try:
            held = iec104.parse(reply).information
        except (iec104.FrameError, IndexError, struct.error):
            break
        if held is not None:
            found.append(held)
            if held.cause == 10 or held.negative:
                break
    return found
