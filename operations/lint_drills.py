# Drills among the packs: each is read, looked at as a whole, and held against what the range can
# play. Whether its truth holds is what running it shows.
from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from policies import Drill, load_drills, place_of
from range.drill import fit
from schema import PolicyError

__all__ = ["drills_and_files", "played_drills"]


def drills_and_files(own: Path | None) -> Mapping[str, Drill]:
    """The drills in force by the path of their file. Raises PolicyError where one is wrong."""
    found = load_drills(own)
    return {str(found.files[name]): drill for name, drill in found.drills.items()}


def played_drills(own: Path | None) -> Iterator[tuple[str, str]]:
    """For each drill its file and id, once all of it can be played. Raises PolicyError otherwise."""
    for path, drill in drills_and_files(own).items():
        for fidelity in drill.fidelity:
            for problem in fit(drill, fidelity):
                step = problem.partition(":")[0].removeprefix("step ")
                line, column = place_of(Path(path), step, "action")
                raise PolicyError(problem, file=path, line=line, column=column)
        yield path, drill.header.id
