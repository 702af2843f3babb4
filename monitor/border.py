# Which border data crosses and whether it may: for every event that carried graded data the zone
# of whoever received it, and the rule of the flow policy that decides. Data goes forth to the
# destination of an event or back to its source.
from __future__ import annotations

import datetime as dt
import fnmatch
import ipaddress
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from policies import FlowPolicy, FlowRule, Zone
from schema import EVENT_SCHEMA

from .column import as_places, same_as
from .event import with_columns

__all__ = ["Borders"]

_UNKNOWN: Final = "unknown"
_REMEMBERED: Final = 100_000
_COLUMNS: Final = (
    "@timestamp", "source.ip", "destination.ip", "destination.domain", "url.domain",
    "tls.client.server_name", "destination.geo.country_iso_code", "source.geo.country_iso_code",
    "user.name", "url.path",
    "tongguan.way", "tongguan.level", "tongguan.labels", "tongguan.shares", "tongguan.recipient",
)  # fmt: skip

Place = tuple[str, str]


class Borders:
    """Judges batches of enriched events; `purposes` say for which purpose each share was made."""

    def __init__(self, policy: FlowPolicy, purposes: Mapping[str, str] | None = None) -> None:
        self._policy = policy
        self._purposes = dict(purposes or {})
        self._networks = [
            (ipaddress.ip_network(network), zone)
            for zone in policy.zones
            for network in zone.networks
        ]
        self._known: dict[str, Zone | None] = {}

    def judged(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch with border, deciding rule and verdict where graded data went somewhere."""
        names = ("tongguan.border", "tongguan.flow", "tongguan.verdict")
        ways = batch.column("tongguan.way")
        if ways.null_count == len(ways) or not self._policy.zones:
            return batch
        went = as_places(same_as(ways, "forth")) | as_places(same_as(ways, "back"))
        places = np.flatnonzero(went).tolist()
        filled: dict[str, list[str | None]] = {name: [None] * batch.num_rows for name in names}
        rows = batch.select(list(_COLUMNS)).filter(pa.array(went)).to_pylist()
        for place, row in zip(places, rows, strict=True):
            border, rule = self._decided(row)
            filled["tongguan.border"][place] = border
            if rule is not None:
                filled["tongguan.flow"][place] = rule.id
                filled["tongguan.verdict"][place] = rule.verdict
        return with_columns(
            batch,
            {
                name: pa.array(values, EVENT_SCHEMA.field(name).type)
                for name, values in filled.items()
            },
        )

    def _decided(self, row: Mapping[str, Any]) -> tuple[str, FlowRule | None]:
        there = self._zone(
            row["destination.ip"],
            [row[name] for name in ("url.domain", "destination.domain", "tls.client.server_name")],
            row["destination.geo.country_iso_code"],
        )
        here = self._zone(row["source.ip"], (), row["source.geo.country_iso_code"])
        sender, receiver = (here, there) if row["tongguan.way"] == "forth" else (there, here)
        border = receiver.border if receiver is not None else _UNKNOWN
        ends = tuple(each.id if each is not None else "" for each in (sender, receiver))
        for rule in self._policy.rules:
            if self._fits(rule, row, ends, border):
                return border, rule
        return border, None

    def _fits(
        self, rule: FlowRule, row: Mapping[str, Any], ends: Sequence[str], border: str
    ) -> bool:
        day: dt.date = row["@timestamp"].date()
        purposes = {self._purposes.get(each, "") for each in row["tongguan.shares"] or ()}
        recipients = set((row["tongguan.recipient"] or "").split(", "))
        conditions: tuple[tuple[Sequence[str], bool], ...] = (
            (rule.senders, ends[0] in rule.senders),
            (rule.receivers, ends[1] in rule.receivers),
            (rule.borders, border in rule.borders),
            (rule.levels, row["tongguan.level"] in {each.value for each in rule.levels}),
            (rule.labels, bool(set(row["tongguan.labels"] or ()) & set(rule.labels))),
            (rule.users, _like(row["user.name"], rule.users)),
            (rule.paths, _like(row["url.path"], rule.paths)),
            # A share of which several may be meant is for all their recipients and purposes.
            (rule.recipients, recipients <= set(rule.recipients)),
            (rule.purposes, bool(purposes) and purposes <= set(rule.purposes)),
        )
        if rule.until is not None and day > rule.until:
            return False
        return all(holds for given, holds in conditions if given)

    def _zone(
        self, address: str | None, names: Sequence[str | None], country: str | None
    ) -> Zone | None:
        """The first zone in which an address, its name or its country lies."""
        for name in names:
            for zone in self._policy.zones if name else ():
                if any(fnmatch.fnmatchcase(str(name).lower(), each) for each in zone.domains):
                    return zone
        if address and (near := self._by_address(address)) is not None:
            return near
        for zone in self._policy.zones if country else ():
            if country in zone.countries:
                return zone
            if zone.other_countries and country not in zone.other_countries:
                return zone
        return None

    def _by_address(self, address: str) -> Zone | None:
        if address not in self._known:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            self._known[address] = self._looked_up(address)
        return self._known[address]

    def _looked_up(self, address: str) -> Zone | None:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return None
        fitting = [
            (network.prefixlen, -place, zone)
            for place, (network, zone) in enumerate(self._networks)
            if network.version == found.version and found in network
        ]
        # The narrowest network knows best; of equals the first.
        return max(fitting, key=lambda each: each[:2])[2] if fitting else None


def _like(value: str | None, patterns: Sequence[str]) -> bool:
    return value is not None and any(fnmatch.fnmatchcase(value, each) for each in patterns)
