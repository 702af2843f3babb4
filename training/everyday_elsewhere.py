# Everyday minutes of another make than those that models are fitted to, to judge by: other forms, other
# counts, and kinds that `dns_windows` does not know at all (signed zones, search paths, measuring of
# networks, checks of senders). A minute each of a client's questions about one domain.
from __future__ import annotations

import base64
import random
from collections.abc import Callable, Iterator

from monitor.dns_window import LEAST_NAMES, USUAL, DnsWindow

Asked = tuple[str, str, int]
_HEX, _LOW = "0123456789abcdef", "abcdefghijklmnopqrstuvwxyz0123456789"
_HOSTS = [
    "www",
    "mail",
    "smtp",
    "imap",
    "ftp",
    "vpn",
    "git",
    "ci",
    "wiki",
    "crm",
    "erp",
    "db1",
    "db2",
    "app01",
    "app02",
    "api",
    "v2",
    "static",
    "img",
    "cdn1",
    "assets",
    "login",
    "sts",
    "portal",
    "intranet",
    "files",
    "backup",
    "ntp",
    "ldap",
    "radius",
    "print",
    "scan",
    "meet",
    "video",
    "voice",
    "sip",
    "proxy",
    "gw",
    "fw",
    "monitor",
    "grafana",
    "kafka",
    "redis",
    "search",
    "queue",
    "worker",
    "billing",
    "pay",
    "orders",
    "stock",
    "shop",
    "blog",
    "news",
    "status",
    "help",
    "docs",
    "learn",
    "jobs",
]
_ZONES = [
    "cn-north-1",
    "us-east-1",
    "eu-west-2",
    "ap-southeast-1",
    "lga3",
    "fra5",
    "hkg1",
    "sin2",
    "nrt4",
]


def _some(draw: random.Random, chars: str, size: int) -> str:
    return "".join(draw.choices(chars, k=size))


def hosts(draw: random.Random) -> Iterator[Asked]:
    """A site of many hosts, as A and AAAA and HTTPS."""
    for host in draw.sample(_HOSTS, draw.randint(4, 25)):
        name = host if draw.random() < 0.7 else f"{host}.{draw.choice(_ZONES)}"
        for kind in ("A", "AAAA", "HTTPS")[: draw.randint(1, 3)]:
            yield name, kind, 16


def edges(draw: random.Random) -> Iterator[Asked]:
    """Edges of content networks."""
    form = draw.randrange(5)
    for _ in range(draw.randint(4, 30)):
        yield (
            f"rr{draw.randint(1, 9)}---sn-{_some(draw, _LOW, draw.choice((8, 12)))}",
            f"e{draw.randint(100, 99999)}.{draw.choice(('a', 'b', 'g', 'dsca', 'dscb'))}",
            f"d{_some(draw, _LOW, 13)}",
            f"scontent-{_some(draw, _LOW, 5)}-{draw.randint(1, 3)}.xx",
            f"ipv4-c{draw.randint(1, 200):03}-{_some(draw, _LOW, 6)}-ix.1.oca",
        )[form], draw.choice(("A", "AAAA")), 16  # fmt: skip


def cloud(draw: random.Random) -> Iterator[Asked]:
    """Machines, balancers, buckets and accounts at a cloud."""
    zone, form = draw.choice(_ZONES), draw.randrange(5)
    for _ in range(draw.randint(4, 18)):
        word = f"{draw.choice(_HOSTS)}-{draw.choice(_HOSTS)}"
        yield (
            f"ec2-{'-'.join(str(draw.randint(1, 254)) for _ in range(4))}.{zone}.compute",
            f"internal-{word}-{draw.randint(10**8, 2 * 10**9)}.{zone}.elb",
            f"{word}-{_some(draw, _HEX, 8)}.s3.{zone}",
            f"{word.replace('-', '')}{_some(draw, _LOW, 6)}.blob.core",
            f"{_some(draw, _LOW, 10)}-ats.iot.{zone}",
        )[form], "A", 16  # fmt: skip


