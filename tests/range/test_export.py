# A lab for other tools: every host once, at its address, zones apart, and no way out.
from __future__ import annotations

import ipaddress

import pytest
import yaml
from drill_files import shipped

from policies import load_drills
from range.export import FORMATS, export_lab
from range.lab import addresses

NAMES = sorted(load_drills().drills)


@pytest.mark.parametrize("name", NAMES)
def test_containerlab_has_every_host_on_its_zones_switch(name: str) -> None:
    drill = shipped(name)
    made = yaml.safe_load(export_lab(drill, "containerlab", "range:1"))
    nodes, links = made["topology"]["nodes"], made["topology"]["links"]
    switches = {f"switch-{zone}" for zone in drill.lab.zones}
    assert set(nodes) == {*drill.lab.hosts, *switches, "router"}
    ends = [end for link in links for end in link["endpoints"]]
    assert len(set(ends)) == len(ends) == 2 * (len(drill.lab.hosts) + len(drill.lab.zones))
    for host, address in addresses(drill).items():
        assert any(address in line for line in nodes[host]["exec"])
        assert not any("default" in line for line in nodes[host]["exec"])
        zone = drill.lab.hosts[host].zone
        (link,) = [each["endpoints"] for each in links if f"{host}:eth1" in each["endpoints"]]
        assert link[1].startswith(f"switch-{zone}:")
    # None has the management network that leads to the machine.
    assert {each["network-mode"] for each in nodes.values()} == {"none"}
    assert any("policy drop" in line for line in nodes["router"]["exec"])


@pytest.mark.parametrize("name", NAMES)
def test_compose_has_internal_networks_alone(name: str) -> None:
    drill = shipped(name)
    made = yaml.safe_load(export_lab(drill, "compose", "range:1"))
    assert set(made["services"]) == {*drill.lab.hosts, "router"}
    assert all(each["internal"] is True for each in made["networks"].values())
    for host, address in addresses(drill).items():
        (place,) = made["services"][host]["networks"].items()
        assert place == (drill.lab.hosts[host].zone, {"ipv4_address": address})
    for zone, network in made["networks"].items():
        (config,) = network["ipam"]["config"]
        taken = {*addresses(drill).values(), str(drill.lab.zones[zone].network_address + 1)}
        assert ipaddress.IPv4Address(config["gateway"]) in ipaddress.IPv4Network(config["subnet"])
        assert config["gateway"] not in taken
    assert "ports" not in str(made["services"])


@pytest.mark.parametrize("form", FORMATS)
def test_it_says_what_it_is_and_names_its_image(form: str) -> None:
    text = export_lab(shipped("substation-trip"), form, "registry/range:2")  # type: ignore[arg-type]
    assert text.startswith("# substation-trip: ")
    assert "registry/range:2" in text
    assert "th dport { 2404 } accept" in text
