# Sigma rules on events as readers give them: logs of Zeek, Windows, FortiGate and proxies, lines that
# a rule is for and lines that look like them and are not.
import json

import numpy as np
import pytest
from sigma_rules import BY_TITLE, RULES
from windows_lines import windows_line

from monitor import About, LogReader, kind_of
from monitor.sigma import compile_sigma


def zeek(**fields: object) -> str:
    return json.dumps({"ts": 1795803180.5, "uid": "C1", "id.orig_h": "10.0.0.7",
                       "id.resp_h": "10.0.0.8", **fields})  # fmt: skip


def smb(path: str, name: str) -> str:
    return zeek(action="SMB::FILE_OPEN", path=path, name=name)


def pairs(action: str, path: str) -> str:
    return (
        f'date=2026-11-28 time=02:13:00 devname="fw" logid="0100044547" type="event" action="{action}" '
        f'cfgpath="{path}" user="admin" msg="x"'
    )


def nginx(**fields: str) -> str:
    return json.dumps({"time_iso8601": "2026-11-28T02:13:00+08:00", "remote_addr": "10.0.0.7",
                       "status": "200", **fields})  # fmt: skip


AMAZON = {
    "http_user_agent": "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
    "request": "GET /s/ref=nb_sb_noss_1/167-3294888-0262949/field-keywords=books HTTP/1.1",
    "host": "www.amazon.com", "http_cookie": "a=csm-hit=s-24KU11BB82RZSYGJ3BDK|1419899012996",
}  # fmt: skip
CASES = [
    ("Cleartext Protocol Usage",
     'date=2026-11-28 time=02:13:00 devname="fw" type="traffic" dstport=23 action="accept"',
     'date=2026-11-28 time=02:13:00 devname="fw" type="traffic" dstport=23 action="deny"'),
    ("DNS Events Related To Mining Pools", zeek(query="a.minexmr.com", qtype_name="A", rejected=False),
     zeek(query="a.minexmr.com", qtype_name="A", rejected=True, answers=["127.0.0.1"])),
    ("Default Cobalt Strike Certificate", zeek(**{"certificate.serial": "8BB00EE"}),
     zeek(**{"certificate.serial": "8BB00EF"})),
    ("Executable from Webdav",
     zeek(method="GET", uri="/a.exe", user_agent="Microsoft-WebDAV-MiniRedir/10"),
     zeek(method="GET", uri="/a.txt", user_agent="Microsoft-WebDAV-MiniRedir/10")),
    ("First Time Seen Remote Named Pipe - Zeek", smb("\\\\*\\IPC$", "odd"),
     smb("\\\\*\\IPC$", "samr")),
    ("Kerberos Network Traffic RC4 Ticket Encryption",
     zeek(request_type="TGS", cipher="rc4-hmac", service="HTTP/x"),
     zeek(request_type="TGS", cipher="aes256-cts", service="HTTP/x")),
    ("MITRE BZAR Indicators for Execution", zeek(endpoint="svcctl", operation="CreateServiceA"),
     zeek(endpoint="svcctl", operation="OpenServiceA")),
    ("MITRE BZAR Indicators for Persistence",
     zeek(endpoint="spoolss", operation="RpcAddMonitor"), zeek(endpoint="spoolss", operation="x")),
    ("Possible Impacket SecretDump Remote Activity - Zeek",
     smb("\\\\pc\\ADMIN$", "SYSTEM32\\abc.tmp"), smb("\\\\pc\\ADMIN$", "SYSTEM32\\abc.txt")),
    ("Potential PetitPotam Attack Via EFS RPC Calls", zeek(endpoint="lsarpc", operation="EfsRpcOpen"),
     zeek(endpoint="lsarpc", operation="LsarOpen")),
    ("Publicly Accessible RDP Service",
     zeek(**{"id.orig_h": "8.8.8.8"}, cookie="x", security_protocol="HYBRID"),
     zeek(cookie="x", security_protocol="HYBRID")),
    ("Remote Task Creation via ATSVC Named Pipe - Zeek", smb("\\*\\IPC$", "atsvc"),
     smb("\\\\*\\IPC$", "svcctl")),
    ("SMB Spoolss Name Piped Usage", smb("\\\\*\\IPC$", "spoolss"), smb("\\\\*\\data", "spoolss")),
    ("Suspicious Access to Sensitive File Extensions - Zeek", smb("\\\\pc\\d", "a.pst"),
     smb("\\\\pc\\d", "a.docx")),
    ("Suspicious DNS Z Flag Bit Set", zeek(query="a.b", qtype_name="A", Z=1),
     zeek(query="a.b", qtype_name="A", Z=0)),
    ("Suspicious PsExec Execution - Zeek", smb("\\\\pc\\IPC$", "x-stdin"),
     smb("\\\\pc\\IPC$", "PSEXESVC-stdin")),
    ("Transferring Files with Credential Data via Network Shares - Zeek",
     smb("\\\\pc\\d", "\\mimidrv"), smb("\\\\pc\\d", "\\other")),
    ("HackTool - CobaltStrike Malleable Profile Patterns - Proxy", nginx(**AMAZON),
     nginx(**{**AMAZON, "http_cookie": "other"})),
    ("FortiGate - Firewall Address Object Added", pairs("Add", "firewall.address"),
     pairs("Delete", "firewall.address")),
    ("FortiGate - New Administrator Account Created", pairs("Add", "system.admin"),
     pairs("Edit", "system.admin")),
    ("FortiGate - New Firewall Policy Added", pairs("Add", "firewall.policy"),
     pairs("Add", "firewall.address")),
    ("FortiGate - New Local User Created", pairs("Add", "user.local"), pairs("Add", "user.group")),
    ("FortiGate - New VPN SSL Web Portal Added", pairs("Add", "vpn.ssl.web.portal"), pairs("Add", "x")),
    ("FortiGate - User Group Modified", pairs("Edit", "user.group"), pairs("Add", "user.group")),
    ("FortiGate - VPN SSL Settings Modified", pairs("Edit", "vpn.ssl.settings"),
     pairs("Add", "vpn.ssl.settings")),
]  # fmt: skip


