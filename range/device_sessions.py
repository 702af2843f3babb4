# What every device is tried with, whatever it speaks: many connections held, many left half-way
# through a message, many opened and closed.
from __future__ import annotations

import asyncio
from collections.abc import Iterator

from policies import Title

from .device_bench import Bench, Case, Finding, Play, weak

__all__ = ["session_cases"]

_HELD, _HALF, _COMING = 64, 16, 200


def session_cases(source: str, half: bytes) -> Iterator[Case]:
    """The cases; `half` is the beginning of a message."""
    for name, zh, en, play in (
        ("sessions-held", f"{_HELD}个空闲连接", f"{_HELD} idle connections", _held),
        (
            "half-messages",
            f"{_HALF}个连接各发半个报文",
            f"half a message on each of {_HALF} connections",
            _half_messages(half),
        ),
        (
            "comes-and-goes",
            f"连续{_COMING}次连接即断开",
            f"{_COMING} connections opened and closed",
            _come_and_go,
        ),
    ):
        yield Case(name, "sessions", Title(zh=zh, en=en), source, play)


async def _held(bench: Bench) -> Finding:
    talks = []
    for _ in range(_HELD):
        try:
            talks.append(await bench.talk())
        except OSError:
            break
    during = await bench.takes_others()
    for each in talks:
        await each.close()
    await asyncio.sleep(0.05)
    after = await bench.takes_others()
    if after.outcome == "fail":
        return after
    if during.outcome == "fail":
        return weak(
            f"{len(talks)}个空闲连接即使他人无法使用",
            f"{len(talks)} idle connections keep everyone else out",
        )
    return after


def _half_messages(half: bytes) -> Play:
    async def play(bench: Bench) -> Finding:
        for _ in range(_HALF):
            talk = await bench.talk()
            await talk.send(half)
        return await bench.takes_others()

    return play


async def _come_and_go(bench: Bench) -> Finding:
    for _ in range(_COMING):
        talk = await bench.talk()
        await talk.close()
    return await bench.takes_others()
