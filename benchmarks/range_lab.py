# How quickly a lab of thirty hosts in network namespaces comes up, with every kind of service asked and
# answering, and goes; how long an hour's drill in memory takes; how many frames a capture takes without a
# bad checksum. Prints one JSON line.
from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from environment import ROOT, machine

# A benchmark here has the name of a package.
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tests" / "support"))

from drill_files import shipped
from lab_network import bad_checksums
from large_lab import thirty_services

from monitor import respond
from range.detector import SmallDetector
from range.drill import run_drill
from range.keeper import bring_up, take_down


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    rounds = arguments.parse_args().rounds
    ups, downs, services = [], [], 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for number in range(rounds):
            lab = bring_up(
                thirty_services(),
                identifier=f"lab-{number}",
                folder=folder,
                fidelity="netns",
                seed=1,
            )
            services = lab.services
            time.sleep(0.5)
            before = time.perf_counter()
            take_down(lab, folder)
            ups.append(lab.seconds)
            downs.append(round(time.perf_counter() - before, 3))
        captures = [path for path in folder.glob("*/*.pcap") if path.stat().st_size > 1000]
        bad = sum(bad_checksums(path) for path in captures)
        size = sum(path.stat().st_size for path in captures)
    drill = shipped("water-setpoint")
    before = time.perf_counter()
    run_drill(drill, seed=7, engine=respond, detector=SmallDetector(drill.defence.learn))
    hour = time.perf_counter() - before
    found = {
        "benchmark": "range-lab",
        "hosts": 30,
        "services": services,
        "kinds": sorted({host.device for host in thirty_services().lab.hosts.values()}),
        "as_root": os.geteuid() == 0,
        "up_s": ups,
        "down_s": downs,
        "captured_bytes": size,
        "bad_checksums": bad,
        "hour_in_memory_s": round(hour, 2),
    }
    print(json.dumps(found | machine()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
