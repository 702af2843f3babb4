# Whether all services of a lab answer: each is asked, in its own protocol, what harms nothing.
from __future__ import annotations

import asyncio

from . import iec104, modbus, opcua, s7
from .dns import DNS, query
from .http import request
from .opcua_server import OPCUA
from .rtu import IEC104
from .s7_plc import S7
from .wire import NoAnswerError
from .world import MODBUS, World

__all__ = ["all_answer"]

_TRIES = 5


async def all_answer(world: World) -> int:
    """How many services there are, once each has answered a question from a host of the lab.

    Raises OSError where one does not.
    """
    places = world.wire.places()
    hosts = list(world.lab.hosts)

    async def one(address: str, port: int) -> None:
        # From its own host: whether others may come is the policy's affair.
        near = address if address in hosts else hosts[0]
        for left in reversed(range(_TRIES)):
            try:
                link = await world.wire.open(near, address, port)
                await link.ask(_question(address, port))
                await link.close()
                break
            except NoAnswerError:
                # On a machine that is busy with others silence is no proof.
                if not left:
                    raise

    await asyncio.gather(*(one(*place) for place in places))
    return len(places)


def _question(address: str, port: int) -> bytes:
    """What any server of a port answers; HTTP where the port is no other's."""
    if port == MODBUS:
        return modbus.identify(1)
    if port == IEC104:
        return iec104.unnumbered(iec104.TESTFR)
    if port == S7:
        return s7.connect()
    if port == OPCUA:
        return opcua.hello(f"opc.tcp://{address}:{port}/")
    if port == DNS:
        return query(0, "up.example")
    return request("GET", "/", address)
