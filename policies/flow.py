# Which way data may go, as data: where addresses lie, who may send which level for which purpose
# to whom, and from how many persons on a year's transfers abroad need more than they have.
from __future__ import annotations

import datetime as dt
import ipaddress
from typing import Literal

from pydantic import Field, field_validator

from schema import Level

from .pack import Header, Model, Title

__all__ = ["Border", "ExportThreshold", "FlowPack", "FlowRule", "Zone"]

Border = Literal["inside", "province", "country", "abroad", "unknown"]


class Zone(Model):
    """Addresses and names that lie in one place; `border` is what data crosses to get there.

    `inside` is the unit itself, `province` others in the province, `country` other provinces.
    `countries` are ISO codes where events have them, `other_countries` all but these.
    """

    id: str
    title: Title
    border: Border
    networks: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    other_countries: tuple[str, ...] = ()

    @field_validator("networks")
    @classmethod
    def _are_networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        for each in networks:
            ipaddress.ip_network(each)
        return networks


class FlowRule(Model):
    """What decides a flow; every condition that is given must hold, and the first rule decides.

    `senders` and `receivers` are zones, `recipients` those of registered shares, `purposes`
    those that such a share was made for. An `*` in `users` and `paths` stands for any text.
    """

    id: str
    title: Title
    verdict: Literal["allowed", "denied"]
    reason: str = Field(min_length=1)
    until: dt.date | None = None
    senders: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()
    borders: tuple[Border, ...] = ()
    levels: tuple[Level, ...] = ()
    labels: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()


class ExportThreshold(Model):
    """From how many persons on a year's transfers across a border need what `title` says.

    Persons of events with data of `level` and above are added up from 1 January on, over `all`
    who received, or for each `recipient` by itself.
    """

    id: str
    title: Title
    rule: Title
    border: Border = "abroad"
    level: Level
    at_least: int = Field(ge=1)
    per: Literal["all", "recipient"] = "all"
    status: Literal["V", "R", "O"]


class FlowPack(Model):
    """A file of zones, rules, thresholds, or some of them."""

    header: Header
    zones: tuple[Zone, ...] = ()
    rules: tuple[FlowRule, ...] = ()
    exports: tuple[ExportThreshold, ...] = ()
