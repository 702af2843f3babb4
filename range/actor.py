# A process of the attack team's own, inside one host's network and nowhere else: what it is given to
# do is done there, and what it found comes back through a pipe. It ends with whoever started it.
from __future__ import annotations

import asyncio
import os
import pickle
import signal
from collections.abc import Callable
from typing import TypeVar

from .namespaces import enter_network, forked

__all__ = ["in_host"]

T = TypeVar("T")


async def in_host(network: int, work: Callable[[], T]) -> T:
    """What `work` gives, done by a process that is in this network for good.

    Raises OSError where it fails. Cancelled, it ends the process.
    """
    reading, writing = os.pipe()

    def act() -> None:
        os.close(reading)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        enter_network(network)
        try:
            answer: tuple[bool, object] = (True, work())
        except OSError as problem:
            answer = (False, str(problem))
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(answer, pipe)

    child = forked(act, dies_with_us=True)
    os.close(writing)
    try:
        content = await _read(reading)
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.close(reading)
        os.waitpid(child, 0)
    if not content:
        raise OSError("the attacker's process ended without a word")
    done, answer = pickle.loads(content)  # noqa: S301  written by our own child
    if not done:
        raise OSError(answer)
    return answer  # type: ignore[no-any-return]


async def _read(reading: int) -> bytes:
    """All that comes through a pipe, without holding up the loop."""
    loop = asyncio.get_running_loop()
    os.set_blocking(reading, False)
    content, ready = b"", asyncio.Event()
    loop.add_reader(reading, ready.set)
    try:
        while True:
            await ready.wait()
            ready.clear()
            try:
                chunk = os.read(reading, 1 << 20)
            except BlockingIOError:
                continue
            if not chunk:
                return content
            content += chunk
    finally:
        loop.remove_reader(reading)
