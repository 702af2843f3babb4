# Devices under test: one of ours in a lab of its own, or a made-up one that is served while one case is
# played on it.
from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from drill_files import shipped

from range.device_bench import Bench, Case, Finding, Speech
from range.device_test import DeviceProtocol, DeviceReport, run_device_test
from range.keeper import bring_up, take_down

__all__ = ["Cases", "Serve", "of_ours", "outcomes", "played"]

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Cases = Callable[[int], Iterator[Case]]


def of_ours(drill: str, folder: Path, address: str, protocol: DeviceProtocol) -> DeviceReport:
    """What a whole test finds of a device of a shipped drill, on loopback."""
    lab = bring_up(shipped(drill), identifier="lab", folder=folder, fidelity="loopback", seed=1)
    host, _, port = address.partition(":")
    try:
        return run_device_test(host, int(port), protocol, mutations=10, patience=1.0)
    finally:
        take_down(lab, folder)


def outcomes(report: DeviceReport, outcome: str) -> set[str]:
    """The cases that came out so."""
    return {each.case.id for each in report.tried if each.finding.outcome == outcome}


def played(serve: Serve, speech: Speech, cases: Cases, case: str) -> Finding:
    """One case against a device that is served by this."""

    async def main() -> Finding:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        bench = Bench("127.0.0.1", port, speech, random.Random(1), patience=0.15)
        (chosen,) = [each for each in cases(0) if each.id == case]
        finding = await chosen.play(bench)
        await bench.end()
        server.close()
        return finding

    return asyncio.run(main())
