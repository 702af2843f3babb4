# Strangers' files are taken apart outside this process: guard_server.py runs beside it and
# forks a child for each file, bounded in memory and time. Here is the asking side: messages
# as they come, and a plain reason for an end before the end.
from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from schema import Limits, SourceError

from .guard_frame import Fault, Message, receive, send
from .local import plain_reason

__all__ = ["guarded"]

_BOOT = (
    "import sys; root, package = sys.argv[1:]; "
    # Behind the standard library, before what may be installed of us elsewhere.
    "at = [n for n, path in enumerate(sys.path) if path.endswith('-packages')]; "
    "sys.path.insert(min(at, default=len(sys.path)), root); "
    "import importlib; importlib.import_module(package + '.guard_server').main()"
)
# No secret of this process's environment is handed on.
_ENVIRONMENT = ("LD_LIBRARY_PATH", "PATH", "TZ")
_REASONS = {
    "damaged": "is damaged or cut off",
    "missing": "cannot be read without a package: pip install 'tongguan[documents]'",
    "large": "needs too much memory to read",
    "slow": "takes too long to read: perhaps it is made to",
}
_ENDED: Mapping[int, str] = {
    signal.SIGALRM: "slow",
    # A library that gets no memory ends its process; so does a system that has none.
    signal.SIGABRT: "large",
    signal.SIGKILL: "large",
}


class _Server:
    """The process beside this one, and the numbers of requests made of it."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._statuses: dict[int, int] = {}
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        here = Path(__file__)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _BOOT, str(here.parents[1]), here.parent.name],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            )

    def alive(self) -> bool:
        """Whether it can still be asked, and by this process."""
        return self.owner == os.getpid() and self._process.poll() is None

    def close(self) -> None:
        """Ends it and every child of it; from a fork of its owner, leaves it alone."""
        self._control.close()
        if self.owner == os.getpid():
            self._process.wait()

    def ask(self, program: str, path: str, limits: Limits) -> tuple[int, socket.socket]:
        """The number of a new request and the channel its answer comes on."""
        with open(path, "rb", buffering=0) as file, self._lock:  # noqa: PTH123
            number = next(self._numbers)
            request = [number, program, limits.max_memory_bytes, limits.max_step_s]
            self._take_statuses(socket.MSG_DONTWAIT)
            ours, theirs = socket.socketpair()
            with theirs:
                descriptors = [theirs.fileno(), file.fileno()]
                socket.send_fds(self._control, [msgspec.msgpack.encode(request)], descriptors)
        return number, ours

    def status(self, number: int) -> int | None:
        """How a child that sent no closing word ended, or None where the server did too."""
        with self._lock:
            while number not in self._statuses and self._take_statuses(0):
                pass
            return self._statuses.pop(number, None)

    def _take_statuses(self, flags: int) -> bool:
        """Takes what was told of children; False where nothing more will be, or is yet."""
        try:
            while told := self._control.recv(64, flags):
                number, status = msgspec.msgpack.decode(told, type=tuple[int, int])
                self._statuses[number] = status
                if not flags:
                    return True
        except (BlockingIOError, ConnectionError):
            pass
        return False


_SERVER: _Server | None = None
_STARTING = threading.Lock()


def guarded(
    program: str,
    path: str,
    *arguments: object,
    source: str,
    limits: Limits,
    faults: Mapping[str, str] | None = None,
) -> Iterator[Message]:
    """What a program of `guard_server.PROGRAMS` says of the file, message by message.

    Raises SourceError for `source` where it finds fault, with the reason that `faults` has
    for the code (a reason may have places for numbers), or where it ends before its end.
    """
    reasons = {**_REASONS, **(faults or {})}
    try:
        server = _running()
        number, channel = server.ask(program, path, limits)
    except OSError as error:
        raise SourceError(plain_reason(error), source=source) from None
    with channel:
        with contextlib.suppress(ConnectionError):
            # A child that is gone already has its end told below.
            send(channel, ("begin", *arguments))
        try:
            while (message := receive(channel)) is not None:
                if message[0] == "end":
                    return
                if message[0] == "fault":
                    reason = reasons.get(message[1], reasons["damaged"])
                    raise SourceError(reason.format(*message[2:]), source=source)
                yield message
        except Fault:
            raise SourceError(reasons["damaged"], source=source) from None
    ended = os.waitstatus_to_exitcode(server.status(number) or 0)
    raise SourceError(reasons[_ENDED.get(-ended, "damaged")], source=source)


def _running() -> _Server:
    global _SERVER  # noqa: PLW0603  one for a process, kept as long as it lives
    with _STARTING:
        if _SERVER is None or not _SERVER.alive():
            if _SERVER is not None:
                _SERVER.close()
            else:
                atexit.register(_close)
            _SERVER = _Server()
        return _SERVER


def _close() -> None:
    if _SERVER is not None:
        _SERVER.close()
