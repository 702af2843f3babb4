# Drills: checked, listed, made from a template, run, kept and compared. A run is recorded with
# its score and hash; all the rest of it lies in a file of the home that the record vouches for.
from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor import respond
from policies import (
    SHIPPED,
    Drill,
    Drills,
    Fidelity,
    Title,
    load_drills,
    load_regimes,
    place_of,
    read_drill,
)
from range.decide import Answerer, Question, Table
from range.drill import Live, fit, run_drill
from range.keeper import why_not
from range.result import JSON, DrillResult, frame_lines, result_json
from range.technique_table import title_of
from schema import Drill as DrillRecord
from schema import MisuseError, PolicyError

from .drill_detector import DetectorName, detector_of, usual_detector
from .drill_live import channel_of, in_ledger, open_papers, this_process
from .range_copies import DrillCopies
from .recording import Book, new_id
from .settings import Settings, read_site

__all__ = [
    "Compared",
    "DrillOutcome",
    "Fidelity",
    "Question",
    "compare_drills",
    "drill_faults",
    "find_drill",
    "list_drills",
    "new_drill",
    "run_drill_of",
    "technique_title",
    "validate_drill",
]

_TEMPLATE = "water-setpoint"


@dataclass(frozen=True, slots=True)
class DrillOutcome:
    """A drill that was run and recorded."""

    id: str
    result: DrillResult
    json: dict[str, JSON]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two runs and, figure by figure, what each had; whether they were the same to the byte."""

    first: DrillRecord
    second: DrillRecord
    figures: dict[str, tuple[float | None, float | None]]
    same: bool


def list_drills(settings: Settings) -> Drills:
    """The drills there are. Raises PolicyError where a file is wrong."""
    return load_drills(settings.policies)


def validate_drill(path: Path) -> Drill:
    """The drill of a file, fit to run in all it says. Raises PolicyError with the place."""
    drill, found = drill_faults(path)
    if found:
        raise found[0]
    return drill


def drill_faults(path: Path) -> tuple[Drill, list[PolicyError]]:
    """The drill of a file, and everything that is wrong in it, each with its place, in order.

    Raises PolicyError for a file that is no drill at all.
    """
    drill, found = read_drill(path)
    for problem in dict.fromkeys(each for how in drill.fidelity for each in fit(drill, how)):
        step = problem.partition(":")[0].removeprefix("step ")
        line, column = place_of(path, step, "action")
        found.append(PolicyError(problem, file=str(path), line=line, column=column))
    return drill, sorted(found, key=lambda each: (each.line, each.column))


def find_drill(settings: Settings, name: str) -> Drill:
    """The drill by its id or its file's path. Raises MisuseError where there is none."""
    if name.endswith((".yaml", ".yml")):
        return validate_drill(Path(name))
    found = list_drills(settings)
    if name not in found.drills:
        known = ", ".join(sorted(found.drills))
        raise MisuseError(f"there is no drill {name}, there are {known}")
    return validate_drill(found.files[name])


def new_drill(name: str, output: Path, *, template: str = _TEMPLATE) -> None:
    """A file for a drill of one's own, after one of ours. Raises MisuseError."""
    source = SHIPPED / "drills" / f"{template}.yaml"
    if not source.exists():
        known = ", ".join(sorted(load_drills().drills))
        raise MisuseError(f"there is no drill {template}, there are {known}")
    if not name.replace("-", "").isalnum() or not name.isascii():
        raise MisuseError("a drill's id is letters, digits and hyphens, as water-works-2")
    text = source.read_text(encoding="utf-8")
    text = text.replace(f"id: {template}\n", f"id: {name}\n", 1)
    text = text.replace("maturity: stable", "maturity: sandbox", 1)
    try:
        with output.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        problem = f"{output} exists and is not overwritten; choose another name"
        raise MisuseError(problem) from None


