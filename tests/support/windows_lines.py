# Events of Windows as lines of JSON.
import json


def windows_line(code: object, values: dict, provider: str = "Security-Auditing") -> str:
    """An event of Sysmon's channel or of the Security one."""
    channel = "Microsoft-Windows-Sysmon/Operational" if provider == "Sysmon" else "Security"
    return json.dumps({"Event": {
        "System": {
            "Provider": {"#attributes": {"Name": f"Microsoft-Windows-{provider}"}},
            "EventID": code, "Channel": channel, "Computer": "pc7",
            "TimeCreated": {"#attributes": {"SystemTime": "2026-11-27T18:13:00.123456Z"}},
        },
        "EventData": values,
    }})  # fmt: skip
