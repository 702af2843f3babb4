# Hours of clients, made up by seed: which registered names that were new they asked for, which of them are
# not there, and when. Benign ones are those in which much is not there: people who mistype, filters that
# answer "not there" to advertisements, machines that go through other people's links, mail servers.
# `Habits` are what differs between the draws: those of the figures are no draw that was fitted to.
from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_ENDINGS = (
    "com", "net", "org", "info", "biz", "ru", "cn", "cc", "ws", "top", "xyz", "eu", "me", "pw", "su", "in", "co.uk",
)  # fmt: skip


@dataclass(frozen=True)
class Habits:
    """How often people mistype in an hour, how much of a filter's list is new on a day, which share of
    links leads nowhere, and of how many hours in a thousand each kind is.
    """

    mistyped: tuple[float, ...] = (0.3, 1, 3, 8)
    browsed: tuple[int, int] = (5, 60)
    filtered_new: tuple[float, float] = (0.1, 0.3)
    dead: tuple[float, float] = (0.03, 0.12)
    mail: int = 20
    filtered: int = 50
    walked: int = 10
    mirrors: int = 0


# Wide, so that whatever a bureau's habits are, they are among them.
LEARNT = Habits((0.3, 1, 4, 9, 12), (2, 60), (0.1, 0.5), (0.02, 0.25), 30, 80, 20, 12)
# Quieter people, and more of the machines that are hard.
JUDGED = Habits((0.5, 2, 6, 10), (3, 35), (0.2, 0.4), (0.04, 0.2), 40, 60, 30, 15)


@dataclass
class Made:
    """Names that are not there with their minute, and how many others are."""

    names: dict[str, int] = field(default_factory=dict)
    there: int = 0


def everyday(names: Sequence[str], count: int, habits: Habits, seed: int) -> list[Made]:
    """So many hours in which something is not there."""
    draw, found = random.Random(f"hours/{seed}"), list[Made]()
    while len(found) < count:
        hour = _everyday(names, habits, draw)
        if hour.names:
            found.append(hour)
    return found


def _everyday(names: Sequence[str], habits: Habits, draw: random.Random) -> Made:
    kind = draw.randrange(1_000)
    hour = Made(there=draw.randint(*habits.browsed))
    for name in draw.sample(names, _poisson(draw, draw.choice(habits.mistyped))):
        hour.names[name] = draw.randrange(60)
    for many, make in (
        (habits.mail, _mail), (habits.filtered, _filtered), (habits.walked, _walked), (habits.mirrors, _mirrors),
    ):  # fmt: skip
        if kind < many:
            make(hour, names, habits, draw)
            return hour
        kind -= many
    return hour


def _mail(hour: Made, names: Sequence[str], _habits: Habits, draw: random.Random) -> None:
    """Senders are asked for as MX and do not count; what their servers call themselves does."""
    count = sum(draw.random() < 0.1 for _ in range(draw.randint(20, 300)))
    hour.there += draw.randint(50, 500)
    for name in draw.sample(names, count):
        hour.names[name] = draw.randrange(60)


def _filtered(hour: Made, names: Sequence[str], habits: Habits, draw: random.Random) -> None:
    """A page's advertisements, all at once, now and then."""
    share = draw.uniform(*habits.filtered_new)
    for _ in range(draw.randint(1, 12)):
        minute = draw.randrange(60)
        for name in draw.sample(names, sum(draw.random() < share for _ in range(12))):
            hour.names.setdefault(name, minute)
    hour.there += draw.randint(10, 60)


def _walked(hour: Made, names: Sequence[str], habits: Habits, draw: random.Random) -> None:
    """Whoever goes through links: a share of them leads nowhere any more."""
    links = draw.randint(100, 1_500)
    count = int(links * draw.uniform(*habits.dead))
    hour.there += links - count
    for name in draw.sample(names, count):
        hour.names[name] = draw.randrange(60)


def _mirrors(hour: Made, names: Sequence[str], _habits: Habits, draw: random.Random) -> None:
    """An old program that tries every place it was told of, once."""
    minute = draw.randrange(60)
    for name in draw.sample(names, draw.randint(5, 25)):
        hour.names[name] = minute


def infected(
    make: Callable[[int], Sequence[str]],
    names: Sequence[str],
    count: int,
    habits: Habits,
    seed: int,
) -> list[Made]:
    """A person's hours in which an algorithm's names are asked for too: 10, 20, 40 or 100 of them, one
    or two of which may be there, at a pace and under endings of the program's own.
    """  # fmt: skip
    draw, found = random.Random(f"infected/{seed}"), list[Made]()
    words = list(make(2_000))
    endings = draw.sample(_ENDINGS, draw.choice((1, 1, 2, 4, 8)))
    while len(found) < count:
        hour = Made(there=draw.randint(*habits.browsed))
        for name in draw.sample(names, _poisson(draw, draw.choice(habits.mistyped))):
            hour.names[name] = draw.randrange(60)
        pace, at = draw.choice((0.5, 2, 10, 30, 60)), draw.uniform(0, 1_800)
        for word in draw.sample(words, draw.choice((10, 20, 40, 100))):
            if at < 3_600:
                hour.names[f"{word}.{draw.choice(endings)}"] = int(at // 60)
            at += pace * draw.uniform(0.5, 1.5)
        found.append(hour)
    return found


def _poisson(draw: random.Random, mean: float) -> int:
    """So many of what happens now and then in an hour."""
    count, at = 0, draw.expovariate(mean)
    while at < 1:
        count, at = count + 1, at + draw.expovariate(mean)
    return count
