# Techniques of MITRE ATT&CK (Enterprise and ICS, the release of policies/attack_ids.py) that our detections name, with the tactic
# they serve in a chain that ends with data leaving.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from policies import Title

__all__ = ["TECHNIQUES", "Technique", "technique_of"]


@dataclass(frozen=True, slots=True)
class Technique:
    """A technique: its id, its name in both languages and its tactic (`TA0010`)."""

    id: str
    title: Title
    tactic: str

    @property
    def url(self) -> str:
        """Where it is described."""
        return f"https://attack.mitre.org/techniques/{self.id.replace('.', '/')}/"


def _of(identifier: str, zh: str, en: str, tactic: str) -> tuple[str, Technique]:
    return identifier, Technique(identifier, Title(zh=zh, en=en), tactic)


TECHNIQUES: Final[Mapping[str, Technique]] = dict(
    (
        _of("T1020", "自动化外传", "Automated Exfiltration", "TA0010"),
        _of("T1029", "定时传输", "Scheduled Transfer", "TA0010"),
        _of("T1030", "限制传输大小", "Data Transfer Size Limits", "TA0010"),
        _of("T1041", "经命令控制信道外传", "Exfiltration Over C2 Channel", "TA0010"),
        _of("T1048", "经其他协议外传", "Exfiltration Over Alternative Protocol", "TA0010"),
        _of("T1048.003", "经未加密协议外传", "Exfiltration Over Unencrypted Non-C2 Protocol", "TA0010"),
        _of("T1071", "应用层协议", "Application Layer Protocol", "TA0011"),
        _of("T1071.001", "Web协议", "Web Protocols", "TA0011"),
        _of("T1071.004", "DNS", "DNS", "TA0011"),
        _of("T1078", "有效账号", "Valid Accounts", "TA0001"),
        _of("T1110", "暴力破解", "Brute Force", "TA0006"),
        _of("T1190", "利用面向公众的应用", "Exploit Public-Facing Application", "TA0001"),
        _of("T1213", "信息库数据", "Data from Information Repositories", "TA0009"),
        _of("T1213.006", "数据库", "Databases", "TA0009"),
        _of("T1530", "云存储数据", "Data from Cloud Storage", "TA0009"),
        _of("T1537", "传输至云账户", "Transfer Data to Cloud Account", "TA0010"),
        _of("T1567", "经Web服务外传", "Exfiltration Over Web Service", "TA0010"),
        _of("T1568.002", "域名生成算法", "Domain Generation Algorithms", "TA0011"),
        _of("T1572", "协议隧道", "Protocol Tunneling", "TA0011"),
        # Those of industrial control systems (ATT&CK for ICS).
        _of("T0846", "远程系统发现", "Remote System Discovery", "TA0102"),
        _of("T1692.001", "未授权报文：命令报文", "Unauthorized Message: Command Message", "TA0106"),
    )
)  # fmt: skip


def technique_of(identifier: str) -> Technique:
    """The technique of that id; of one that is not known here the id is its name.

    >>> technique_of("T1110").title.en, technique_of("T9999").title.en
    ('Brute Force', 'T9999')
    """
    known = TECHNIQUES.get(identifier)
    return known or Technique(identifier, Title(zh=identifier, en=identifier), "")
