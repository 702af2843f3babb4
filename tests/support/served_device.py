# A device of ours served on a free port of loopback by a thread, for clients of other makers that
# cannot choose the address they come from.
from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator

from range.framing import Cut
from range.wire import Service, Telling

__all__ = ["served"]


@contextlib.contextmanager
def served(begin: Callable[[], Service], cut: Cut) -> Iterator[int]:
    """The port at which `begin` makes a service for each connection."""
    ready: list[int] = []
    up = threading.Event()
    loop = asyncio.new_event_loop()

    began = time.monotonic()

    def now() -> float:
        return time.monotonic() - began

    async def tell(service: Service, writer: asyncio.StreamWriter) -> None:
        while isinstance(service, Telling):
            await asyncio.sleep(0.05)
            due = service.due(now())
            if due is None:
                writer.close()
                return
            writer.writelines(due)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        service, waiting = begin(), b""
        telling = loop.create_task(tell(service, writer))
        with contextlib.suppress(OSError, ValueError, asyncio.CancelledError):
            while chunk := await reader.read(65_536):
                messages, waiting = cut(waiting + chunk)
                for message in messages:
                    reply = service.reply(message, "127.0.0.1", now())
                    if reply is None:
                        break
                    writer.write(reply)
                    await writer.drain()
                else:
                    continue
                break
        telling.cancel()
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        ready.append(server.sockets[0].getsockname()[1])
        stop.append(asyncio.Event())
        up.set()
        await stop[0].wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for each in others:
            each.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    stop: list[asyncio.Event] = []
    thread = threading.Thread(target=loop.run_until_complete, args=(main(),))
    thread.start()
    up.wait()
    try:
        yield ready[0]
    finally:
        loop.call_soon_threadsafe(stop[0].set)
        thread.join()
        loop.close()
