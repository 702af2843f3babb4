# The bench that a device under test stands on: connections to it that are noted byte for byte, and
# the oracle. After whatever it was sent, a valid request must succeed on the same connection or
# that connection be closed cleanly, and one must succeed on a new connection; a device that only
# lives on while it answers nobody has failed.
from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from policies import Title

from .ground import device_socket

__all__ = [
    "About",
    "Bench",
    "Case",
    "Finding",
    "Group",
    "Noted",
    "Outcome",
    "Play",
    "Speech",
    "Talk",
    "failed",
    "in_pieces",
    "mutated",
    "passed",
    "sends",
    "weak",
]

# conformance: what its protocol says of valid and invalid requests. anomaly: what is none.
# sessions: many connections. exposure: what it lets be known and done by anyone.
Group = Literal["conformance", "anomaly", "sessions", "exposure"]
Outcome = Literal["pass", "fail", "weak"]
_READ = 65_536
# The most of a message that a report shows.
_SHOWN = 300
_QUIET = 0.1
# Between the bytes of a message that comes in pieces.
_BETWEEN = 0.002


@dataclass(frozen=True, slots=True)
class Noted:
    """What passed on one of the case's connections: sent to the device, received, or its end."""

    connection: int
    way: Literal["opened", "sent", "received", "closed"]
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Finding:
    """How a case came out, and why in a sentence."""

    outcome: Outcome
    why: Title


@dataclass(frozen=True, slots=True)
class Speech:
    """A protocol as the oracle speaks it.

    `cut` takes whole messages off a stream and raises ValueError for bytes that are none;
    `valid` is a request that harms nothing, its number told by `answers` in the reply.
    """

    cut: Callable[[bytes], tuple[list[bytes], bytes]]
    valid: Callable[[int], bytes]
    answers: Callable[[int, bytes], bool]
    # What a new connection is begun with, and how many messages the device answers to that.
    greeting: bytes = b""
    greeted_by: int = 0
    # Whether a reply tells its request: where it does not, earlier replies are waited for first.
    numbered: bool = True
    # A reply after which what is valid on a new connection is so no longer: that connection is let be.
    settles: Callable[[bytes], bool] = lambda _reply: False


Play = Callable[["Bench"], Awaitable[Finding]]


@dataclass(frozen=True, slots=True)
class About:
    """What a case is called, and where the protocol says so."""

    id: str
    group: Group
    title: Title
    source: str


@dataclass(frozen=True, slots=True)
class Case(About):
    """One thing that is tried: `play` says how it came out."""

    play: Play


class Talk:
    """One connection to the device."""

    def __init__(self, bench: Bench, number: int) -> None:
        self._bench, self.number = bench, number
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter
        self._waiting = b""
        self._ready: list[bytes] = []
        self.settled = False

    async def open(self, *, greeted: bool = True) -> None:
        """Connected and, where the protocol begins so, greeted. Raises OSError."""
        bench = self._bench
        made = device_socket(bench.host)
        try:
            async with asyncio.timeout(bench.patience):
                await asyncio.get_running_loop().sock_connect(made, (bench.host, bench.port))
        except OSError:
            made.close()
            raise
        self._reader, self._writer = await asyncio.open_connection(sock=made)
        bench.noted.append(Noted(self.number, "opened"))
        if bench.speech.greeting and greeted:
            await self.send(bench.speech.greeting)
            for _ in range(bench.speech.greeted_by):
                with contextlib.suppress(EOFError):
                    await self.reply()

    async def send(self, content: bytes) -> None:
        """Bytes as they are; no harm if the device has closed by then."""
        self._bench.noted.append(Noted(self.number, "sent", content[:_SHOWN]))
        with contextlib.suppress(ConnectionError):
            self._writer.write(content)
            await self._writer.drain()

    async def reply(self, patience: float | None = None) -> bytes | None:
        """The next whole message; None if none comes in time. Raises EOFError where it closed.

        Bytes that are no message of the protocol come as they are.
        """
        bench = self._bench
        try:
            async with asyncio.timeout(bench.patience if patience is None else patience):
                while not self._ready and (chunk := await self._reader.read(_READ)):
                    self._take(chunk)
        except TimeoutError:
            return None
        except ConnectionError:
            self._ready.clear()
        if not self._ready:
            bench.noted.append(Noted(self.number, "closed"))
            raise EOFError
        return self._ready.pop(0)

    async def answer(self) -> bytes | None:
        """The next whole message; None if none comes in time, or it closed."""
        try:
            return await self.reply()
        except EOFError:
            return None

    def _take(self, chunk: bytes) -> None:
        self._bench.noted.append(Noted(self.number, "received", chunk[:_SHOWN]))
        try:
            messages, self._waiting = self._bench.speech.cut(self._waiting + chunk)
        except ValueError:
            messages, self._waiting = [self._waiting + chunk], b""
        self._ready += messages
        self.settled |= any(map(self._bench.speech.settles, messages))

    async def close(self) -> None:
        """Our side closed."""
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()


