# What the parts of a drill's file say of one another, held together: hosts, zones and steps
# that are named exist, no step waits for itself, zones are apart and inside the lab. Nothing
# of a drill may have an address that a machine outside could have.
from __future__ import annotations

import ipaddress
import itertools
import re
from collections.abc import Iterable, Iterator

from .defence import DrillPlaybook
from .drill import Drill, Host
from .plant import PowerGrid, WaterWorks
from .playbook import KNOWN_VARIABLES, ActionStep, HttpCommand, PlaybookActionStep
from .playbook_check import workflow_faults

__all__ = ["FIGURES", "LAB", "Fault", "faults"]

# All addresses of all drills lie in here; on loopback their first number becomes 127.
LAB = ipaddress.IPv4Network("10.77.0.0/16")
# What harm is counted in.
FIGURES = (
    "spill_m3",
    "unserved_m3",
    "unserved_mwh",
    "people_without_supply",
    "outage_minutes",
    "leaked_records",
    "masked_records_leaked",
    "persons_leaked",
    "records_lost",
)
# A place of an S7 controller's memory: a bit, a byte, a word or a double word.
_S7_PLACE = re.compile(r"(DB\d{1,5}\.DB(X\d+\.[0-7]|[BWD]\d+)|[MIQ](\d+\.[0-7]|[BWD]\d+))")
# Where in the file, and what is wrong.
Fault = tuple[tuple[str | int, ...], str]


def faults(drill: Drill) -> Iterator[Fault]:
    """Every fault, with the place in the file that it is told at."""
    yield from _zones(drill)
    for name, host in drill.lab.hosts.items():
        yield from _host(drill, name, host)
    yield from _addresses(drill)
    yield from _kind(drill)
    yield from _attack(drill)
    yield from _defence(drill)


def _kind(drill: Drill) -> Iterator[Fault]:
    """A drill is attacked and proves it, or it is talked through and has something to decide."""
    if drill.kind == "table-top":
        if drill.attack:
            yield ("attack",), "a table-top has no attack: its injects say what happened"
        if not any(each.choices for each in drill.injects):
            yield ("kind",), "a table-top has injects with choices, and this has none"
    elif not (drill.attack and drill.truth.effective and drill.truth.harmed):
        yield ("kind",), "a drill has steps of attack, and its truth says which work and harm what"
    for index, inject in enumerate(drill.injects):
        names = [each.id for each in inject.choices]
        if len(set(names)) < len(names):
            yield ("injects", index, "choices"), "a choice is given twice"


def _zones(drill: Drill) -> Iterator[Fault]:
    zones = drill.lab.zones
    for name, network in zones.items():
        if not network.subnet_of(LAB):
            yield ("lab", "zones", name), f"zone {name}: {network} is outside the lab, {LAB}"
    for (first, one), (second, other) in itertools.combinations(zones.items(), 2):
        if one.overlaps(other):
            problem = f"zones {first} ({one}) and {second} ({other}) overlap"
            yield ("lab", "zones", second), problem
    for index, passage in enumerate(drill.lab.passages):
        for key in ("source", "to"):
            zone = getattr(passage, key)
            yield from _known(zone, zones, "zone", ("lab", "passages", index, key))


def _host(drill: Drill, name: str, host: Host) -> Iterator[Fault]:
    place = ("lab", "hosts", name)
    zone = drill.lab.zones.get(host.zone)
    yield from _known(host.zone, drill.lab.zones, "zone", (*place, "zone"))
    if host.address and zone and host.address not in zone:
        yield (
            (*place, "address"),
            f"host {name}: {host.address} is outside zone {host.zone}, {zone}",
        )
    if host.persona:
        yield from _known(host.persona, drill.lab.personas, "persona", (*place, "persona"))
    if host.plant:
        yield from _known(host.plant, drill.plants, "plant", (*place, "plant"))
    if host.data:
        yield from _known(host.data, drill.data, "data set", (*place, "data"))
    for index, polled in enumerate(host.polls):
        yield from _known(polled, drill.lab.hosts, "host", (*place, "polls", index))
    plant = drill.plants.get(host.plant)
    settings = {each.setting for each in host.registers if each.setting}
    settings |= {each.setting for each in host.tags if each.setting}
    cells = [(each.table, each.at) for each in host.registers]
    for index, register in enumerate(host.registers):
        at = (*place, "registers", index)
        if bool(register.point) == bool(register.setting):
            yield at, f"host {name}: a register is a point of the plant or a setting, one of them"
        if cells.index((register.table, register.at)) != index:
            yield at, f"host {name}: {register.table} {register.at} is given twice"
    yield from _signals(host, plant, place)
    yield from _tags(host, place)
    for index, control in enumerate(host.control):
        at = (*place, "control", index)
        for key in ("start", "stop", "manual", "command"):
            yield from _known(getattr(control, key), settings, "setting", (*at, key))
        works = plant if isinstance(plant, WaterWorks) else None
        yield from _known(control.pump, works.pumps if works else (), "pump", (*at, "pump"))
        yield from _known(control.tank, works.tanks if works else (), "tank", (*at, "tank"))


