# Links, addresses and routes made by message, read back by the kernel's own account; no default
# route is ever made.
from __future__ import annotations

import ipaddress

import pytest
from lab_network import needs_namespaces

from range.namespaces import apart, inside, isolate, new_network
from range.netlink import Netlink, index_of, offload_off

LAB = ipaddress.IPv4Network("10.77.0.0/16")


@needs_namespaces
def test_a_cable_leads_from_a_bridge_into_a_network() -> None:
    def work() -> list[str]:
        isolate()
        other = new_network()
        with Netlink() as here:
            here.bridge("b")
            here.cable("c", index_of("b"), other, "eth0", "02:80:f4:00:00:07")
        with inside(other), Netlink() as there:
            offload_off("eth0")
            there.up(index_of("eth0"))
            there.address(index_of("eth0"), "10.77.1.10", 24)
            there.route(LAB, "10.77.1.1")
            return [str(each) for each in there.routes()]

    assert sorted(apart(work)) == ["10.77.0.0/16", "10.77.1.0/24"]


@needs_namespaces
def test_what_is_there_already_is_told() -> None:
    def work() -> None:
        isolate()
        with Netlink() as here:
            here.bridge("b")
            here.bridge("b")

    with pytest.raises(ValueError, match=r"no bridges \(CONFIG_BRIDGE\): File exists"):
        apart(work)


def test_no_default_route_is_made() -> None:
    with Netlink() as here, pytest.raises(ValueError, match="no default route"):
        here.route(ipaddress.IPv4Network("0.0.0.0/0"), "10.77.1.1")
