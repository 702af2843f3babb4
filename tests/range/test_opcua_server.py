# An OPC UA server: what ends a connection, what is refused, and another maker's client at work on it.
from __future__ import annotations

import asyncio
import struct
from typing import Any

import pytest
from asyncua import Client, ua
from drill_files import shipped
from served_device import served

from range import opcua
from range.opcua_server import OpcuaServer

DRILL = shipped("works-opcua")
HOST, PERSONA = DRILL.lab.hosts["opc1"], DRILL.lab.personas["server"]


def server() -> OpcuaServer:
    return OpcuaServer(HOST, PERSONA, None, 1.7e9)


class Told:
    def __init__(self) -> None:
        self.values: list[float] = []

    def datachange_notification(self, _node: object, value: float, _data: object) -> None:
        self.values.append(value)


async def visit(port: int, made: OpcuaServer) -> dict[str, Any]:
    found: dict[str, Any] = {}
    async with Client(f"opc.tcp://127.0.0.1:{port}/") as client:
        found["spaces"] = await client.get_namespace_array()
        found["maker"] = await client.get_node("i=2263").read_value()
        found["state"] = (await client.get_node("i=2256").read_value()).State
        tower = client.get_node("ns=2;s=Tower")
        names = [(await each.read_browse_name()).Name for each in await tower.get_children()]
        found["tower"] = names
        stop = await client.nodes.root.get_child(["0:Objects", "2:Tower", "2:Stop"])
        await stop.write_value(9.5)
        found["stop"] = await stop.read_value()
        told = Told()
        subscription = await client.create_subscription(100, told)
        await subscription.subscribe_data_change([stop])
        for value in (3.5, 2.5):
            await asyncio.sleep(0.3)
            made.put("tower.stop", value, "somebody", 1.0)
        await asyncio.sleep(0.3)
        await subscription.delete()
        found["told"] = told.values
        for name, node, value in (
            ("point", "ns=2;s=Tower.Level", 9.0), ("nowhere", "ns=2;s=Nope", 9.0),
            ("text", "ns=2;s=Tower.Stop", "much"),
        ):  # fmt: skip
            with pytest.raises(ua.UaStatusCodeError) as refused:
                await client.get_node(node).write_value(value)
            found[name] = type(refused.value).__name__
    return found


def test_another_makers_client_browses_reads_writes_and_subscribes() -> None:
    made = server()
    with served(made.session, opcua.cut) as port:
        found = asyncio.run(visit(port, made))
    assert found["spaces"][2] == "urn:lab:plant"
    assert found["maker"] == "Weihe Controls"
    assert found["state"] == ua.ServerState.Running
    assert found["tower"] == ["Level", "Start", "Stop", "HighAlarm"]
    assert found["stop"] == 9.5
    assert found["told"] == [9.5, 3.5, 2.5]
    assert (found["point"], found["nowhere"], found["text"]) == (
        "BadNotWritable", "BadNodeIdUnknown", "BadTypeMismatch",
    )  # fmt: skip
    assert [each.setting for each in made.written if each.peer == "127.0.0.1"] == ["tower.stop"]


def test_another_makers_client_is_told_what_is_served() -> None:
    with served(server().session, opcua.cut) as port:
        client = Client(f"opc.tcp://127.0.0.1:{port}/")
        (endpoint,) = asyncio.run(client.connect_and_get_server_endpoints())
    assert endpoint.SecurityMode == ua.MessageSecurityMode.None_
    assert endpoint.Server.ApplicationName.Text == PERSONA.product


HELLO = opcua.hello("opc.tcp://a/")


@pytest.mark.parametrize(
    "frames",
    [
        [opcua.message(b"MSG", bytes(30))],
        [HELLO, HELLO],
        [HELLO, opcua.message(b"MSG", bytes(40))],
        [HELLO, opcua.open_channel(0, 1, b"")],
        [HELLO, opcua.message(b"CLO", bytes(30))],
        [HELLO + HELLO],
    ],
    ids=["no greeting", "greeted twice", "no channel", "an empty request", "closed", "two at once"],
)
def test_what_ends_a_connection(frames: list[bytes]) -> None:
    session = server().session()
    assert [session.reply(each, "p", 0.0) for each in frames][-1] is None


def test_what_is_asked_without_a_session_is_refused() -> None:
    session = server().session()
    session.reply(HELLO, "p", 0.0)
    head = (
        opcua.node(opcua.NO_NODE)
        + bytes(8)
        + struct.pack("<II", 3, 0)
        + opcua.text(None)
        + bytes(7)
    )
    body = struct.pack("<III", 0, 0, 1) + opcua.octets(None) + struct.pack("<I", 60_000)
    opened = session.reply(opcua.open_channel(0, 1, opcua.node((0, 446)) + head + body), "p", 0.0)
    assert opened
    channel = opened[8:12] + struct.pack("<III", 1, 2, 2)
    for service in (631, 673, 826, 9999):
        reply = session.reply(
            opcua.message(b"MSG", channel + opcua.node((0, service)) + head), "p", 0.0
        )
        assert reply
        assert opcua.service_of(reply) == 397
