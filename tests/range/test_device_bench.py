# The oracle: devices that answer, close, go deaf or fall out of step are told apart.
from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

import pytest

from range.device_bench import Bench, Finding
from range.device_modbus import MODBUS_SPEECH

REPLY = bytes.fromhex("000000050103020007")
Device = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def found(device: Device) -> Finding:
    """What the oracle says after four bytes that are none of the protocol's."""

    async def main() -> Finding:
        server = await asyncio.start_server(device, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        bench = Bench("127.0.0.1", port, MODBUS_SPEECH, random.Random(1), patience=0.1)
        talk = await bench.talk()
        await talk.send(b"ODD!")
        finding = await bench.stands(talk)
        await bench.end()
        server.close()
        return finding

    return asyncio.run(main())


def device(on_odd: str) -> Device:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(100):
            odd = chunk.startswith(b"ODD!")
            if odd and on_odd == "close":
                break
            if odd and on_odd == "deaf":
                await reader.read()
                break
            if odd and on_odd == "out-of-step":
                writer.write(b"\0\0" + REPLY)
                await reader.read(100)
                writer.write(b"\0\1" + REPLY)
            asked = chunk.removeprefix(b"ODD!")
            if asked:
                writer.write(asked[:2] + REPLY)
        writer.close()

    return serve


@pytest.mark.parametrize(
    ("on_odd", "outcome", "said"),
    [
        ("ignore", "pass", "answered afterwards"),
        ("close", "pass", "closed the connection cleanly"),
        ("deaf", "fail", "stays open"),
        ("out-of-step", "fail", "out of step"),
    ],
)
def test_devices_are_told_apart(on_odd: str, outcome: str, said: str) -> None:
    finding = found(device(on_odd))
    assert finding.outcome == outcome
    assert said in finding.why.en


def test_a_device_that_takes_nobody_else_has_failed() -> None:
    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if once.served:  # type: ignore[attr-defined]
            await reader.read()
        once.served = True  # type: ignore[attr-defined]
        writer.write((await reader.read(100)).removeprefix(b"ODD!")[:2] + REPLY)
        while chunk := await reader.read(100):
            writer.write(chunk[:2] + REPLY)
        writer.close()

    once.served = False  # type: ignore[attr-defined]
    assert "new connection" in found(once).why.en
