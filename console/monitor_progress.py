# How far a replay is, on stderr: a line kept fresh on a terminal, one every ten seconds elsewhere. How
# long it takes yet is reckoned from how long it took so far.
from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import click

from schema import filled

from .setting import talk

__all__ = ["ReplayTicker", "went_on"]

_EVERY_S: Final = 10.0
_FRESH_S: Final = 0.2
_MIB: Final = 1 << 20
_LINE: Final = {
    "zh": "已读{read}/{whole} MiB（{share}），{events}个事件，每秒{rate}个，{alerts}条告警，还需{left}",
    "en": "{read} of {whole} MiB read ({share}), {events|event|events}, {rate}/s, "
    "{alerts|alert|alerts}, {left} left",
}
_WENT_ON: Final = {
    "zh": "上次被中断：从中断处继续",
    "en": "it was interrupted before: it went on where it was",
}


class ReplayTicker:
    """Says how far a replay is when it is time to."""

    def __init__(self, language: str, files: Iterable[str] = ()) -> None:
        self._language = language
        self._size = sum(Path(each).stat().st_size for each in files if Path(each).is_file())
        self._terminal = sys.stderr.isatty()
        self._began = self._said = time.monotonic()
        self._shown = False

    def tell(self, events: int, share: float, alerts: int = 0) -> None:
        """So many events, this share of the files, and so many alerts on record."""
        now = time.monotonic()
        if now - self._said < (_FRESH_S if self._terminal else _EVERY_S):
            return
        self._said, self._shown = now, True
        took = max(now - self._began, 1e-3)
        left = dt.timedelta(seconds=round(took * (1 - share) / share)) if share else "?"
        values = {
            "read": f"{share * self._size / _MIB:,.1f}",
            "whole": f"{self._size / _MIB:,.1f}",
            "share": f"{share:.0%}",
            "events": f"{events:,}",
            "rate": f"{events / took:,.0f}",
            "alerts": f"{alerts:,}",
            "left": str(left),
        }
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
