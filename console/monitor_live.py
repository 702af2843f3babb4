# The live view on a terminal, fed by watching or replaying. Where there is no terminal, or it is one
# that cannot be drawn on, nothing is drawn and alerts come as lines, as they would without it.
from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from .setting import language, settings, talk

if TYPE_CHECKING:
    from rich.live import Live

    from operations import Replayed, Watched
    from schema import Alert, Incident

    from .live_view import LiveView, ShownAlert

__all__ = ["Screen", "screen"]

_PLAIN: Final = {
    "zh": "此处不是可绘制的终端：预警逐行输出",
    "en": "this is no terminal that can be drawn on: alerts come as lines",
}
_ABSENT: Final = {
    "zh": "未安装rich：请安装tongguan[monitor]",
    "en": "rich is not installed: it comes with tongguan[monitor]",
}


class Screen:
    """A view that is on the terminal."""

    def __init__(self, ctx: click.Context, view: LiveView, live: Live) -> None:
        self._ctx, self._view, self._live = ctx, view, live

    def counted(self, events: int, _share: float = 0.0, _alerts: int = 0) -> None:
        """So many events were read in all, and no alerts are known of yet."""
        now = _now()
        self._view.took(now, max(0, events - self._view.events))
        self._live.update(self._view.drawn(now))

    def took(self, found: Watched | Replayed, packets: tuple[int, int] | None = None) -> None:
        """What a round of watching, or a replay, brought."""
        from operations import explain

        here, tongue = settings(self._ctx), language(self._ctx)
        now = _now()
        news = found.events - (self._view.events if hasattr(found, "packets") else 0)
        self._view.took(now, news, [_shown(self._ctx, each) for each in found.alerts])
        self._view.incidents |= {each.id for each in found.incidents}
        for each in found.skipped:
            self._view.lost(f"{each.source}: {explain(here, tongue, each.error)}")
        if packets is not None:
            self._view.packets = packets
        if found.alerts or found.incidents:
            self._view.clocks = _clocks(self._ctx, found.incidents)
        if found.answered is not None:
            delivered = found.answered.delivered
            self._view.messages = (delivered.later, delivered.failed)
            self._view.waiting = sum(
                len(each.waiting) for each in (*found.answered.begun, *found.answered.advanced)
            )
        self._live.update(self._view.drawn(now))


@contextmanager
def screen(ctx: click.Context, *, wanted: bool) -> Iterator[Screen | None]:
    """The view for the block; None where it is not wanted, or cannot be drawn."""
    if not wanted:
        yield None
        return
    tongue = "zh" if language(ctx) == "zh" else "en"
    if not sys.stdout.isatty() or os.environ.get("TERM", "") in {"", "dumb"}:
        talk(_PLAIN[tongue])
        yield None
        return
    try:
        from rich.console import Console
        from rich.live import Live

        from .live_view import LiveView
    except ImportError:
        raise click.UsageError(_ABSENT[tongue]) from None
    view = LiveView(tongue)
    console = Console(file=sys.stdout, highlight=False, markup=False)
    with Live(
        view.drawn(_now()), console=console, auto_refresh=False, redirect_stdout=False,
        redirect_stderr=False, vertical_overflow="crop",
    ) as live:  # fmt: skip
        live.refresh()
        yield Screen(ctx, view, _Refreshed(live))  # type: ignore[arg-type]


class _Refreshed:
    """Draws whenever it is told something new, and never by itself."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def update(self, drawn: object) -> None:
        self._live.update(drawn, refresh=True)  # type: ignore[arg-type]


def _shown(ctx: click.Context, alert: Alert) -> ShownAlert:
    from operations import alert_title, severity_word

    from .live_view import ShownAlert
    from .words import level

    tongue = language(ctx)
    return ShownAlert(
        time=alert.last_seen[11:19],
        severity=alert.severity,
        severity_word=severity_word(alert.severity, tongue),
        title=alert_title(settings(ctx), alert, tongue),
        level=level(alert.level, tongue) if alert.records else "",
        records=alert.records,
        who=alert.entities.get("user") or alert.entities.get("source", ""),
        where=alert.entities.get("destination", ""),
    )


def _clocks(ctx: click.Context, incidents: Sequence[Incident]) -> tuple[str, ...]:
    from operations import incident_clocks

    tongue = language(ctx)
    return tuple(
        f"{each.id}  {told}"
        for each in incidents
        for told in incident_clocks(settings(ctx), each, tongue)
    )


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()
