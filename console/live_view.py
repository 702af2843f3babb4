# The live view of the monitor: what came per minute, who stands out, the newest alerts, clocks that
# run, what waits for people, and whether anything is lost. It holds what it was shown and draws it; it
# reads nothing, so that it can be drawn anywhere: on a terminal, into a text.
from __future__ import annotations

import datetime as dt
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from .table import line

__all__ = ["LiveView", "ShownAlert"]

_MINUTES: Final = 30
_BARS: Final = "▁▂▃▄▅▆▇█"
_ALERTS, _ENTITIES, _PROBLEMS, _CLOCKS = 8, 5, 3, 5
_COLOURS: Final = {
    "low": "cyan",
    "medium": "yellow",
    "high": "red",
    "critical": "bold white on red",
}
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "title": ("潼关 · 实时监测", "Tongguan · watching"),
    "minutes": ("每分钟事件数（近30分钟）", "events per minute (last 30)"),
    "alerts": ("最新预警", "newest alerts"),
    "entities": ("主要对象", "who stands out"),
    "clocks": ("报告时限", "clocks that run"),
    "health": ("运行状况", "health"),
    "time": ("时间", "time"),
    "severity": ("严重程度", "severity"),
    "alert": ("预警", "alert"),
    "level": ("级别", "level"),
    "records": ("条数", "records"),
    "who": ("主体", "who"),
    "where": ("去向", "where to"),
    "count": ("预警数", "alerts"),
    "none": ("无", "none"),
    "sums": (
        "事件{events}  预警{alerts}  事件组{incidents}  待人工{waiting}",
        "events {events}  alerts {alerts}  incidents {incidents}  waiting for people {waiting}",
    ),
    "packets": ("数据包{packets}，丢失{dropped}", "packets {packets}, lost {dropped}"),
    "stored": ("事件库最近写入 {time}", "store written at {time}"),
    "messages": (
        "待重试消息{later}，已放弃{failed}",
        "messages to try again {later}, given up {failed}",
    ),
    "lost": ("缺失与未读", "lost or not read"),
}


@dataclass(frozen=True, slots=True)
class ShownAlert:
    """An alert in the reader's words."""

    time: str
    severity: str
    severity_word: str
    title: str
    level: str
    records: int
    who: str
    where: str


@dataclass
class LiveView:
    """What the view has been shown; `language` is zh or en."""

    language: str
    events: int = 0
    alerts: int = 0
    incidents: set[str] = field(default_factory=set)
    waiting: int = 0
    packets: tuple[int, int] | None = None
    stored: str = ""
    messages: tuple[int, int] = (0, 0)
    clocks: tuple[str, ...] = ()
    _newest: deque[ShownAlert] = field(default_factory=lambda: deque(maxlen=_ALERTS))
    _problems: deque[str] = field(default_factory=lambda: deque(maxlen=_PROBLEMS))
    _minutes: Counter[int] = field(default_factory=Counter)
    _records: Counter[str] = field(default_factory=Counter)
    _told: Counter[str] = field(default_factory=Counter)

    def took(self, now: dt.datetime, events: int, alerts: Sequence[ShownAlert] = ()) -> None:
        """Events that came by now, and the alerts that are news."""
        minute = int(now.timestamp() // 60)
        self.events += events
        if events:
            self._minutes[minute] += events
            self.stored = f"{now:%H:%M:%S}"
        for past in [each for each in self._minutes if each <= minute - _MINUTES]:
            del self._minutes[past]
        self.alerts += len(alerts)
        for each in alerts:
            self._newest.appendleft(each)
            for entity in dict.fromkeys(filter(None, (each.who, each.where))):
                self._told[entity] += 1
                self._records[entity] = max(self._records[entity], each.records)

    def lost(self, problem: str) -> None:
        """Something that was lost, or could not be read."""
        self._problems.append(problem)

    def drawn(self, now: dt.datetime) -> RenderableType:
        """The view as it stands."""
        return Panel(
            Group(
                self._minutes_row(now),
                Text(
                    self._said("sums").format(
                        events=f"{self.events:,}", alerts=f"{self.alerts:,}",
                        incidents=f"{len(self.incidents):,}", waiting=f"{self.waiting:,}",
                    ),
                    style="bold",
                ),
                self._alerts_table(),
                self._entities_table(),
                self._lines("clocks", self.clocks[:_CLOCKS]),
                self._health(),
            ),
            title=Text(f"{self._said('title')}  {now:%Y-%m-%d %H:%M:%S}"),
        )  # fmt: skip

    def _minutes_row(self, now: dt.datetime) -> RenderableType:
        this = int(now.timestamp() // 60)
        counts = [self._minutes.get(this - back, 0) for back in range(_MINUTES - 1, -1, -1)]
        most = max(counts)
        bars = "".join(
            _BARS[min(len(_BARS) - 1, count * len(_BARS) // (most + 1))] if count else " "
            for count in counts
        )
        text = Text(f"{self._said('minutes')}  ")
        text.append(bars, style="green")
        text.append(f"  {counts[-1]:,}")
        return text

    def _alerts_table(self) -> RenderableType:
        keys = ("time", "severity", "alert", "level", "records", "who", "where")
        table = self._table("alerts", keys)
        for each in self._newest:
            table.add_row(
                line(each.time), Text(each.severity_word, style=_COLOURS.get(each.severity, "")),
                *(Text(line(cell)) for cell in (each.title, each.level)),
                Text(f"{each.records:,}" if each.records else ""),
                Text(line(each.who)), Text(line(each.where)),
            )  # fmt: skip
        return table if self._newest else self._lines("alerts", ())

    def _entities_table(self) -> RenderableType:
        if not self._told:
            return self._lines("entities", ())
        table = self._table("entities", ("who", "count", "records"))
        ranked = sorted(
            self._told, key=lambda each: (-self._records[each], -self._told[each], each)
        )
        for each in ranked[:_ENTITIES]:
            table.add_row(Text(line(each)), f"{self._told[each]:,}", f"{self._records[each]:,}")
        return table

    def _health(self) -> RenderableType:
        told = []
        if self.packets is not None:
            read, dropped = self.packets
            told.append(self._said("packets").format(packets=f"{read:,}", dropped=f"{dropped:,}"))
        if self.stored:
            told.append(self._said("stored").format(time=self.stored))
        if any(self.messages):
            later, failed = self.messages
            told.append(self._said("messages").format(later=later, failed=failed))
        if self._problems:
            told.append(f"{self._said('lost')}: {'; '.join(self._problems)}")
        return self._lines("health", told)

    def _table(self, title: str, keys: Sequence[str]) -> Table:
        table = Table(
            title=Text(self._said(title), style="bold"), title_justify="left", box=None,
            header_style="dim", pad_edge=False, expand=True,
        )  # fmt: skip
        for key in keys:
            right = key in {"records", "count"}
            table.add_column(
                self._said(key), justify="right" if right else "left", overflow="ellipsis",
                no_wrap=True, ratio=3 if key == "alert" else None,
            )  # fmt: skip
        return table

    def _lines(self, title: str, told: Sequence[str]) -> RenderableType:
        shown = [line(each) for each in told] or [self._said("none")]
        text = Text(f"{self._said(title)}\n", style="bold")
        for each in shown:
            text.append(f"  {each}\n", style="not bold")
        text.rstrip()
        return text

    def _said(self, key: str) -> str:
        return _WORDS[key][0 if self.language == "zh" else 1]
