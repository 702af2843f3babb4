# What an operator's screen believes: the values that controllers told it last, by the names that the
# works' own drawings give them, how old they are, and what it raises as an alarm. Nothing here looks
# at the plant: a screen that is lied to shows the lie.
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policies import Host, Title
from policies.plant import PowerGrid, WaterWorks

from .world import World

__all__ = ["Alarm", "Believed", "Screen", "screen_of"]

# How many turns of polling may be missed, and how many seconds of the drill at least, before what
# is shown counts as stale.
_TURNS, _LEAST_S = 3, 10.0


@dataclass(frozen=True, slots=True)
class Believed:
    """A value as the screen has it: its name in the works, whose it is and how old; None for never."""

    name: str
    controller: str
    value: float | None
    is_setting: bool
    stale: bool


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that the screen calls its operator for; the graver ones first."""

    grave: bool
    text: Title


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen at a moment."""

    host: str
    time_s: float
    plant: WaterWorks | PowerGrid | None
    values: tuple[Believed, ...]
    alarms: tuple[Alarm, ...]

    def value(self, name: str) -> Believed | None:
        """A value by its name; None where no controller tells it."""
        return next((each for each in self.values if each.name == name), None)


def screen_of(world: World, name: str) -> Screen:
    """What the screen of a host shows now."""
    drill, now = world.drill, world.clock.now()
    host = drill.lab.hosts[name]
    shown = world.shown.get(name, {})
    values: list[Believed] = []
    silent: list[str] = []
    for polled in host.polls:
        told = world.told_at.get((name, polled))
        stale = told is None or now - told > max(_TURNS * host.every, _LEAST_S)
        if stale and now > _LEAST_S:
            silent.append(polled)
        known = {each.name for each in values}
        for at, point, is_setting in _named(drill.lab.hosts[polled]):
            if point not in known:
                value = shown.get((polled, at))
                values.append(Believed(point, polled, value, is_setting, stale or value is None))
    plants = [drill.lab.hosts[each].plant for each in host.polls]
    plant = next((drill.plants[each] for each in plants if each in drill.plants), None)
    screen = Screen(name, now, plant, tuple(values), ())
    alarms = sorted(_alarms(screen, silent), key=lambda each: not each.grave)
    return Screen(name, now, plant, tuple(values), tuple(alarms))


def _named(host: Host) -> Iterator[tuple[str, str, bool]]:
    """Each value that a controller tells: where it stands, its name, and whether it is a setting."""
    for register in host.registers:
        # Single bits are not asked for in turn.
        if register.table in {"input", "holding"}:
            yield (
                f"{register.table} {register.at}",
                register.point or register.setting,
                not register.point,
            )
    for signal in host.signals:
        if signal.kind in {"state", "measured"}:
            yield str(signal.at), signal.point, False
    for tag in host.tags:
        yield tag.at, tag.point or tag.setting, not tag.point


def _alarms(screen: Screen, silent: list[str]) -> Iterator[Alarm]:
    for controller in silent:
        yield Alarm(True, Title(zh=f"{controller}无应答，数值已过时", en=f"{controller} does not answer: values are old"))  # fmt: skip
    for each in screen.values:
        part, _, what = each.name.rpartition(".")
        if each.value is None:
            continue
        if what == "level":
            yield from _limits(screen, part, each.value)
        elif what == "closed" and not each.value:
            yield Alarm(True, Title(zh=f"{part}断路器分闸", en=f"breaker {part} is open"))
        elif what == "flow" and isinstance(screen.plant, PowerGrid) and part in screen.plant.lines:
            limit = screen.plant.lines[part].limit_mw
            if abs(each.value) > limit:
                yield Alarm(True, Title(zh=f"{part}过载：{each.value:.1f} / {limit:g} MW", en=f"{part} overloaded: {each.value:.1f} of {limit:g} MW"))  # fmt: skip
        elif what == "pressure" and each.value < 0:
            yield Alarm(False, Title(zh=f"{part}失压", en=f"{part} has no pressure"))


def _limits(screen: Screen, tank: str, level: float) -> Iterator[Alarm]:
    """A level against the limits that the screen was told, whoever set them."""
    high, low = (screen.value(f"{tank}.{which}-alarm") for which in ("high", "low"))
    if high is not None and high.value is not None and level >= high.value:
        yield Alarm(True, Title(zh=f"{tank}液位高：{level:.2f} m", en=f"{tank} level high: {level:.2f} m"))  # fmt: skip
    if low is not None and low.value is not None and level <= low.value:
        yield Alarm(True, Title(zh=f"{tank}液位低：{level:.2f} m", en=f"{tank} level low: {level:.2f} m"))  # fmt: skip
