# Ways to carry data through DNS that no model is fitted to: after the published formats of tools that
# cannot be had here, a minute each, in the ways they are used (kept open, a shell, up, down). Each is a
# line of a table: what is asked for, how octets are written and cut, what stands around them, and for
# each use how many questions a minute with how many octets in them and in the answers. They judge only.
from __future__ import annotations

import base64
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from monitor.dns_window import USUAL, DnsWindow

Range = tuple[int, int]


def _base32(octets: bytes) -> str:
    return base64.b32encode(octets).decode().rstrip("=").lower()


def _base64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=").lower()


def _base36(octets: bytes) -> str:
    number, told = int.from_bytes(octets, "big"), ""
    while number:
        number, rest = divmod(number, 36)
        told += "0123456789abcdefghijklmnopqrstuvwxyz"[rest]
    return told


@dataclass(frozen=True)
class Use:
    """So many questions a minute, octets in each, octets of data in each answer."""

    asked: Range
    up: Range
    down: Range


@dataclass(frozen=True)
class Format:
    """How a tool asks. `around` says what stands before and behind the data: {data}, a counter {n},
    a session of four octets {s}, three octets at random {r}.
    """

    types: tuple[str, ...]
    write: Callable[[bytes], str]
    label: int
    around: str
    uses: dict[str, Use] = field(hash=False)


