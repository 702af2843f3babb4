# Windows events as lines of JSON, in the shape that readers of EVTX files give them: `Event` with
# `System` and `EventData`. Sign-ins, processes, files and shares of the Security log and Sysmon's
# records fill columns; every named value of an event is kept by its name, for rules ask for them.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from .json_lines import Line, as_fields, at, object_of, objects_of
from .log_columns import events_of_rows
from .log_reading import About, Reading

__all__ = ["events_of_windows", "is_windows"]

_SYSMON: Final = "Microsoft-Windows-Sysmon"
# By provider's short name and number: category, action, outcome.
_SECURITY: Final[Mapping[int, tuple[str, str, str | None]]] = {
    4624: ("authentication", "sign-in", "success"), 4625: ("authentication", "sign-in", "failure"),
    4634: ("authentication", "sign-out", None), 4647: ("authentication", "sign-out", None),
    4648: ("authentication", "sign-in-as", None), 4672: ("iam", "privileges", "success"),
    4768: ("authentication", "kerberos", None), 4769: ("authentication", "kerberos", None),
    4771: ("authentication", "kerberos", "failure"), 4776: ("authentication", "ntlm", None),
    4688: ("process", "start", "success"), 4689: ("process", "end", "success"),
    4656: ("file", "open", None), 4663: ("file", "access", "success"),
    4660: ("file", "delete", "success"), 4670: ("file", "permissions", "success"),
    5140: ("file", "share", "success"), 5145: ("file", "share-file", "success"),
    4720: ("iam", "account-made", "success"), 4726: ("iam", "account-removed", "success"),
    4728: ("iam", "group-joined", "success"), 4732: ("iam", "group-joined", "success"),
    1102: ("configuration", "log-cleared", "success"), 4719: ("configuration", "audit-changed", None),
    4698: ("configuration", "task-made", "success"), 5156: ("network", "flow", "success"),
    5157: ("network", "flow", "failure"),
}  # fmt: skip
_SYSMON_KINDS: Final[Mapping[int, tuple[str, str, str | None]]] = {
    1: ("process", "start", None), 3: ("network", "flow", None), 5: ("process", "end", None),
    7: ("process", "image", None), 8: ("process", "thread", None), 10: ("process", "opened", None),
    11: ("file", "create", None), 12: ("configuration", "registry", None),
    13: ("configuration", "registry", None), 15: ("file", "stream", None),
    17: ("file", "pipe", None), 18: ("file", "pipe", None), 22: ("network", "dns", None),
    23: ("file", "delete", None), 26: ("file", "delete", None),
}  # fmt: skip
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "source.ip": ("IpAddress", "SourceIp", "SourceAddress", "ClientAddress"),
    "source.port": ("IpPort", "SourcePort"),
    "destination.ip": ("DestinationIp", "DestAddress"),
    "destination.port": ("DestinationPort", "DestPort"),
    "destination.domain": ("DestinationHostname",),
    "process.executable": ("NewProcessName", "Image", "ProcessName", "Application"),
    "process.command_line": ("CommandLine", "ProcessCommandLine"),
    "file.path": ("TargetFilename", "ObjectName", "RelativeTargetName", "ShareName"),
    "dns.question.name": ("QueryName",), "network.transport": ("Protocol",),
}  # fmt: skip
_NOTHING: Final = frozenset({"", "-", "::", "0.0.0.0", "LOCAL"})  # noqa: S104  what stands for none
# Who did it: the account that an event is about, before the one that asked for it.
_ABOUT_TARGET: Final = frozenset({4624, 4625, 4634, 4647, 4768, 4769, 4771, 4776})
_MAPPED: Final = "::ffff:"


def is_windows(line: str) -> bool:
    """Whether a line is such an event."""
    found = object_of(line)
    return found is not None and isinstance(at(found, "Event.System"), dict)


def events_of_windows(text: str, about: About) -> Reading:
    """An event for each line."""
    lines, places, unread = objects_of(text)
    rows, kept, others = [], [], list(unread.tolist())
    for line, place in zip(lines, places.tolist(), strict=True):
        system = at(line, "Event.System")
        if isinstance(system, dict):
            rows.append(_row(line, system))
            kept.append(place)
        else:
            others.append(place)
    return events_of_rows(rows, np.array(kept, np.int64), about, np.array(others, np.int64))


