# The server of pymodbus as it comes, as a process of its own that a device test is pointed at;
# it writes its port and runs until its standard input ends.
from __future__ import annotations

import asyncio
import contextlib
import logging
import subprocess
import sys
from collections.abc import Iterator

__all__ = ["stock_modbus"]


@contextlib.contextmanager
def stock_modbus() -> Iterator[int]:
    """The port of a server that holds 200 registers of 7."""
    server = subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout
    try:
        yield int(server.stdout.readline())
    finally:
        server.kill()
        server.communicate()


async def _serve() -> None:
    from pymodbus.server import ModbusTcpServer
    from pymodbus.simulator import DataType, SimData, SimDevice

    held = SimDevice(1, simdata=[SimData(0, values=[7] * 200, datatype=DataType.REGISTERS)])
    server = ModbusTcpServer(held, address=("127.0.0.1", 0))
    await server.serve_forever(background=True)
    print(server.transport.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    asyncio.run(_serve())
