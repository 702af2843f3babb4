# Devices tested: where a test may be pointed, how one case is played again, what else answers.
from __future__ import annotations

import socket

import pytest
from stock_server import stock_modbus

from range.device_test import DeviceReport, device_host, run_device_test
from schema import MisuseError


@pytest.mark.parametrize(
    "host", ["8.8.8.8", "192.168.1.10", "10.78.0.1", "0.0.0.0", "example.org", "::1", ""]
)
def test_no_other_address_is_taken(host: str) -> None:
    with pytest.raises(MisuseError, match="no other address is taken"):
        device_host(host)
    with pytest.raises(MisuseError, match="no other address is taken"):
        run_device_test(host, 502, "modbus")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.77.3.10", "10.77.3.10", "localhost"])
def test_loopback_and_the_lab_are_taken(host: str) -> None:
    assert device_host(host) == host.replace("localhost", "127.0.0.1")


def test_where_nothing_answers_that_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(MisuseError, match="nothing answers at 127"):
        run_device_test("127.0.0.1", port, "modbus", patience=0.2)


def sent(result: DeviceReport) -> bytes:
    """The first message that a case sent."""
    return next(each.content for each in result.tried[0].noted if each.way == "sent")


def test_a_case_is_played_again_to_the_byte() -> None:
    with stock_modbus() as port:
        one, other = (
            run_device_test("127.0.0.1", port, "modbus", seed=5, only=60, patience=0.2)
            for _ in range(2)
        )
        another = run_device_test("127.0.0.1", port, "modbus", seed=6, only=60, patience=0.2)
        with pytest.raises(MisuseError, match=r"there is no case 999, there are 1 to \d+"):
            run_device_test("127.0.0.1", port, "modbus", only=999)
    assert one.tried[0].number == 60
    # What the device makes of it is its own affair, and not the same each time.
    assert sent(one) == sent(other)
    assert sent(one) != sent(another)


def test_what_else_answers_is_told_and_whether_it_was_declared() -> None:
    with socket.socket() as device, socket.socket() as other:
        for each, port in ((device, 18502), (other, 10022)):
            each.bind(("127.0.0.9", port))
            each.listen(4096)
        undeclared, declared = (
            run_device_test(
                "127.0.0.9", 18502, "modbus", mutations=0, patience=0.01, declared=ports
            ).census
            for ports in ((), (10022,))
        )
    assert (undeclared, declared) == ({10022: False}, {10022: True})