def _row(line: Line, system: Mapping[str, Any]) -> dict[str, object]:
    values = _values(line)
    provider = str(at(system, "Provider.#attributes.Name") or "")
    code = _number(system.get("EventID"))
    is_sysmon = provider == _SYSMON
    kinds = _SYSMON_KINDS if is_sysmon else _SECURITY
    category, action, outcome = kinds.get(code, ("host", "windows", None))
    if not is_sysmon and "Security" not in (provider, str(system.get("Channel", ""))):
        category, action, outcome = "host", "windows", None
    row: dict[str, object] = {
        name: found
        for name, sources in _COLUMNS.items()
        if (found := _said(values, sources)) is not None
    }
    for name in ("source.ip", "destination.ip"):
        row[name] = str(row[name]).removeprefix(_MAPPED) if name in row else None
    path, shared = row.get("file.path"), values.get("RelativeTargetName")
    if shared and values.get("ShareName"):
        row["file.path"] = path = f"{values['ShareName']}\\{shared}"
    status = values.get("Status", "0x0")
    if outcome is None and action in ("kerberos", "ntlm"):
        outcome = "success" if status in ("0x0", "0") else "failure"
    executable = row.get("process.executable")
    return row | {
        "@timestamp": at(system, "TimeCreated.#attributes.SystemTime"),
        "event.category": category,
        "event.action": action,
        "event.outcome": outcome,
        "event.code": str(code),
        "event.dataset": f"windows.{_channel(system)}",
        "user.name": _account(values, code),
        "host.name": system.get("Computer"),
        "process.name": _last(executable),
        "file.name": _last(path),
        "network.transport": str(row.get("network.transport") or "").lower() or None,
        "dns.answers.data": _answers(values),
        "tongguan.fields": as_fields(
            {"EventID": code, "Channel": system.get("Channel"), "Provider_Name": provider, **values}
        ),
    }


def _values(line: Line) -> dict[str, str]:
    """The named values of an event, unnamed ones by their number."""
    told: dict[str, str] = {}
    data = at(line, "Event.EventData")
    if not isinstance(data, dict):
        held = at(line, "Event.UserData")
        inner = next((each for each in held.values() if isinstance(each, dict)), None) if (
            isinstance(held, dict)
        ) else None  # fmt: skip
        data = inner or {}
    for name, value in data.items():
        text = value.get("#text") if isinstance(value, dict) else value
        if name.startswith("#") or text is None or isinstance(text, dict):
            continue
        if isinstance(text, list):
            told |= {f"{name}{place}": str(each) for place, each in enumerate(text)}
        else:
            told[name] = str(text)
    return told


def _number(identifier: object) -> int:
    text = identifier.get("#text") if isinstance(identifier, dict) else identifier
    try:
        return int(str(text))
    except ValueError:
        return 0


def _said(values: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((values[each] for each in names if values.get(each, "") not in _NOTHING), None)


def _account(values: Mapping[str, str], code: int) -> str | None:
    names: tuple[str, ...] = (
        "TargetUserName",
        "SubjectUserName",
        "User",
        "AccountName",
        "SubjectUserName",
    )
    if code not in _ABOUT_TARGET:
        names = ("SubjectUserName", "User", "TargetUserName")
    found = _said(values, names)
    return found.rpartition("\\")[2] if found else None


def _channel(system: Mapping[str, Any]) -> str:
    channel = str(system.get("Channel") or "other").lower()
    return "sysmon" if "sysmon" in channel else channel.partition("/")[0].replace(" ", "-")


def _last(path: object) -> str | None:
    return str(path).replace("/", "\\").rpartition("\\")[2] or None if path else None


def _answers(values: Mapping[str, str]) -> list[str] | None:
    told = values.get("QueryResults", "")
    found = [each.strip().removeprefix(_MAPPED) for each in told.split(";")]
    return [each for each in found if each and each != "-"] or None
