# A device tested: each case on a bench of its own, numbered, with chance drawn by seed and number,
# so that one case alone can be played again; and a census of what else answers at its address.
from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from policies import LAB
from schema import MisuseError

from .device_bench import About, Bench, Case, Finding, Noted, Speech, failed
from .device_http import HTTP_SPEECH, http_cases
from .device_iec104 import IEC104_SPEECH, iec104_cases
from .device_modbus import MODBUS_SPEECH, modbus_cases
from .device_opcua import OPCUA_SPEECH, opcua_cases
from .device_s7 import S7_SPEECH, s7_cases
from .ground import device_socket

__all__ = ["PROTOCOLS", "DeviceProtocol", "DeviceReport", "Tried", "device_host", "run_device_test"]

DeviceProtocol = Literal["modbus", "iec104", "s7", "opcua", "http"]
# How a protocol is spoken, and its cases.
PROTOCOLS: Mapping[DeviceProtocol, tuple[Speech, Callable[[int], Iterator[Case]]]] = {
    "modbus": (MODBUS_SPEECH, modbus_cases),
    "iec104": (IEC104_SPEECH, iec104_cases),
    "s7": (S7_SPEECH, s7_cases),
    "opcua": (OPCUA_SPEECH, opcua_cases),
    "http": (HTTP_SPEECH, http_cases),
}
# What industrial and office services use; on loopback those of a lab lie ten thousand higher.
_SERVICES = (
    21, 22, 23, 25, 53, 80, 102, 135, 161, 443, 445, 502, 1433, 1883, 2222, 2404, 3306, 3389, 4840,
    5432, 5900, 8080, 8443, 9600, 20000, 44818, 47808,
)  # fmt: skip
_HIGHER = 10_000
_KNOCKS = 0.3


@dataclass(frozen=True, slots=True)
class Tried:
    """A case that was played, with all that passed."""

    number: int
    case: About
    finding: Finding
    noted: tuple[Noted, ...]


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """What a device test found."""

    host: str
    port: int
    protocol: DeviceProtocol
    seed: int
    tried: tuple[Tried, ...]
    # Ports that answer beside the one under test, and whether the maker declared them.
    census: Mapping[int, bool]

    @property
    def failures(self) -> int:
        """How many cases it fails."""
        return sum(each.finding.outcome == "fail" for each in self.tried)


def device_host(text: str) -> str:
    """The address of a device that may be tested. Raises MisuseError for any other."""
    host = "127.0.0.1" if text == "localhost" else text
    with contextlib.suppress(ValueError):
        address = ipaddress.IPv4Address(host)
        if address.is_loopback or address in LAB:
            return host
    raise MisuseError(
        f"{text} is neither this machine's loopback nor a lab's address ({LAB}): a device test "
        "attacks what it is pointed at, so no other address is taken"
    )


def run_device_test(
    host: str,
    port: int,
    protocol: DeviceProtocol,
    *,
    seed: int = 1,
    mutations: int = 100,
    only: int | None = None,
    declared: Sequence[int] = (),
    patience: float = 1.0,
) -> DeviceReport:
    """A device tested with all cases of a protocol, or with one.

    Raises MisuseError where nothing answers at all, or there is no such case.
    """
    host = device_host(host)
    speech, cases = PROTOCOLS[protocol]
    listed = list(cases(mutations))
    if only is not None and not 1 <= only <= len(listed):
        raise MisuseError(f"there is no case {only}, there are 1 to {len(listed)}")
    chosen = [
        (number, case) for number, case in enumerate(listed, 1) if only is None or number == only
    ]

    async def main() -> DeviceReport:
        await _answers_at_all(host, port, patience)
        census = await _census(host, port, declared) if only is None else {}
        tried = []
        for number, case in chosen:
            rng = random.Random(f"{seed} {case.id}")  # noqa: S311  a case must repeat
            bench = Bench(host, port, speech, rng, patience)
            about = About(case.id, case.group, case.title, case.source)
            tried.append(Tried(number, about, await _played(bench, case), tuple(bench.noted)))
            await bench.end()
        return DeviceReport(host, port, protocol, seed, tuple(tried), census)

    return asyncio.run(main())


async def _played(bench: Bench, case: Case) -> Finding:
    try:
        return await case.play(bench)
    except OSError:
        return failed("设备不再接受连接", "the device takes no connection any more")


async def _answers_at_all(host: str, port: int, patience: float) -> None:
    if not await _open(host, port, patience):
        raise MisuseError(f"nothing answers at {host}:{port}; start the device, then test it")


async def _census(host: str, port: int, declared: Sequence[int]) -> dict[int, bool]:
    """The ports of known services that take a connection."""
    found = {}
    for each in _ports(port):
        if await _open(host, each, _KNOCKS):
            found[each] = each in declared
    return found


def _ports(port: int) -> Iterator[int]:
    for each in _SERVICES:
        yield from (way for way in (each, each + _HIGHER) if way != port and way < 65_536)


async def _open(host: str, port: int, patience: float) -> bool:
    made = device_socket(host)
    try:
        async with asyncio.timeout(patience):
            await asyncio.get_running_loop().sock_connect(made, (host, port))
    except OSError:
        return False
    finally:
        made.close()
    return True
