# Drills by the machine's clock from the command line: on this terminal, whose end they outlive, or
# beside it.
from __future__ import annotations

import signal
import threading
import time
from typing import TYPE_CHECKING, Any

from .control_words import control_said
from .setting import talk

if TYPE_CHECKING:
    from operations import DrillOutcome, Settings

__all__ = ["run_detached", "run_live"]

_TURN_S = 0.05


def run_live(
    settings: Settings, name: str, roles: tuple[str, ...], language: str, how: dict[str, Any]
) -> DrillOutcome:
    """A drill run to its end by the clock; `roles` are played on this terminal meanwhile."""
    from operations import run_drill_of

    # A window that is closed takes its terminal with it, and not the drill of several people.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def begun(identifier: str) -> None:
        talk(control_said("runs", language, drill=name, id=identifier))
        if roles:
            seat = (settings, identifier, roles, language)
            threading.Thread(target=_play, args=seat, daemon=True).start()

    return run_drill_of(settings, name, live=True, begun=begun, **how)


def run_detached(settings: Settings, name: str, language: str, how: dict[str, Any]) -> str:
    """The id of a drill that runs on when this command has ended."""
    from operations import start_drill_of

    identifier = start_drill_of(settings, name, **how)
    talk(control_said("runs", language, drill=name, id=identifier))
    return identifier


def _play(settings: Settings, run: str, roles: tuple[str, ...], language: str) -> None:
    from operations import channel_of
    from schema import MisuseError

    from .drill_seat import play

    while not channel_of(settings, run).exists():
        time.sleep(_TURN_S)
    try:
        play(settings, run, roles, language)
    except MisuseError as problem:
        talk(str(problem))
