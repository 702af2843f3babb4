# All techniques there are, by the name a drill's step calls them by.
from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policies import ATTACK_REVOKED, Title

from .attack_control import CONTROL_TECHNIQUES
from .attack_exchange import EXCHANGE_TECHNIQUES
from .attack_names import NAME_TECHNIQUES
from .attack_opcua import OPCUA_TECHNIQUES
from .attack_raw import RAW_TECHNIQUES
from .attack_s7 import S7_TECHNIQUES
from .attack_stage import STAGE_TECHNIQUES
from .attack_station import STATION_TECHNIQUES
from .technique import Technique

__all__ = ["TECHNIQUES", "title_of"]

TECHNIQUES: Final[Mapping[str, Technique]] = {
    **CONTROL_TECHNIQUES,
    **EXCHANGE_TECHNIQUES,
    **STAGE_TECHNIQUES,
    **NAME_TECHNIQUES,
    **STATION_TECHNIQUES,
    **S7_TECHNIQUES,
    **OPCUA_TECHNIQUES,
    **RAW_TECHNIQUES,
}


def title_of(action: str, technique: str) -> Title:
    """What a step's technique is called; one that was revoked since the run by what it became.

    >>> title_of("command", "T1692.001").en
    'Unauthorized Message: Command Message'
    """
    return TECHNIQUES[action].titles[ATTACK_REVOKED.get(technique, technique)]
