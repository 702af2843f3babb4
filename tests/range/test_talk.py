# What two processes tell each other: whole, in order, and None once the other is gone.
from __future__ import annotations

import asyncio

from range.talk import Talk, pair


def test_what_is_told_comes_whole_and_then_nothing() -> None:
    async def main() -> list[object]:
        one, other = [await Talk.over(each) for each in pair()]
        one.tell("file", "a", bytes(300_000))
        one.tell("pace", 1)
        told = [await other.hear(), await other.hear()]
        one.close()
        told.append(await other.hear())
        other.tell("to nobody")
        other.close()
        return told

    assert asyncio.run(main()) == [("file", "a", bytes(300_000)), ("pace", 1), None]
