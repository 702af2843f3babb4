# The flow policy in force: the operator's zones and rules before ours, since the first that fits
# decides; an entry of theirs with the id of one of ours takes its place.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from schema import PolicyError

from .flow import ExportThreshold, FlowPack, FlowRule, Zone
from .load import SHIPPED
from .pack import Header
from .read import read_yaml

__all__ = ["FlowPolicy", "load_flow_policy"]

_FAMILY = "flow"


@dataclass(frozen=True, slots=True)
class FlowPolicy:
    """Zones, rules and thresholds in the order in which they are asked."""

    zones: tuple[Zone, ...] = ()
    rules: tuple[FlowRule, ...] = ()
    exports: tuple[ExportThreshold, ...] = ()
    headers: Mapping[str, Header] | None = None


def load_flow_policy(extra: Path | None = None) -> FlowPolicy:
    """The operator's `extra`/flow/*.yaml, then ours.

    Raises PolicyError where a file is wrong, an id stands twice in one tree, or a rule names a
    zone that nobody wrote.
    """
    zones: dict[str, Zone] = {}
    rules: dict[str, FlowRule] = {}
    exports: dict[str, ExportThreshold] = {}
    headers: dict[str, Header] = {}
    named: list[tuple[str, str, str]] = []
    for root in (extra, SHIPPED):
        seen: dict[str, str] = {}
        for path in sorted((root / _FAMILY).glob("*.yaml")) if root is not None else ():
            pack = read_yaml(path, FlowPack)
            headers[str(path)] = pack.header
            ids = [
                *(zone.id for zone in pack.zones),
                *(rule.id for rule in pack.rules),
                *(threshold.id for threshold in pack.exports),
            ]
            for identifier in ids:
                if identifier in seen:
                    problem = f"{identifier} stands in {seen[identifier]} already"
                    raise PolicyError(problem, file=str(path))
                seen[identifier] = str(path)
            for rule in pack.rules:
                named += [(rule.id, zone, str(path)) for zone in (*rule.senders, *rule.receivers)]
            zones |= {each.id: each for each in pack.zones if each.id not in zones}
            rules |= {each.id: each for each in pack.rules if each.id not in rules}
            exports |= {each.id: each for each in pack.exports if each.id not in exports}
    for identifier, zone, file in named:
        if zone not in zones:
            raise PolicyError(f"{identifier} names zone {zone}, which nobody wrote", file=file)
    return FlowPolicy(
        tuple(zones.values()), tuple(rules.values()), tuple(exports.values()), headers
    )
