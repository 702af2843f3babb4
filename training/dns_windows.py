# Minutes of a client's questions about one domain, made by seed: what offices and servers ask, and
# three further ways to carry data in names. Benign ones are made to look like tunnels where real
# ones do: random names of content networks, reputation look-ups, block lists, telemetry.
from __future__ import annotations

import base64
import random
import string
from collections.abc import Callable

from monitor.dns_window import DnsWindow

_WORDS = [
    "www",
    "api",
    "cdn",
    "img",
    "static",
    "mail",
    "login",
    "sso",
    "oa",
    "hr",
    "portal",
    "data",
    "file",
    "video",
    "pic",
    "news",
    "shop",
    "pay",
    "map",
    "app",
    "m",
    "edge",
    "cloud",
    "stat",
    "log",
    "push",
    "msg",
    "chat",
    "search",
    "download",
    "update",
    "assets",
    "media",
    "office",
    "docs",
    "drive",
    "gateway",
    "auth",
    "account",
    "cache",
    "node",
    "db",
    "test",
    "dev",
    "stage",
    "prod",
    "xian",
    "beijing",
    "shanghai",
    "gov",
    "edu",
    "bank",
]
_HEX, _ALNUM = "0123456789abcdef", string.ascii_lowercase + string.digits


def _window(
    names: set[str],
    draw: random.Random,
    unusual: float = 0.0,
    again: float = 0.5,
    size: tuple[int, int] = (60, 180),
) -> DnsWindow:
    """Names asked once or again, some of them for unusual records."""
    queries = sum(1 + (draw.random() < again) + (draw.random() < again / 4) for _ in names)
    asked = round(queries * unusual)
    return DnsWindow(queries=queries, names=names, unusual=asked, told=answered(asked, draw, size))


def answered(asked: int, draw: random.Random, size: tuple[int, int]) -> int:
    """Octets of so many answers to unusual questions, each of a size between these."""
    return sum(draw.randint(*size) for _ in range(asked))


def _text(draw: random.Random, chars: str, low: int, high: int) -> str:
    return "".join(draw.choices(chars, k=draw.randint(low, high)))


def site(draw: random.Random) -> DnsWindow:
    """A site with a handful of host names."""
    count = draw.choice((4, 4, 5, 6, 8, 12))
    return _window({
        draw.choice(_WORDS) + draw.choice(("", "", str(draw.randint(1, 99)), "-" + draw.choice(_WORDS)))
        for _ in range(count * 2)
    }, draw)  # fmt: skip


def content_network(draw: random.Random) -> DnsWindow:
    """Random-looking names of a content network, a few at a time."""
    form = draw.choice(("d{}", "{}.a", "e{}.dscb", "{}.cdn", "i{}-v6", "r{}---sn-{}"))
    count = draw.choice((4, 6, 8, 12, 20, 35))
    size = draw.choice((5, 8, 12, 14))
    return _window(
        {
            form.format(_text(draw, _ALNUM, size, size), _text(draw, _ALNUM, 8, 10))
            for _ in range(count)
        },
        draw,
    )


def hashed_hosts(draw: random.Random) -> DnsWindow:
    """Advertising and isolation by hosts with hashes for names."""
    count = draw.choice((4, 4, 5, 6, 8))
    end = draw.choice((".safeframe", ".frames", ".sandbox", ""))
    return _window({_text(draw, _HEX, 32, 32) + end for _ in range(count)}, draw)


def block_list(draw: random.Random) -> DnsWindow:
    """A mail server asking a block list about addresses."""
    count = draw.choice((5, 10, 20, 60, 150))
    end = draw.choice((".zen", ".bl", ".dnsbl", ""))
    names = {".".join(str(draw.randint(1, 254)) for _ in range(4)) + end for _ in range(count)}
    return _window(names, draw, unusual=draw.choice((0, 0, 0.3)), again=0.1)


def reputation(draw: random.Random) -> DnsWindow:
    """Virus scanners asking about files by their hashes."""
    count = draw.choice((4, 5, 6, 8, 12))
    return _window({
        f"{draw.randint(0, 9)}-{_text(draw, _ALNUM, 6, 8)}-{_text(draw, _HEX, 16, 26)}.{_text(draw, _ALNUM, 1, 3)}.avqs"
        for _ in range(count)
    }, draw, again=0.1)  # fmt: skip


def telemetry(draw: random.Random) -> DnsWindow:
    """Devices and tenants with numbers of theirs in the name."""
    count = draw.choice((4, 5, 8, 12))
    dashed = [8, 4, 4, 4, 12]
    return _window({
        "-".join(_text(draw, _HEX, each, each) for each in dashed)
        + draw.choice((".telemetry", ".iot", ".tenant", ""))
        for _ in range(count)
    }, draw)  # fmt: skip


def directory(draw: random.Random) -> DnsWindow:
    """Services of a directory and of clusters, looked up by records of their own."""
    kinds = ("_ldap._tcp", "_kerberos._tcp", "_gc._tcp", "_sip._tls", "_http._tcp")
    count = draw.choice((4, 6, 10, 20))
    names = {
        f"{draw.choice(kinds)}.{draw.choice(_WORDS)}{draw.randint(1, 40)}" for _ in range(count)
    }
    return _window(names, draw, unusual=draw.choice((0, 0.1)))


def fleet(draw: random.Random) -> DnsWindow:
    """Monitoring that asks for every host of a site."""
    count = draw.choice((20, 60, 150, 300))
    word = draw.choice(_WORDS)
    names = {
        f"{word}-{number:0{draw.choice((2, 3))}d}.{draw.choice(_WORDS)}" for number in range(count)
    }
    return _window(names, draw, again=0.05)


