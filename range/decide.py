# Decisions: what exercise control brings in is put to a role, and so is a gate. A role that is
# played automatically answers by chance weighted by what is right; a person's answer comes from
# whoever asks them; one that nobody plays lets its time run out.
from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from policies import Inject, Title

from .clock import Clock
from .world import World

__all__ = ["Answered", "Answerer", "Persons", "Question", "Table", "decided"]

# What a wrong answer weighs beside a right one, for those who are played automatically.
_ASTRAY = 0.15


@dataclass(frozen=True, slots=True)
class Question:
    """What a role is asked: the text and the answers there are, by id."""

    role: str
    text: Title
    answers: Mapping[str, Title]


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, None where there was none; after how many seconds of the drill, and whose."""

    choice: str | None
    took: float
    who: str = ""


# Asks a person; the id of an answer, or None where they give none.
Answerer = Callable[[Question], str | None]


class Persons(Protocol):
    """Who of the roles is played by a person, and how they are asked."""

    def plays(self, role: str) -> bool:
        """Whether questions to this role are put to a person."""

    async def answer(self, clock: Clock, question: Question, within: float) -> Answered:
        """A person's answer, once it is given or the time for it is over."""


@dataclass(frozen=True, slots=True)
class Table:
    """Who sits at this terminal: time stands still while they think, what they took is added."""

    roles: frozenset[str] = frozenset()
    ask: Answerer | None = None
    who: str = ""

    def plays(self, role: str) -> bool:
        """Whether this role is played here."""
        return role in self.roles

    async def answer(self, clock: Clock, question: Question, within: float) -> Answered:
        """What whoever sits here says."""
        assert self.ask is not None
        began = time.monotonic()
        choice = self.ask(question)
        took = time.monotonic() - began
        await clock.sleep(min(took, within))
        return Answered(choice, took, self.who)


async def decided(world: World, number: int, inject: Inject, persons: Persons) -> None:
    """The role's decision on an inject, noted with what it is worth."""
    answers = {each.id: each.text for each in inject.choices}
    role = world.drill.defence.roles[inject.to]
    if persons.plays(inject.to):
        question = Question(inject.to, inject.text, answers)
        given = await persons.answer(world.clock, question, inject.within)
    elif role.mode == "auto":
        # Drawn by its number, so that it does not hang on what happened before.
        rng = random.Random(f"inject {number} {world.seed}")  # noqa: S311  a drill must repeat
        took = rng.uniform(*role.takes)
        weights = [each.marks + _ASTRAY for each in inject.choices]
        given = Answered(rng.choices([each.id for each in inject.choices], weights)[0], took)
        await world.clock.sleep(min(took, inject.within))
    else:
        given = Answered(None, inject.within)
        await world.clock.sleep(inject.within)
    choice = given.choice
    in_time = choice is not None and given.took <= inject.within
    marks = next((each.marks for each in inject.choices if each.id == choice), 0.0)
    world.journal.note(
        world.clock.now(), "decision", inject=number, role=inject.to, choice=choice or "",
        in_time=in_time, marks=marks if in_time else 0.0,
        zh=answers[choice].zh if choice else "", en=answers[choice].en if choice else "",
        **({"who": given.who} if given.who else {}),
    )  # fmt: skip
