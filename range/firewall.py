# What may pass in a lab of namespaces, as nftables hold it: between zones what the drill's
# passages say, at the router; hosts cut off and writes kept out, at the bridges, where frames
# inside a zone pass too.
from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence

from policies import Drill
from schema import MisuseError

from .modbus import WRITES
from .opcua import HEADER
from .opcua import WRITES as OPCUA_WRITES
from .s7 import WRITES as S7_WRITES

__all__ = ["bridge_rules", "change", "load_rules", "nft", "router_rules"]

_MODBUS, _IEC104, _S7, _OPCUA = 502, 2404, 102, 4840
# Where the function stands behind a TCP header of so many words: Modbus in its 8th byte, the
# type of an IEC 104 message in its 7th, the function of a job of S7 in its 18th, the
# service of OPC UA behind its headers, as a node of the standard's own namespace.
_HEADER_WORDS = tuple(range(5, 16))
_COMMANDS = "45-69"
_PATHS = "/usr/sbin:/sbin:/usr/local/sbin"


def nft() -> str:
    """The nft program. Raises MisuseError where it is not installed."""
    found = shutil.which("nft", path=f"{os.environ.get('PATH', '')}:{_PATHS}")
    if found is None:
        raise MisuseError(
            "nft is not installed, and without it zones would not be apart: install nftables "
            "(apt-get install nftables), or run on loopback"
        )
    return found


def router_rules(drill: Drill, legs: Mapping[str, str]) -> str:
    """The rules between zones; `legs` names the router's link into each zone.

    TCP and UDP are let through alike, answers by the connections they belong to.
    """
    lines = ["ct state established,related accept"]
    lines += [
        f'iifname "{legs[each.source]}" oifname "{legs[each.to]}" '
        f"meta l4proto {{ tcp, udp }} th dport {{ {', '.join(map(str, each.ports))} }} accept"
        for each in drill.lab.passages
    ]
    return _table("inet", "", "drop", lines)


def bridge_rules() -> str:
    """The rules on the bridges, with two sets that are empty as yet."""
    sets = "".join(
        f" set {name} {{ type ipv4_addr; }}\n" for name in ("blocked", "reading_only")
    )  # fmt: skip
    lines = [
        "ip saddr @blocked drop",
        "ip daddr @blocked drop",
        "arp saddr ip @blocked drop",
    ]
    writes, s7_writes = (", ".join(map(str, sorted(each))) for each in (WRITES, S7_WRITES))
    services = ", ".join(f"{0x01000000 | _turned(each):#x}" for each in sorted(OPCUA_WRITES))
    for words in _HEADER_WORDS:
        head = f"ip saddr @reading_only tcp doff {words}"
        lines.append(f"{head} tcp dport {_MODBUS} @th,{32 * words + 56},8 {{ {writes} }} drop")
        lines.append(f"{head} tcp dport {_IEC104} @th,{32 * words + 48},8 {_COMMANDS} drop")
        job = f"@th,{32 * words + 56},16 0x3201 @th,{32 * words + 136},8"
        lines.append(f"{head} tcp dport {_S7} {job} {{ {s7_writes} }} drop")
        service = f"@th,{32 * words + 8 * HEADER},32"
        lines.append(f"{head} tcp dport {_OPCUA} {service} {{ {services} }} drop")
    return _table("bridge", sets, "accept", lines)


def change(blocked: Sequence[str], reading_only: Sequence[str]) -> str:
    """The two sets as they are to be from now on."""
    lines = []
    for name, addresses in (("blocked", blocked), ("reading_only", reading_only)):
        lines.append(f"flush set bridge lab {name}")
        if addresses:
            lines.append(f"add element bridge lab {name} {{ {', '.join(sorted(addresses))} }}")
    return "\n".join(lines) + "\n"


def load_rules(rules: str) -> None:
    """Rules loaded into the network this thread is in. Raises MisuseError where they are not taken."""
    done = subprocess.run([nft(), "-f", "-"], input=rules, text=True, capture_output=True, check=False)  # fmt: skip
    if done.returncode:
        reason = done.stderr.strip().splitlines()[0] if done.stderr.strip() else "no reason given"
        raise MisuseError(f"the kernel does not take the zone policy (nftables): {reason}")


def _turned(number: int) -> int:
    """Two bytes the other way round, as they stand on the wire."""
    return (number & 0xFF) << 8 | number >> 8


def _table(family: str, sets: str, policy: str, lines: Sequence[str]) -> str:
    rules = "".join(f"  {line}\n" for line in lines)
    hook = f"  type filter hook forward priority 0; policy {policy};\n"
    return f"table {family} lab {{\n{sets} chain forward {{\n{hook}{rules} }}\n}}\n"
