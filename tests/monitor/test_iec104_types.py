# Types by their numbers, held against the names they have in Wireshark by test_tshark_fields.py.
from monitor.iec104_types import NAMES, SIZES, qualified


def test_commands_that_select_have_a_qualifier_inside_their_element() -> None:
    for kind in (45, 46, 47, 48, 49, 50, 58, 59, 60, 61, 62, 63):
        size = SIZES[kind]
        assert qualified(kind, b"\xff" * size) == "select", NAMES[kind]
        assert qualified(kind, b"\0" * size) == "execute"
    assert qualified(1, b"\xff") == ""
    assert qualified(50, b"\xff") == ""


def test_names_are_those_of_the_standard() -> None:
    assert (NAMES[1], NAMES[45], NAMES[100]) == ("M_SP_NA_1", "C_SC_NA_1", "C_IC_NA_1")
    assert len(set(NAMES.values())) == len(NAMES)
