# The techniques of MITRE ATT&CK that drills, actors and detections name, as release 19.2 has them, and
# what those that were revoked there have become. How it was verified stands in docs/decisions.
#
# (c) 2026 The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE
# Corporation. MITRE ATT&CK and ATT&CK are registered trademarks of The MITRE Corporation. Its terms of use
# give everyone a royalty-free licence for research, development and commercial purposes, under which copies
# carry this notice: https://attack.mitre.org/resources/legal-and-branding/terms-of-use/
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["ATTACK_IDS", "ATTACK_RELEASE", "ATTACK_REVOKED", "AttackId"]

ATTACK_RELEASE: Final = "19.2"

# Tactics by their short names, with those ids of the two matrices that detections tell.
_COLLECTION, _EXFILTRATION, _IMPACT = "collection", "exfiltration", "impact"
_CONTROL, _CREDENTIALS, _DISCOVERY = "command-and-control", "credential-access", "discovery"
_INITIAL, _LATERAL, _PERSISTENCE = "initial-access", "lateral-movement", "persistence"
_INHIBIT, _IMPAIR, _EVASION = "inhibit-response-function", "impair-process-control", "evasion"


@dataclass(frozen=True, slots=True)
class AttackId:
    """A technique as a release has it: its matrix, its own name and its tactics."""

    matrix: Literal["enterprise", "ics"]
    name: str
    tactics: tuple[str, ...]


def _enterprise(name: str, *tactics: str) -> AttackId:
    return AttackId("enterprise", name, tactics)


def _ics(name: str, *tactics: str) -> AttackId:
    return AttackId("ics", name, tactics)


ATTACK_IDS: Final[Mapping[str, AttackId]] = {
    "T1018": _enterprise("Remote System Discovery", _DISCOVERY),
    "T1020": _enterprise("Automated Exfiltration", _EXFILTRATION),
    "T1021": _enterprise("Remote Services", _LATERAL),
    "T1029": _enterprise("Scheduled Transfer", _EXFILTRATION),
    "T1030": _enterprise("Data Transfer Size Limits", _EXFILTRATION),
    "T1040": _enterprise("Network Sniffing", _CREDENTIALS, _DISCOVERY),
    "T1041": _enterprise("Exfiltration Over C2 Channel", _EXFILTRATION),
    "T1046": _enterprise("Network Service Discovery", _DISCOVERY),
    "T1048": _enterprise("Exfiltration Over Alternative Protocol", _EXFILTRATION),
    "T1048.003": _enterprise("Exfiltration Over Unencrypted Non-C2 Protocol", _EXFILTRATION),
    "T1071": _enterprise("Application Layer Protocol", _CONTROL),
    "T1071.001": _enterprise("Web Protocols", _CONTROL),
    "T1071.004": _enterprise("DNS", _CONTROL),
    "T1074": _enterprise("Data Staged", _COLLECTION),
    "T1074.001": _enterprise("Local Data Staging", _COLLECTION),
    "T1074.002": _enterprise("Remote Data Staging", _COLLECTION),
    "T1078": _enterprise(
        "Valid Accounts", "stealth", _PERSISTENCE, "privilege-escalation", _INITIAL
    ),
    "T1110": _enterprise("Brute Force", _CREDENTIALS),
    "T1110.003": _enterprise("Password Spraying", _CREDENTIALS),
    "T1132": _enterprise("Data Encoding", _CONTROL),
    "T1132.001": _enterprise("Standard Encoding", _CONTROL),
    "T1190": _enterprise("Exploit Public-Facing Application", _INITIAL),
    "T1213": _enterprise("Data from Information Repositories", _COLLECTION),
    "T1213.006": _enterprise("Databases", _COLLECTION),
    "T1485": _enterprise("Data Destruction", _IMPACT),
    "T1486": _enterprise("Data Encrypted for Impact", _IMPACT),
    "T1490": _enterprise("Inhibit System Recovery", _IMPACT),
    "T1499": _enterprise("Endpoint Denial of Service", _IMPACT),
    "T1530": _enterprise("Data from Cloud Storage", _COLLECTION),
    "T1537": _enterprise("Transfer Data to Cloud Account", _EXFILTRATION),
    "T1557": _enterprise("Adversary-in-the-Middle", _CREDENTIALS, _COLLECTION),
    "T1557.002": _enterprise("ARP Cache Poisoning", _CREDENTIALS, _COLLECTION),
    "T1560": _enterprise("Archive Collected Data", _COLLECTION),
    "T1560.002": _enterprise("Archive via Library", _COLLECTION),
    "T1565": _enterprise("Data Manipulation", _IMPACT),
    "T1565.001": _enterprise("Stored Data Manipulation", _IMPACT),
    "T1565.002": _enterprise("Transmitted Data Manipulation", _IMPACT),
    "T1567": _enterprise("Exfiltration Over Web Service", _EXFILTRATION),
    "T1568": _enterprise("Dynamic Resolution", _CONTROL),
    "T1568.002": _enterprise("Domain Generation Algorithms", _CONTROL),
    "T1572": _enterprise("Protocol Tunneling", _CONTROL),
    "T0801": _ics("Monitor Process State", _COLLECTION),
    "T0802": _ics("Automated Collection", _COLLECTION),
    "T0806": _ics("Brute Force I/O", _IMPAIR),
    "T0811": _ics("Data from Information Repositories", _COLLECTION),
    "T0813": _ics("Denial of Control", _IMPACT),
    "T0814": _ics("Denial of Service", _INHIBIT),
    "T0815": _ics("Denial of View", _IMPACT),
    "T0816": _ics("Device Restart/Shutdown", _INHIBIT),
    "T0829": _ics("Loss of View", _IMPACT),
    "T0830": _ics("Adversary-in-the-Middle", _COLLECTION),
    "T0831": _ics("Manipulation of Control", _IMPACT),
    "T0832": _ics("Manipulation of View", _IMPACT),
    "T0836": _ics("Modify Parameter", _IMPAIR),
    "T0838": _ics("Modify Alarm Settings", _INHIBIT),
    "T0842": _ics("Network Sniffing", _DISCOVERY),
    "T0846": _ics("Remote System Discovery", _DISCOVERY),
    "T0848": _ics("Rogue Master", _INITIAL),
    "T0858": _ics("Change Operating Mode", "execution", _EVASION),
    "T0859": _ics("Valid Accounts", _PERSISTENCE, _LATERAL),
    "T0861": _ics("Point & Tag Identification", _COLLECTION),
    "T0886": _ics("Remote Services", _INITIAL, _LATERAL),
    "T0888": _ics("Remote System Information Discovery", _DISCOVERY),
    "T1691": _ics("Block Operational Technology Message", _INHIBIT),
    "T1691.001": _ics("Command Message", _INHIBIT),
    "T1691.002": _ics("Reporting Message", _INHIBIT),
    "T1692": _ics("Unauthorized Message", _EVASION, _IMPAIR),
    "T1692.001": _ics("Command Message", _EVASION, _IMPAIR),
    "T1692.002": _ics("Reporting Message", _EVASION, _IMPAIR),
}

# All that release 19.0 revoked of the matrix for industrial control systems, with what stands for it now.
ATTACK_REVOKED: Final[Mapping[str, str]] = {
    "T0803": "T1691.001",
    "T0804": "T1691.002",
    "T0805": "T1695.001",
    "T0812": "T1694.001",
    "T0839": "T1693.002",
    "T0855": "T1692.001",
    "T0856": "T1692.002",
    "T0857": "T1693.001",
    "T0891": "T1694.002",
}
