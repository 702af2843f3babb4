# What an attacker can do in a drill: each technique by its ATT&CK id, how it is played on the
# wire, and what must be so afterwards for it to have worked. The proof is read off plant,
# devices and frames by the referee; what the attacker says of itself counts for nothing.
from __future__ import annotations

import random
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field

from policies import ATTACK_RELEASE, AttackStep, Fidelity, Title
from schema import MisuseError

from .clock import Clock
from .disk import Disk
from .journal import Frame
from .lab import Lab
from .wire import Wire

__all__ = ["ATTACK_VERSION", "Attacker", "Effect", "Play", "Seen", "Technique", "number"]

# The ids are those of this release, Enterprise and ICS.
ATTACK_VERSION = f"ATT&CK v{ATTACK_RELEASE}"


@dataclass
class Attacker:
    """What a step's program has: its host, the wire, time, chance, and what it found out."""

    address: str
    wire: Wire
    clock: Clock
    lab: Lab
    random: random.Random
    # What earlier steps brought home, for those that come after.
    loot: dict[str, list[bytes]] = field(default_factory=dict)
    # The files of its host.
    disk: Disk = field(default_factory=Disk)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the referee saw of one step: frames of its host meanwhile, and the lab on both sides."""

    frames: Sequence[Frame]
    settings: tuple[Mapping[str, float], Mapping[str, float]]
    points: tuple[Mapping[str, float], Mapping[str, float]]
    missed: int
    switches: int
    serving: frozenset[str]
    # Rows that reached a sink meanwhile, raw and masked.
    leaked: int = 0
    masked: int = 0
    # Sign-ins from the step's host, and rows that an exchange handed to it.
    sign_ins: int = 0
    served: int = 0
    # Rows handed over without a sign-in; rows gone or changed; backups gone.
    served_openly: int = 0
    lost: int = 0
    backups_gone: int = 0
    # Values that a historian handed to the step's host.
    history: int = 0
    # Rows that stand in files of the step's host, and in archives there.
    staged: int = 0
    archived: int = 0
    # What the attack team knows after the step, who is in the zone that it was done to, and how much
    # of what it overheard others said in fact.
    loot: Mapping[str, Sequence[bytes]] = field(default_factory=dict)
    present: frozenset[str] = frozenset()
    overheard: int = 0
    # Hosts whose kernel believed an address to be where it is not; commands of others that were lost.
    poisoned: frozenset[str] = frozenset()
    lost_commands: int = 0
    # Points that a screen shows otherwise than the plant has them.
    deceived: frozenset[str] = frozenset()


Play = Callable[[Attacker, AttackStep, str], Coroutine[None, None, None]]
Effect = Callable[[AttackStep, Seen], bool]


@dataclass(frozen=True, slots=True)
class Technique:
    """A way to attack, by the ids and titles it may stand for.

    `play` takes the attacker, the step and the target's address, or a zone's network.
    """

    titles: Mapping[str, Title]
    fidelities: frozenset[Fidelity]
    play: Play
    effect: Effect


def number(step: AttackStep, name: str, default: float) -> float:
    """A step's parameter. Raises MisuseError where it is no number."""
    value = step.parameters.get(name, default)
    if isinstance(value, str):
        raise MisuseError(f"step {step.id}: parameter {name} is a number")
    return value