FORMATS: dict[str, Format] = {
    # iagox86's: packet, session, signature and nonce make 17 octets of head, a question a second.
    "dnscat2": Format(("TXT", "CNAME", "MX"), bytes.hex, 60, "{data}", {
        "kept open": Use((50, 60), (17, 17), (17, 17)),
        "shell": Use((50, 75), (17, 60), (17, 90)),
        "slowed": Use((6, 15), (17, 30), (17, 60)),
        "up": Use((120, 390), (105, 112), (17, 17)),
        "down": Use((120, 390), (17, 17), (100, 112)),
    }),
    "dnscat2-a": Format(("A", "AAAA"), bytes.hex, 60, "{data}", {
        "kept open": Use((50, 60), (17, 17), (0, 0)),
        "shell": Use((50, 75), (17, 60), (0, 0)),
        "up": Use((120, 390), (105, 112), (0, 0)),
    }),
    # Fifield's: a client's number, padding, packets of a sequenced protocol, in base32; TXT.
    "dnstt": Format(("TXT",), _base32, 63, "{data}", {
        "kept open": Use((10, 24), (17, 75), (40, 130)),
        "shell": Use((30, 120), (17, 120), (60, 400)),
        "up": Use((120, 390), (110, 135), (60, 160)),
        "down": Use((60, 390), (17, 70), (700, 1_200)),
    }),
    # QUIC in questions.
    "slipstream": Format(("TXT",), _base32, 57, "{data}", {
        "kept open": Use((30, 150), (30, 45), (30, 60)),
        "up": Use((120, 390), (120, 145), (40, 90)),
        "down": Use((120, 390), (30, 50), (500, 1_200)),
    }),
    "cobalt-dns": Format(("A",), bytes.hex, 56, "post.1{data}.{n:x}{r}.{s}", {
        "up": Use((20, 390), (28, 84), (4, 4)),
    }),
    "cobalt-txt": Format(("TXT",), bytes.hex, 56, "api.{data}{n:x}.{s}", {
        "down": Use((10, 200), (4, 5), (180, 250)),
    }),
    "sliver": Format(("A", "TXT"), _base32, 63, "{data}", {
        "kept open": Use((15, 60), (14, 20), (20, 60)),
        "shell": Use((20, 120), (14, 130), (20, 190)),
        "up": Use((120, 390), (120, 138), (4, 4)),
    }),
    "dnsteal": Format(("A",), _base64, 57, "{n}-.{data}-.{s}.gz", {
        "up": Use((15, 390), (120, 128), (4, 4)),
    }),
    "dnsexfiltrator": Format(("TXT",), _base64, 63, "{n}.{data}", {
        "up": Use((60, 390), (120, 160), (5, 12)),
        "throttled": Use((5, 30), (120, 160), (5, 12)),
        "short": Use((30, 200), (30, 40), (5, 12)),
    }),
    # Octets of IP in base32, asked for as CNAME.
    "tuns": Format(("CNAME",), _base32, 63, "d{data}", {
        "kept open": Use((20, 60), (6, 10), (8, 12)),
        "shell": Use((30, 120), (6, 100), (8, 110)),
        "up": Use((120, 390), (90, 120), (8, 20)),
        "down": Use((120, 390), (6, 12), (90, 130)),
    }),
    "nstx": Format(("TXT",), _base64, 60, "b{data}", {
        "kept open": Use((12, 60), (6, 12), (10, 30)),
        "up": Use((120, 390), (90, 150), (10, 30)),
        "down": Use((120, 390), (8, 20), (200, 480)),
    }),
    "tcp-over-dns": Format(("TXT", "CNAME"), _base36, 60, "{data}.{s}", {
        "kept open": Use((30, 120), (8, 14), (10, 30)),
        "shell": Use((60, 240), (8, 90), (10, 150)),
        "up": Use((120, 390), (80, 110), (10, 30)),
    }),
    "godoh": Format(("A",), bytes.hex, 60, "{s:.4}.ef.{n}.{s}.1.3.{data}", {
        "up": Use((8, 390), (60, 90), (4, 4)),
    }),
    # Encrypted messages with a nonce of 24 octets and a tag of 16, in hex.
    "chashell": Format(("TXT",), bytes.hex, 63, "{data}", {
        "kept open": Use((60, 300), (58, 75), (1, 1)),
        "shell": Use((60, 300), (58, 110), (1, 90)),
    }),
    "pupy": Format(("A",), _base32, 52, "{data}.{r}", {
        "kept open": Use((6, 20), (20, 28), (8, 32)),
        "shell": Use((12, 90), (20, 60), (8, 60)),
    }),
    # A file given out by number.
    "dnslivery": Format(("TXT",), bytes.hex, 63, "{n}.report", {
        "down": Use((20, 390), (0, 0), (180, 254)),
    }),
    "weasel": Format(("AAAA",), _base32, 50, "{data}.{n:x}.{s}", {
        "kept open": Use((10, 30), (8, 16), (16, 16)),
        "up": Use((60, 390), (24, 60), (16, 16)),
        "down": Use((100, 390), (6, 9), (16, 64)),
    }),
    "reverse-shell": Format(("TXT",), _base64, 63, "{data}", {
        "kept open": Use((12, 30), (32, 32), (24, 44)),
        "shell": Use((12, 60), (32, 120), (24, 120)),
    }),
    # Words of a page handed on as names of hosts: short, slow, asked for as addresses.
    "short-hosts": Format(("A",), _base36, 12, "{data}.{r}", {
        "up": Use((40, 240), (6, 8), (4, 4)),
    }),
    # Data in answers alone, as many addresses.
    "addresses-down": Format(("AAAA",), bytes.hex, 63, "{n:x}{r}.s", {
        "down": Use((60, 390), (0, 0), (64, 320)),
    }),
}  # fmt: skip


def minutes(name: str, count: int, seed: int) -> dict[str, list[DnsWindow]]:
    """So many minutes of each use of a format."""
    made = FORMATS[name]
    found = {}
    for use, how in made.uses.items():
        draw = random.Random(f"unseen/{name}/{use}/{seed}")
        found[use] = [minute(made, how, draw) for _ in range(count)]
    return found


def minute(made: Format, how: Use, draw: random.Random) -> DnsWindow:
    """One minute of somebody who goes on like this for a while."""
    window = DnsWindow()
    session, start = draw.randbytes(4).hex(), draw.randint(0, 5_000)
    # Whoever asks keeps to one kind, or turns over all of them.
    types = made.types if draw.random() < 0.5 else (draw.choice(made.types),)
    for number in range(draw.randint(*how.asked)):
        written = made.write(draw.randbytes(draw.randint(*how.up)))
        data = ".".join(written[at : at + made.label] for at in range(0, len(written), made.label))
        name = made.around.format(data=data, n=start + number, s=session, r=draw.randbytes(3).hex())
        kind = draw.choice(types)
        window.names.add(name)
        window.queries += 1
        if kind not in USUAL:
            window.unusual += 1
            window.told += 12 + len(name) + 22 + 12 + draw.randint(*how.down)
    return window
