# Drills from their files, each told with the line of its first fault. They are no part of
# load_policies: a change in a drill must not call for grading the catalogue anew.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from schema import PolicyError

from .drill import Drill
from .drill_check import faults
from .load import SHIPPED
from .read import place_at, read_yaml
from .regime import load_regimes

__all__ = ["Drills", "load_drill", "load_drills", "read_drill"]


@dataclass(frozen=True, slots=True)
class Drills:
    """The drills there are, by id, and the file of each."""

    drills: Mapping[str, Drill]
    files: Mapping[str, Path]


def load_drill(path: Path) -> Drill:
    """The drill of a file. Raises PolicyError with file, line and column of its first fault."""
    drill, found = read_drill(path)
    if found:
        raise found[0]
    return drill


def read_drill(path: Path) -> tuple[Drill, list[PolicyError]]:
    """The drill of a file, with everything that its parts say wrongly of one another, in order.

    Raises PolicyError for a file that is no drill at all.
    """
    drill = read_yaml(path, Drill)
    found = list(faults(drill))
    report = drill.scoring.report
    if report is not None and report.regime not in load_regimes():
        known = ", ".join(sorted(load_regimes()))
        problem = f"there is no regime {report.regime}, there are {known}"
        found.append((("scoring", "report", "regime"), problem))
    places = sorted((place_at(path, location), problem) for location, problem in found)
    return drill, [
        PolicyError(problem, file=str(path), line=line, column=column)
        for (line, column), problem in places
    ]


def load_drills(extra: Path | None = None) -> Drills:
    """Our drills with the operator's in `extra`/drills, which stand in for ours of the same id."""
    drills: dict[str, Drill] = {}
    files: dict[str, Path] = {}
    for root in (SHIPPED, *([extra] if extra else ())):
        seen: dict[str, Path] = {}
        for path in sorted((root / "drills").glob("*.yaml")):
            drill = load_drill(path)
            name = drill.header.id
            if name in seen:
                raise PolicyError(f"{name} stands in {seen[name]} already", file=str(path))
            seen[name] = path
            drills[name], files[name] = drill, path
    return Drills(drills, files)