def fires(rule, line: str) -> bool:
    kind = kind_of(line)
    assert kind is not None
    batch = LogReader(kind, About("x")).feed(f"{line}\n")
    assert batch.num_rows == 1
    return bool(rule.matches(batch)[0])


@pytest.mark.parametrize(("title", "hit", "miss"), CASES, ids=[each[0] for each in CASES])
def test_a_rule_fires_and_stays_quiet(title: str, hit: str, miss: str) -> None:
    assert fires(BY_TITLE[title], hit)
    assert not fires(BY_TITLE[title], miss)


def test_what_has_no_such_field_is_no_match_of_its_absence() -> None:
    rule = BY_TITLE["Suspicious DNS Z Flag Bit Set"]
    assert not fires(rule, zeek(query="a.b", qtype_name="A"))


def test_each_line_fires_few_others() -> None:
    for _, hit, _ in CASES:
        kind = kind_of(hit)
        assert kind is not None
        batch = LogReader(kind, About("x")).feed(f"{hit}\n")
        assert np.sum([rule.matches(batch)[0] for rule in RULES]) <= 4


WINDOWS = (
    "title: t\nid: 6e2a7ab8-0ac1-4f2b-9d7c-1a2b3c4d5e6f\nlogsource:\n    product: windows\n    {log}\n"
    "detection:\n    sel: {sel}\n    condition: sel\nlevel: high\n"
)


@pytest.mark.parametrize(
    ("log", "sel", "code", "values", "provider"),
    [
        ("category: process_creation", "{'Image|endswith': '\\\\cmd.exe', 'CommandLine|contains': whoami}",
         1, {"Image": "C:\\Windows\\cmd.exe", "CommandLine": "cmd /c whoami"}, "Sysmon"),
        ("category: process_creation", "{'Image|endswith': '\\\\cmd.exe'}",
         4688, {"NewProcessName": "C:\\Windows\\cmd.exe"}, "Security-Auditing"),
        ("service: security", "{EventID: 4625, 'TargetUserName|startswith': adm}",
         4625, {"TargetUserName": "admin"}, "Security-Auditing"),
        ("category: dns_query", "{'QueryName|endswith': .onion}", 22, {"QueryName": "a.onion"}, "Sysmon"),
        ("category: file_event", "{'TargetFilename|endswith': .exe}",
         11, {"TargetFilename": "C:\\a.exe"}, "Sysmon"),
    ],
)  # fmt: skip
def test_rules_for_windows(log, sel, code, values, provider) -> None:
    ((rule,), _) = compile_sigma([WINDOWS.format(log=log, sel=sel)])
    assert fires(rule, windows_line(code, values, provider))
    assert not fires(rule, windows_line(code, dict.fromkeys(values, "other"), provider))
