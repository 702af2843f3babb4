# What bears out a drill's report, as files beside it: the timeline as lines, each step's frames, what
# the zones' captures have of each step and alert, and the ledger's entries. Each file is named where
# it is claimed, and all of them stand in one list of SHA-256 sums.
from __future__ import annotations

import hashlib
import ipaddress
import json
import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from range.capture import pcap_header
from schema import MisuseError

from .drill_report import DrillFacts, drill_facts
from .settings import Settings

__all__ = ["Evidence", "cut_capture", "write_evidence"]

SUMS, TIMELINE, LEDGER = "SHA256SUMS", "timeline.jsonl", "ledger.jsonl"
_HEADER = 24
# What was under way when a step ended, and what an alert looked back on, in seconds of the drill.
_AFTER_S, _BEFORE_S = 2.0, 60.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Files by what they bear out: a step's or an alert's id, "" for the whole run."""

    folder: Path
    files: Mapping[str, tuple[str, ...]]

    def seen_from(self, page: Path) -> dict[str, list[str]]:
        """The files as a page beside or above the folder leads to them."""
        way = os.path.relpath(self.folder, page.parent)
        return {key: [f"{way}/{name}" for name in names] for key, names in self.files.items()}


def write_evidence(settings: Settings, identifier: str, folder: Path) -> Evidence:
    """The files of a run in a new folder. Raises MisuseError where that exists, or there is no run."""
    facts = drill_facts(settings, identifier)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        raise MisuseError(f"{folder} exists and is not overwritten; choose another name") from None
    kept = settings.home / "drills"
    told = facts.told
    _lines(folder / TIMELINE, told["timeline"])
    _lines(folder / LEDGER, facts.entries)
    frames = (kept / f"{identifier}.frames.jsonl").read_text(encoding="utf-8").splitlines()
    files: dict[str, tuple[str, ...]] = {}
    for step in told["steps"]:
        own = [line for line in frames if _is_of(json.loads(line), step)]
        name = f"{step['id']}.frames.jsonl"
        (folder / name).write_text("".join(f"{line}\n" for line in own), encoding="utf-8")
        window = (step["started"], step["ended"] + _AFTER_S)
        cuts = _cut(facts, kept, folder / step["id"], step["source"], window)
        files[step["id"]] = (name, *cuts)
    for alert in told["alerts"]:
        window = (alert["time_s"] - _BEFORE_S, alert["time_s"])
        source = alert["entities"]["source"]
        files[alert["id"]] = tuple(_cut(facts, kept, folder / alert["id"], source, window))
    sums = "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.iterdir())
    )
    (folder / SUMS).write_text(sums, encoding="ascii")
    return Evidence(folder, {**files, "": (SUMS, TIMELINE, LEDGER)})


def cut_capture(content: bytes, address: str, since: float, until: float) -> bytes:
    """Of a capture, the frames from or to an address between two times (seconds since 1970).

    ARP that names the address is among them.
    """
    wanted = ipaddress.IPv4Address(address).packed
    found = [pcap_header()]
    for time, record, frame in _records(content):
        if since <= time <= until and wanted in _addresses(frame):
            found.append(record)
    return b"".join(found)


def _cut(
    facts: DrillFacts, kept: Path, name: Path, source: str, window: tuple[float, float]
) -> Iterator[str]:
    """The slice of each zone's capture that has anything; none where the drill had no captures."""
    began = facts.drill.clock.start.timestamp()
    for zone, digest in facts.told["captures"].items():
        path = kept / facts.told["id"] / zone
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise MisuseError(f"{path} is not what was recorded; no report is made of it")
        cut = cut_capture(content, source, began + window[0], began + window[1])
        if len(cut) > _HEADER:
            written = name.with_name(f"{name.name}-{zone}")
            written.write_bytes(cut)
            yield written.name


def _records(content: bytes) -> Iterator[tuple[float, bytes, bytes]]:
    at = _HEADER
    while at + 16 <= len(content):
        seconds, micros, length = struct.unpack_from("<III", content, at)
        end = at + 16 + length
        yield seconds + micros / 1e6, content[at:end], content[at + 16 : end]
        at = end


def _addresses(frame: bytes) -> tuple[bytes, ...]:
    kind = frame[12:14]
    if kind == b"\x08\x00":
        return frame[26:30], frame[30:34]
    return (frame[28:32], frame[38:42]) if kind == b"\x08\x06" else ()


def _is_of(frame: Mapping[str, Any], step: Mapping[str, Any]) -> bool:
    first, last = step["frames"]
    return first <= frame["frame"] < last and bool(frame["source"] == step["source"])


def _lines(path: Path, entries: Any) -> None:
    text = "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in entries)
    path.write_text(text, encoding="utf-8")
