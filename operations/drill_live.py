# Drills that run: their papers in the home, by which other terminals and the pages find them, the
# way in, and the ledger, which has what persons do at once and not only when the drill is over.
from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from policies import Fidelity
from range.channel import ask_channel
from range.journal import Event
from range.keeper import born_at, end_process
from range.result import JSON
from schema import MisuseError

from .recording import Book
from .settings import Settings, read_site

__all__ = [
    "LEDGER_ACTIONS",
    "Running",
    "ask_drill",
    "channel_of",
    "clear_drills",
    "control_drill",
    "in_ledger",
    "open_papers",
    "running_drills",
    "this_process",
]

_FOLDER = Path("running")
# By which action the ledger has an event.
LEDGER_ACTIONS = {"control": "drill.control", "joined": "drill.join", "left": "drill.leave",
            "gate": "drill.decide", "decision": "drill.decide"}  # fmt: skip

# By whom, where a time ran out.
_NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Running:
    """A drill that runs: its process, and whether that is nobody's terminal's."""

    id: str
    scenario: str
    fidelity: Fidelity
    seed: int
    pid: int
    # The process's own mark of when it began, so that no other of the same id is taken for it.
    born: int
    detached: bool


def channel_of(settings: Settings, identifier: str) -> Path:
    """Where the way into a drill is."""
    return settings.home / _FOLDER / f"{identifier}.sock"


@contextlib.contextmanager
def open_papers(settings: Settings, running: Running) -> Iterator[None]:
    """The papers of a drill while it runs, and nothing of them afterwards."""
    folder = settings.home / _FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{running.id}.json"
    try:
        # Held open: by this, whoever finds the process finds its papers.
        with path.open("x", encoding="utf-8") as papers:
            papers.write(json.dumps(asdict(running)))
            papers.flush()
            yield
    finally:
        path.unlink(missing_ok=True)
        channel_of(settings, running.id).unlink(missing_ok=True)


def running_drills(settings: Settings) -> list[Running]:
    """The drills of this home that run."""
    return [each for each in _papers(settings) if born_at(each.pid) == each.born]


def ask_drill(settings: Settings, identifier: str, **asked: JSON) -> dict[str, Any]:
    """What a drill that runs answers. Raises MisuseError where it does not run, or says no."""
    known = [each.id for each in running_drills(settings)]
    if identifier not in known:
        named = ", ".join(known) or "none"
        raise MisuseError(f"no drill {identifier} runs here, there are {named}")
    return ask_channel(channel_of(settings, identifier), **asked)


def control_drill(settings: Settings, identifier: str, act: str, **how: JSON) -> dict[str, Any]:
    """What exercise control does to a drill: pause, resume, speed, inject, say, abort.

    Raises MisuseError where that cannot be done.
    """
    return ask_drill(settings, identifier, do="control", act=act, who=settings.actor, **how)


def clear_drills(settings: Settings) -> tuple[list[str], list[str]]:
    """Drills that nobody's terminal holds ended, and the papers of killed ones cleared away."""
    ended: list[str] = []
    left: list[str] = []
    for each in _papers(settings):
        alive = born_at(each.pid) == each.born
        if alive and not each.detached:
            continue
        if alive:
            end_process(each.pid, each.born)
        (ended if alive else left).append(each.id)
        (settings.home / _FOLDER / f"{each.id}.json").unlink(missing_ok=True)
        channel_of(settings, each.id).unlink(missing_ok=True)
        kept = settings.home / "drills"
        if not alive and not (kept / f"{each.id}.json").exists():
            # Captures of a drill that was killed: no record vouches for them.
            shutil.rmtree(kept / each.id, ignore_errors=True)
    return ended, left


def in_ledger(settings: Settings, identifier: str) -> Callable[[Event], None]:
    """What writes each thing that a person does into the ledger, with who did it and when."""

    def told(event: Event) -> None:
        detail: dict[str, JSON] = {"drill": identifier, "time_s": event.time, **event.values}
        with Book(settings.home) as book:
            book.record(
                [],
                action=LEDGER_ACTIONS[event.kind],
                actor=str(event.values.get("who") or _NOBODY),
                unit=read_site(settings).unit,
                detail={**detail},
            )

    return told


def _papers(settings: Settings) -> list[Running]:
    found = []
    for path in sorted((settings.home / _FOLDER).glob("*.json")):
        with contextlib.suppress(OSError, ValueError, TypeError):
            found.append(Running(**json.loads(path.read_text(encoding="utf-8"))))
    return found


def this_process(identifier: str, scenario: str, fidelity: Fidelity, seed: int, *, detached: bool) -> Running:  # fmt: skip
    """The papers of a drill that this process runs."""
    pid = os.getpid()
    return Running(identifier, scenario, fidelity, seed, pid, born_at(pid) or 0, detached)
