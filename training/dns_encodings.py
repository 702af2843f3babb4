# Further ways to carry data through DNS, a minute each, after what published tools do: long labels
# of base32 asked for as TXT, short labels of hex asked for as A, hardly anything up and much down
# (TXT, NULL, CNAME), and few questions a minute. None of them is a tool's own code.
from __future__ import annotations

import base64
import random
import string
from collections.abc import Callable

from dns_windows import _HEX, _text, _window

from monitor.dns_window import DnsWindow

_URL = string.ascii_letters + string.digits + "-_"


def base32_long(draw: random.Random) -> DnsWindow:
    """Up to 110 octets in labels of 63, a number and a session behind, TXT; both ways."""
    count = draw.choice((6, 15, 40, 120, 300))
    session = draw.randint(100, 65_000)
    names = set()
    for number in range(count):
        if draw.random() < 0.3:
            names.add(f"{number}-{draw.randint(1000, 60000)}.id-{session}.down")
            continue
        data = base64.b32encode(draw.randbytes(draw.randint(60, 110))).decode().rstrip("=")
        labels = [data[at : at + 63] for at in range(0, len(data), 63)]
        names.add(".".join([*labels, f"{number}.id-{session}.up"]).lower())
    return _window(names, draw, unusual=1.0, again=0.03)


def hex_short(draw: random.Random) -> DnsWindow:
    """Hex by fours to eights between counters, asked for as addresses."""
    count = draw.choice((60, 120, 240, 390))
    task, size = _text(draw, _HEX, 8, 8), draw.choice((12, 16, 24))
    names = {
        f"{draw.choice(('post', 'a', 'api'))}.{draw.randint(1, 4)}{_text(draw, _HEX, size, size)}."
        f"{number:x}{_text(draw, _HEX, 3, 3)}.{task}"
        for number in range(count)
    }
    return _window(names, draw, unusual=0.0, again=0.05)


def downstream(draw: random.Random) -> DnsWindow:
    """Questions that only ask for more, by number; what comes is in the answers."""
    count = draw.choice((30, 60, 120, 300))
    names = {
        f"{draw.choice(('r', 'd', 'g'))}{number:05d}-{_text(draw, _HEX, 4, 6)}.{_text(draw, _HEX, 4, 4)}"
        for number in range(count)
    }
    made = _window(names, draw, unusual=draw.choice((1.0, 1.0, 0.5)), again=0.02)
    each = draw.choice((250, 480, 1_000))
    made.told = sum(round(each * draw.uniform(0.6, 1)) for _ in names)
    return made


def low_rate(draw: random.Random) -> DnsWindow:
    """Four to ten questions a minute, each as full as it goes."""
    count = draw.randint(4, 10)
    names = set()
    for number in range(count):
        data = _text(draw, _URL, 90, 180)
        labels = [data[at : at + 60] for at in range(0, len(data), 60)]
        names.add(".".join([f"{number}", *labels]))
    return _window(names, draw, unusual=draw.choice((0.0, 1.0)), again=0.05)


def command_session(draw: random.Random) -> DnsWindow:
    """A shell kept open and used: hex of a packet's head alone, now and then with data, any type."""
    count = draw.choice((20, 40, 60, 90))
    names = set()
    for _ in range(count):
        size = 18 if draw.random() < 0.6 else draw.randint(30, 200)
        data = _text(draw, _HEX, size, size)
        names.add(".".join(data[at : at + 60] for at in range(0, len(data), 60)))
    return _window(names, draw, unusual=0.67, again=0.05)


ENCODINGS: dict[str, Callable[[random.Random], DnsWindow]] = {
    "base32-long": base32_long, "hex-short": hex_short, "downstream": downstream,
    "low-rate": low_rate, "command-session": command_session,
}  # fmt: skip
