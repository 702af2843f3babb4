# Each port's messages are cut by its own protocol.
import pytest

from range import dns, http, iec104, modbus
from range.framing import cut_of


@pytest.mark.parametrize(
    ("port", "requests", "replies"),
    [
        (502, modbus.cut, modbus.cut),
        (2404, iec104.cut, iec104.cut_exchange),
        (53, dns.cut, dns.cut),
        (8080, http.cut, http.cut),
        (80, http.cut, http.cut),
    ],
)
def test_a_port_has_its_protocol(port: int, requests: object, replies: object) -> None:
    assert cut_of(port) is requests
    assert cut_of(port, replies=True) is replies
