# Labs that stay up: brought up from a drill's file, looked at, and taken down, with what a
# killed one left behind. Each coming and going is an entry of the ledger.
from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from policies import Fidelity
from range.drill import fit
from range.export import Format, export_lab
from range.features import Feature, features
from range.keeper import (
    Standing,
    bring_up,
    clear_away,
    is_alive,
    is_written,
    labs,
    strays,
    take_down,
)
from schema import MisuseError

from .drill import find_drill
from .drill_live import clear_drills
from .recording import Book, new_id
from .settings import Settings, read_site

__all__ = ["LABS", "Feature", "LabState", "Standing", "TakenDown", "export_of", "lab_features", "lab_states", "lab_up", "labs_down"]  # fmt: skip

# Where in the home the papers of labs lie.
LABS = "labs"
_LETS_GO_WITHIN, _TURN = 2.0, 0.01


@dataclass(frozen=True, slots=True)
class LabState:
    """A lab with papers here, and whether it lives."""

    lab: Standing
    alive: bool


@dataclass(frozen=True, slots=True)
class TakenDown:
    """What was taken down: labs that lived, papers of labs that did not, processes without papers."""

    ended: tuple[str, ...]
    left_over: tuple[str, ...]
    strays: tuple[int, ...]


def lab_up(
    settings: Settings, name: str, *, fidelity: Fidelity = "netns", seed: int | None = None
) -> Standing:
    """A drill's lab, up and answering. Raises MisuseError for what cannot be."""
    drill = find_drill(settings, name)
    if problems := fit(drill, fidelity):
        raise MisuseError(problems[0])
    with Book(settings.home) as book:
        book.refuse_read_only()
    # A book does not pass through a fork: the lab's process is made while none is open.
    lab = bring_up(
        drill,
        identifier=new_id("lab"),
        folder=settings.home / LABS,
        fidelity=fidelity,
        seed=drill.truth.seed if seed is None else seed,
    )
    _noted(settings, "range.up", [lab.id], scenario=lab.scenario, fidelity=lab.fidelity)
    return lab


def lab_states(settings: Settings) -> list[LabState]:
    """The labs of this home."""
    return [LabState(lab, is_alive(lab)) for lab in labs(settings.home / LABS)]


def lab_features() -> list[Feature]:
    """What this machine gives a lab of namespaces."""
    return features()


def labs_down(settings: Settings, name: str | None, *, everything: bool = False) -> TakenDown:
    """A lab by its id taken down, or all of them with whatever a killed one left.

    Raises MisuseError where there is none of that id.
    """
    if name is None and not everything:
        raise MisuseError("say which lab (see `range status`), or --all")
    folder = settings.home / LABS
    chosen = [each for each in labs(folder) if everything or each.id == name]
    if not chosen and not everything:
        known = ", ".join(each.id for each in labs(folder)) or "none"
        raise MisuseError(f"there is no lab {name}, there are {known}")
    alive = {each.id: take_down(each, folder) for each in chosen}
    lost = strays(folder) if everything else []
    for pid in lost:
        clear_away(pid)
    ended, left = clear_drills(settings) if everything else ([], [])
    _let_go(settings, ended)
    unfinished = _cut_short(settings) if everything else []
    for captures in unfinished:
        shutil.rmtree(captures)
    if alive:
        _noted(settings, "range.down", list(alive))
    return TakenDown(
        (*(name for name, lived in alive.items() if lived), *ended),
        tuple(
            dict.fromkeys(
                (
                    *(name for name, lived in alive.items() if not lived),
                    *left,
                    *(each.name for each in unfinished if each.name not in ended),
                )
            )
        ),
        tuple(lost),
    )


def _let_go(settings: Settings, ended: list[str]) -> None:
    """Back when the processes of drills that were ended have let their captures go."""
    until = time.monotonic() + _LETS_GO_WITHIN
    held = [settings.home.resolve() / "drills" / each for each in ended]
    while any(is_written(each) for each in held) and time.monotonic() < until:
        time.sleep(_TURN)


def _cut_short(settings: Settings) -> list[Path]:
    """Captures of drills that were killed before they had a result."""
    found = sorted((settings.home / "drills").resolve().glob("dr-*"))
    unfinished = [
        each for each in found if each.is_dir() and not each.with_suffix(".json").exists()
    ]
    return [each for each in unfinished if not is_written(each)]


def _noted(settings: Settings, action: str, found: list[str], **more: str) -> None:
    with Book(settings.home) as book:
        book.record(
            [],
            action=action,
            actor=settings.actor,
            unit=read_site(settings).unit,
            detail={"labs": [*found], **more},
        )


def export_of(settings: Settings, name: str, form: Format, *, image: str) -> str:
    """A drill's lab as a file for another tool. Raises MisuseError where there is no such drill."""
    return export_lab(find_drill(settings, name), form, image)
