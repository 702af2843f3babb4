# A drill's lab for other tools, where it outgrows one machine: a topology for containerlab or a file
# for docker compose. Zones stay apart, hosts have the drill's addresses, the router holds its passages;
# no network leads out.
from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from typing import Literal

import yaml

from policies import LAB, Drill

from .firewall import router_rules
from .lab import addresses

__all__ = ["FORMATS", "Format", "export_lab"]

Format = Literal["containerlab", "compose"]
Json = str | int | bool | list["Json"] | dict[str, "Json"]

_ROUTER = "router"


def export_lab(drill: Drill, form: Format, image: str) -> str:
    """The lab as a file's text; every host runs `image`, whose entry is the range's own command."""
    made = FORMATS[form](drill, image)
    head = (
        f"# {drill.header.id}: the lab of a drill, made by `tongguan range export`. Hosts have no way\n"
        "# out; the router's rules are nftables, loaded when it starts.\n"
    )
    return head + yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=1000)


def _containerlab(drill: Drill, image: str) -> dict[str, Json]:
    """Bridges are made inside by containerlab from links to a switch for each zone."""
    found = addresses(drill)
    legs = {zone: f"eth{number}" for number, zone in enumerate(drill.lab.zones, 1)}
    nodes: dict[str, Json] = {
        f"switch-{zone}": {
            "kind": "linux",
            "image": image,
            "network-mode": "none",
            "exec": [
                "ip link add br0 type bridge",
                "ip link set br0 up",
                *(
                    f"sh -c {shlex.quote(f'ip link set eth{port} master br0 up')}"
                    for port in range(1, 2 + len(_hosts_in(drill, zone)))
                ),
            ],
        }
        for zone in drill.lab.zones
    }
    nodes[_ROUTER] = {
        "kind": "linux",
        "image": image,
        "network-mode": "none",
        "sysctls": {"net.ipv4.ip_forward": 1},
        "exec": [
            *(
                f"ip address add {network.network_address + 1}/{network.prefixlen} dev {legs[zone]}"
                for zone, network in drill.lab.zones.items()
            ),
            f"sh -c {shlex.quote('printf %s ' + shlex.quote(router_rules(drill, legs)) + ' | nft -f -')}",
        ],
    }
    links: list[Json] = []
    for zone, network in drill.lab.zones.items():
        links.append({"endpoints": [f"{_ROUTER}:{legs[zone]}", f"switch-{zone}:eth1"]})
        for port, name in enumerate(_hosts_in(drill, zone), 2):
            nodes[name] = {
                "kind": "linux",
                "image": image,
                "network-mode": "none",
                "env": {"TONGGUAN_HOST": name},
                "exec": [
                    f"ip address add {found[name]}/{network.prefixlen} dev eth1",
                    f"ip route add {LAB} via {network.network_address + 1}",
                ],
            }
            links.append({"endpoints": [f"{name}:eth1", f"switch-{zone}:eth{port}"]})
    return {"name": drill.header.id, "topology": {"nodes": nodes, "links": links}}


def _compose(drill: Drill, image: str) -> dict[str, Json]:
    """A network for each zone, internal, and the router in all of them."""
    found = addresses(drill)
    zones = drill.lab.zones
    # Interfaces are named by compose in the order in which networks are joined.
    legs = {zone: f"eth{number}" for number, zone in enumerate(zones)}
    rules = router_rules(drill, legs)
    services: dict[str, Json] = {
        _ROUTER: {
            "image": image,
            "cap_add": ["NET_ADMIN"],
            "sysctls": {"net.ipv4.ip_forward": 1},
            "networks": {
                zone: {
                    "ipv4_address": str(network.network_address + 1),
                    "interface_name": legs[zone],
                }
                for zone, network in zones.items()
            },
            # A dollar is compose's own sign.
            "command": ["sh", "-c", _doubled(f"printf %s {shlex.quote(rules)} | nft -f - && sleep infinity")],
        }
    }  # fmt: skip
    for name, host in drill.lab.hosts.items():
        gateway = zones[host.zone].network_address + 1
        services[name] = {
            "image": image,
            "hostname": name,
            "cap_add": ["NET_ADMIN"],
            "environment": {"TONGGUAN_HOST": name},
            "networks": {host.zone: {"ipv4_address": found[name]}},
            "command": ["sh", "-c", f"ip route add {LAB} via {gateway} && sleep infinity"],
            "depends_on": [_ROUTER],
        }
    networks: dict[str, Json] = {
        zone: {
            "internal": True,
            "ipam": {
                "config": [
                    # The first address is the router's; compose wants one for itself.
                    {"subnet": str(network), "gateway": str(network.broadcast_address - 1)}
                ]
            },
        }
        for zone, network in zones.items()
    }
    return {"name": drill.header.id, "services": services, "networks": networks}


FORMATS: Mapping[Format, Callable[[Drill, str], dict[str, Json]]] = {
    "containerlab": _containerlab,
    "compose": _compose,
}


def _hosts_in(drill: Drill, zone: str) -> list[str]:
    return [name for name, host in drill.lab.hosts.items() if host.zone == zone]


def _doubled(text: str) -> str:
    return text.replace("$", "$$")
