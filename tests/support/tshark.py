# tshark's own reading of a capture.
from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from pathlib import Path

from sensed import sensed

from monitor.address import address_text

TSHARK = shutil.which("tshark")


def fields(path: Path, wanted: str, *names: str, every: bool = False) -> list[tuple[str, ...]]:
    """The fields of the packets that it shows: each packet's first value, or all by commas."""
    asked = [part for each in names for part in ("-e", each)]
    done = subprocess.run(
        [TSHARK or "", "-r", str(path), "-Y", wanted, "-T", "fields", "-E", "separator=/t",
         "-E", f"occurrence={'a' if every else 'f'}", "-E", "aggregator=\x1f", *asked],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return [tuple(line.split("\t")) for line in done.stdout.splitlines()]


def conversations(path: Path, kind: str) -> Counter[tuple[object, ...]]:
    """Packets and bytes of each conversation, both ends in an order of their own."""
    names = ("ip.src", "ipv6.src", f"{kind}.srcport", "ip.dst", "ipv6.dst", f"{kind}.dstport")
    sums: dict[tuple[object, ...], list[int]] = {}
    for four, six, port, other_four, other_six, other_port, size in fields(
        path, kind, *names, "frame.len"
    ):
        ends = tuple(sorted([(four or six, int(port)), (other_four or other_six, int(other_port))]))
        found = sums.setdefault(ends, [0, 0])
        found[0] += 1
        found[1] += int(size)
    return Counter({(*ends, *found): 1 for ends, found in sums.items()})


def ours(path: Path, protocol: int) -> Counter[tuple[object, ...]]:
    """The same from our flows; one pair of ends that is cut in several counts together."""
    sums: dict[tuple[object, ...], list[int]] = {}
    for flows in sensed(path)[1]:
        for n in range(len(flows)):
            if int(flows.protocol[n]) != protocol:
                continue
            one = address_text(int(flows.source_high[n]), int(flows.source_low[n]))
            other = address_text(int(flows.destination_high[n]), int(flows.destination_low[n]))
            ends = tuple(
                sorted([(one, int(flows.source_port[n])), (other, int(flows.destination_port[n]))])
            )
            found = sums.setdefault(ends, [0, 0])
            found[0] += int(flows.packets_forth[n] + flows.packets_back[n])
            found[1] += int(flows.bytes_forth[n] + flows.bytes_back[n])
    return Counter({(*ends, *found): 1 for ends, found in sums.items()})
