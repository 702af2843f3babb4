# Captures of every protocol that is read, and those of other projects, changed in ten thousand ways:
# how many were read to the end, how long the slowest took, how much memory was held, and how often
# something was told to be missing. An error that comes through ends it. Further captures may be named.
#
#   python benchmarks/monitor_faults.py [CAPTURE...] [--count 10000] [--seed 1] [--out FILE]
from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parent.parent
# The scripts here are called like the packages they measure.
sys.path[0] = str(ROOT)
sys.path.insert(0, str(ROOT / "tests" / "support"))

from made_packets import pcap, pcapng  # noqa: E402
from mixed_capture import mixed_frames  # noqa: E402
from mutations import mutated, survived  # noqa: E402

from benchmarks.environment import machine  # noqa: E402

FOREIGN = ROOT / "tests" / "captures"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("captures", nargs="*", type=Path)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    chance, slowest, told = random.Random(options.seed), 0.0, 0
    began = process_time()
    with tempfile.TemporaryDirectory() as folder:
        whole = [write(Path(folder) / "a", mixed_frames()).read_bytes() for write in (pcap, pcapng)]
        foreign = [*sorted(FOREIGN.glob("*/*.pcap*")), *options.captures]
        whole += [each.read_bytes() for each in foreign if each.suffix != ".json"]
        for n in range(options.count):
            # Every other one of ours, which hold every protocol.
            octets = mutated(whole[n // 2 % 2 if n % 2 else n // 2 % len(whole)], chance)
            before = process_time()
            told += survived(Path(folder) / "b", octets) > 0
            slowest = max(slowest, process_time() - before)
    row = {
        "name": "captures changed at random, read to the end",
        "captures": options.count,
        "of": len(whole),
        "bytes_of_the_largest": max(map(len, whole)),
        "told": told,
        "slowest_s": round(slowest, 3),
        "most_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "seconds": round(process_time() - began, 1),
        **machine(),
    }
    print(json.dumps(row, ensure_ascii=False))
    if options.out:
        options.out.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
