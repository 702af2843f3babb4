# Every drill with data played with each detector: harm with the defence team off and on, steps that were
# told of, alerts on an ordinary day, and processor time. Run: python benchmarks/drill_detectors.py
# On real sockets the same with the monitor alone: … --fidelity loopback|netns [--speed 60] [DRILL…]
from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from environment import ROOT

# A benchmark here has the name of a package.
sys.path.insert(0, str(ROOT))

from monitor import respond
from operations.drill_detector import detector_of
from operations.range_copies import DrillCopies
from policies import Drill, load_drills
from range.drill import run_drill
from range.result import DrillResult


def played(drill: Drill, name: str, **how: Any) -> tuple[DrillResult, float]:
    """A run by the drill's own seed, and the processor time it took."""
    seed, began = drill.truth.seed, time.process_time()
    copies = DrillCopies(seed)
    detector = detector_of(name, drill, seed, copies=copies, policies=None)  # type: ignore[arg-type]
    result = run_drill(drill, seed=seed, engine=respond, detector=detector, copies=copies, **how)
    return result, time.process_time() - began


def main() -> None:
    """A line of JSON for each drill and detector."""
    asked = argparse.ArgumentParser()
    asked.add_argument("drills", nargs="*")
    asked.add_argument("--fidelity", default="memory", choices=("memory", "loopback", "netns"))
    asked.add_argument("--speed", type=float, default=60.0)
    chosen = asked.parse_args()
    real = chosen.fidelity != "memory"
    for identifier, shipped in load_drills().drills.items():
        drill = shipped
        if drill.kind != "attack" or chosen.fidelity not in drill.fidelity:
            continue
        if chosen.drills and identifier not in chosen.drills:
            continue
        if real:
            clock = drill.clock.model_copy(update={"speed": chosen.speed})
            drill = drill.model_copy(update={"clock": clock})
        how = {"fidelity": chosen.fidelity}
        off, _ = played(drill, "range", with_defence=False, **how)
        names = ("range", "monitor", "both") if drill.data else ("range", "monitor")
        for name in ("monitor",) if real else names:
            with tempfile.TemporaryDirectory() as folder:
                result, took = played(drill, name, captures=Path(folder), **how)
            with tempfile.TemporaryDirectory() as folder:
                quiet, _ = played(drill, name, with_attack=False, captures=Path(folder), **how)
            figures = drill.truth.harmed
            print(json.dumps({
                "drill": identifier, "detector": name, "fidelity": chosen.fidelity,
                "rules": sorted({each.rule for each in result.alerts}),
                "harm_off": {each: round(off.harm[each], 1) for each in figures},
                "harm_on": {each: round(result.harm[each], 1) for each in figures},
                "steps_told": len(result.detections), "steps": len(result.played),
                "false_alarms": result.false_alarms, "false_responses": result.false_responses,
                "alerts_on_an_ordinary_day": len(quiet.alerts),
                "total": round(result.score.total, 1), "processor_s": round(took, 1),
                "python": platform.python_version(),
            }), flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
