# A person at a terminal who plays roles of a drill that runs: told what the role is told, asked
# what it is to decide, until the drill is over or they leave.
from __future__ import annotations

import contextlib
import os
import select
import sys
import time
from typing import TYPE_CHECKING, Any

from .control_words import control_said
from .drill_control import clock
from .setting import talk

if TYPE_CHECKING:
    from operations import Settings

__all__ = ["play"]

_LOOKS_S = 0.4
# A terminal that was killed has left after so long.
_LASTS_S = 10.0
_LONGEST = 4096


def play(settings: Settings, run: str, roles: tuple[str, ...], language: str) -> None:
    """Roles played here until the drill is over. Raises MisuseError where it does not run."""
    from operations import DRILL_ROLES, ask_drill
    from schema import MisuseError

    seat = _Seat(settings, run, language)
    try:
        for role in roles:
            seat.look(role)
            title = DRILL_ROLES[role]
            name = title.zh if language == "zh" else title.en
            talk(control_said("joined", language, role=name, who=settings.actor))
        _plays(seat, roles)
        talk(control_said("ended", language))
    except KeyboardInterrupt:
        for role in roles:
            with contextlib.suppress(MisuseError):
                ask_drill(settings, run, do="leave", role=role, who=settings.actor)
        raise


def _plays(seat: _Seat, roles: tuple[str, ...]) -> None:
    """Back when the drill is over."""
    from schema import MisuseError

    typed = _Typed()
    with contextlib.suppress(MisuseError):
        while True:
            line = typed.line(_LOOKS_S)
            for role in roles:
                seat.look(role)
            if line:
                seat.answer(line)


class _Seat:
    """What was shown here so far, and what waits for an answer."""

    def __init__(self, settings: Settings, run: str, language: str) -> None:
        self._settings, self._run, self._chinese = settings, run, language == "zh"
        self._language = language
        self._next: dict[str, int] = {}
        self._open: dict[int, dict[str, Any]] = {}
        self._alerts: set[str] = set()

    def look(self, role: str) -> None:
        """What is new for a role shown."""
        from operations import ask_drill

        told = ask_drill(
            self._settings, self._run, do="join", role=role, who=self._settings.actor,
            lasts=_LASTS_S, since=self._next.get(role, 0),
        )  # fmt: skip
        self._next[role] = told["next"]
        for event in told["timeline"]:
            self._show(event)
        waiting = {each["number"]: each for each in told["questions"]}
        for number, each in list(self._open.items()):
            if each["role"] == role and number not in waiting:
                self._say("over", number=number)
                del self._open[number]
        for number, each in waiting.items():
            if number not in self._open:
                self._open[number] = each
                self._ask(each, told)

    def answer(self, line: str) -> None:
        """What was typed: the answer's number, with the question's before it where several wait."""
        from operations import ask_drill
        from schema import MisuseError

        if not self._open:
            self._say("none-open")
            return
        words = line.split()
        if len(words) == 1 and len(self._open) == 1:
            words = [str(next(iter(self._open))), *words]
        if len(words) != 2 or not words[0].isdecimal() or int(words[0]) not in self._open:
            self._say("which")
            return
        number = int(words[0])
        question = self._open[number]
        names = list(question["answers"])
        at = int(words[1]) - 1 if words[1].isdecimal() else -1
        choice = names[at] if 0 <= at < len(names) else words[1]
        if choice not in names:
            self._say("which")
            return
        try:
            ask_drill(
                self._settings, self._run, do="answer", number=number, choice=choice,
                role=question["role"], who=self._settings.actor,
            )  # fmt: skip
        except MisuseError:
            # Too late by a moment: the next look says so, or that the drill is over.
            return
        del self._open[number]
        self._say("answered", number=number, choice=self._text(question["answers"][choice]))

    def _show(self, event: dict[str, Any]) -> None:
        at = clock(event["time_s"])
        if event["kind"] == "inject":
            self._say("told", time=at, role=self._role(event["to"]), text=self._text(event))
        elif event["kind"] == "alert" and event["alert"] not in self._alerts:
            # Several roles here are told of it, and it is said once.
            self._alerts.add(event["alert"])
            self._say(
                "alert", time=at, id=event["alert"], rule=event["rule"], source=event["source"]
            )

    def _ask(self, question: dict[str, Any], told: dict[str, Any]) -> None:
        left = question["until_s"] - told["time_s"]
        text = f"{question['number']}: {self._text(question)}"
        self._say(
            "asked", role=self._role(question["role"]), text=text, left=clock(left),
            seconds=round(left / told["speed"]),
        )  # fmt: skip
        for number, answer in enumerate(question["answers"].values(), 1):
            talk(f"  {number}. {self._text(answer)}")

    def _role(self, role: str) -> str:
        from operations import DRILL_ROLES

        title = DRILL_ROLES[role]
        return title.zh if self._chinese else title.en

    def _text(self, both: dict[str, str]) -> str:
        return both["zh" if self._chinese else "en"]

    def _say(self, key: str, **values: object) -> None:
        talk(control_said(key, self._language, **values))


class _Typed:
    """Lines as they are typed; at the end of input only time passes."""

    def __init__(self) -> None:
        self._rest = b""
        self._over = False

    def line(self, within: float) -> str:
        """The next line, "" where none was typed within this time."""
        if b"\n" not in self._rest:
            self._read(within)
        line, found, rest = self._rest.partition(b"\n")
        if not found:
            return ""
        self._rest = rest
        return line.decode(errors="replace").strip()

    def _read(self, within: float) -> None:
        if self._over:
            time.sleep(within)
            return
        keyboard = sys.stdin.fileno()
        if select.select([keyboard], [], [], within)[0]:
            chunk = os.read(keyboard, _LONGEST)
            self._over = not chunk
            self._rest += chunk
