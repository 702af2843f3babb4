# What a device that speaks HTTP/1.1 is tried with (RFC 9110, RFC 9112): requests it must answer,
# requests it must refuse, messages whose length can be read in two ways, and what it tells and
# gives without asking who it is.
from __future__ import annotations

from collections.abc import Callable, Iterator

from policies import Title

from .device_bench import (
    Bench,
    Case,
    Finding,
    Play,
    Speech,
    Talk,
    failed,
    mutated,
    passed,
    sends,
    weak,
)
from .device_sessions import session_cases
from .http import HttpError, parse_response

__all__ = ["HTTP_SPEECH", "http_cases"]

_END = b"\r\n\r\n"
_HOST = b"Host: device\r\n"


def _cut(stream: bytes) -> tuple[list[bytes], bytes]:
    """Whole responses off a stream: by length, in chunks, or of a status without a body."""
    messages = []
    while (end := stream.find(_END)) >= 0:
        if not stream.startswith(b"HTTP/"):
            raise HttpError("no response")
        head = stream[:end].lower()
        after = stream[end + 4 :]
        if b"transfer-encoding: chunked" in head:
            last = after.find(b"0\r\n\r\n")
            if last < 0:
                break
            length = last + 5
        else:
            named = [line for line in head.split(b"\r\n") if line.startswith(b"content-length:")]
            length = int(named[0].partition(b":")[2]) if named else 0
            if len(after) < length:
                break
        messages.append(stream[: end + 4 + length])
        stream = after[length:]
    return messages, stream


def _valid(number: int) -> bytes:
    return b"GET /?asked=%d HTTP/1.1\r\n%s\r\n" % (number, _HOST)


def _answers(_number: int, reply: bytes) -> bool:
    return _status(reply) > 0


HTTP_SPEECH = Speech(_cut, _valid, _answers, numbered=False)

