# What thieves do with accounts, made harder than a rule's own figure: hours that differ from the account's
# own in several small ways, so that no one figure gives them away, and everyday hours of people who
# change their work, fall behind, or stand in for others. By seed; nothing was fitted to any of it.
from __future__ import annotations

import random
from collections.abc import Callable

from monitor import Hours
from monitor.history_window import Hour

CLERKS, PORTALS = 40, 4
# How often somebody stands in for another for a day, and how often an hour is ten times as heavy.
BUREAUS = {"quiet": (0.002, 0.0005), "restless": (0.015, 0.003)}


def at(day: int, hour: int) -> int:
    return 20_000 * 24 + day * 24 + hour - 8


def habit(n: int, seed: int) -> tuple[float, float, str, int]:
    """An account's usual amount, how busy it is, where it sends, when it begins."""
    own = random.Random(f"{seed}/{n}")
    partner = f"10.9.0.{n}" if own.random() < 0.4 else ""
    return own.lognormvariate(3, 1.1), own.uniform(0.2, 0.95), partner, own.choice((7, 8, 8, 9, 14))


def day_of(day: int, draw: random.Random, seed: int, bureau: str) -> Hours:
    """A day of a bureau. Who stands in for somebody reads the other's data; once a month there is a
    report; some work late; a portal has busy seasons.
    """
    found: Hours = {}
    weekend = (20_000 + day + 3) % 7 >= 5
    stood_in, heavy = BUREAUS[bureau]
    season = 2.0 if day % 30 in (27, 28, 29) else 1.0
    for n in range(CLERKS):
        size, busy, partner, begins = habit(n, seed)
        stands_in = draw.random() < stood_in
        late = draw.random() < 0.01
        for hour in range(begins, begins + (12 if late else 9)):
            if draw.random() >= busy * (0.08 if weekend else 1):
                continue
            records = round(draw.lognormvariate(0, 0.9) * size * season)
            records *= 10 if draw.random() < heavy else 1
            sent = {partner: records // 3 + 1} if partner and draw.random() < 0.2 else {}
            data = {f"ds-{n % 6}"}
            if stands_in:
                data = {f"ds-{(n + 1) % 6}"}
            found[f"clerk{n}", at(day, hour % 24)] = Hour(
                records, draw.randint(1, 12), data, set(sent), [], sent
            )
    for n in range(PORTALS):
        for hour in range(24):
            calls = draw.randint(20, 400) * (1 if 7 <= hour <= 20 else 0.2)
            found[f"portal{n}", at(day, hour)] = Hour(
                round(calls * draw.uniform(4, 12) * season), round(calls) + 1,
                {"ds-0", "ds-1"} if draw.random() < 0.05 else {"ds-0"}, set(), [], {},
            )  # fmt: skip
    count = draw.randint(90_000, 130_000)
    found["backup", at(day, 2)] = Hour(
        count, 6, {f"ds-{n}" for n in range(6)}, {"10.0.0.250"}, [], {"10.0.0.250": count}
    )
    return found


def one(who: str, day: int, hour: int, records: int, data: set[str], to: str = "", events: int = 3) -> Hours:  # fmt: skip
    sent = {to: records} if to else {}
    return {(who, at(day, hour)): Hour(records, events, data, set(sent), [], sent)}


def bulk(draw: random.Random, day: int, seed: int) -> Hours:
    """Twenty to two hundred times the account's usual hour, of its own data, by day: for some a few hundred."""
    n = draw.randrange(CLERKS)
    size, _, _, begins = habit(n, seed)
    return one(f"clerk{n}", day, begins + draw.randint(1, 7), round(size * draw.uniform(20, 200)), {f"ds-{n % 6}"})  # fmt: skip


def night(draw: random.Random, day: int, seed: int) -> Hours:
    """Two to eight times the usual at an hour the account never works."""
    n = draw.randrange(CLERKS)
    size, _, _, _ = habit(n, seed)
    return one(f"clerk{n}", day, draw.choice((0, 1, 2, 3, 4)), round(size * draw.uniform(2, 8)) + 20, {f"ds-{n % 6}"})  # fmt: skip


def others_data(draw: random.Random, day: int, seed: int) -> Hours:
    """Another's data by day in an amount of the account's own, three to twenty times, and out of it."""
    n = draw.randrange(CLERKS)
    size, _, _, begins = habit(n, seed)
    other = f"ds-{(n + draw.randint(2, 5)) % 6}"
    return one(f"clerk{n}", day, begins + draw.randint(1, 7), round(size * draw.uniform(3, 20)) + 20, {other},
               to=draw.choice(("", "10.0.0.77")))  # fmt: skip


def portal(draw: random.Random, day: int, _seed: int) -> Hours:
    """A portal's account in a person's hands: data it sometimes reads, few statements, a new place."""
    to = draw.choice(("", "10.0.0.78", "203.0.113.9"))
    return one(f"portal{draw.randrange(PORTALS)}", day, draw.randrange(24), draw.randint(1_500, 9_000),
               draw.choice(({"ds-0"}, {"ds-0", "ds-1"}, {"ds-3"})), to=to, events=draw.randint(1, 6))  # fmt: skip


def drip(draw: random.Random, day: int, seed: int) -> Hours:
    """A week of one to three usual hours' worth each hour to one place, at work, of own data."""
    n = draw.randrange(CLERKS)
    size, _, _, begins = habit(n, seed)
    found: Hours = {}
    for number in range(45):
        count = round(size * draw.uniform(1, 3)) + 2
        found |= one(f"clerk{n}", day + number // 9, (begins + number % 9) % 24, count, {f"ds-{n % 6}"}, to="203.0.113.9")  # fmt: skip
    return found


KINDS: dict[str, Callable[[random.Random, int, int], Hours]] = {
    "bulk read": bulk, "at night": night, "other data": others_data, "portal misused": portal,
    "slow drip": drip,
}  # fmt: skip
