# What bears out a drill's report, as files beside it: the timeline as lines, each step's frames, what
# the zones' captures and the hosts' logs have of each step and alert, and the ledger's entries. Each file is
# named where it is claimed, with where in the whole it stands, and all of them in one list of SHA-256 sums.
from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import json
import os
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from range.capture import pcap_header
from schema import MisuseError

from .drill_report import DrillFacts, drill_facts
from .drill_shown import EvidenceFile
from .settings import Settings

__all__ = ["Evidence", "cut_capture", "write_evidence"]

SUMS, TIMELINE, LEDGER, LOGS = "SHA256SUMS", "timeline.jsonl", "ledger.jsonl", "logs.jsonl"
_HEADER = 24
# What was under way when a step ended, and what an alert looked back on, in seconds of the drill.
_AFTER_S, _BEFORE_S = 2.0, 60.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Files by what they bear out: a step's or an alert's id, "" for the whole run."""

    folder: Path
    files: Mapping[str, tuple[EvidenceFile, ...]]

    def seen_from(self, page: Path) -> dict[str, list[EvidenceFile]]:
        """The files as a page beside or above the folder leads to them."""
        way = os.path.relpath(self.folder, page.parent)
        return {
            key: [replace(each, way=quote(f"{way}/{each.name}")) for each in files]
            for key, files in self.files.items()
        }


@dataclass(frozen=True, slots=True)
class _Of:
    """Of whom something is looked for in what was kept, and between which seconds of the drill."""

    name: str
    source: str
    since: float
    until: float


def write_evidence(settings: Settings, identifier: str, folder: Path) -> Evidence:
    """The files of a run in a new folder. Raises MisuseError where that exists, or there is no run."""
    facts = drill_facts(settings, identifier)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        raise MisuseError(f"{folder} exists and is not overwritten; choose another name") from None
    kept = settings.home / "drills"
    told = facts.told
    captures = {zone: _as_kept(kept / told["id"] / zone, digest) for zone, digest in told["captures"].items()}  # fmt: skip
    logs = _log_lines(facts, kept)
    frames = (kept / f"{identifier}.frames.jsonl").read_text(encoding="utf-8").splitlines()
    files: dict[str, tuple[EvidenceFile, ...]] = {}
    for step in told["steps"]:
        own = [(at, line) for at, line in enumerate(frames, 1) if _is_of(json.loads(line), step)]
        of = _Of(step["id"], step["source"], step["started"], step["ended"] + _AFTER_S)
        files[step["id"]] = (
            _written(folder, f"{step['id']}.frames.jsonl", f"{identifier}.frames.jsonl", own),
            *_slices(facts, folder, captures, of),
            *_logged(facts, folder, logs, of),
        )
    for alert in told["alerts"]:
        source, until = alert["entities"]["source"], alert["time_s"]
        of = _Of(alert["id"], source, until - _BEFORE_S, until)
        files[alert["id"]] = (
            *_slices(facts, folder, captures, of),
            *_logged(facts, folder, logs, of),
        )
    whole = [
        _whole(folder, TIMELINE, told["timeline"]),
        _whole(folder, LEDGER, facts.entries),
        *([_whole(folder, LOGS, map(json.loads, logs))] if logs else []),
    ]
    sums = "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.iterdir())
    )
    (folder / SUMS).write_text(sums, encoding="ascii")
    listed = EvidenceFile(SUMS, hashlib.sha256(sums.encode()).hexdigest(), sums.count("\n"))
    return Evidence(folder, {**files, "": (listed, *whole)})


def cut_capture(
    content: bytes, address: str, since: float, until: float
) -> tuple[bytes, list[int]]:
    """Of a capture, the frames from or to an address between two times (seconds since 1970), and
    their numbers in it, from 1 on.

    ARP that names the address is among them.
    """
    wanted = ipaddress.IPv4Address(address).packed
    found, numbers = [pcap_header()], []
    for number, (time, record, frame) in enumerate(_records(content), 1):
        if since <= time <= until and wanted in _addresses(frame):
            found.append(record)
            numbers.append(number)
    return b"".join(found), numbers


def _slices(
    facts: DrillFacts, folder: Path, captures: Mapping[str, bytes], of: _Of
) -> Iterator[EvidenceFile]:
    """The slice of each zone's capture that has anything; none where the drill had no captures."""
    began = facts.drill.clock.start.timestamp()
    for zone, content in captures.items():
        cut, numbers = cut_capture(content, of.source, began + of.since, began + of.until)
        if numbers:
            name = f"{of.name}-{zone}"
            (folder / name).write_bytes(cut)
            yield EvidenceFile(
                name, hashlib.sha256(cut).hexdigest(), len(numbers), zone, numbers[0], numbers[-1],
                frames=True,
            )  # fmt: skip


def _logged(
    facts: DrillFacts, folder: Path, logs: Sequence[str], of: _Of
) -> Iterator[EvidenceFile]:
    """The lines that hosts wrote of an address at a time, if there are any."""
    began = facts.drill.clock.start.timestamp()
    found = []
    for number, line in enumerate(logs, 1):
        told = json.loads(line)
        at = dt.datetime.fromisoformat(told["@timestamp"]).timestamp() - began
        if told["source.ip"] == of.source and of.since <= at <= of.until:
            found.append((number, line))
    if found:
        yield _written(folder, f"{of.name}.log.jsonl", LOGS, found)


def _written(folder: Path, name: str, whole: str, lines: Sequence[tuple[int, str]]) -> EvidenceFile:
    """Lines of a whole file, with their numbers in it, as a file of their own."""
    content = "".join(f"{line}\n" for _, line in lines).encode()
    (folder / name).write_bytes(content)
    first, last = (lines[0][0], lines[-1][0]) if lines else (0, 0)
    return EvidenceFile(name, hashlib.sha256(content).hexdigest(), len(lines), whole, first, last)


def _whole(folder: Path, name: str, entries: Iterable[Any]) -> EvidenceFile:
    lines = [json.dumps(each, ensure_ascii=False) for each in entries]
    return replace(
        _written(folder, name, "", [(at, line) for at, line in enumerate(lines, 1)]), whole=""
    )


def _log_lines(facts: DrillFacts, kept: Path) -> list[str]:
    """What the lab's hosts wrote, as it was recorded; nothing of runs that did not keep it."""
    if "logs_sha256" not in facts.told:
        return []
    path = kept / f"{facts.told['id']}.logs.jsonl"
    return _as_kept(path, facts.told["logs_sha256"]).decode().splitlines()


def _as_kept(path: Path, digest: str) -> bytes:
    """A file's content. Raises MisuseError where it is not what was recorded."""
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != digest:
        raise MisuseError(f"{path} is not what was recorded; no report is made of it")
    return content


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
