# The desk: a role is a person's from when they sit until they leave or are not seen, and what is
# asked waits for one answer of theirs.
from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from policies import Title
from range.clock import Clock, run_virtual
from range.decide import Answered, Question
from range.desk import Desk
from schema import MisuseError

YES_NO = {"yes": Title(zh="是", en="yes"), "no": Title(zh="否", en="no")}
QUESTION = Question("command", Title(zh="隔离？", en="cut off?"), YES_NO)

Act = Callable[[Desk, Clock], Awaitable[None]]


def asked(act: Act, within: float = 60.0) -> tuple[Answered, list[tuple[str, dict[str, str]]]]:
    noted: list[tuple[str, dict[str, str]]] = []

    async def main() -> Answered:
        clock = Clock()
        desk = Desk(
            {"command": False, "assess": True}, lambda kind, **values: noted.append((kind, values))
        )
        acting = asyncio.ensure_future(act(desk, clock))
        given = await desk.answer(clock, QUESTION, within)
        await acting
        assert desk.waiting() == []
        return given

    return run_virtual(main()), noted


def test_an_answer_is_whose_it_is_and_when_it_came() -> None:
    async def act(desk: Desk, clock: Clock) -> None:
        desk.sit("command", "li", lasts=100)
        await clock.sleep(20)
        (waiting,) = desk.waiting("command")
        assert (waiting.asked, waiting.until) == (0, 60)
        desk.say(waiting.number, "no", "command", "li")

    given, noted = asked(act)
    assert given == Answered("no", 20, "li")
    assert noted == [("joined", {"role": "command", "who": "li"})]


def test_nobodys_answer_is_none_once_the_time_is_over() -> None:
    async def act(desk: Desk, clock: Clock) -> None:
        await clock.sleep(90)
        with pytest.raises(MisuseError, match="waits for no answer any more"):
            desk.say(1, "yes", "command", "li")

    given, _ = asked(act)
    assert given == Answered(None, 60)


def test_a_clock_that_stands_still_stands_still_for_who_decides_too() -> None:
    async def act(desk: Desk, clock: Clock) -> None:
        desk.sit("command", "li", lasts=10_000)
        await clock.sleep(50)
        clock.pause()
        await asyncio.sleep(1000)
        clock.resume()
        await clock.sleep(5)
        desk.say(1, "yes", "command", "li")

    given, _ = asked(act)
    assert given == Answered("yes", 55, "li")


@pytest.mark.parametrize(
    ("choice", "role", "who", "said"),
    [
        ("yes", "assess", "li", "question 1 is another role's"),
        ("yes", "command", "wang", "question 1 is another role's"),
        ("maybe", "command", "li", "there is no answer maybe, there are yes, no"),
    ],
    ids=["another role", "somebody who does not have the role", "no such answer"],
)
def test_what_cannot_be_answered_is_said(choice: str, role: str, who: str, said: str) -> None:
    async def act(desk: Desk, clock: Clock) -> None:
        desk.sit("command", "li", lasts=100)
        await clock.sleep(1)
        with pytest.raises(MisuseError, match=said):
            desk.say(1, choice, role, who)

    assert asked(act)[0].choice is None


def test_a_role_is_a_persons_while_somebody_has_it_or_the_drill_says_so() -> None:
    async def main() -> None:
        desk = Desk({"command": False, "assess": True}, lambda *_a, **_k: None)
        assert not desk.plays("command")
        assert desk.plays("assess")
        desk.sit("command", "li", lasts=10)
        assert desk.players("command") == ["li"]
        assert desk.plays("command")
        desk.leave("command", "li")
        desk.leave("command", "li")
        assert not desk.plays("command")
        with pytest.raises(MisuseError, match="no role report, there are command, assess"):
            desk.sit("report", "li", lasts=10)

    run_virtual(main())


def test_who_is_not_seen_has_left() -> None:
    noted: list[str] = []

    async def main() -> None:
        desk = Desk({"command": False}, lambda kind, **_values: noted.append(kind))
        desk.sit("command", "li", lasts=10)
        await asyncio.sleep(9)
        desk.sit("command", "li", lasts=10)
        await asyncio.sleep(9)
        desk.look_round()
        assert desk.plays("command")
        await asyncio.sleep(2)
        desk.look_round()
        assert not desk.plays("command")

    run_virtual(main())
    assert noted == ["joined", "left"]


def test_an_invitation_is_good_once() -> None:
    desk = Desk({"command": False}, lambda *_a, **_k: None)
    secret = desk.invite("command")
    assert desk.invited(secret, spend=False) == "command"
    assert desk.invited(secret, spend=True) == "command"
    for wrong in (secret, "", "x"):
        with pytest.raises(MisuseError, match="used already, or never given"):
            desk.invited(wrong, spend=True)
    with pytest.raises(MisuseError, match="no role report"):
        desk.invite("report")
