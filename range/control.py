# Exercise control of a drill that runs: it stands still, goes on, runs at another speed, is ended;
# injects come early and roles are told things. Whatever is done stands in the timeline with who
# did it.
from __future__ import annotations

import asyncio
from collections.abc import Callable

from schema import MisuseError

from .desk import Desk
from .injects import Injects
from .journal import Event
from .world import World

__all__ = ["FASTEST", "Control"]

FASTEST = 1000.0
_LONGEST_TEXT = 500
# What whoever watches the drill from outside is told of at once.
_TOLD = frozenset({"control", "joined", "left", "gate", "decision"})


class Control:
    """The hand on a drill that runs.

    `told` is handed every event that a person is behind, as it happens.
    """

    def __init__(
        self, world: World, desk: Desk, injects: Injects, told: Callable[[Event], None]
    ) -> None:
        self.world, self.desk, self.injects = world, desk, injects
        self.aborted = asyncio.Event()
        world.journal.heard_by(lambda event: told(event) if _is_persons(event) else None)

    def pause(self, who: str) -> None:
        """The drill stands still."""
        if self.world.clock.paused:
            raise MisuseError("the drill stands still already")
        self.world.clock.pause()
        self._note("pause", who)

    def resume(self, who: str) -> None:
        """The drill goes on."""
        if not self.world.clock.paused:
            raise MisuseError("the drill is running already")
        self._note("resume", who)
        self.world.clock.resume()

    def speed(self, who: str, factor: float) -> None:
        """The drill runs so many times as fast as the clock."""
        if not 0.1 <= factor <= FASTEST:
            raise MisuseError(f"a drill runs from 0.1 to {FASTEST:g} times as fast as the clock")
        self.world.clock.run_at(factor)
        self._note("speed", who, factor=factor)

    def inject(self, who: str, number: int) -> None:
        """An inject of the drill now."""
        self.injects.bring(number)
        self._note("inject", who, number=number)

    def say(self, who: str, role: str, text: str) -> None:
        """Words to a role."""
        roles = self.world.drill.defence.roles
        if role not in roles:
            known = ", ".join(roles)
            raise MisuseError(f"there is no role {role}, there are {known}")
        if not 0 < len(text.strip()) <= _LONGEST_TEXT:
            raise MisuseError(f"what is said to a role has 1 to {_LONGEST_TEXT} characters")
        self.injects.say(role, text.strip())
        self._note("say", who, role=role)

    def abort(self, who: str) -> None:
        """The drill ended before its time."""
        if not self.aborted.is_set():
            self._note("abort", who)
            self.aborted.set()

    def _note(self, act: str, who: str, **values: str | float) -> None:
        self.world.journal.note(self.world.clock.now(), "control", act=act, who=who, **values)


def _is_persons(event: Event) -> bool:
    """Whether a person is behind an event, or was to be and nobody answered."""
    return event.kind in _TOLD and (
        "who" in event.values or not event.values.get("answered", event.values.get("in_time", True))
    )
