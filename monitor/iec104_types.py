# Types of IEC 60870-5-101 and -104 (7.2.1 of the former): their names, how many octets an object of
# each has behind its address, and where a command says whether it selects or executes.
from __future__ import annotations

from typing import Final

__all__ = ["NAMES", "SIZES", "qualified"]

# Name and size of an object's element; none where it varies.
_TYPES: Final[dict[int, tuple[str, int | None]]] = {
    1: ("M_SP_NA_1", 1), 2: ("M_SP_TA_1", 4), 3: ("M_DP_NA_1", 1), 4: ("M_DP_TA_1", 4),
    5: ("M_ST_NA_1", 2), 6: ("M_ST_TA_1", 5), 7: ("M_BO_NA_1", 5), 8: ("M_BO_TA_1", 8),
    9: ("M_ME_NA_1", 3), 10: ("M_ME_TA_1", 6), 11: ("M_ME_NB_1", 3), 12: ("M_ME_TB_1", 6),
    13: ("M_ME_NC_1", 5), 14: ("M_ME_TC_1", 8), 15: ("M_IT_NA_1", 5), 16: ("M_IT_TA_1", 8),
    17: ("M_EP_TA_1", 6), 18: ("M_EP_TB_1", 7), 19: ("M_EP_TC_1", 7), 20: ("M_PS_NA_1", 5),
    21: ("M_ME_ND_1", 2), 30: ("M_SP_TB_1", 8), 31: ("M_DP_TB_1", 8), 32: ("M_ST_TB_1", 9),
    33: ("M_BO_TB_1", 12), 34: ("M_ME_TD_1", 10), 35: ("M_ME_TE_1", 10), 36: ("M_ME_TF_1", 12),
    37: ("M_IT_TB_1", 12), 38: ("M_EP_TD_1", 10), 39: ("M_EP_TE_1", 11), 40: ("M_EP_TF_1", 11),
    45: ("C_SC_NA_1", 1), 46: ("C_DC_NA_1", 1), 47: ("C_RC_NA_1", 1), 48: ("C_SE_NA_1", 3),
    49: ("C_SE_NB_1", 3), 50: ("C_SE_NC_1", 5), 51: ("C_BO_NA_1", 4), 58: ("C_SC_TA_1", 8),
    59: ("C_DC_TA_1", 8), 60: ("C_RC_TA_1", 8), 61: ("C_SE_TA_1", 10), 62: ("C_SE_TB_1", 10),
    63: ("C_SE_TC_1", 12), 64: ("C_BO_TA_1", 11), 70: ("M_EI_NA_1", 1), 100: ("C_IC_NA_1", 1),
    101: ("C_CI_NA_1", 1), 102: ("C_RD_NA_1", 0), 103: ("C_CS_NA_1", 7), 104: ("C_TS_NA_1", 2),
    105: ("C_RP_NA_1", 1), 106: ("C_CD_NA_1", 2), 107: ("C_TS_TA_1", 9), 110: ("P_ME_NA_1", 3),
    111: ("P_ME_NB_1", 3), 112: ("P_ME_NC_1", 5), 113: ("P_AC_NA_1", 1), 120: ("F_FR_NA_1", 6),
    121: ("F_SR_NA_1", 7), 122: ("F_SC_NA_1", 4), 123: ("F_LS_NA_1", 5), 124: ("F_AF_NA_1", 4),
    125: ("F_SG_NA_1", None), 126: ("F_DR_TA_1", 13), 127: ("F_SC_NB_1", 16),
}  # fmt: skip
NAMES: Final = {number: name for number, (name, _) in _TYPES.items()}
SIZES: Final = {number: size for number, (_, size) in _TYPES.items() if size is not None}
# Where the qualifier stands in an element; its highest bit says that the command only selects.
_QUALIFIERS: Final = {
    45: 0,
    46: 0,
    47: 0,
    48: 2,
    49: 2,
    50: 4,
    58: 0,
    59: 0,
    60: 0,
    61: 2,
    62: 2,
    63: 4,
}


def qualified(kind: int, element: bytes) -> str:
    r"""Whether a command selects or executes, "" for what is no such command.

    >>> qualified(45, b"\x81"), qualified(45, b"\x01"), qualified(100, b"\x14")
    ('select', 'execute', '')
    """
    at = _QUALIFIERS.get(kind)
    if at is None or at >= len(element):
        return ""
    return "select" if element[at] & 0x80 else "execute"
