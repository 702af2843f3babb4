# When settings were other than their own people left them: read off what every controller was
# written, by whom.
from __future__ import annotations

from .world import World

__all__ = ["tampering"]


def tampering(world: World) -> tuple[float | None, float | None]:
    """When the attack team first made a setting wrong, and since when all are right for good.

    None for never: nothing was made wrong, or something still is.
    """
    attackers = world.attackers()
    writes = sorted(
        (
            (each.time, name, each)
            for name, held in world.controllers.items()
            for each in held.written
        ),
        key=lambda write: write[:2],
    )
    intended: dict[tuple[str, str], float] = {}
    wrong: set[tuple[str, str]] = set()
    first = right = None
    for time, name, each in writes:
        key = (name, each.setting)
        intended.setdefault(key, each.before)
        if each.peer not in attackers:
            intended[key] = each.after
        if each.after == intended[key]:
            wrong.discard(key)
        else:
            wrong.add(key)
            first = time if first is None else first
        right = None if wrong else (time if right is None else right)
    return first, None if first is None else right
