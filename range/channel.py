# The way into a drill that runs: a socket in the file system, of its owner alone, on which a line
# of JSON asks and a line of JSON answers. Exercise control, roles and pages come in by it; whoever
# goes away, or is killed, leaves the drill as it is.
from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from schema import MisuseError

from .control import Control
from .result import JSON
from .view import role_view, whole_view

__all__ = ["Channel", "ask_channel"]

_LONGEST = 64 * 1024
_PATIENCE = 5.0
_CREDENTIALS = struct.Struct("3i")


class Channel:
    """A drill's socket, from the time it listens until it is closed."""

    def __init__(self, path: Path, control: Control) -> None:
        self._path, self._control = path, control
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """The socket listening, for nobody but its owner."""
        with _short(self._path) as name:
            made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            before = os.umask(0o177)
            try:
                made.bind(name)
            finally:
                os.umask(before)
        self._server = await asyncio.start_unix_server(self._begin, sock=made, limit=_LONGEST)

    async def stop(self) -> None:
        """The socket gone, once those who asked have their answer."""
        if self._server is None:
            return
        self._path.unlink(missing_ok=True)
        self._server.close()
        for talk in list(self._talks):
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A task of our own: one that the library makes complains when it is cancelled.
        talk = asyncio.get_running_loop().create_task(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if _user_of(writer) not in {os.geteuid(), os.getuid(), 0}:
                return
            # Too long a line is a ValueError; who asks so has nothing to ask.
            while line := await reader.readline():
                writer.write(json.dumps(self._answer(line), ensure_ascii=False).encode() + b"\n")
                await writer.drain()
        except (OSError, ValueError):
            pass
        finally:
            writer.close()

    def _answer(self, line: bytes) -> JSON:
        try:
            asked = json.loads(line)
            return _DOES[asked["do"]](self._control, asked)
        except MisuseError as problem:
            return {"problem": str(problem)}
        except (KeyError, TypeError, ValueError):
            return {"problem": "the drill was asked for what it does not know"}


def ask_channel(path: Path, **asked: JSON) -> dict[str, Any]:
    """What a drill answers. Raises MisuseError with what it says against it, or where none runs."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as made:
        made.settimeout(_PATIENCE)
        try:
            with _short(path) as name:
                made.connect(name)
            made.sendall(json.dumps(asked).encode() + b"\n")
            with made.makefile("rb") as stream:
                told = json.loads(stream.readline() or b"{}")
        except (OSError, ValueError):
            raise MisuseError("this drill does not run any more, or does not answer") from None
    if not isinstance(told, dict) or not told:
        raise MisuseError("this drill does not run any more, or does not answer")
    if "problem" in told:
        raise MisuseError(str(told["problem"]))
    return told


def _join(control: Control, asked: dict[str, Any]) -> JSON:
    role, who = str(asked["role"]), str(asked["who"])
    control.desk.sit(role, who, lasts=float(asked["lasts"]))
    return role_view(control, role, int(asked["since"]))


def _leave(control: Control, asked: dict[str, Any]) -> JSON:
    control.desk.leave(str(asked["role"]), str(asked["who"]))
    return {"done": True}


def _say(control: Control, asked: dict[str, Any]) -> JSON:
    number, choice = int(asked["number"]), str(asked["choice"])
    control.desk.say(number, choice, str(asked["role"]), str(asked["who"]))
    return {"done": True}


def _control(control: Control, asked: dict[str, Any]) -> JSON:
    who, act = str(asked["who"]), asked["act"]
    if act == "speed":
        control.speed(who, float(asked["factor"]))
    elif act == "inject":
        control.inject(who, int(asked["number"]))
    elif act == "say":
        control.say(who, str(asked["role"]), str(asked["text"]))
    else:
        {"pause": control.pause, "resume": control.resume, "abort": control.abort}[act](who)
    clock = control.world.clock
    return {"done": True, "time_s": clock.now(), "speed": clock.speed, "paused": clock.paused}


def _invite(control: Control, asked: dict[str, Any]) -> JSON:
    return {"secret": control.desk.invite(str(asked["role"]))}


def _invited(control: Control, asked: dict[str, Any]) -> JSON:
    return {"role": control.desk.invited(str(asked["secret"]), spend=bool(asked["spend"]))}


_DOES: dict[str, Callable[[Control, dict[str, Any]], JSON]] = {
    "look": lambda control, asked: whole_view(control, int(asked["since"])),
    "join": _join,
    "leave": _leave,
    "answer": _say,
    "control": _control,
    "invite": _invite,
    "invited": _invited,
}


@contextlib.contextmanager
def _short(path: Path) -> Iterator[str]:
    """A name of the path that is short enough for a socket, whatever folder it lies in."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def _user_of(writer: asyncio.StreamWriter) -> int:
    """Whose process is at the other end, as the kernel says."""
    made = writer.get_extra_info("socket")
    told = made.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return int(_CREDENTIALS.unpack(told)[1])