# Name, what it is, the request, where the standard says so.
_REFUSED: tuple[tuple[str, str, str, bytes, str], ...] = (
    ("no-host", "HTTP/1.1请求缺少Host", "no Host", b"GET / HTTP/1.1\r\n\r\n", "RFC 9112, 3.2"),
    ("two-hosts", "两个Host", "two hosts", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "RFC 9112, 3.2"),
    ("space-colon", "字段名后有空格", "a space before the colon", b"GET / HTTP/1.1\r\nHost : device\r\n\r\n", "RFC 9112, 5.1"),
    ("two-lengths", "两个不同的Content-Length", "two lengths", b"POST / HTTP/1.1\r\n" + _HOST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", "RFC 9112, 6.3"),
    ("length-negative", "负的Content-Length", "a negative length", b"POST / HTTP/1.1\r\n" + _HOST + b"Content-Length: -1\r\n\r\n", "RFC 9110, 8.6"),
    ("length-words", "非数字的Content-Length", "a length in words", b"POST / HTTP/1.1\r\n" + _HOST + b"Content-Length: ten\r\n\r\n", "RFC 9110, 8.6"),
    ("version-9", "版本HTTP/9.9", "version 9.9", b"GET / HTTP/9.9\r\n" + _HOST + b"\r\n", "RFC 9110, 2.5"),
    ("no-version", "请求行缺少版本", "no version", b"GET /\r\n" + _HOST + b"\r\n", "RFC 9112, 3"),
    ("nul-in-field", "字段值含NUL", "a NUL in a field", b"GET / HTTP/1.1\r\n" + _HOST + b"X-A: a\0b\r\n\r\n", "RFC 9110, 5.5"),
    ("binary", "二进制内容", "bytes that are no text", b"\x16\x03\x01" + bytes(range(200)) + _END, "RFC 9112, 2.2"),
    ("both-lengths", "长度与分块并存", "a length and chunks", b"POST / HTTP/1.1\r\n" + _HOST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "RFC 9112, 6.1"),
)  # fmt: skip
_LONG: tuple[tuple[str, str, str, bytes], ...] = (
    ("long-target", "64 KiB请求行", "a target of 64 KiB", b"GET /" + b"a" * 65_536 + b" HTTP/1.1\r\n" + _HOST + b"\r\n"),
    ("long-field", "64 KiB字段", "a field of 64 KiB", b"GET / HTTP/1.1\r\n" + _HOST + b"X-A: " + b"a" * 65_536 + _END),
    ("many-fields", "5000个字段", "5000 fields", b"GET / HTTP/1.1\r\n" + _HOST + b"X-A: a\r\n" * 5000 + b"\r\n"),
    ("unknown-method", "未知方法", "an unknown method", b"BREW / HTTP/1.1\r\n" + _HOST + b"\r\n"),
    ("bare-lf", "仅LF换行", "lines that end in LF alone", b"GET / HTTP/1.1\nHost: device\n\n" + _END),
    ("two-requests", "一个报文段内两个请求", "two requests in one segment", _valid(1) + _valid(2)),
)  # fmt: skip
_PATHS = (b"/../../../../etc/passwd", b"/%2e%2e/%2e%2e/%2e%2e/etc/passwd", b"//etc/passwd")


def http_cases(mutations: int) -> Iterator[Case]:
    """All cases in their order; so many mutations at the end."""
    title = Title(zh="GET请求得到应答", en="a GET is answered")
    yield Case("get", "conformance", title, "RFC 9110, 9.3.1", _get)
    title = Title(zh="HEAD应答不含正文", en="a HEAD is answered without a body")
    yield Case("head", "conformance", title, "RFC 9110, 9.3.2", _head)
    for name, zh, en, content, source in _REFUSED:
        yield Case(name, "conformance", Title(zh=zh, en=en), source, _refused(content))
    for name, zh, en, content in _LONG:
        yield Case(name, "anomaly", Title(zh=zh, en=en), "RFC 9112, 2", sends(content))
    yield from session_cases("RFC 9112, 9", _valid(1)[:9])
    for name, zh, en, play in (
        ("versions", "软件版本泄露", "what it tells of its software", _versions),
        ("trace", "TRACE方法", "the method TRACE", _trace),
        ("paths", "路径穿越", "files outside its tree", _files),
        ("written-by-anyone", "未认证写入", "whether anyone may put a file", _puts),
    ):
        yield Case(name, "exposure", Title(zh=zh, en=en), "RFC 9110, 17", play)
    yield from mutated(mutations, _mutation)


def _status(reply: bytes | None) -> int:
    """A response's status; 0 for what is none."""
    try:
        return parse_response(reply).status if reply else 0
    except HttpError:
        return 0


async def _asked(bench: Bench, content: bytes) -> tuple[Talk, bytes | None, bool]:
    """A connection on which something was asked, the reply, and whether it is closed."""
    talk = await bench.talk()
    await talk.send(content)
    try:
        return talk, await talk.reply(), False
    except EOFError:
        return talk, None, True


async def _get(bench: Bench) -> Finding:
    talk, reply, _ = await _asked(bench, _valid(1))
    if not _status(reply):
        return failed("没有得到HTTP应答", "no response of HTTP")
    return await bench.stands(talk)


async def _head(bench: Bench) -> Finding:
    talk = await bench.talk()
    await talk.send(b"HEAD / HTTP/1.1\r\n" + _HOST + b"\r\n" + _valid(2))
    try:
        # With a body behind the first head, the second response would not begin as one.
        found = [_status(await talk.reply()), _status(await talk.reply())]
    except EOFError:
        return await bench.takes_others("closed")
    if found[0] and not found[1] and found[0] not in {405, 501}:
        return passed("HEAD应答声明了长度", "the response to HEAD names a length, as it may")
    return await bench.takes_others()


def _refused(content: bytes) -> Play:
    async def play(bench: Bench) -> Finding:
        talk, reply, closed = await _asked(bench, content)
        if closed:
            return await bench.takes_others("closed")
        if 0 < _status(reply) < 400:
            return failed("请求应被拒绝而被接受", "it is taken where it must be refused")
        return await bench.stands(talk)

    return play


def _told(reply: bytes, fits: Callable[[bytes], bool]) -> bool:
    head = reply.partition(_END)[0].lower()
    fields = [
        line for line in head.split(b"\r\n") if line.startswith((b"server:", b"x-powered-by:"))
    ]
    return any(fits(line) for line in fields)


async def _versions(bench: Bench) -> Finding:
    talk, reply, _ = await _asked(bench, _valid(1))
    if reply and _told(reply, lambda line: any(48 <= byte <= 57 for byte in line)):
        return weak("应答头透露软件版本", "its responses name the version of its software")
    return await bench.stands(talk)


async def _trace(bench: Bench) -> Finding:
    talk, reply, closed = await _asked(bench, b"TRACE / HTTP/1.1\r\n" + _HOST + b"\r\n")
    if _status(reply) == 200:
        return weak("TRACE方法已启用", "TRACE is on")
    return await bench.takes_others("closed") if closed else await bench.stands(talk)


async def _files(bench: Bench) -> Finding:
    for path in _PATHS:
        talk, reply, _ = await _asked(bench, b"GET " + path + b" HTTP/1.1\r\n" + _HOST + b"\r\n")
        if reply and b"root:" in reply:
            return failed("可读取目录树之外的文件", "files outside its tree can be read")
        await talk.close()
    return await bench.takes_others()


async def _puts(bench: Bench) -> Finding:
    """A file of a name that nobody has put, and taken away again where that is let be."""
    path = b"/test-%08x.txt" % bench.random.randrange(1 << 32)
    head = b" HTTP/1.1\r\n" + _HOST
    talk, reply, closed = await _asked(
        bench, b"PUT " + path + head + b"Content-Length: 4\r\n\r\ntest"
    )
    if _status(reply) in {200, 201, 204}:
        await _asked(bench, b"DELETE " + path + head + b"\r\n")
        return weak("任何人均可写入文件", "anyone may put files there")
    return await bench.takes_others("closed") if closed else await bench.stands(talk)


async def _mutation(bench: Bench) -> Finding:
    """A valid request with some bytes changed, cut off or doubled, as chance has it."""
    content = bytearray(_valid(1))
    for _ in range(bench.random.randint(1, 4)):
        at = bench.random.randrange(len(content) - 4)
        kind = bench.random.randrange(3)
        if kind == 0:
            content[at] = bench.random.randrange(256)
        elif kind == 1:
            del content[at]
        else:
            content.insert(at, bench.random.randrange(256))
    # What a broken end may still wait for.
    return await sends(bytes(content) + _END)(bench)
