# Subscriptions: changes are told once, to a request that waits; quiet ones say that they live.
from __future__ import annotations

import struct

from range import opcua
from range.opcua import NodeId, Reader
from range.opcua_subscription import Subscriptions


class Plant:
    def __init__(self) -> None:
        self.value = 1.0

    def read(self, at: NodeId, _attribute: int) -> bytes:
        known = at == (2, "a")
        made = opcua.variant(self.value) if known else None
        return opcua.data_value(made, 0 if known else 0x80340000, 0.0)


def subscribed(keep_alive: int = 3) -> tuple[Subscriptions, Plant]:
    plant = Plant()
    made = Subscriptions(plant.read)
    body = struct.pack("<dIII", 1000.0, 30, keep_alive, 0) + b"\x01\0"
    status, _ = made.serve("subscribe", Reader(body), 0.0)
    assert status == 0
    return made, plant


def monitored(made: Subscriptions, name: str) -> int:
    item = opcua.node((2, name)) + struct.pack("<I", 13) + opcua.text(None) + opcua.qualified(0, "")
    item += struct.pack("<IId", 2, 44, 500.0) + b"\0\0\0" + struct.pack("<I", 10) + b"\x01"
    body = struct.pack("<III", 1, 0, 1) + item
    status, answer = made.serve("monitor", Reader(body), 0.0)
    assert status == 0
    return Reader(answer, 4).number()


def test_what_changes_is_told_once() -> None:
    made, plant = subscribed()
    assert monitored(made, "a") == 0
    for request in (7, 8, 9):
        assert made.publish(request, request) == 0
    (first,) = made.due(5.0, 1.0)
    assert first[:2] == (7, 7)
    assert struct.pack("<d", 1.0) in first[2]
    assert list(made.due(5.0, 1.5)) == []
    assert list(made.due(5.0, 2.0)) == []
    plant.value = 2.5
    (second,) = made.due(5.0, 3.0)
    assert second[0] == 8
    assert struct.pack("<d", 2.5) in second[2]


def test_a_quiet_one_says_that_it_lives() -> None:
    made, _ = subscribed(keep_alive=3)
    made.publish(1, 1)
    made.publish(2, 2)
    assert len(list(made.due(0.0, 1.0))) == 1
    assert [len(list(made.due(0.0, at))) for at in (2.0, 3.0, 4.0)] == [0, 0, 1]


def test_what_cannot_be_is_refused() -> None:
    made, _ = subscribed()
    assert monitored(made, "nowhere") == 0x80340000
    assert Subscriptions(Plant().read).publish(1, 1) == 0x80790000
    assert [made.publish(each, each) for each in range(21)][-1] == 0x80780000
    assert made.serve("monitor", Reader(struct.pack("<I", 9)), 0.0)[0] == 0x80280000
    assert made.serve("republish", Reader(struct.pack("<I", 1)), 0.0)[0] == 0x807B0000


def test_what_is_given_up_is_told_no_more() -> None:
    made, _ = subscribed()
    monitored(made, "a")
    made.publish(1, 1)
    gone = made.serve("unmonitor", Reader(struct.pack("<IiI", 1, 1, 1)), 0.0)[1]
    assert Reader(gone).list_of(lambda: 0) == [0]
    (only,) = made.due(0.0, 1.0)
    assert struct.pack("<d", 1.0) not in only[2]
    made.serve("unsubscribe", Reader(struct.pack("<iI", 1, 1)), 0.0)
    assert list(made.due(0.0, 9.0)) == []
