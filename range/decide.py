# Decisions: what exercise control brings in is put to a role, and so is a gate. A role that is
# played automatically answers by chance weighted by what is right; a person's answer comes from
# whoever asks them; one that nobody plays lets its time run out.
from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from policies import Inject, Title

from .world import World

__all__ = ["Answerer", "Question", "Table", "decided"]

# What a wrong answer weighs beside a right one, for those who are played automatically.
_ASTRAY = 0.15


@dataclass(frozen=True, slots=True)
class Question:
    """What a role is asked: the text and the answers there are, by id."""

    role: str
    text: Title
    answers: Mapping[str, Title]


# Asks a person; the id of an answer, or None where they give none.
Answerer = Callable[[Question], str | None]


@dataclass(frozen=True, slots=True)
class Table:
    """Who sits at the table: the roles that persons play here, and how they are asked."""

    roles: frozenset[str] = frozenset()
    ask: Answerer | None = None

    def answer(self, question: Question) -> tuple[str | None, float]:
        """A person's answer, and how many seconds it took them."""
        assert self.ask is not None
        began = time.monotonic()
        return self.ask(question), time.monotonic() - began


async def decided(world: World, number: int, inject: Inject, table: Table) -> None:
    """The role's decision on an inject, noted with what it is worth."""
    answers = {each.id: each.text for each in inject.choices}
    role = world.drill.defence.roles[inject.to]
    choice: str | None = None
    if inject.to in table.roles:
        choice, took = table.answer(Question(inject.to, inject.text, answers))
        await world.clock.sleep(took)
    elif role.mode == "auto":
        # Drawn by its number, so that it does not hang on what happened before.
        rng = random.Random(f"inject {number} {world.seed}")  # noqa: S311  a drill must repeat
        took = rng.uniform(*role.takes)
        weights = [each.marks + _ASTRAY for each in inject.choices]
        choice = rng.choices([each.id for each in inject.choices], weights)[0]
        await world.clock.sleep(min(took, inject.within))
    else:
        took = inject.within
        await world.clock.sleep(took)
    in_time = choice is not None and took <= inject.within
    marks = next((each.marks for each in inject.choices if each.id == choice), 0.0)
    world.journal.note(
        world.clock.now(), "decision", inject=number, role=inject.to, choice=choice or "",
        in_time=in_time, marks=marks if in_time else 0.0,
        zh=answers[choice].zh if choice else "", en=answers[choice].en if choice else "",
    )  # fmt: skip