def measuring(draw: random.Random) -> Iterator[Asked]:
    """Browsers that measure networks by names nobody asked for before."""
    form = draw.randrange(4)
    for _ in range(draw.randint(4, 9)):
        yield (
            f"p5-{_some(draw, _LOW, 10)}-{_some(draw, _LOW, 16)}-{draw.randint(1, 9)}00-if-v6exp3-v4.metric",
            f"{draw.randint(10**5, 10**6)}-{_some(draw, _HEX, 8)}.rum",
            f"{_some(draw, _LOW, 16)}.probe",
            f"i{draw.randint(1, 9)}-j{draw.randint(1, 9)}-{draw.randint(10, 99)}-{draw.randint(1, 254)}-init",
        )[form], "A", 16  # fmt: skip


def advertising(draw: random.Random) -> Iterator[Asked]:
    """Frames and links that carry somebody's number."""
    form = draw.randrange(4)
    for _ in range(draw.randint(4, 10)):
        yield (
            f"{_some(draw, _HEX, 32)}.safeframe",
            f"u{draw.randint(10**5, 10**8)}.ct",
            f"{_some(draw, _HEX, 16)}.{draw.choice(('ads', 'sync', 'px'))}",
            f"{_some(draw, _LOW, 20)}.{draw.choice(_ZONES)}.track",
        )[form], draw.choice(("A", "A", "AAAA", "HTTPS")), 16  # fmt: skip


def signed(draw: random.Random) -> Iterator[Asked]:
    """A resolver that checks signatures of the zones below one."""
    for zone in draw.sample(_HOSTS, draw.randint(4, 14)):
        for kind, low, high in draw.sample(
            [("DS", 120, 420), ("DNSKEY", 280, 1_100), ("A", 16, 200), ("NS", 40, 200)], 2
        ):
            yield zone, kind, draw.randint(low, high)


def search_path(draw: random.Random) -> Iterator[Asked]:
    """Names of anybody's with the bureau's own behind them, which are not there."""
    inner = draw.choice(("corp", "office", "prod.svc", "team.k8s"))
    for _ in range(draw.randint(4, 40)):
        end = draw.choice(("com", "com.cn", "net", "org"))
        yield (
            f"{draw.choice(_HOSTS)}.{_some(draw, _LOW[:26], draw.randint(4, 12))}.{end}.{inner}",
            draw.choice(("A", "AAAA")),
            80,
        )


def telemetry(draw: random.Random) -> Iterator[Asked]:
    """Devices, tenants and projects by number."""
    form = draw.randrange(4)
    for _ in range(draw.randint(4, 12)):
        guid = "-".join(_some(draw, _HEX, size) for size in (8, 4, 4, 4, 12))
        yield (
            f"{guid}.{draw.choice(('ods', 'oms', 'agentsvc'))}",
            f"o{draw.randint(10**4, 10**7)}.ingest",
            f"{_some(draw, _HEX, 12)}.dev",
            f"{draw.choice(_ZONES)}-v{draw.randint(10, 20)}.events.data",
        )[form], "A", 16  # fmt: skip


def keys_of_mail(draw: random.Random) -> Iterator[Asked]:
    """Keys and policies of senders, as texts."""
    form = draw.randrange(3)
    for _ in range(draw.randint(4, 8)):
        if form == 0:
            yield f"{_some(draw, _LOW, 32)}._domainkey", "TXT", draw.randint(220, 420)
        elif form == 1:
            yield f"s{draw.randint(1, 3)}-{draw.randint(2013, 2026)}-q{draw.randint(1, 4)}._domainkey", "TXT", draw.randint(220, 460)  # fmt: skip
        else:
            name = f"{draw.choice(_HOSTS)}.{draw.choice(_HOSTS)}"
            yield f"{draw.choice(('_dmarc', '_mta-sts', '_smtp._tls'))}.{name}", "TXT", draw.randint(30, 120)  # fmt: skip


def block_lists(draw: random.Random) -> Iterator[Asked]:
    """A mail server that asks a list about addresses and sites."""
    key = _some(draw, _LOW, 26) if draw.random() < 0.3 else ""
    end = f".{key}.zen.dq" if key else draw.choice((".zen", ".bl", ".b", ""))
    for _ in range(draw.randint(4, 120)):
        address = ".".join(str(draw.randint(1, 254)) for _ in range(4))
        yield f"{address}{end}", draw.choice(("A", "A", "A", "TXT")), 60