@dataclass
class Bench:
    """Where a case is played; made anew for each."""

    host: str
    port: int
    speech: Speech
    random: random.Random
    patience: float = 1.0
    noted: list[Noted] = field(default_factory=list)
    _talks: list[Talk] = field(default_factory=list)
    _numbers: int = 0x5100

    async def talk(self, *, greeted: bool = True) -> Talk:
        """A new connection. Raises OSError where none is taken."""
        made = Talk(self, len(self._talks) + 1)
        self._talks.append(made)
        try:
            await made.open(greeted=greeted)
        except OSError:
            self._talks.pop()
            raise
        return made

    async def stands(self, talk: Talk) -> Finding:
        """The oracle, after something was sent on a connection."""
        same = "settled" if talk.settled else await self.asked(talk)
        if same == "deaf":
            return failed(
                "该连接未关闭，但此后的合法请求得不到应答",
                "the connection stays open and a valid request on it is not answered",
            )
        if same == "wrong":
            return failed(
                "该连接上合法请求的应答与请求不符（已失去同步）",
                "a valid request on the connection is answered by what does not fit it (out of step)",
            )
        return await self.takes_others(same)

    async def takes_others(self, same: str = "") -> Finding:
        """The second half of the oracle: a valid request on a new connection."""
        try:
            answered = await self.asked(await self.talk()) == "answered"
        except OSError:
            answered = False
        if not answered:
            return failed(
                "新连接上的合法请求得不到应答",
                "a valid request on a new connection is not answered",
            )
        if same == "closed":
            return passed("设备已正常关闭该连接", "the device closed the connection cleanly")
        return passed("此后的合法请求均得到应答", "valid requests are answered afterwards")

    async def asked(self, talk: Talk) -> Literal["answered", "closed", "deaf", "settled", "wrong"]:
        """How a valid request fares on a connection; replies to what was sent before are let by."""
        if not self.speech.numbered:
            await self._let_by(talk)
        self._numbers += 1
        number = self._numbers
        await talk.send(self.speech.valid(number))
        strange = False
        try:
            for _ in range(50):
                reply = await talk.reply()
                if reply is None:
                    break
                if self.speech.answers(number, reply):
                    return "answered"
                if talk.settled:
                    return "settled"
                strange = True
        except EOFError:
            return "closed"
        return "wrong" if strange else "deaf"

    async def _let_by(self, talk: Talk) -> None:
        with contextlib.suppress(EOFError):
            while await talk.reply(_QUIET) is not None:
                continue

    async def end(self) -> None:
        """Every connection closed."""
        for each in self._talks:
            await each.close()


def sends(content: bytes) -> Play:
    """A case that sends this, and whether the device then still stands."""

    async def play(bench: Bench) -> Finding:
        talk = await bench.talk()
        await talk.send(content)
        return await bench.stands(talk)

    return play


def in_pieces(content: bytes, answers: Callable[[bytes], bool]) -> Play:
    """A case that sends a request byte by byte, and whether it is answered by what fits it."""

    async def play(bench: Bench) -> Finding:
        talk = await bench.talk()
        for byte in content:
            await talk.send(bytes((byte,)))
            await asyncio.sleep(_BETWEEN)
        # What a device tells of itself meanwhile is no answer.
        while (reply := await talk.answer()) is not None:
            if answers(reply):
                return await bench.stands(talk)
        return failed("拆分的报文得不到应答", "a message in pieces is not answered")

    return play


def mutated(many: int, play: Play) -> Iterator[Case]:
    """So many cases that each draw a request with some bytes changed."""
    for number in range(many):
        title = Title(zh=f"变异请求 {number + 1}", en=f"mutated request {number + 1}")
        yield Case(f"mutation-{number + 1}", "anomaly", title, "", play)


def passed(zh: str, en: str) -> Finding:
    """A case that came out well."""
    return Finding("pass", Title(zh=zh, en=en))


def failed(zh: str, en: str) -> Finding:
    """A case that the device fails."""
    return Finding("fail", Title(zh=zh, en=en))


def weak(zh: str, en: str) -> Finding:
    """No fault by the protocol, but something that whoever runs the device should know."""
    return Finding("weak", Title(zh=zh, en=en))
