# An S7 controller: memory, lists of state and mode, by our own client's frames and by another maker's
# client on a socket.
from __future__ import annotations

import struct
from collections.abc import Iterator

import pytest
import snap7
from drill_files import shipped
from served_device import served

from policies import Host, Persona, Tag
from range import s7
from range.program import RUNNING
from range.s7 import Item, Message
from range.s7_plc import S7Plc

DRILL = shipped("station-stop")


def controller() -> S7Plc:
    tags = tuple(
        Tag(at=at, setting=name, value=value)
        for at, name, value in (
            ("DB1.DBD0", "start", 3.0), ("DB1.DBD4", "stop", 4.8), ("DB1.DBX8.0", "manual", 0),
            ("DB1.DBX8.1", "command", 1), ("DB1.DBW10", "turns", 7), ("M10.3", "flag", 1),
        )
    )  # fmt: skip
    host = Host(zone="ot", device="s7-plc", tags=tags)
    persona = Persona(
        vendor="Weihe Controls", product="WH7 315-2DP", revision="V3.2.6", name="station"
    )
    return S7Plc(host, persona, None)


@pytest.fixture
def plc() -> S7Plc:
    return controller()


@pytest.fixture(scope="module")
def foreign() -> Iterator[tuple[snap7.client.Client, S7Plc]]:
    made = controller()
    with served(made.session, s7.cut) as port:
        client = snap7.client.Client()
        client.connect("127.0.0.1", 0, 2, port)
        yield client, made
        client.disconnect()


def talk(plc: S7Plc, *frames: bytes, longest: int = 480) -> bytes:
    """The last answer on a connection that was made for these."""
    session = plc.session()
    for frame in (s7.connect(), s7.setup(longest), *frames):
        reply = session.reply(frame, "10.77.2.10", 5.0)
        assert reply is not None
    return reply


def test_memory_is_read_in_bytes_and_bits(plc: S7Plc) -> None:
    items = [Item(0x84, 1, 0, 12), Item(0x84, 1, 8, 1, bit=1), Item(0x83, 0, 10, 1, bit=3)]
    assert s7.data_values(talk(plc, s7.read_request(1, items))) == [
        struct.pack(">ffBBh", 3.0, 4.8, 2, 0, 7), b"\x01", b"\x01",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (Item(0x84, 9, 0, 4), 0x0A),
        (Item(0x84, 1, 10, 4), 0x05),
        (Item(0x99, 0, 0, 1), 0x0A),
    ],
    ids=["no such block", "beyond its end", "no such area"],
)
def test_memory_that_is_not_there_is_refused(plc: S7Plc, item: Item, code: int) -> None:
    message = s7.parse(talk(plc, s7.read_request(1, [item])))
    assert message
    assert message.data[0] == code
    assert s7.is_refusal(talk(plc, s7.write_request(1, item, bytes(item.size))))


def test_a_write_is_written_down_and_touches_what_lies_there(plc: S7Plc) -> None:
    talk(plc, s7.write_request(1, Item(0x84, 1, 0, 8), struct.pack(">ff", 1.5, 9.5)))
    talk(plc, s7.write_request(1, Item(0x84, 1, 8, 1, bit=0), b"\x01"))
    assert [(each.peer, each.setting, each.after) for each in plc.written] == [
        ("10.77.2.10", "start", 1.5), ("10.77.2.10", "stop", 9.5), ("10.77.2.10", "manual", 1.0),
    ]  # fmt: skip
    assert plc.settings["command"] == 1


def test_what_the_program_holds_stays_as_it_is() -> None:
    host = DRILL.lab.hosts["plc1"]
    plc = S7Plc(host, None, None)
    talk(plc, s7.write_request(1, Item(0x81, 0, 0, 4), struct.pack(">f", 9.0)))
    assert plc.written == []


@pytest.mark.parametrize("setting", ["start", "manual", "turns", RUNNING])
def test_what_a_screen_sends_puts_a_setting_right(plc: S7Plc, setting: str) -> None:
    session = plc.session()
    for frame in plc.write_requests(setting, 0.0):
        assert session.reply(frame, "10.77.3.11", 1.0)
    assert plc.settings[setting] == 0.0


@pytest.mark.parametrize(
    ("frames", "answers"),
    [
        ([s7.setup(480)], False),
        ([s7.connect(), s7.read_request(1, [Item(0x84, 1, 0, 4)])], False),
        ([s7.connect(), s7.connect()], False),
        ([s7.connect(), s7.setup(480), b"\3\0\0\7\2\xf0\0"], False),
        ([s7.connect(), s7.setup(480), s7.whole(Message(s7.JOB, 1, b"\x1d", b""))], True),
        ([s7.connect(), s7.setup(480), s7.whole(Message(s7.USER_DATA, 1, b"\0\1", b""))], False),
    ],
    ids=["no connection", "no length", "twice", "a piece", "unknown function", "short"],
)
def test_what_ends_a_connection(plc: S7Plc, frames: list[bytes], answers: bool) -> None:
    session = plc.session()
    replies = [session.reply(each, "p", 0.0) for each in frames]
    assert (replies[-1] is not None) == answers
    assert all(replies[:-1])


def test_no_answer_is_longer_than_was_agreed(plc: S7Plc) -> None:
    items = [Item(0x84, 1, 0, 12)] * 8
    assert s7.is_refusal(talk(plc, s7.read_request(1, items), longest=100))
    assert len(talk(plc, s7.szl_request(1, 0x001C, 0), longest=120)) <= 120 + 7


def test_another_makers_client_reads_what_it_is(foreign) -> None:
    client, _ = foreign
    told = client.get_cpu_info()
    assert (told.ASName, told.ModuleName, told.Copyright) == (
        b"station", b"WH7 315-2DP", b"Weihe Controls",
    )  # fmt: skip
    order = client.get_order_code()
    assert (order.OrderCode, order.V1, order.V2, order.V3) == (b"WH7 315-2DP", 3, 2, 6)
    # Behind the length and number of records, and the index: anyone may do anything.
    protection = bytes(each & 255 for each in client.read_szl(0x0232, 4).Data[:8])
    assert protection == bytes((0, 40, 0, 1, 0, 4, 0, 1))


def test_another_makers_client_reads_and_writes(foreign) -> None:
    client, made = foreign
    client.db_write(1, 0, bytearray(struct.pack(">f", 9.5)))
    client.db_write_bool(1, 8, 1, False)
    assert client.db_read_real(1, 0) == 9.5
    assert not client.db_read_bool(1, 8, 1)
    assert client.mb_read(10, 1) == bytearray(b"\x08")
    assert made.settings["start"] == 9.5
    with pytest.raises(Exception, match=r"(?i)not exist|0x0a|object"):
        client.db_read(9, 0, 4)


def test_another_makers_client_stops_and_starts_it(foreign) -> None:
    client, made = foreign
    for act, running in ((client.plc_stop, 0), (client.plc_hot_start, 1), (client.plc_stop, 0), (client.plc_cold_start, 1)):  # fmt: skip
        act()
        assert made.settings[RUNNING] == running
        state = bytes(each & 255 for each in client.read_szl(0x0424, 0).Data[:8])
        assert state[7] == (8 if running else 4)
