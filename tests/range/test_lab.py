# Addresses and passages of the lab.
from pathlib import Path

import pytest
from drill_files import changed, shipped

from policies import load_drill
from range.lab import Lab, addresses, loopback

DRILL = shipped("water-setpoint")


def test_hosts_get_the_first_free_addresses_of_their_zone(tmp_path: Path) -> None:
    assert addresses(DRILL)["plc1"] == "10.77.3.10"
    assert addresses(DRILL)["plc2"] == "10.77.3.11"
    path = changed(tmp_path, "hmi1: {zone: ot,", "hmi1: {zone: ot, address: 10.77.3.10,")
    found = addresses(load_drill(path))
    assert found["hmi1"] == "10.77.3.10"
    assert found["plc1"] == "10.77.3.11"
    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize(
    ("source", "destination", "port", "passes"),
    [
        ("hmi1", "plc1", 502, True),
        ("maint1", "plc1", 502, True),
        ("maint1", "plc1", 22, False),
        ("office1", "plc1", 502, False),
        ("plc1", "maint1", 502, False),
    ],
)
def test_zones_are_passed_where_the_drill_says_so(
    source: str, destination: str, port: int, passes: bool
) -> None:
    lab = Lab(DRILL)
    assert lab.admits(lab.addresses[source], lab.addresses[destination], port) == passes


def test_a_blocked_host_reaches_nobody_and_nobody_reaches_it() -> None:
    lab = Lab(DRILL)
    maint, plc = lab.addresses["maint1"], lab.addresses["plc1"]
    lab.blocked.add(maint)
    assert not lab.admits(maint, plc, 502)
    assert not lab.admits(plc, maint, 502)
    assert lab.admits(lab.addresses["hmi1"], plc, 502)


def test_a_filter_lets_reads_through_and_no_writes() -> None:
    from range.modbus import read, write_coil, write_register

    lab = Lab(DRILL)
    maint = lab.addresses["maint1"]
    lab.reading_only.add(maint)
    assert lab.lets_through(maint, 502, read(1, "holding", 0, 1))
    assert not lab.lets_through(maint, 502, write_register(1, 0, 1))
    assert not lab.lets_through(maint, 502, write_coil(1, 0, on=True))
    assert lab.lets_through("10.77.3.12", 502, write_coil(1, 0, on=True))


@pytest.mark.parametrize("address", ["8.8.8.8", "10.78.0.1", "192.168.1.1", "127.0.0.1"])
def test_no_address_outside_the_lab_has_one_on_loopback(address: str) -> None:
    with pytest.raises(ValueError, match="outside the lab"):
        loopback(address)
