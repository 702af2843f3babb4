# How a connection went, in the letters that Zeek has for it (Zeek manual, "conn.log": conn_state),
# and how much each side said, as Zeek counts it: with TCP by the numbers of its segments, so that
# what was sent again counts once and what was not captured counts.
from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from .echo import ICMP, ICMP6
from .open_flows import Flows
from .packet import TCP, UDP

__all__ = ["flow_fields"]

_FIN, _SYN, _RST = 1, 2, 4
# What stands before the content of a message of ICMP, with the head of IP.
_BEFORE_CONTENT: Final = {ICMP: 28, ICMP6: 48}


def flow_fields(flows: Flows) -> list[list[str]]:
    """For each flow its fields `name=value` by the names of Zeek's `conn.log`."""
    told = {
        "conn_state": _states(flows),
        "orig_bytes": _said(flows, "forth").tolist(),
        "resp_bytes": _said(flows, "back").tolist(),
        "orig_ip_bytes": flows.internet_forth.tolist(),
        "resp_ip_bytes": flows.internet_back.tolist(),
    }
    return [
        [f"{name}={value}" for name, value in zip(told, row, strict=True)]
        for row in zip(*told.values(), strict=True)
    ]


def _states(flows: Flows) -> list[str]:
    tcp, udp = flows.protocol == TCP, flows.protocol == UDP
    forth, back = flows.flags_forth, flows.flags_back
    spoke, answered = flows.packets_forth > 0, flows.packets_back > 0
    # A side whose beginning was not seen counts as one that was silent.
    opened, taken = forth & _SYN != 0, back & _SYN != 0
    ended, other_ended = forth & _FIN != 0, back & _FIN != 0
    refused = tcp & (back & _RST != 0)
    cut = tcp & (forth & _RST != 0)
    # The first that fits, in the order in which Zeek asks.
    cases = (
        (refused & opened & ~taken, "REJ"),
        (refused & ~opened, "RSTRH"),
        (refused, "RSTR"),
        (cut & ~taken, "RSTOS0"),
        (cut, "RSTO"),
        (tcp & ended & other_ended, "SF"),
        (tcp & ended & ~taken, "SH"),
        (tcp & ended, "S2"),
        (tcp & other_ended & ~opened, "SHR"),
        (tcp & other_ended, "S3"),
        (tcp & opened & ~taken, "S0"),
        (tcp & opened & taken, "S1"),
        (udp & spoke & answered, "SF"),
        (udp & spoke, "S0"),
        (udp & answered, "SHR"),
    )
    found: list[str] = np.select(
        [case for case, _ in cases], [state for _, state in cases], "OTH"
    ).tolist()
    return found


def _said(flows: Flows, way: str) -> npt.NDArray[np.int64]:
    flags, top = getattr(flows, f"flags_{way}"), getattr(flows, f"top_{way}")
    # The numbers of SYN and FIN are no content.
    by_number = top - (flags & _SYN != 0) - (flags & _FIN != 0)
    said: npt.NDArray[np.int64] = np.where(
        flows.protocol == TCP, by_number, getattr(flows, f"payload_{way}")
    )
    for protocol, before in _BEFORE_CONTENT.items():
        content = getattr(flows, f"internet_{way}") - before * getattr(flows, f"packets_{way}")
        said = np.where(flows.protocol == protocol, content, said)
    return said.clip(0)
