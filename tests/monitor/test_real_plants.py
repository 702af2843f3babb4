# A foreign master and a foreign device of Modbus, recorded on loopback, and what a control centre
# and a station say by IEC 60870-5-104: each write told, reads counted, in whatever pieces.
from __future__ import annotations

from pathlib import Path

from iec104_frames import information, station_talk
from made_packets import pcap, talk
from pymodbus.client import ModbusTcpClient
from reader_pieces import exchanges, same_however_cut
from recorded_traffic import recording
from sensed import sensed
from stock_server import stock_modbus

from monitor import Noted
from monitor.iec104 import Iec104
from monitor.modbus import Modbus


def told(noted: list[Noted]) -> list[tuple[object, ...]]:
    names = (
        "event.action",
        "tongguan.operation",
        "tongguan.target",
        "event.outcome",
        "tongguan.times",
    )
    return [tuple(each.values[name] for name in names) for each in noted]


def test_a_master_and_a_device_of_pymodbus(tmp_path: Path) -> None:
    capture = tmp_path / "lo.pcap"
    with stock_modbus() as port:
        master = ModbusTcpClient("127.0.0.1", port=port)
        with recording(capture, ports=frozenset({port})), master:
            for _ in range(50):
                assert master.read_holding_registers(0, count=10, device_id=1).registers == [7] * 10
            master.write_registers(20, [1, 2, 3], device_id=1)
            master.write_register(5, 9, device_id=1)
            assert master.read_holding_registers(900, count=2, device_id=1).isError()
    (said,) = exchanges(capture, port)
    noted = same_however_cut(Modbus, said)
    assert sorted(told(noted)) == [
        ("device-read", "read-holding-registers", "unit 1 register 0-9", "success", 50),
        ("device-read", "read-holding-registers", "unit 1 register 900-901", "failure", 1),
        ("device-write", "write-multiple-registers", "unit 1 register 20-22", "success", 1),
        ("device-write", "write-single-register", "unit 1 register 5", "success", 1),
    ]
    (refused,) = [each for each in noted if each.values["event.outcome"] == "failure"]
    assert refused.values["message"] == "illegal data address"
    # Found by the sensor on whatever port.
    assert sorted(told(sensed(capture)[0])) == sorted(told(noted))


def test_a_control_centre_and_a_station(tmp_path: Path) -> None:
    said = station_talk()
    expected = [
        ("device-read", "C_IC_NA_1", "station 3 object 0", "success", 1),
        ("device-report", "M_ME_NC_1", "station 3", "success", 2),
        ("device-report", "M_SP_NA_1", "station 3", "success", 30),
        ("device-write", "C_SC_NA_1", "station 3 object 6001", "success", 1),
        ("device-write", "C_SC_NA_1", "station 3 object 6001", "success", 1),
        ("device-write", "C_SE_NC_1", "station 3 object 6200", "failure", 1),
        ("device-write", "C_SE_NC_1", "station 3 object 6300", "unknown", 1),
    ]
    timed = [(way, n, octets) for n, (way, octets) in enumerate(said)]
    noted = same_however_cut(Iec104, timed)
    assert sorted(told(noted)) == expected
    steps = [
        each.values["message"] for each in noted if each.values["event.action"] == "device-write"
    ]
    assert sorted(map(str, steps)) == [
        "activation execute",
        "activation execute",
        "activation execute unknown object address",
        "activation select",
    ]
    frames = talk("10.0.0.1:40000", "10.0.0.9:2404", said)
    assert sorted(told(sensed(pcap(tmp_path / "a", frames))[0])) == expected
    # Without its beginning, from the station's side first.
    middle = talk(
        "10.0.0.1:40000", "10.0.0.9:2404", [("back", information(1, 3, 3, [(5, b"\1")] * 4))]
    )
    (reported,) = sensed(pcap(tmp_path / "b", middle[3:]))[0]
    assert reported.values["destination.port"] == 2404
