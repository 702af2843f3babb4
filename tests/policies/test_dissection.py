# Dissections: what a pack may say, and what is refused with its reason.
import pytest
from dissection_packs import ENIP, dissection
from pydantic import ValidationError

from policies import DISSECTED
from policies.dissection import Column


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"module": "os.path"}, "module"),
        ({"module": "scapy.all"}, "module"),
        ({"columns": {"source.ip": "IP.src"}}, "source.ip"),
        ({"columns": {"message": "status"}}, "NTPHeader.mode"),
        ({"columns": {"message": "A.b%x"}}, "NTPHeader.mode"),
        ({"ports": ()}, "ports"),
        ({"ports": (0,)}, "ports"),
        ({"examples": ()}, "examples"),
        ({"examples": ({"payload": "xy", "gives": {}},)}, "payload"),
        ({"layer": "A.b"}, "layer"),
    ],
)
def test_what_a_pack_may_not_say(changed: dict, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        dissection(**changed)


def test_columns_are_those_that_are_named() -> None:
    assert ENIP.ports == (44818,)
    assert Column.__args__ == DISSECTED
