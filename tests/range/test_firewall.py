# The policy as text, and as the kernel takes it.
from __future__ import annotations

from pathlib import Path

import pytest
from drill_files import shipped
from lab_network import needs_namespaces

from range.firewall import bridge_rules, change, load_rules, nft, router_rules
from range.namespaces import apart, isolate
from schema import MisuseError


def test_passages_are_let_through_and_nothing_else() -> None:
    drill = shipped("water-setpoint")
    rules = router_rules(drill, {"it": "z0", "dmz": "z1", "ot": "z2"})
    assert "policy drop" in rules
    assert rules.count("accept") == 1 + len(drill.lab.passages)
    assert 'iifname "z1" oifname "z2" meta l4proto { tcp, udp } th dport { 502 } accept' in rules


def test_the_function_is_looked_for_behind_headers_of_every_length() -> None:
    rules = bridge_rules()
    # Without options, and with the timestamps that most systems send.
    assert "tcp doff 5 tcp dport 502 @th,216,8 { 5, 6, 15, 16, 22, 23 } drop" in rules
    assert "tcp doff 8 tcp dport 502 @th,312,8 { 5, 6, 15, 16, 22, 23 } drop" in rules
    assert "tcp doff 8 tcp dport 2404 @th,304,8 45-69 drop" in rules


def test_sets_are_replaced_as_a_whole() -> None:
    assert change(["10.77.2.11"], []) == (
        "flush chain bridge lab guard\n"
        "flush set bridge lab blocked\n"
        "add element bridge lab blocked { 10.77.2.11 }\n"
        "flush set bridge lab reading_only\n"
        "flush set bridge lab cut_off\n"
    )
    guarded = change([], [], ["02:00:00:00:00:01"], {"10.77.3.10": "02:00:00:00:00:02"})
    assert "arp saddr ip 10.77.3.10 arp saddr ether != 02:00:00:00:00:02 drop" in guarded
    assert "cut_off { 02:00:00:00:00:01 }" in guarded


@needs_namespaces
def test_the_kernel_takes_all_of_it() -> None:
    def work() -> None:
        isolate()
        load_rules(bridge_rules())
        load_rules(change(["10.77.2.11", "10.77.2.12"], ["10.77.2.11"]))
        load_rules(change([], [], ["02:00:00:00:00:01"], {"10.77.3.10": "02:00:00:00:00:02"}))
        load_rules(router_rules(shipped("water-setpoint"), {"it": "z0", "dmz": "z1", "ot": "z2"}))

    apart(work)


@needs_namespaces
def test_rules_that_are_none_are_told_in_a_line() -> None:
    def work() -> None:
        isolate()
        load_rules("no rules\n")

    with pytest.raises(MisuseError, match="does not take the zone policy") as told:
        apart(work)
    assert "\n" not in str(told.value)


def test_a_machine_without_nft_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("range.firewall._PATHS", str(tmp_path))
    with pytest.raises(MisuseError, match="apt-get install nftables"):
        nft()
