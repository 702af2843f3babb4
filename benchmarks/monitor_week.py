# A week of benign traffic of a made-up bureau through the monitor at its default settings, with all
# models: how many alerts a day somebody would have to look at. Working days and nights, a holiday
# and a weekend, backups, batch jobs and a month's end, updates, pollers, clocks, mail and its block
# lists, scanners on the internet. Once as an installation that saw three weeks before and was
# trained, once as one that is switched on with the first day of the week.
#
#   python benchmarks/monitor_week.py [--seed 1] [--out FILE]
from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)
sys.path.insert(0, str(ROOT / "training"))

from dns_windows import BENIGN  # noqa: E402

from benchmarks.environment import machine  # noqa: E402
from monitor import Noted, events_of  # noqa: E402
from operations import Settings, train_history_model  # noqa: E402
from operations.event_archive import event_archive  # noqa: E402
from operations.monitor_run import MonitorRun  # noqa: E402
from operations.settings import open_book  # noqa: E402

BEIJING = dt.timezone(dt.timedelta(hours=8))
# A Monday; its Friday is a holiday (1 May), its Thursday ends a month.
MONDAY = dt.datetime(2026, 4, 27, tzinfo=BEIJING)
HISTORY = 21
HOLIDAYS = {dt.date(2026, 4, 6), dt.date(2026, 5, 1)}
CLERKS, DATASETS = 24, 6
SITES = [
    f"{a}{b}" for a in ("city", "news", "book", "health", "weather", "train", "music", "map")
    for b in ("portal", "shop", "online", "centre", "world", "guide")
]  # fmt: skip
Row = tuple[dt.datetime, dict[str, object]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    found = {"seed": asked.seed, **machine()}
    for name, history in (("trained on three weeks", HISTORY), ("from the first day", 0)):
        with tempfile.TemporaryDirectory() as home:
            found[name] = watched(
                Settings(home=Path(home) / "home", actor="benchmark"), history, asked.seed
            )
    text = json.dumps(found, ensure_ascii=False, indent=1, default=str)
    print(text)
    if asked.out is not None:
        asked.out.write_text(text + "\n", encoding="utf-8")
    return 0


def watched(settings: Settings, history: int, seed: int) -> dict[str, object]:
    """The alerts that each day of the week brings."""
    if history:
        with open_book(settings) as book, event_archive(settings, book) as archive:
            run = MonitorRun(settings, book, archive)
            for day in range(-history, 0):
                run.logged(batch_of(day, seed, thin=True))
            run.flush()
        train_history_model(settings, days=400)
    days: list[dict[str, object]] = []
    total = 0
    with open_book(settings) as book, event_archive(settings, book) as archive:
        run = MonitorRun(settings, book, archive)
        told: set[str] = set()
        for day in range(7):
            run.logged(batch_of(day, seed))
            settled = run.settle("benchmark", {}, always=False)
            fresh = [each for each in settled.news if each.id not in told]
            told |= {each.id for each in fresh}
            rules = Counter(each.rule for each in fresh)
            days.append({
                "day": f"{MONDAY + dt.timedelta(days=day):%a %d %b}",
                "events": run.events - total,
                "alerts": len(fresh),
                "rules": dict(rules),
                "what": [f"{each.rule} {dict(each.entities)} {each.because}" for each in fresh],
            })  # fmt: skip
            total = run.events
        incidents = len(settled.incidents)
    counts = [int(str(each["alerts"])) for each in days]
    return {
        "alerts a day": round(sum(counts) / 7, 2),
        "most on a day": max(counts),
        "incidents": incidents,
        "days": days,
    }


def batch_of(day: int, seed: int, *, thin: bool = False):
    """The events of a day, in order; `thin` leaves out most of what makes no habits."""
    draw = random.Random(f"{seed}/{day}")
    date = MONDAY + dt.timedelta(days=day)
    works = date.weekday() < 5 and date.date() not in HOLIDAYS
    rows = [*readings(date, works, draw), *sign_ins(date, works, draw), *sharing(date, works, draw)]
    rows += questions(date, works, draw, 0.1 if thin else 1)
    if not thin:
        rows += flows(date, works, draw)
    rows.sort(key=lambda each: each[0])
    noted = [Noted(int(at.timestamp() * 1e6) * 1000, values) for at, values in rows]
    return events_of(noted, "site")


def readings(date: dt.datetime, works: bool, draw: random.Random) -> Iterator[Row]:
    """Graded data read out of databases: by clerks, interfaces, and jobs of the night."""
    for n in range(CLERKS):
        habit = random.Random(n)
        size, busy = habit.lognormvariate(3, 1), habit.uniform(0.3, 0.9)
        for hour in range(8, 19):
            if draw.random() < busy * (1 if works else 0.03):
                count = round(draw.lognormvariate(0, 0.8) * size) * (
                    8 if draw.random() < 0.004 else 1
                )
                yield (
                    at(date, hour, draw),
                    read(f"clerk{n}", f"10.0.1.{n}", count + 1, n % DATASETS),
                )
    for n in range(2):
        for hour in range(24):
            count = draw.randint(400, 1_500) if 7 < hour < 22 else draw.randint(20, 200)
            yield at(date, hour, draw), read(f"portal{n}", f"10.0.0.8{n}", count, n)
    for dataset in range(DATASETS):
        yield at(date, 2, draw), read("backup", "10.0.0.8", 60_000 + dataset * 997, dataset)
    yield at(date, 4, draw), read("etl", "10.0.0.7", draw.randint(18_000, 22_000), 0)
    if date.weekday() == 0 and works:
        yield at(date, 9, draw), read("report", "10.0.1.90", draw.randint(2_500, 3_500), 1)
    if (date + dt.timedelta(days=1)).day == 1:
        # The month's report, by the same account, in the evening.
        yield at(date, 20, draw), read("report", "10.0.1.90", 45_000, 1)


def read(user: str, machine_ip: str, records: int, dataset: int) -> dict[str, object]:
    return {
        "event.category": "database", "event.action": "statement", "event.outcome": "success",
        "user.name": user, "source.ip": machine_ip, "destination.ip": "10.0.0.20",
        "tongguan.level": "general-4", "tongguan.labels": ("cn.id18", "person.name"),
        "tongguan.datasets": (f"ds-{dataset}",), "tongguan.way": "back",
        "tongguan.records": records, "tongguan.persons": records,
    }  # fmt: skip


def sharing(date: dt.datetime, works: bool, draw: random.Random) -> Iterator[Row]:
    """Graded data that passes in requests: pages of an interface, and the nightly exchange."""
    for _ in range(300 if works else 30):
        yield (
            at(date, draw.randint(8, 17), draw),
            passed(f"10.0.1.{draw.randrange(CLERKS)}", "10.0.0.80", "back", draw.randint(1, 20)),
        )
    yield at(date, 23, draw), passed("10.0.0.7", "10.9.0.5", "forth", draw.randint(1_800, 2_200))


def passed(source: str, target: str, way: str, records: int) -> dict[str, object]:
    return {
        "event.category": "web", "event.action": "http", "source.ip": source,
        "destination.ip": target, "http.request.method": "GET" if way == "back" else "POST",
        "http.response.status_code": 200, "url.path": "/api/residents", "tongguan.way": way,
        "tongguan.level": "general-4", "tongguan.labels": ("cn.id18",), "tongguan.records": records,
        "tongguan.persons": records, "tongguan.credentials": "cookie",
    }  # fmt: skip


def sign_ins(date: dt.datetime, works: bool, draw: random.Random) -> Iterator[Row]:
    """People who mistype, and a job whose password ran out on Wednesday."""
    for n in range(CLERKS if works else 2):
        begins = at(date, 8, draw)
        for wrong in range(draw.choice((0, 0, 0, 1, 1, 2, 4))):
            yield (
                begins + dt.timedelta(seconds=9 * wrong),
                signed(f"clerk{n}", f"10.0.1.{n}", "failure"),
            )
        yield begins + dt.timedelta(seconds=50), signed(f"clerk{n}", f"10.0.1.{n}", "success")
    if date.weekday() == 2:
        for minute in range(90):
            yield at(date, 13, draw, minute * 60), signed("sync", "10.0.0.12", "failure")


def signed(user: str, source: str, outcome: str) -> dict[str, object]:
    return {
        "event.category": "authentication", "event.action": "sign-in", "event.outcome": outcome,
        "user.name": user, "source.ip": source, "destination.ip": "10.0.0.21",
    }  # fmt: skip


def questions(date: dt.datetime, works: bool, draw: random.Random, share: float) -> Iterator[Row]:
    """DNS: browsing, services and their odd names, mail, and what is not there."""
    makers, weights = zip(*BENIGN, strict=True)
    for n in range(CLERKS):
        for _ in range(round((120 if works else 6) * share)):
            window = draw.choices(makers, weights)[0](draw)
            domain = f"{draw.choice(SITES)}.{draw.choice(('com', 'cn', 'net'))}"
            begins = at(date, draw.randint(8, 18), draw)
            odd = window.unusual / max(1, window.queries)
            names = list(window.names)[:60]
            for name in names:
                kind = "TXT" if draw.random() < odd else "A"
                yield (
                    begins + dt.timedelta(seconds=draw.uniform(0, 20)),
                    asked(f"10.0.1.{n}", f"{name}.{domain}", kind, size=draw.randint(60, 400)),
                )
        for _ in range(draw.choice((0, 1, 2, 4)) if works else 0):
            # A name mistyped, or of a site that is no more; and what browsers try with letters at random.
            typo = list(draw.choice(SITES))
            typo[draw.randrange(len(typo))] = draw.choice("abcdefghijklmnopqrstuvwxyz")
            yield at(date, 10, draw), asked(f"10.0.1.{n}", f"{''.join(typo)}.com", "A", "NXDOMAIN")
            letters = "".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=draw.randint(7, 15)))
            yield (
                at(date, 8, draw),
                asked(f"10.0.1.{n}", f"{letters}.bureau.gov.cn", "A", "NXDOMAIN"),
            )
    for _ in range(round((400 if works else 150) * share)):
        begins = at(date, draw.randrange(24), draw)
        quad = ".".join(str(draw.randint(1, 254)) for _ in range(4))
        yield begins, asked("10.0.0.25", f"{quad}.zen.blocklist.org", "A", "NXDOMAIN")
        sender = f"{draw.choice(SITES)}{draw.choice(('', '24', '-mail', 'x'))}"
        if draw.random() < 0.1:
            sender = "".join(
                draw.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=draw.randint(6, 12))
            )
        code = "NXDOMAIN" if draw.random() < 0.25 else "NOERROR"
        yield begins, asked("10.0.0.25", f"{sender}.com", "MX", code)
        yield begins, asked("10.0.0.25", f"s1._domainkey.{sender}.com", "TXT", code, 420)


