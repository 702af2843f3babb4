# Every shipped drill that can be played in network namespaces, captured on its zones' bridges and read by
# tshark: frames that are malformed, whose checksum is wrong, that cannot be put together again, or that
# it calls an error. Prints one JSON line; exit 1 where there is any.
from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from environment import ROOT, machine

# A benchmark here has the name of a package.
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tests" / "support"))

from monitor import respond
from operations.range_copies import DrillCopies
from policies import SHIPPED, Drill, load_drill, load_regimes
from range.detector import SmallDetector
from range.drill import run_drill

_SEED = 7
_LOOK = ("ip.check_checksum", "tcp.check_checksum", "udp.check_checksum")
_FAULTS = {
    "malformed": "_ws.malformed",
    "checksum": "ip.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0",
    "reassembly": "tcp.segment.error || tcp.segment.overlap.conflict || ip.fragment.error",
    "error": '_ws.expert.severity == "Error"',
}


@dataclass(frozen=True)
class _Captured:
    seconds: float
    frames: int
    protocols: dict[str, int]
    effective: list[str]
    faults: dict[str, int]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--speed", type=float, default=120.0)
    arguments.add_argument("--keep", type=Path, help="a folder in which the captures stay")
    arguments.add_argument("drills", nargs="*")
    asked = arguments.parse_args()
    found: dict[str, _Captured] = {}
    for path in sorted((SHIPPED / "drills").glob("*.yaml")):
        drill = load_drill(path)
        if "netns" in drill.fidelity and (not asked.drills or path.stem in asked.drills):
            with tempfile.TemporaryDirectory() as passing:
                folder = asked.keep / path.stem if asked.keep else Path(passing)
                folder.mkdir(parents=True, exist_ok=True)
                found[path.stem] = _played(drill, asked.speed, folder)
            print(path.stem, json.dumps(asdict(found[path.stem])), file=sys.stderr)
    bad = sum(sum(each.faults.values()) for each in found.values())
    told = {
        "benchmark": "drill-captures",
        "speed": asked.speed,
        "frames": sum(each.frames for each in found.values()),
        "bad": bad,
        "drills": {name: asdict(each) for name, each in found.items()},
    }
    print(json.dumps(told | machine()))
    return bool(bad)


def _played(drill: Drill, speed: float, folder: Path) -> _Captured:
    """A drill with its attack and without defence: most of what it can have on the wire."""
    clock = drill.clock.model_copy(update={"speed": speed})
    report = drill.scoring.report
    before = time.perf_counter()
    result = run_drill(
        drill.model_copy(update={"clock": clock}),
        seed=_SEED, engine=respond, detector=SmallDetector(drill.defence.learn), fidelity="netns",
        with_defence=False, captures=folder, copies=DrillCopies(_SEED),
        regime=load_regimes()[report.regime] if report else None,
    )  # fmt: skip
    frames, protocols = 0, Counter[str]()
    faults = dict.fromkeys(_FAULTS, 0)
    for capture in sorted(folder.glob("*.pcap")):
        names = _read(capture, "frame", "_ws.col.Protocol")
        frames += len(names)
        protocols.update(names)
        for fault, wanted in _FAULTS.items():
            faults[fault] += len(_read(capture, wanted, "frame.number"))
    return _Captured(
        round(time.perf_counter() - before, 1),
        frames,
        dict(protocols.most_common(8)),
        [each.step.id for each in result.played if each.succeeded],
        faults,
    )


def _read(capture: Path, wanted: str, field: str) -> list[str]:
    look = [part for each in _LOOK for part in ("-o", f"{each}:TRUE")]
    done = subprocess.run(
        ["tshark", "-n", "-r", str(capture), *look, "-Y", wanted, "-T", "fields", "-e", field],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.splitlines()


if __name__ == "__main__":
    raise SystemExit(main())