def site_lists(draw: random.Random) -> Iterator[Asked]:
    """The same about names that stand in mails."""
    for _ in range(draw.randint(4, 40)):
        name = f"{_some(draw, _LOW[:26], draw.randint(5, 14))}.{draw.choice(('com', 'net', 'top', 'xyz', 'shop'))}"
        yield f"{name}.{draw.choice(('dbl', 'multi', 'uribl'))}", "A", 16


def checked_senders(draw: random.Random) -> Iterator[Asked]:
    """Policies of senders with the sender's address and name in the question."""
    for _ in range(draw.randint(4, 9)):
        address = ".".join(str(draw.randint(1, 254)) for _ in range(4))
        yield f"{address}._ip.{draw.choice(_HOSTS)}.{_some(draw, _LOW[:26], 8)}.com._spf", "TXT", draw.randint(20, 60)  # fmt: skip


def services(draw: random.Random) -> Iterator[Asked]:
    """A directory's and printers' services over unicast."""
    for _ in range(draw.randint(4, 16)):
        where = draw.choice(("", f".{draw.choice(_HOSTS)}._sites", f".{_some(draw, _HEX, 8)}-{_some(draw, _HEX, 4)}.domains._msdcs"))  # fmt: skip
        yield f"_{draw.choice(('ldap', 'kerberos', 'gc', 'kpasswd', 'ipp', 'sip'))}._tcp{where}", draw.choice(("SRV", "SRV", "PTR", "TXT")), draw.randint(20, 150)  # fmt: skip


def inventory(draw: random.Random) -> Iterator[Asked]:
    """Monitoring that goes through every machine."""
    room = draw.choice(_HOSTS)
    for number in range(draw.randint(30, 350)):
        yield (
            f"{room}-r{number // 40:02}-u{number % 40:02}.{draw.choice(('mgmt', 'ipmi', 'node'))}",
            "A",
            16,
        )


def reputation(draw: random.Random) -> Iterator[Asked]:
    """Virus scanners about files and mails: what they ask by are hashes, some of them in texts."""
    form = draw.randrange(4)
    for _ in range(draw.randint(4, 10)):
        digest = base64.b32encode(draw.randbytes(16)).decode().lower().rstrip("=")
        yield (
            (f"{digest}.avqs", "A", 16),
            (f"0.0.0.0.1.0.0.4e.{_some(draw, _LOW, 26)}.avts", "A", 16),
            (f"h1-{_some(draw, _LOW, 20)}.{_some(draw, _LOW, 20)}.a", "TXT", draw.randint(20, 60)),
            (f"{digest}{_some(draw, _LOW, 26)}._file.{_some(draw, _LOW, 26)}.hbl.dq", "A", 16),
        )[form]


# Of a hundred minutes so many.
EVERYDAY: dict[str, tuple[Callable[[random.Random], Iterator[Asked]], int]] = {
    "hosts": (hosts, 34), "edges": (edges, 20), "cloud": (cloud, 10), "measuring": (measuring, 2),
    "advertising": (advertising, 6), "signed zones": (signed, 3), "search path": (search_path, 6),
    "telemetry": (telemetry, 5), "keys of mail": (keys_of_mail, 1), "block lists": (block_lists, 3),
    "lists of sites": (site_lists, 2), "checked senders": (checked_senders, 1), "services": (services, 4),
    "inventory": (inventory, 2), "reputation": (reputation, 1),
}  # fmt: skip


def everyday(name: str, count: int, seed: int) -> list[DnsWindow]:
    """So many minutes of a kind, of four names and more."""
    draw, found = random.Random(f"elsewhere/{name}/{seed}"), list[DnsWindow]()
    while len(found) < count:
        window = DnsWindow()
        for asked, kind, octets in EVERYDAY[name][0](draw):
            window.names.add(asked)
            # Some are asked again, by another of the machine's programs.
            times = 1 + (draw.random() < 0.35)
            window.queries += times
            if kind not in USUAL:
                window.unusual += times
                window.told += times * (46 + len(asked) + octets)
        if len(window.names) >= LEAST_NAMES:
            found.append(window)
    return found