def _signals(
    host: Host, plant: WaterWorks | PowerGrid | None, place: tuple[str | int, ...]
) -> Iterator[Fault]:
    settings = {each.setting for each in host.signals if each.setting}
    parts = plant.lines if isinstance(plant, PowerGrid) else plant.pumps if plant else ()
    taken: set[int] = set()
    for index, signal in enumerate(host.signals):
        at = (*place, "signals", index)
        if signal.at in taken:
            yield at, f"host {place[-1]}: signal {signal.at} is given twice"
        taken.add(signal.at)
        if (signal.kind == "setpoint") != bool(signal.setting):
            yield at, f"host {place[-1]}: a setpoint has a setting, and nothing else has one"
        told = signal.kind in {"state", "measured"}
        if signal.select and told:
            yield at, f"host {place[-1]}: only a command or a setpoint can be one to select"
        if (signal.group and not told) or (signal.band and signal.kind != "measured"):
            yield at, f"host {place[-1]}: what is told has a group, a measured value a band"
        if signal.substitute:
            yield from _known(signal.substitute, settings, "setting", (*at, "substitute"))
        if signal.kind == "command":
            yield from _known(signal.point.partition(".")[0], parts, "part", (*at, "point"))


def _tags(host: Host, place: tuple[str | int, ...]) -> Iterator[Fault]:
    taken: set[str] = set()
    for index, tag in enumerate(host.tags):
        at = (*place, "tags", index)
        if bool(tag.point) == bool(tag.setting):
            yield (
                at,
                f"host {place[-1]}: a tag is a point of the plant or a setting, one of them",
            )
        if tag.at in taken:
            yield at, f"host {place[-1]}: tag {tag.at} is given twice"
        taken.add(tag.at)
        if host.device == "s7-plc" and not _S7_PLACE.fullmatch(tag.at):
            yield at, f"host {place[-1]}: {tag.at} is no place of memory, as DB1.DBD0 or M10.3"


def _addresses(drill: Drill) -> Iterator[Fault]:
    taken: dict[ipaddress.IPv4Address, str] = {}
    for name, host in drill.lab.hosts.items():
        if host.address is None:
            continue
        if host.address in taken:
            problem = f"hosts {taken[host.address]} and {name} have the address {host.address}"
            yield ("lab", "hosts", name, "address"), problem
        taken.setdefault(host.address, name)


def _attack(drill: Drill) -> Iterator[Fault]:
    steps = {each.id: each for each in drill.attack}
    seen: set[str] = set()
    for index, step in enumerate(drill.attack):
        place = ("attack", index)
        if step.id in seen:
            yield place, f"step {step.id} is given twice"
        seen.add(step.id)
        yield from _known(step.by, drill.lab.hosts, "host", (*place, "by"))
        by = drill.lab.hosts.get(step.by)
        if by is not None and not by.attack and by.device != "gateway":
            problem = f"step {step.id}: host {step.by} is not the attack team's (attack: true)"
            yield (*place, "by"), problem
        if step.to not in drill.lab.zones:
            yield from _known(step.to, drill.lab.hosts, "host", (*place, "to"))
        if (step.at is None) != bool(step.after):
            yield place, f"step {step.id} begins at a time or after a step, one of them"
        if step.after:
            yield from _known(step.after, steps, "step", (*place, "after"))
    # Steps of circles that were told of: one is told once, at the first of its steps.
    circling: set[str] = set()
    for index, step in enumerate(drill.attack):
        chain = [step.id]
        while (before := steps.get(steps[chain[-1]].after)) is not None:
            if before.id in chain:
                if before.id == step.id and step.id not in circling:
                    circling.update(chain)
                    told = " after ".join([*chain, before.id])
                    yield ("attack", index, "after"), f"the steps wait for each other: {told}"
                break
            chain.append(before.id)


def _defence(drill: Drill) -> Iterator[Fault]:
    roles = drill.defence.roles
    for index, playbook in enumerate(drill.defence.playbooks):
        for number, step in enumerate(playbook.steps):
            place = ("defence", "playbooks", index, "steps", number)
            yield from _known(step.by, roles, "role", (*place, "by"))
            if step.gate is not None:
                yield from _known(step.gate.role, roles, "role", (*place, "gate", "role"))
        if playbook.workflow:
            yield from _workflow(playbook, index, roles)
    for index, inject in enumerate(drill.injects):
        yield from _known(inject.to, roles, "role", ("injects", index, "to"))
    for key in ("physical", "leak"):
        share = getattr(drill.scoring, key)
        for figure in share.zero if share else ():
            yield from _known(figure, FIGURES, "figure", ("scoring", key, "zero", figure))
    steps = [each.id for each in drill.attack]
    for index, step_id in enumerate(drill.truth.effective):
        yield from _known(step_id, steps, "step", ("truth", "effective", index))
    for index, figure in enumerate(drill.truth.harmed):
        yield from _known(figure, FIGURES, "figure", ("truth", "harmed", index))


def _workflow(playbook: DrillPlaybook, index: int, roles: Iterable[str]) -> Iterator[Fault]:
    top = ("defence", "playbooks", index, "workflow")
    yield from (
        ((*top, *at), told) for at, told in workflow_faults(playbook.workflow, KNOWN_VARIABLES)
    )
    for name, each in playbook.workflow.items():
        if isinstance(each, PlaybookActionStep):
            yield (*top, name), f"step {name}: a drill's playbook plays no other"
        if not isinstance(each, ActionStep):
            continue
        yield from _known(each.by, roles, "role", (*top, name, "by"))
        if each.gate is not None:
            yield from _known(each.gate.role, roles, "role", (*top, name, "gate", "role"))
        for number, command in enumerate(each.commands):
            if isinstance(command, HttpCommand) and command.agent != "lab":
                place = (*top, name, "commands", number)
                yield place, f"step {name}: in a drill commands go to the agent lab"


def _known(
    name: str, names: Iterable[str], kind: str, place: tuple[str | int, ...]
) -> Iterator[Fault]:
    known = sorted(names)
    if name not in known:
        there = ", ".join(known) or "none"
        yield place, f"there is no {kind} {name}, there are {there}"
