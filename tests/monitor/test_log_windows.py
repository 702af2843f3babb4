# Windows events as JSON: what they are, and whose.
import json

import pytest

from monitor.log_reading import About
from monitor.log_windows import events_of_windows, is_windows

SECURITY, SYSMON = "Microsoft-Windows-Security-Auditing", "Microsoft-Windows-Sysmon"


def line(code: object, values: dict, provider: str = SECURITY, channel: str = "Security") -> str:
    return json.dumps({"Event": {
        "System": {
            "Provider": {"#attributes": {"Name": provider}}, "EventID": code, "Channel": channel,
            "Computer": "pc7",
            "TimeCreated": {"#attributes": {"SystemTime": "2026-11-27T18:13:00.123456Z"}},
        },
        "EventData": values,
    }})  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (line(4624, {"TargetUserName": "li", "IpAddress": "::ffff:10.0.0.7", "IpPort": "4000"}),
         {"event.action": "sign-in", "event.outcome": "success", "user.name": "li",
          "source.ip": "10.0.0.7", "source.port": 4000, "event.dataset": "windows.security"}),
        (line({"#attributes": {"Qualifiers": ""}, "#text": 4625},
              {"TargetUserName": "wang", "IpAddress": "-", "SubjectUserName": "-"}),
         {"event.outcome": "failure", "user.name": "wang", "source.ip": None}),
        (line(4648, {"SubjectUserName": "li", "TargetUserName": "admin"}),
         {"event.action": "sign-in-as", "user.name": "li"}),
        (line(4688, {"SubjectUserName": "li", "NewProcessName": "C:\\Windows\\cmd.exe",
                     "CommandLine": "cmd /c dir"}),
         {"event.category": "process", "process.name": "cmd.exe", "event.code": "4688",
          "process.command_line": "cmd /c dir"}),
        (line(4663, {"SubjectUserName": "li", "ObjectName": "D:\\data\\人口.xlsx"}),
         {"event.category": "file", "file.name": "人口.xlsx", "file.path": "D:\\data\\人口.xlsx"}),
        (line(5140, {"SubjectUserName": "li", "ShareName": "\\\\*\\data", "IpAddress": "10.0.0.7"}),
         {"event.action": "share", "source.ip": "10.0.0.7"}),
        (line(5145, {"SubjectUserName": "li", "ShareName": "\\\\*\\data",
                     "RelativeTargetName": "a\\b.csv"}),
         {"event.action": "share-file", "file.name": "b.csv", "file.path": "\\\\*\\data\\a\\b.csv"}),
        (line(4769, {"TargetUserName": "li@X", "Status": "0x1b"}), {"event.outcome": "failure"}),
        (line(1, {"Image": "C:\\a.exe", "User": "DOM\\li"}, SYSMON, f"{SYSMON}/Operational"),
         {"event.dataset": "windows.sysmon", "process.name": "a.exe", "user.name": "li"}),
        (line(3, {"SourceIp": "10.0.0.7", "DestinationIp": "192.0.2.9", "DestinationPort": 443,
                  "Protocol": "TCP"}, SYSMON, f"{SYSMON}/Operational"),
         {"event.action": "flow", "destination.port": 443, "network.transport": "tcp"}),
        (line(22, {"QueryName": "a.b", "QueryResults": "::ffff:192.0.2.1;"}, SYSMON, "x-Sysmon/O"),
         {"event.action": "dns", "dns.question.name": "a.b", "dns.answers.data": ["192.0.2.1"]}),
        (line(7036, {"param1": "x"}, "Service Control Manager", "System"),
         {"event.category": "host", "event.code": "7036", "event.dataset": "windows.system"}),
        (line("odd", {"Data": {"#text": ["a", "b"]}}, "Other", "Application"),
         {"event.code": "0", "event.dataset": "windows.application"}),
    ],
)  # fmt: skip
def test_an_event(text: str, wanted: dict) -> None:
    assert is_windows(text)
    (row,) = events_of_windows(text, About("e")).events.to_pylist()
    assert {name: row[name] for name in wanted} == wanted
    assert (row["host.name"], row["@timestamp"].microsecond) == ("pc7", 123_456)


def test_every_value_is_kept_by_its_name() -> None:
    (row,) = events_of_windows(
        line(1, {"Image": "x", "N": ""}, SYSMON), About("e")
    ).events.to_pylist()
    assert {"Image=x", "EventID=1", f"Provider_Name={SYSMON}"} <= set(row["tongguan.fields"])


@pytest.mark.parametrize("text", ["{}", '{"Event":{}}', '{"Event":{"System":1}}', "x"])
def test_what_is_none_is_told(text: str) -> None:
    assert not is_windows(text)
    found = events_of_windows(text, About("e"))
    assert found.events.num_rows == 0
    assert found.unread.tolist() == [0]
