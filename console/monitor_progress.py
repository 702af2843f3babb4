# How far a replay is, on stderr: a line kept fresh on a terminal, one every ten seconds elsewhere.
from __future__ import annotations

import sys
import time
from typing import Final

import click

from schema import filled

from .setting import talk

__all__ = ["ReplayTicker", "went_on"]

_EVERY_S: Final = 10.0
_FRESH_S: Final = 0.2
_LINE: Final = {
    "zh": "已读{share}，{events}个事件，每秒{rate}个",
    "en": "{share} read, {events|event|events}, {rate}/s",
}
_WENT_ON: Final = {
    "zh": "上次被中断：从中断处继续",
    "en": "it was interrupted before: it went on where it was",
}


class ReplayTicker:
    """Says how far a replay is when it is time to."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._terminal = sys.stderr.isatty()
        self._began = self._said = time.monotonic()
        self._shown = False

    def tell(self, events: int, share: float) -> None:
        """So many events, and this share of the files."""
        now = time.monotonic()
        if now - self._said < (_FRESH_S if self._terminal else _EVERY_S):
            return
        self._said, self._shown = now, True
        rate = events / max(now - self._began, 1e-3)
        values = {"share": f"{share:.0%}", "events": f"{events:,}", "rate": f"{rate:,.0f}"}
        line = filled(_LINE[self._language], values)
        if self._terminal:
            click.echo(f"\r\x1b[K{line}", nl=False, err=True)
        else:
            talk(line)

    def end(self) -> None:
        """Clears the line, so that what follows starts on its own."""
        if self._terminal and self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)


def went_on(language: str) -> str:
    """That a replay went on where it was killed before."""
    return _WENT_ON[language]
