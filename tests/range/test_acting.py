# Who plays from a host has chance of the host's own. What an actor's process does is played in test_actor.py.
from __future__ import annotations

from drill_files import shipped

from range.acting import attacker_of
from range.clock import Clock, run_virtual
from range.disk import Disk
from range.world import build


def test_chance_is_the_hosts_own_by_the_seed() -> None:
    async def main() -> list[float]:
        drawn = []
        for host, seed in (("office4", 7), ("office4", 7), ("jump1", 7), ("office4", 8)):
            world = build(shipped("utility-staged"), seed, Clock())
            drawn.append(attacker_of(world, host, world.clock, world.wire, Disk()).random.random())
        return drawn

    first, again, *others = run_virtual(main())
    assert first == again
    assert first not in others
