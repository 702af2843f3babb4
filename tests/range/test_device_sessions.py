# Connections held, left half-way, come and gone: a device that lets idle ones keep all others
# out is weak, one that does not come back has failed.
from __future__ import annotations

import asyncio
import random

import pytest

from range.device_bench import Bench, Finding
from range.device_modbus import MODBUS_SPEECH
from range.device_sessions import session_cases

REPLY = bytes.fromhex("000000050103020007")


def played(case: str, *, most: int) -> Finding:
    """A case against a server that answers so many connections at a time and no more."""

    async def main() -> Finding:
        held = 0

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal held
            held += 1
            served = held <= most
            while chunk := await reader.read(100):
                if served:
                    writer.write(chunk[:2] + REPLY)
            held -= 1
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        bench = Bench("127.0.0.1", port, MODBUS_SPEECH, random.Random(1), patience=0.2)
        (chosen,) = [each for each in session_cases("", b"\0\1\0") if each.id == case]
        finding = await chosen.play(bench)
        await bench.end()
        server.close()
        return finding

    return asyncio.run(main())


@pytest.mark.parametrize("case", ["sessions-held", "half-messages", "comes-and-goes"])
def test_a_device_with_room_passes(case: str) -> None:
    assert played(case, most=1000).outcome == "pass"


def test_a_device_that_idle_connections_fill_is_weak() -> None:
    assert played("sessions-held", most=10).outcome == "weak"


def test_a_device_that_half_messages_fill_fails() -> None:
    assert played("half-messages", most=10).outcome == "fail"
