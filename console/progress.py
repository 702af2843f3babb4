# A long job's progress on stderr: one line kept fresh on a terminal, a line now and then
# elsewhere.
from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from .setting import talk
from .words import said

if TYPE_CHECKING:
    from operations import Progress

__all__ = ["Ticker"]


class Ticker:
    """One line of progress on a terminal, a line every ten seconds elsewhere."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._terminal = sys.stderr.isatty()
        self._said_s = 0.0
        self._held = False

    def tell(self, progress: Progress) -> None:
        """Say how far it is, if it is time to."""
        every_s = 0.2 if self._terminal else 10.0
        if progress.held and not self._held:
            # Why nothing moves is said at once.
            self._held, every_s = True, 0.2
        if progress.elapsed_s - self._said_s < every_s:
            return
        self._said_s = progress.elapsed_s
        rate = progress.rows / progress.elapsed_s
        known = f"{progress.known}{'+' if progress.exploring else ''}"
        line = said(
            "progress",
            self._language,
            done=progress.done,
            known=known,
            rows=progress.rows,
            rate=f"{rate:,.0f}",
            speed=f"{progress.octets / progress.elapsed_s / 1e6:,.1f}",
        )
        if progress.eta_s is not None:
            line += said("left", self._language, seconds=f"{progress.eta_s:,.0f}")
        if progress.held:
            line += said("held", self._language)
        if self._terminal:
            click.echo(f"\r\x1b[K{line}", nl=False, err=True)
        else:
            talk(line)

    def end(self) -> None:
        """Clear the line, so that what follows starts on its own."""
        if self._terminal and self._said_s:
            click.echo("\r\x1b[K", nl=False, err=True)
