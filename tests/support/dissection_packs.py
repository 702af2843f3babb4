# A pack of a site's own for EtherNet/IP, which scapy dissects, and payloads of it.
from __future__ import annotations

from pathlib import Path
from typing import Any

from policies import Dissection

# A session is registered; a client asks for the time.
REGISTER = bytes.fromhex("6500040000000000000000000000000000000000000000000100 0000")
NTP_REQUEST = bytes.fromhex("23020a00") + bytes(44)
# The one that the document shows.
_DOCUMENT = Path(__file__).parents[2] / "docs" / "monitor.md"
_SECTION = _DOCUMENT.read_text(encoding="utf-8").partition("## Protocols of your own")[2]
PACK = _SECTION.partition("```yaml\n")[2].partition("```")[0]


def dissection(**changed: Any) -> Dissection:
    """The pack's dissection with some keys changed."""
    given = {
        "id": "enip",
        "module": "scapy.contrib.enipTCP",
        "layer": "ENIPTCP",
        "transport": "tcp",
        "ports": (44818,),
        "columns": {"tongguan.operation": "ENIPTCP.commandId", "message": "ENIPTCP.status"},
        "examples": ({"payload": REGISTER.hex(), "gives": {"message": "success"}},),
        **changed,
    }
    return Dissection.model_validate(given)


ENIP = dissection()
