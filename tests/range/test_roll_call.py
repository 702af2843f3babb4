# Every kind of service of a lab is asked and answers; one that does not is told.
from __future__ import annotations

import asyncio

import pytest
from large_lab import thirty_services

from range.clock import Clock, run_virtual
from range.ground import LoopbackGround
from range.roll_call import all_answer
from range.sockets import SocketWire
from range.wire import LinkClosedError
from range.world import World, build

pytestmark = pytest.mark.usefixtures("loopback_lab")


def in_memory() -> World:
    return build(thirty_services(), 1, Clock())


def test_all_kinds_answer_in_memory() -> None:
    async def main() -> tuple[int, World]:
        world = in_memory()
        return await all_answer(world), world

    services, world = run_virtual(main())
    answered = {frame.port for frame in world.journal.frames if frame.kind == "reply" and frame.payload}  # fmt: skip
    assert services == 23
    assert answered == {502, 2404, 102, 4840, 8080, 53, 8086, 80}


def test_all_kinds_answer_on_sockets() -> None:
    async def main() -> int:
        world = build(thirty_services(), 1, Clock(20), lambda _lab: LoopbackGround())
        assert isinstance(world.wire, SocketWire)
        await world.wire.start()
        try:
            return await all_answer(world)
        finally:
            await world.wire.stop()

    assert asyncio.run(main()) == 23


def test_one_that_answers_nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("range.controller.Controller.reply", lambda *_asked: None)

    async def main() -> int:
        return await all_answer(in_memory())

    with pytest.raises(LinkClosedError):
        run_virtual(main())
