# Where a drill's questions lie until somebody answers: persons take a role from any terminal or
# page, see what waits for it, and leave again. What nobody answers runs into its time.
from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from policies import RoleName
from schema import MisuseError

from .clock import Clock
from .decide import Answered, Question

__all__ = ["Desk", "Waiting"]

Note = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question on the desk: since when and until when, in seconds of the drill."""

    number: int
    question: Question
    asked: float
    until: float
    answered: asyncio.Future[tuple[str, str]]


@dataclass(slots=True)
class _Seat:
    """A person at a role: when they were last seen, and for how long that holds."""

    seen: float
    lasts: float


class Desk:
    """Who plays which role, and what waits for them.

    `roles` says of each whether it is left to a person; `note` writes into the drill's timeline.
    """

    def __init__(self, roles: Mapping[RoleName, bool], note: Note) -> None:
        self._roles = roles
        self._note = note
        self._seats: dict[tuple[str, str], _Seat] = {}
        self._open: dict[int, Waiting] = {}
        self._asked = 0
        # Digests of secrets that let somebody take a role once.
        self._invites: dict[str, str] = {}

    def plays(self, role: str) -> bool:
        """Whether a person has this role, or the drill leaves it to one."""
        return bool(self.players(role)) or any(
            each == role for each, is_persons in self._roles.items() if is_persons
        )

    def players(self, role: str) -> list[str]:
        """Who has this role now."""
        return [who for each, who in self._seats if each == role]

    async def answer(self, clock: Clock, question: Question, within: float) -> Answered:
        """What somebody says, or nothing once the time is over; a clock that stands still waits."""
        self._asked += 1
        asked = clock.now()
        answered = asyncio.get_running_loop().create_future()
        waiting = Waiting(self._asked, question, asked, asked + within, answered)
        self._open[waiting.number] = waiting
        over = asyncio.ensure_future(clock.sleep(within))
        try:
            await asyncio.wait({answered, over}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            over.cancel()
            del self._open[waiting.number]
        if not answered.done():
            answered.cancel()
            return Answered(None, within)
        choice, who = answered.result()
        return Answered(choice, min(clock.now() - asked, within), who)

    def waiting(self, role: str = "") -> list[Waiting]:
        """What waits for a role, or for anybody, in the order in which it was asked."""
        return [each for each in self._open.values() if role in {"", each.question.role}]

    def say(self, number: int, choice: str, role: str, who: str) -> None:
        """An answer given by who has the role. Raises MisuseError where it cannot be."""
        waiting = self._open.get(number)
        if waiting is None or waiting.answered.done():
            raise MisuseError(f"question {number} waits for no answer any more")
        if waiting.question.role != role or (role, who) not in self._seats:
            raise MisuseError(f"question {number} is another role's")
        if choice not in waiting.question.answers:
            known = ", ".join(waiting.question.answers)
            raise MisuseError(f"there is no answer {choice}, there are {known}")
        waiting.answered.set_result((choice, who))

    def sit(self, role: str, who: str, *, lasts: float) -> None:
        """A role taken by a person, or held on to; whoever is not seen for `lasts` has left."""
        if role not in self._roles:
            known = ", ".join(self._roles)
            raise MisuseError(f"there is no role {role}, there are {known}")
        now = asyncio.get_running_loop().time()
        if (role, who) not in self._seats:
            self._note("joined", role=role, who=who)
        self._seats[role, who] = _Seat(now, lasts)

    def leave(self, role: str, who: str) -> None:
        """A role given back."""
        if self._seats.pop((role, who), None) is not None:
            self._note("left", role=role, who=who)

    def look_round(self) -> None:
        """Who was not seen for long has left."""
        now = asyncio.get_running_loop().time()
        for (role, who), seat in list(self._seats.items()):
            if now - seat.seen > seat.lasts:
                self.leave(role, who)

    def invite(self, role: str) -> str:
        """A secret with which one person takes a role, once."""
        if role not in self._roles:
            known = ", ".join(self._roles)
            raise MisuseError(f"there is no role {role}, there are {known}")
        secret = secrets.token_urlsafe(24)
        self._invites[_digest(secret)] = role
        return secret

    def invited(self, secret: str, *, spend: bool) -> str:
        """The role that a secret lets take. Raises MisuseError where it does not, or no more."""
        role = self._invites.get(_digest(secret))
        if role is None:
            raise MisuseError("this invitation was used already, or never given")
        if spend:
            del self._invites[_digest(secret)]
        return role


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
