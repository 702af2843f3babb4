# What the referee sees while a step goes on, for effects that end with it: points that a screen shows
# otherwise than they are, and hosts whose kernel believes that an address is where it is not.
from __future__ import annotations

import asyncio
from pathlib import Path

from .ground import NetworkGround
from .namespaces import inside
from .sockets import SocketWire
from .world import World

__all__ = ["Glimpses"]

_EVERY = 1.0
_LEAST = 0.05


class Glimpses:
    """All that was seen, again and again, from the beginning of a step to its end."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.deceived: frozenset[str] = frozenset()
        self.poisoned: frozenset[str] = frozenset()

    async def watch(self) -> None:
        """Looks until it is cancelled."""
        clock = self._world.clock
        while True:
            self.deceived |= self._world.deceived()
            self.poisoned |= self._poisoned()
            await asyncio.sleep(max(clock.real(_EVERY), _LEAST))

    def _poisoned(self) -> frozenset[str]:
        wire = self._world.wire
        ground = wire.ground if isinstance(wire, SocketWire) else None
        if not isinstance(ground, NetworkGround):
            return frozenset()
        macs = ground.network.macs
        found = set()
        for address, network in ground.network.hosts.items():
            for there, mac in _neighbours(network).items():
                if there in macs and mac not in {macs[there], "00:00:00:00:00:00"}:
                    found.add(self._world.lab.hosts[address])
        return frozenset(found)


def _neighbours(network: int) -> dict[str, str]:
    """Which address is where, as the kernel of a host believes."""
    with inside(network):
        lines = Path("/proc/thread-self/net/arp").read_text(encoding="ascii").splitlines()[1:]
    words = [line.split() for line in lines]
    return {each[0]: each[3] for each in words if len(each) > 3}
