# What exercise control brings in: each of the drill's injects at its time or earlier, and words of
# its own to a role at any time. What is to be decided on one goes on beside the rest.
from __future__ import annotations

from collections.abc import Callable, Coroutine

from policies import Inject
from schema import MisuseError

from .decide import Persons, decided
from .world import World

__all__ = ["Injects"]

Spawn = Callable[[Coroutine[None, None, None]], None]


class Injects:
    """The drill's injects; `spawn` is None where there is nobody to decide on them."""

    def __init__(self, world: World, spawn: Spawn | None, persons: Persons) -> None:
        self._world, self._spawn, self._persons = world, spawn, persons
        self._given: set[int] = set()
        self._said = 0

    async def run(self) -> None:
        """Each at its time, but for those that were brought in before."""
        injects = self._world.drill.injects
        for number, inject in sorted(enumerate(injects), key=lambda each: (each[1].at, each[0])):
            await self._world.clock.until(inject.at)
            if number not in self._given:
                self._bring(number, inject)

    def pending(self) -> list[int]:
        """Those that were not brought in yet."""
        return [each for each in range(len(self._world.drill.injects)) if each not in self._given]

    def bring(self, number: int) -> Inject:
        """One brought in now. Raises MisuseError where there is none, or no more."""
        injects = self._world.drill.injects
        if not 0 <= number < len(injects):
            raise MisuseError(f"there is no inject {number}, there are {len(injects)}, from 0")
        if number in self._given:
            raise MisuseError(f"inject {number} was brought in already")
        self._bring(number, injects[number])
        return injects[number]

    def say(self, role: str, text: str) -> None:
        """Words of exercise control to a role."""
        number = len(self._world.drill.injects) + self._said
        self._said += 1
        self._world.journal.note(
            self._world.clock.now(), "inject", number=number, to=role, way="order", zh=text, en=text
        )

    def _bring(self, number: int, inject: Inject) -> None:
        self._given.add(number)
        self._world.journal.note(
            self._world.clock.now(), "inject", number=number, to=inject.to, way=inject.kind,
            zh=inject.text.zh, en=inject.text.en,
        )  # fmt: skip
        if inject.choices and self._spawn is not None:
            self._spawn(decided(self._world, number, inject, self._persons))