def run_drill_of(
    settings: Settings,
    name: str,
    *,
    seed: int | None = None,
    fidelity: Fidelity = "memory",
    attack: bool = True,
    defence: bool = True,
    detector: DetectorName | None = None,
    roles: Sequence[str] = (),
    ask: Answerer | None = None,
    live: bool = False,
    detached: bool = False,
    begun: Callable[[str], None] = lambda _identifier: None,
) -> DrillOutcome:
    """A drill run to its end and recorded. Raises MisuseError for what cannot be run so.

    `detector` is whose alerts the defence team has; without it what is usual for the drill.
    `roles` are played by persons, whom `ask` asks; time stands still while they think, and what
    they took is added, so that they play in memory. On sockets, and in memory `live`, the drill
    keeps the machine's time, and persons come in from outside; `begun` is told its id.
    """
    drill = find_drill(settings, name)
    live = live or fidelity != "memory"
    if roles and live:
        raise MisuseError("time waits for nobody in a drill that is live: roles are joined there")
    if problems := fit(drill, fidelity):
        raise MisuseError(problems[0])
    regimes = load_regimes()
    report = drill.scoring.report
    with Book(settings.home) as book:
        book.refuse_read_only()
    identifier = new_id("dr")
    folder = settings.home / "drills"
    captures = folder / identifier
    folder.mkdir(mode=0o700, exist_ok=True)
    if fidelity == "netns":
        captures.mkdir(mode=0o700)
    chosen = drill.truth.seed if seed is None else seed
    eyes = detector or usual_detector(drill)
    copies = DrillCopies(chosen)
    papers = this_process(identifier, drill.header.id, fidelity, chosen, detached=detached)
    try:
        with open_papers(settings, papers) if live else contextlib.nullcontext():
            begun(identifier)
            result = _ran(
                drill,
                seed=chosen,
                detector=detector_of(
                    eyes, drill, chosen, copies=copies, policies=settings.policies
                ),
                engine=respond,
                regime=None if report is None else regimes[report.regime],
                fidelity=fidelity,
                with_attack=attack,
                with_defence=defence,
                captures=captures,
                copies=copies,
                table=Table(frozenset(roles), ask, settings.actor),
                live=Live(channel_of(settings, identifier), in_ledger(settings, identifier))
                if live
                else None,
            )
            return _kept(settings, identifier, drill, result, eyes)
    except BaseException:
        # Of what was not run to its end nothing half-built is left.
        if not (folder / f"{identifier}.json").exists():
            shutil.rmtree(captures, ignore_errors=True)
        raise


def _kept(
    settings: Settings, identifier: str, drill: Drill, result: DrillResult, detector: DetectorName
) -> DrillOutcome:
    """A run's files in the home, its record and its entry of the ledger."""
    folder = settings.home / "drills"
    captures = folder / identifier
    frames = "".join(f"{line}\n" for line in frame_lines(result)).encode()
    (folder / f"{identifier}.frames.jsonl").write_bytes(frames)
    logs = "".join(f"{each.text}\n" for each in result.logs).encode()
    (folder / f"{identifier}.logs.jsonl").write_bytes(logs)
    # The drill as it was when it was run: its file may change, and a report tells of the run.
    as_run = drill.model_dump_json().encode()
    (folder / f"{identifier}.drill.json").write_bytes(as_run)
    told: dict[str, JSON] = {
        "id": identifier,
        **result_json(result),
        "detector": detector,
        "captures": _digests(captures),
        "frames_sha256": hashlib.sha256(frames).hexdigest(),
        "logs_sha256": hashlib.sha256(logs).hexdigest(),
        "drill_sha256": hashlib.sha256(as_run).hexdigest(),
    }
    body = json.dumps(told, ensure_ascii=False, indent=1).encode()
    (folder / f"{identifier}.json").write_bytes(body)
    with Book(settings.home) as book:
        record = DrillRecord(
            id=identifier,
            unit=read_site(settings).unit,
            time=book.now(),
            scenario=result.scenario,
            seed=result.seed,
            fidelity=result.fidelity,
            replay_hash=result.replay_hash,
            scores=result.score.shares,
            total=result.score.total,
            attack=result.attack,
            defence=result.defence,
            harm=dict(result.harm),
            leaked=dict(result.leaked),
            false_alarms=result.false_alarms,
            false_responses=result.false_responses,
            result_sha256=hashlib.sha256(body).hexdigest(),
        )
        book.record(
            [record],
            action="drill.run",
            actor=settings.actor,
            unit=record.unit,
            detail={"drill": identifier, "scenario": record.scenario, "seed": record.seed,
                    "replay_hash": record.replay_hash, "total": record.total,
                    **({"aborted": True} if result.aborted else {})},
        )  # fmt: skip
    return DrillOutcome(identifier, result, told)


def _digests(captures: Path) -> dict[str, JSON]:
    """The capture of each zone, where there are any, by its name and SHA-256."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(captures.glob("*.pcap"))
    }


def compare_drills(settings: Settings, first: str, second: str) -> Compared:
    """Two recorded runs side by side. Raises MisuseError where one is not recorded."""
    with Book(settings.home) as book:
        one, other = (_recorded(book, each) for each in (first, second))
    figures: dict[str, tuple[float | None, float | None]] = {"total": (one.total, other.total)}
    for attribute in ("scores", "harm", "leaked"):
        left, right = getattr(one, attribute), getattr(other, attribute)
        for key in dict.fromkeys((*left, *right)):
            figures[key] = (left.get(key), right.get(key))
    figures["false_alarms"] = (one.false_alarms, other.false_alarms)
    figures["false_responses"] = (one.false_responses, other.false_responses)
    return Compared(one, other, figures, one.replay_hash == other.replay_hash)


def technique_title(action: str, technique: str) -> Title:
    """What a step's technique is called."""
    return title_of(action, technique)


def _ran(drill: Drill, **how: Any) -> DrillResult:
    try:
        return run_drill(drill, **how)
    except OSError as problem:
        raise MisuseError(why_not(problem)) from None


def _recorded(book: Book, identifier: str) -> DrillRecord:
    found = book.latest(DrillRecord, identifier)
    if found is None:
        raise MisuseError(f"no drill is recorded as {identifier}")
    return found
