# What a client asks of one registered domain within a minute, as figures: how many different
# names, how long, of which characters and kinds. A tunnel has to put what it carries into names
# or answers, and names must differ for resolvers not to answer from what they know.
from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .column import as_numbers, as_places, column, same_as, taken
from .describe import described

__all__ = [
    "DNS_FEATURES",
    "WINDOW_S",
    "DnsWindow",
    "Windows",
    "dns_features",
    "dns_windows",
    "is_judged",
    "merge_windows",
]

WINDOW_S: Final = 60
# With fewer different names in a minute there is nothing to judge.
LEAST_NAMES: Final = 4
# What any way to put data into names must raise; which characters it uses is each tool's own, and
# a model that saw them would know tools in place of tunnels.
DNS_FEATURES: Final = (
    "length_of_names", "mean_length", "longest_label", "new_names", "unusual_types", "told",
    "told_each", "information", "unusual_questions",
)  # fmt: skip
_US: Final = 1_000_000
_MOST_NAMES: Final = 400
_MOST_EVIDENCE: Final = 3
# Of a minute that comes in small pieces, names from this length on are worth telling of.
_LONG: Final = 16
# What machines ask for anyway; whoever checks signatures asks for keys of every zone.
USUAL: Final = frozenset(
    {"A", "AAAA", "HTTPS", "SVCB", "PTR", "SRV", "SOA", "NS", "DS", "DNSKEY", "NSEC", "NSEC3"}
)
# Found by asking the network or the machine itself, not by anybody's name server.
_LOCAL: Final = ("arpa", "local", "localhost")
# A name that ends like no top-level domain was put to a server directly, by tools that need no
# domain: all of a client's are one window, or each would be a domain of its own.
_TOP: Final = r"(^|\.)([a-z]{2,18}|xn--[a-z0-9-]+)$"
ROOT: Final = "."

# Labels that protocols prescribe: a few such names are keys, policies and services, looked up. More
# than a few count like any others, or data could be hidden beside such a label.
_PRESCRIBED: Final = re.compile(
    r"(?:^|\.)_(?:domainkey|dmarc|spf|tcp|udp|tls|mta-sts|report|sites|msdcs|acme-challenge|ip|ehlo)(?:\.|$)"
)
_MOST_PRESCRIBED: Final = 12
_ADDRESS: Final = re.compile(r"(?:(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9a-f]\.){31}[0-9a-f])(?:\.|$)")

Group = tuple[str, str, int]
Windows = dict[Group, "DnsWindow"]


@dataclass(slots=True)
class DnsWindow:
    """A minute of a client's questions about one domain.

    `told` are octets of the answers to unusual questions, by their size or by the texts in them.
    """

    queries: int = 0
    names: set[str] = field(default_factory=set)
    unusual: int = 0
    told: int = 0
    evidence: list[tuple[str, str]] = field(default_factory=list)

    def add(self, other: DnsWindow) -> None:
        """Takes another part of the same minute in."""
        # Once there are so many names no more are counted, and no questions for them either.
        if len(self.names) < _MOST_NAMES:
            self.queries += other.queries
            self.unusual += other.unusual
            self.told += other.told
            self.names |= other.names
        self.evidence = sorted({*self.evidence, *other.evidence})[:_MOST_EVIDENCE]


