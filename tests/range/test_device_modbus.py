# The server of the range passes its own device test; the stock server of pymodbus fails it for
# the faults that made us write our own: a connection that goes deaf.
from __future__ import annotations

import pytest
from drill_files import shipped
from loopback_turn import loopback_turn
from stock_server import stock_modbus

from range.device_modbus import MODBUS_SPEECH, modbus_cases
from range.device_test import DeviceReport, run_device_test
from range.keeper import bring_up, take_down
from range.modbus import read


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> DeviceReport:
    folder = tmp_path_factory.mktemp("labs")
    with loopback_turn():
        lab = bring_up(
            shipped("water-setpoint"), identifier="lab", folder=folder, fidelity="loopback", seed=1
        )
        try:
            return run_device_test("127.77.3.10", 10502, "modbus", patience=2.0)
        finally:
            take_down(lab, folder)


@pytest.fixture(scope="module")
def stock() -> DeviceReport:
    with stock_modbus() as port:
        return run_device_test("127.0.0.1", port, "modbus", mutations=5, patience=0.25)


def test_our_server_passes_every_case(ours: DeviceReport) -> None:
    assert [each.case.id for each in ours.tried if each.finding.outcome == "fail"] == []
    assert len(ours.tried) > 140


def test_what_anyone_may_know_and_do_is_told(ours: DeviceReport) -> None:
    weak = {each.case.id for each in ours.tried if each.finding.outcome == "weak"}
    assert weak == {"identification", "unauthenticated-write"}


@pytest.mark.parametrize("case", ["protocol-7", "length-65535"])
def test_the_stock_server_goes_deaf(stock: DeviceReport, case: str) -> None:
    (found,) = [each for each in stock.tried if each.case.id == case]
    assert found.finding.outcome == "fail"
    assert "stays open and a valid request on it is not answered" in found.finding.why.en
    assert [each.way for each in found.noted] == ["opened", "sent", "sent"]


def test_the_stock_server_marks_exceptions_wrongly_and_answers_one_of_two(
    stock: DeviceReport,
) -> None:
    failed = {each.case.id for each in stock.tried if each.finding.outcome == "fail"}
    assert {"function-99", "read-none", "one-segment"} <= failed
    # What it does well is not held against it.
    assert {"transaction-0", "byte-by-byte", "sessions-held"} & failed == set()


def test_cases_have_names_of_their_own_and_numbers_that_stay() -> None:
    names = [each.id for each in modbus_cases(10)]
    assert len(set(names)) == len(names)
    assert names == [each.id for each in modbus_cases(20)][: len(names)]


@pytest.mark.parametrize(
    ("reply", "fits"),
    [
        ("000900000005010302012c", True),
        ("000900000003018302", True),
        ("000800000005010302012c", False),
        ("000900070005010302012c", False),
        ("000900000003018001", False),
        ("0009", False),
    ],
)
def test_a_reply_is_to_its_own_request(reply: str, fits: bool) -> None:
    assert MODBUS_SPEECH.answers(9, bytes.fromhex(reply)) is fits
    assert MODBUS_SPEECH.valid(9) == read(9, "holding", 0, 1)
