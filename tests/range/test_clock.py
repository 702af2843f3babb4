# Time that jumps: in order, at once, and never hanging.
import asyncio
import time

import pytest

from range.clock import Clock, run_virtual


async def _many() -> list[tuple[float, str]]:
    clock = Clock()
    said: list[tuple[float, str]] = []

    async def say(name: str, every: float) -> None:
        while clock.now() < 3600:
            await clock.sleep(every)
            said.append((clock.now(), name))

    await asyncio.gather(say("a", 7), say("b", 11), say("c", 7))
    return said


def test_an_hour_passes_at_once_and_in_order() -> None:
    before = time.monotonic()
    said = run_virtual(_many())
    assert time.monotonic() - before < 30
    assert [at for at, _ in said] == sorted(at for at, _ in said)
    assert said[0] == (7, "a")
    assert said[1] == (7, "c")
    assert said == run_virtual(_many())


def test_until_a_moment_that_is_past_is_at_once() -> None:
    async def main() -> float:
        clock = Clock()
        await clock.sleep(5)
        await clock.until(3)
        return clock.now()

    assert run_virtual(main()) == 5


def test_a_drill_that_waits_for_nothing_is_ended() -> None:
    async def main() -> None:
        await asyncio.Event().wait()

    with pytest.raises(RuntimeError, match="never comes"):
        run_virtual(main())


def test_a_paced_clock_runs_faster_than_the_machines() -> None:
    async def main() -> float:
        clock = Clock(speed=1000)
        await clock.sleep(10)
        return clock.now()

    assert asyncio.run(main()) >= 10


def test_a_clock_that_is_paused_stands_still_and_wakes_nobody() -> None:
    async def main() -> list[float]:
        clock = Clock()
        said: list[float] = []

        async def sleeper(seconds: float) -> None:
            await clock.sleep(seconds)
            said.append(clock.now())

        tasks = [asyncio.ensure_future(sleeper(seconds)) for seconds in (5, 20)]
        await clock.sleep(10)
        clock.pause()
        assert clock.paused
        tasks += [asyncio.ensure_future(sleeper(seconds)) for seconds in (0, 3)]
        going = asyncio.ensure_future(clock.going())
        await asyncio.sleep(1000)
        assert clock.now() == 10
        assert said == [5]
        assert not going.done()
        clock.resume()
        await asyncio.gather(*tasks, going)
        return said

    assert run_virtual(main()) == [5, 10, 13, 20]


def test_another_speed_holds_for_who_waits_already() -> None:
    async def main() -> tuple[float, float]:
        loop = asyncio.get_running_loop()
        clock = Clock()
        waiting = asyncio.ensure_future(clock.sleep(100))
        await clock.sleep(10)
        clock.run_at(30)
        assert clock.speed == 30
        await waiting
        return clock.now(), loop.time()

    drill, machine = run_virtual(main())
    assert drill == pytest.approx(100)
    assert machine == pytest.approx(13)


def test_who_stops_waiting_is_forgotten() -> None:
    async def main() -> None:
        clock = Clock()
        waiting = asyncio.ensure_future(clock.sleep(100))
        await clock.sleep(1)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        clock.pause()
        clock.resume()
        await clock.sleep(1)
        assert clock.now() == 2

    run_virtual(main())


def test_another_clock_follows_through_speeds_and_stands_still() -> None:
    async def main() -> list[bool]:
        first, other = Clock(10), Clock(1)
        other.follow(first.pace)
        first.followed_by(other.follow)
        await asyncio.sleep(0.01)
        same = [abs(first.now() - other.now()) < 0.05]
        first.run_at(500)
        woken = asyncio.ensure_future(other.sleep(5))
        await asyncio.wait_for(woken, 2)
        same.append(abs(first.now() - other.now()) < 1)
        first.pause()
        same += [other.paused, first.now() == other.now()]
        first.resume()
        same.append(not other.paused)
        return same

    assert asyncio.run(main()) == [True] * 5
