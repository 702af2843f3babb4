# A process of the attack team's own: what it gives comes back, what fails is told, and it does not
# outlive whoever gave it up.
from __future__ import annotations

import asyncio
import os
import time

import pytest
from lab_network import needs_namespaces

from range.actor import in_host
from range.namespaces import apart, isolate, new_network

pytestmark = needs_namespaces


def _fails() -> int:
    raise OSError("no way through")


def _sees() -> tuple[int, list[str]]:
    import socket

    return os.getpid(), [name for _, name in socket.if_nameindex()]


def test_it_is_another_process_inside_the_network_alone() -> None:
    def work() -> tuple[int, int, list[str]]:
        isolate()
        network = new_network()
        pid, links = asyncio.run(in_host(network, _sees))
        return os.getpid(), pid, links

    own, other, links = apart(work)
    assert own != other
    assert links == ["lo"]


def test_what_fails_there_is_told_here() -> None:
    def work() -> str:
        isolate()
        with pytest.raises(OSError, match="no way through") as failed:
            asyncio.run(in_host(new_network(), _fails))
        return str(failed.value)

    assert apart(work) == "no way through"


def test_given_up_it_ends() -> None:
    def work() -> float:
        isolate()

        async def main() -> None:
            async with asyncio.timeout(0.3):
                await in_host(new_network(), lambda: time.sleep(30))

        began = time.monotonic()
        with pytest.raises(TimeoutError):
            asyncio.run(main())
        return time.monotonic() - began

    assert apart(work) < 10
