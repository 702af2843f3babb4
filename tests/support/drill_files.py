# Drills of our own as files that a test changes before they are read.
from __future__ import annotations

import functools
from pathlib import Path

from monitor import respond
from operations.range_copies import DrillCopies
from policies import SHIPPED, Drill, load_drill, load_regimes
from range.detector import SmallDetector
from range.drill import run_drill
from range.result import DrillResult

__all__ = ["changed", "run", "shipped"]


def shipped(name: str) -> Drill:
    return load_drill(SHIPPED / "drills" / f"{name}.yaml")


def changed(folder: Path, old: str, new: str, name: str = "water-setpoint") -> Path:
    """A file in which one text, which must be there, is another."""
    text = (SHIPPED / "drills" / f"{name}.yaml").read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    path = folder / "changed.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@functools.cache
def run(name: str, seed: int, *, attack: bool = True, defence: bool = True) -> DrillResult:
    """A shipped drill run once for all tests that look at it."""
    drill = shipped(name)
    report = drill.scoring.report
    return run_drill(
        drill,
        seed=seed,
        detector=SmallDetector(drill.defence.learn),
        engine=respond,
        regime=load_regimes()[report.regime] if report else None,
        with_attack=attack,
        with_defence=defence,
        copies=DrillCopies(seed),
    )
