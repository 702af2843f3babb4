# A lab of network namespaces: a bridge for each zone, a cable from it to every host of the zone,
# a router between zones with the drill's policy. No network has a default route, and none has a
# link to the machine: what is played here can leave by no way at all.
from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from policies import LAB, Drill

from .firewall import bridge_rules, change, load_rules, nft, router_rules
from .lab import Lab
from .namespaces import inside, new_network
from .netlink import Netlink, index_of, offload_off

__all__ = ["INNER", "Network", "build_network"]

# What a host calls its own link.
INNER = "eth0"
_ROUTER_MAC = "02:00:5e"
_DEFAULT_OUI = "02:00:00"
_HOPS = Path("/proc/sys/net/ipv4/ip_default_ttl")


@dataclass(frozen=True, slots=True)
class Network:
    """The networks of a lab: this process's own holds the bridges, the others are held open."""

    router: int
    # By address of the lab.
    hosts: Mapping[str, int]
    # The bridge of each zone.
    bridges: Mapping[str, str]
    # Each host's hardware address, by its address of the lab.
    macs: Mapping[str, str]

    def enforce(self, lab: Lab) -> None:
        """Who is cut off and who may only read, as the lab has it now.

        Where addresses are guarded, every host is told by its kernel where each other one is, and
        the bridges let nobody say otherwise.
        """
        cut_off = sorted(self.macs[each] for each in lab.blocked if each in self.macs)
        guarded = self.macs if lab.guarded else {}
        load_rules(change(sorted(lab.blocked), sorted(lab.reading_only), cut_off, guarded))
        for address, network in self.hosts.items() if guarded else ():
            with inside(network), Netlink() as there:
                for other, mac in guarded.items():
                    if other != address and lab.zone(other) == lab.zone(address):
                        there.neighbour(index_of(INNER), other, mac)

    def close(self) -> None:
        """The networks let go; the kernel takes each back when no socket is left in it."""
        for held in (self.router, *self.hosts.values()):
            os.close(held)


def build_network(drill: Drill, lab: Lab) -> Network:
    """The lab's networks, wired and policed. This process is isolated already.

    Raises MisuseError where the kernel lacks what it takes.
    """
    nft()
    zones = list(drill.lab.zones)
    legs = {zone: f"z{number}" for number, zone in enumerate(zones)}
    bridges = {zone: f"b{number}" for number, zone in enumerate(zones)}
    router = new_network()
    hosts: dict[str, int] = {}
    macs: dict[str, str] = {}
    _only_version_4()
    with Netlink() as here:
        here.up(index_of("lo"))
        for number, zone in enumerate(zones):
            here.bridge(bridges[zone])
            mac = f"{_ROUTER_MAC}:00:00:{number:02x}"
            here.cable(f"r{number}", index_of(bridges[zone]), router, legs[zone], mac)
        for number, (name, host) in enumerate(drill.lab.hosts.items()):
            address = lab.addresses[name]
            hosts[address] = new_network()
            persona = drill.lab.personas.get(host.persona)
            oui = persona.oui if persona else _DEFAULT_OUI
            mac = f"{oui}:00:{number >> 8:02x}:{number & 0xFF:02x}"
            macs[address] = mac
            bridge = index_of(bridges[host.zone])
            here.cable(f"h{number}", bridge, hosts[address], INNER, mac)
    load_rules(bridge_rules())
    with inside(router):
        _route(drill, legs)
    for name, host in drill.lab.hosts.items():
        address = lab.addresses[name]
        network = drill.lab.zones[host.zone]
        persona = drill.lab.personas.get(host.persona)
        with inside(hosts[address]), Netlink() as there:
            _only_version_4()
            if persona is not None:
                # Also what no server of ours sends: refusals, echoes, and what it asks of others.
                _HOPS.write_text(str(persona.ttl), encoding="ascii")
            there.up(index_of("lo"))
            _link(there, INNER, address, network.prefixlen)
            there.route(LAB, str(network.network_address + 1))
    return Network(router, hosts, bridges, macs)


def _route(drill: Drill, legs: Mapping[str, str]) -> None:
    _only_version_4()
    Path("/proc/sys/net/ipv4/ip_forward").write_text("1", encoding="ascii")
    with Netlink() as there:
        for zone, leg in legs.items():
            network = drill.lab.zones[zone]
            _link(there, leg, str(network.network_address + 1), network.prefixlen)
    load_rules(router_rules(drill, legs))


def _link(there: Netlink, name: str, address: str, length: int) -> None:
    index = index_of(name)
    offload_off(name)
    there.up(index)
    there.address(index, address, length)


def _only_version_4() -> None:
    """No link of this network speaks IPv6, not even to say that it is there."""
    every = Path("/proc/sys/net/ipv6/conf")
    if every.exists():
        for scope in ("all", "default"):
            (every / scope / "disable_ipv6").write_text("1", encoding="ascii")