def asked(
    client: str, name: str, kind: str, code: str = "NOERROR", size: int = 90
) -> dict[str, object]:
    return {
        "event.category": "network", "event.action": "dns", "source.ip": client,
        "destination.ip": "10.0.0.53", "dns.question.name": name, "dns.question.type": kind,
        "dns.response_code": code, "destination.bytes": size,
    }  # fmt: skip


def flows(date: dt.datetime, works: bool, draw: random.Random) -> Iterator[Row]:
    """Connections: browsing, update services, clocks, pollers, a licence's heartbeat, scanners."""
    for n in range(CLERKS):
        own = f"10.0.1.{n}"
        if works:
            yield from calls(
                date,
                draw,
                own,
                "198.51.100.10",
                443,
                8,
                18,
                lambda: 300 * draw.uniform(0.95, 1.05),
                (690, 710),
            )
            yield from calls(
                date,
                draw,
                own,
                "198.51.100.12",
                443,
                8,
                18,
                lambda: draw.uniform(200, 400),
                (600, 800),
            )
            for _ in range(4):
                host = f"198.51.100.{draw.randint(20, 250)}"
                yield from calls(
                    date,
                    draw,
                    own,
                    host,
                    443,
                    8,
                    18,
                    lambda: draw.expovariate(1 / 600),
                    (300, 90_000),
                )
    for server in (5, 7, 8, 20):
        # The antivirus of servers asks every quarter of an hour or so.
        yield from calls(
            date,
            draw,
            f"10.0.0.{server}",
            "198.51.100.14",
            443,
            0,
            24,
            lambda: 900 * draw.uniform(0.9, 1.1),
            (500, 520),
        )
    yield from calls(date, draw, "10.0.0.53", "198.51.100.11", 123, 0, 24, lambda: 64.0, (48, 48))
    yield from calls(
        date,
        draw,
        "10.0.0.5",
        "198.51.100.15",
        443,
        0,
        24,
        lambda: 600 * draw.uniform(0.97, 1.03),
        (810, 830),
    )
    yield from calls(
        date,
        draw,
        "10.0.0.9",
        "10.0.0.80",
        80,
        0,
        24,
        lambda: 60 * draw.uniform(0.98, 1.02),
        (200, 200),
    )
    yield from calls(
        date,
        draw,
        "203.0.113.20",
        "10.0.0.2",
        443,
        0,
        24,
        lambda: 60 * draw.uniform(0.98, 1.02),
        (300, 300),
    )
    yield from calls(
        date, draw, "203.0.113.7", "10.0.0.2", 22, 0, 24, lambda: draw.uniform(200, 350), (90, 90)
    )
    for door in range(60 if date.weekday() == 6 else 0):
        # The bureau's own scan of what it has outside.
        yield from calls(
            date,
            draw,
            "10.0.0.99",
            f"192.0.2.{door}",
            22,
            1,
            5,
            lambda: draw.uniform(550, 650),
            (120, 120),
        )


def calls(  # noqa: PLR0917  who, where to, when, how often and how much
    date, draw, source, target, port, first, last, gap, sent
) -> Iterator[Row]:
    moment, ends = first * 3_600 + draw.uniform(0, 300), last * 3_600
    inside = (source.startswith("10."), target.startswith("10."))
    way = {(True, False): "outbound", (False, True): "inbound"}.get(inside, "internal")
    while moment < ends:
        yield date + dt.timedelta(seconds=moment), {
            "event.category": "network", "event.action": "flow", "source.ip": source,
            "destination.ip": target, "destination.port": port, "network.direction": way,
            "source.bytes": draw.randint(*sent), "destination.bytes": draw.randint(200, 9_000),
        }  # fmt: skip
        moment += gap()


def at(
    date: dt.datetime, hour: int, draw: random.Random, second: float | None = None
) -> dt.datetime:
    return date + dt.timedelta(
        hours=hour, seconds=draw.uniform(0, 3_590) if second is None else second
    )


if __name__ == "__main__":
    sys.exit(main())