def mail_keys(draw: random.Random) -> DnsWindow:
    """Records that mail is checked with."""
    low, high = draw.choice(((2, 10), (2, 10), (2, 10), (2, 10), (24, 40)))
    names = {
        f"{_text(draw, _ALNUM, low, high)}._domainkey" for _ in range(draw.choice((4, 5, 6, 9)))
    }
    return _window(names | {"_dmarc", "_spf"}, draw, unusual=1.0, again=0.2, size=(150, 520))


def measured(draw: random.Random) -> DnsWindow:
    """Names asked for once, to see how a network does: long, at random, a handful."""
    count = draw.choice((4, 4, 4, 5, 6, 8))
    end = draw.choice((".metric", ".rum", ".beacon.qa", ""))
    names = set()
    for _ in range(count):
        parts = [_text(draw, _ALNUM, 4, 18) for _ in range(draw.randint(1, 4))]
        names.add("-".join(parts)[:60] + end)
    return _window(names, draw, again=draw.choice((0.0, 0.3)))


def digests(draw: random.Random) -> DnsWindow:
    """Files, mails and sites looked up by digests, with a customer's key behind."""
    count = draw.choice((4, 4, 5, 6, 8))
    size, key = draw.choice((26, 32, 40)), _text(draw, _ALNUM, 16, 26)
    end = draw.choice((".scan", ".lookup.q", "", f".{key}"))
    names = {_text(draw, _ALNUM, size, size) + end for _ in range(count)}
    return _window(names, draw, again=0.1)


def rented(draw: random.Random) -> DnsWindow:
    """Machines and stores at a cloud, by names that the cloud gave them."""
    count, zone = draw.choice((4, 5, 8, 12, 18)), draw.choice(("cn-north-1", "cn-east-2", "hz1"))
    return _window({
        f"{draw.choice(_WORDS)}-{draw.choice(_WORDS)}-{_text(draw, _ALNUM, 6, 12)}.{zone}.{draw.choice(('vm', 'lb', 'store'))}"
        for _ in range(count)
    }, draw)  # fmt: skip


def search_paths(draw: random.Random) -> DnsWindow:
    """Anybody's names with the bureau's own behind them."""
    count, end = draw.choice((4, 6, 12, 30)), draw.choice((".corp", ".office.xian", ".svc"))
    return _window({
        f"{draw.choice(_WORDS)}.{draw.choice(_WORDS)}{_text(draw, _ALNUM, 2, 8)}.com{end}"
        for _ in range(count)
    }, draw, again=0.8)  # fmt: skip


# With how often each is met among windows of four names and more.
BENIGN: tuple[tuple[Callable[[random.Random], DnsWindow], float], ...] = (
    (site, 0.486), (content_network, 0.2), (hashed_hosts, 0.04), (block_list, 0.04),
    (reputation, 0.02), (telemetry, 0.03), (directory, 0.06), (fleet, 0.03), (mail_keys, 0.02),
    (measured, 0.012), (digests, 0.002), (rented, 0.03), (search_paths, 0.03),
)  # fmt: skip


def benign(count: int, seed: int) -> list[DnsWindow]:
    """So many windows of everyday questions."""
    draw = random.Random(f"benign/{seed}")
    makers, weights = zip(*BENIGN, strict=True)
    found = []
    while len(found) < count:
        made = draw.choices(makers, weights)[0](draw)
        if len(made.names) >= 4:
            found.append(made)
    return found


def hex_chunks(draw: random.Random) -> DnsWindow:
    """Hexadecimal in labels of up to 60 characters with a counter, as A or TXT."""
    count = draw.choice((6, 15, 40, 120, 300))
    size = draw.choice((30, 60))
    names = {
        f"{number:04x}."
        + ".".join(_text(draw, _HEX, size, size) for _ in range(draw.randint(1, 3)))
        for number in range(count)
    }
    return _window(names, draw, unusual=draw.choice((0.0, 1.0)), again=0.02)


def base32_session(draw: random.Random) -> DnsWindow:
    """Base32 behind a session's number, as several command tools do."""
    count = draw.choice((6, 15, 40, 120))
    session = _text(draw, _HEX, 4, 8)
    names = set()
    for _ in range(count):
        data = base64.b32encode(draw.randbytes(draw.randint(12, 60))).decode().lower().rstrip("=")
        names.add(f"{data[:60]}.{data[60:]}.{session}".replace("..", "."))
    return _window(names, draw, unusual=draw.choice((0.0, 0.5, 1.0)), again=0.02)


def words_as_data(draw: random.Random) -> DnsWindow:
    """Data as words of a list, so that names can be pronounced."""
    count = draw.choice((20, 40, 120, 300))
    names = {
        ".".join("-".join(draw.choice(_WORDS) for _ in range(draw.randint(3, 5))) for _ in range(3))
        for _ in range(count)
    }
    return _window(names, draw, unusual=draw.choice((0.0, 0.5)), again=0.02)


GENERATED: dict[str, Callable[[random.Random], DnsWindow]] = {
    "hex": hex_chunks, "base32": base32_session, "words": words_as_data,
}  # fmt: skip


def generated(name: str, count: int, seed: int) -> list[DnsWindow]:
    """So many windows of one further encoding."""
    draw = random.Random(f"{name}/{seed}")
    return [GENERATED[name](draw) for _ in range(count)]
