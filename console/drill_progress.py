# How far a drill by the machine's clock is, on the terminal it was begun on: one line kept fresh, and
# nothing where standard error is no terminal.
from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any

import click

from .control_words import control_said
from .drill_control import clock

if TYPE_CHECKING:
    from operations import Settings

__all__ = ["DrillProgress"]

_LOOKS_S = 1.0
_ENDS_WITHIN_S = 2.0


class DrillProgress:
    """Tells how far a drill is, from `begin` until `end`."""

    def __init__(self, settings: Settings, language: str) -> None:
        self._settings, self._language = settings, language
        self._over = threading.Event()
        self._looking: threading.Thread | None = None

    def begin(self, run: str) -> None:
        """From now on, beside whatever else goes on."""
        if sys.stderr.isatty():
            self._looking = threading.Thread(target=self._look, args=(run,), daemon=True)
            self._looking.start()

    def end(self) -> None:
        """The line is cleared."""
        self._over.set()
        if self._looking is not None:
            self._looking.join(_ENDS_WITHIN_S)
            click.echo("\r\x1b[K", nl=False, err=True)

    def _look(self, run: str) -> None:
        from operations import ask_drill
        from schema import MisuseError

        steps = alerts = responses = since = 0
        while not self._over.wait(_LOOKS_S):
            try:
                told = ask_drill(self._settings, run, do="look", since=since)
            except MisuseError:
                return
            since += len(told["timeline"])
            kinds = [each["kind"] for each in told["timeline"]]
            steps += kinds.count("attack.begins")
            alerts += kinds.count("alert")
            responses += kinds.count("response")
            self._say(told, steps=steps, alerts=alerts, responses=responses)

    def _say(self, told: dict[str, Any], **counted: int) -> None:
        left = (told["length_s"] - told["time_s"]) / told["speed"]
        line = control_said(
            "far", self._language, time=clock(told["time_s"]), length=clock(told["length_s"]),
            left=clock(left), **counted,
        )  # fmt: skip
        if told["paused"]:
            line += control_said("is-paused", self._language)
        if not self._over.is_set():
            click.echo(f"\r\x1b[K{line}", nl=False, err=True)
