# Every drill with data played with each detector: harm with the defence team off and on, steps that were
# told of, alerts on an ordinary day, and processor time. Run: python benchmarks/drill_detectors.py
from __future__ import annotations

import json
import platform
import sys
import time
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
    for identifier, drill in load_drills().drills.items():
        if drill.kind != "attack":
            continue
        off, _ = played(drill, "range", with_defence=False)
        for name in ("range", "monitor", "both") if drill.data else ("range", "monitor"):
            result, took = played(drill, name)
            quiet, _ = played(drill, name, with_attack=False)
            figures = drill.truth.harmed
            print(json.dumps({
                "drill": identifier, "detector": name,
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