def dns_windows(batch: pa.RecordBatch) -> Windows:
    """The windows of a batch of enriched events, by client, domain and minute since 1970."""
    asked = as_places(same_as(batch.column("event.action"), "dns"))
    asked &= as_places(pc.is_valid(batch.column("dns.question.registered_domain")))
    local: pa.Array[pa.BooleanScalar] = pc.match_substring_regex(
        batch.column("dns.question.registered_domain"), rf"(^|\.)({'|'.join(_LOCAL)})$"
    )
    places = np.flatnonzero(asked & ~as_places(local))
    if not len(places):
        return {}
    part = taken(batch, places)
    domain = pc.utf8_lower(part.column("dns.question.registered_domain"))
    domain = pc.if_else(pc.match_substring_regex(domain, _TOP), domain, ROOT)
    minute = part.column("@timestamp").cast(pa.int64()).to_numpy() // (WINDOW_S * _US)
    columns = {
        "client": part.column("source.ip"),
        "domain": domain,
        "minute": column(minute),
        "name": pc.utf8_lower(part.column("dns.question.name")),
        "type": part.column("dns.question.type"),
        "told": column(_told(part)),
        "row": column(np.arange(part.num_rows)),
    }
    grouped = (
        pa.table(columns)
        .group_by(["client", "domain", "minute", "name", "type"])
        .aggregate([("row", "count"), ("row", "min"), ("told", "sum")])
    )
    found: Windows = {}
    shown: dict[Group, list[int]] = {}
    for each in grouped.to_pylist():
        group = (each["client"] or "", each["domain"], each["minute"])
        window = found.setdefault(group, DnsWindow())
        if len(window.names) < _MOST_NAMES:
            window.queries += each["row_count"]
            if (each["type"] or "A") not in USUAL:
                window.unusual += each["row_count"]
                window.told += each["told_sum"]
            window.names.add(each["name"].rstrip(".").removesuffix(each["domain"]).rstrip("."))
        rows = shown.setdefault(group, [])
        if len(rows) < _MOST_EVIDENCE:
            rows.append(each["row_min"])
    _cited(part, found, shown)
    return found


def _told(part: pa.RecordBatch) -> npt.NDArray[np.int64]:
    """Octets of each answer: as they were counted, or those of the texts that a log kept of it."""
    sizes = as_numbers(part.column("destination.bytes")).copy()
    answers = part.column("dns.answers.data")
    if answers.null_count < len(answers):
        texts = answers.to_pylist()
        for place in np.flatnonzero(sizes == 0).tolist():
            sizes[place] = sum(len(each or "") for each in texts[place] or ())
    return sizes


def _cited(part: pa.RecordBatch, found: Windows, shown: Mapping[Group, list[int]]) -> None:
    """Some events of each window that may be worth telling of."""
    wanted = [
        (group, row)
        for group, rows in shown.items()
        if is_judged(found[group]) or any(len(name) >= _LONG for name in found[group].names)
        for row in rows
    ]
    if wanted:
        told = described(taken(part, np.array([row for _, row in wanted])))
        for (group, _), (_, identifier, line) in zip(wanted, told, strict=True):
            found[group].evidence.append((identifier, line))


def merge_windows(one: Windows, other: Windows) -> Windows:
    """The first windows with the second in them."""
    for group, window in other.items():
        if group in one:
            one[group].add(window)
        else:
            one[group] = window
    return one


def dns_features(windows: Iterable[DnsWindow]) -> npt.NDArray[np.float64]:
    """A row of `DNS_FEATURES` for each window."""
    rows = [_features(each) for each in windows]
    return np.array(rows, np.float64).reshape(len(rows), len(DNS_FEATURES))


def is_judged(window: DnsWindow) -> bool:
    """Whether there is enough in a window to judge."""
    return len(window.names) >= LEAST_NAMES


def _features(window: DnsWindow) -> list[float]:
    # What is asked of block lists and of reverse zones are addresses, not what somebody chose.
    names = [name for name in window.names if not _ADDRESS.match(name)]
    chosen = [name for name in names if not _PRESCRIBED.search(name)]
    if len(names) - len(chosen) <= _MOST_PRESCRIBED:
        names = chosen
    lengths = [len(name.replace(".", "")) for name in names]
    longest = max((len(label) for name in names for label in name.split(".")), default=0)
    queries = window.queries or 1
    return [
        math.log1p(sum(lengths)),
        sum(lengths) / (len(lengths) or 1),
        longest,
        len(lengths) / queries,
        window.unusual / queries,
        math.log1p(window.told),
        math.log1p(window.told / window.unusual) if window.unusual else 0.0,
        math.log1p(_information(names)),
        math.log1p(window.unusual),
    ]


def _information(names: Iterable[str]) -> int:
    """Octets that the names come to when they are packed: numbers in a row say little."""
    return len(zlib.compress("\n".join(sorted(names)).encode(), 6))
