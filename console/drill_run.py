# Drills by the machine's clock from the command line: on this terminal, whose end they outlive, or
# beside it.
from __future__ import annotations

import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from .control_words import control_said
from .drill_progress import DrillProgress
from .setting import talk

if TYPE_CHECKING:
    from collections.abc import Callable

    from operations import DrillOutcome, Question, Settings

__all__ = ["asks", "run_detached", "run_live"]

_TURN_S = 0.05


def asks(tongue: str) -> Callable[[Question], str | None]:
    """Asks whoever sits at this terminal; an empty line or the end of input is no answer."""

    def ask(question: Question) -> str | None:
        from operations import DRILL_ROLES

        chinese = tongue == "zh"
        role = DRILL_ROLES[question.role]
        text = question.text
        talk(f"[{role.zh if chinese else role.en}] {text.zh if chinese else text.en}")
        names = list(question.answers)
        for number, title in enumerate(question.answers.values(), 1):
            talk(f"  {number}. {title.zh if chinese else title.en}")
        line = sys.stdin.readline().strip()
        if line.isdigit() and 1 <= int(line) <= len(names):
            return names[int(line) - 1]
        return line if line in names else None

    return ask


def run_live(
    settings: Settings, name: str, roles: tuple[str, ...], language: str, how: dict[str, Any]
) -> DrillOutcome:
    """A drill run to its end by the clock; `roles` are played on this terminal meanwhile."""
    from operations import run_drill_of

    # A window that is closed takes its terminal with it, and not the drill of several people.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

    progress = DrillProgress(settings, language)

    def begun(identifier: str) -> None:
        seat = (settings, name, identifier, roles, language, progress)
        threading.Thread(target=_play, args=seat, daemon=True).start()

    try:
        return run_drill_of(settings, name, live=True, begun=begun, **how)
    finally:
        progress.end()


def run_detached(settings: Settings, name: str, language: str, how: dict[str, Any]) -> str:
    """The id of a drill that runs on when this command has ended."""
    from operations import start_drill_of

    identifier = start_drill_of(settings, name, **how)
    talk(control_said("runs", language, drill=name, id=identifier))
    return identifier


def _play(
    settings: Settings,
    name: str,
    run: str,
    roles: tuple[str, ...],
    language: str,
    progress: DrillProgress,
) -> None:
    """Said how to come in once one can, and the roles of this terminal played."""
    from operations import channel_of
    from schema import MisuseError

    from .drill_seat import play

    while not channel_of(settings, run).exists():
        time.sleep(_TURN_S)
    talk(control_said("runs", language, drill=name, id=run))
    if not roles:
        progress.begin(run)
    else:
        try:
            play(settings, run, roles, language)
        except MisuseError as problem:
            talk(str(problem))
