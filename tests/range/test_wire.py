# Connections in memory behave like connections: refused, dropped, thrown out, filtered.
from __future__ import annotations

from collections.abc import Callable, Coroutine

import pytest
from drill_files import shipped

from range.clock import Clock, run_virtual
from range.journal import Journal
from range.lab import Lab
from range.modbus import read, write_register
from range.wire import LinkClosedError, MemoryWire, NoAnswerError, Server

PLC, HMI, MAINT, NOBODY = "10.77.3.10", "10.77.3.12", "10.77.2.12", "10.77.3.99"


class Echo:
    def reply(self, message: bytes, peer: str, now: float) -> bytes | None:
        return None if message == b"bye" else message


def on_wire(work: Callable[[MemoryWire], Coroutine[None, None, None]]) -> MemoryWire:
    async def main() -> MemoryWire:
        wire = MemoryWire(Clock(), Lab(shipped("water-setpoint")), Journal(), 1)
        wire.serve(Server(PLC, 502, Echo(), sessions=2))
        await work(wire)
        return wire

    return run_virtual(main())


def test_what_is_sent_is_in_the_journal_as_bytes() -> None:
    async def work(wire: MemoryWire) -> None:
        link = await wire.open(HMI, PLC, 502)
        assert await link.ask(b"abc") == b"abc"
        await link.close()
        await link.close()

    frames = on_wire(work).journal.frames
    assert [(each.kind, each.payload) for each in frames] == [
        ("open", b""), ("request", b"abc"), ("reply", b"abc"), ("close", b""),
    ]  # fmt: skip
    assert frames[1].time < frames[2].time


@pytest.mark.parametrize(
    ("destination", "port", "kind"),
    [(PLC, 80, "refused"), (NOBODY, 502, "dropped"), ("10.77.1.10", 502, "dropped")],
)
def test_who_is_not_there_does_not_answer(destination: str, port: int, kind: str) -> None:
    async def work(wire: MemoryWire) -> None:
        with pytest.raises(NoAnswerError):
            await wire.open(HMI, destination, port)

    assert [each.kind for each in on_wire(work).journal.frames] == [kind]


def test_one_session_too_many_throws_out_the_oldest() -> None:
    async def work(wire: MemoryWire) -> None:
        first = await wire.open(HMI, PLC, 502)
        await wire.open(MAINT, PLC, 502)
        await wire.open(MAINT, PLC, 502)
        with pytest.raises(LinkClosedError):
            await first.ask(b"x")

    on_wire(work)


def test_a_server_that_hangs_up_ends_the_link() -> None:
    async def work(wire: MemoryWire) -> None:
        link = await wire.open(HMI, PLC, 502)
        for message in (b"bye", b"x"):
            with pytest.raises(LinkClosedError):
                await link.ask(message)

    on_wire(work)


def test_rules_hold_for_connections_that_are_open_already() -> None:
    async def work(wire: MemoryWire) -> None:
        link = await wire.open(MAINT, PLC, 502)
        wire.lab.reading_only.add(MAINT)
        assert await link.ask(read(1, "coil", 0, 1))
        with pytest.raises(NoAnswerError):
            await link.ask(write_register(1, 0, 1))
        wire.lab.blocked.add(MAINT)
        with pytest.raises(NoAnswerError):
            await link.ask(read(1, "coil", 0, 1))

    on_wire(work)


def test_a_port_in_use_is_refused() -> None:
    async def work(wire: MemoryWire) -> None:
        with pytest.raises(ValueError, match="port 502 is in use"):
            wire.serve(Server(PLC, 502, Echo()))
        assert wire.places() == [(PLC, 502)]

    on_wire(work)
