# The process beside a reading process that takes strangers' files apart, started by guard.py.
# It loads the programs once; for each file it forks a child with bounds on memory and time,
# which has the file open, one channel to answer on, and may write no file. What a file does
# to the library that reads it ends with that child.
#
# A request is [number, program, bytes of memory, seconds for a step] with the channel and the
# open file as descriptors; the program's arguments come through the channel. A program is a
# module with `run(file, *arguments)`, a generator of messages. The child closes with "end",
# or "fault" and what was wrong; then [number, status] is told of it.
from __future__ import annotations

import contextlib
import importlib
import os
import resource
import select
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import msgspec

from .guard_frame import Fault, Message, receive, send

__all__ = ["PROGRAMS", "main"]

PROGRAMS = {
    "archive": "archive_members",
    "arrow": "arrow_rows",
    "avro": "avro_rows",
    "check_pdf": "check_pdf",
    "cover_docx": "cover_docx",
    "cover_html": "cover_html",
    "cover_lines": "cover_lines",
    "cover_pdf": "cover_pdf",
    "json": "json_rows",
    "docx": "text_docx",
    "html": "text_html",
    "image": "text_image",
    "mail": "text_mail",
    "odf": "text_odf",
    "ofd": "text_ofd",
    "ole": "text_old",
    "pdf": "text_pdf",
    "pptx": "text_pptx",
    "scanned": "text_scanned",
    "text": "text_lines",
    "workbook": "workbook_cells",
}

Program = Callable[..., Iterator[Message]]

_MAX_REQUEST = 4096
# Programs whose `prepare`, if they have one, was called: what it makes every child has.
_prepared: set[str] = set()


@dataclass(frozen=True, slots=True)
class _Child:
    """A running child: the number of its request, its process, our end of its channel."""

    number: int
    pid: int
    process: int
    channel: int


def main() -> None:
    """Serves the socket on standard input until its other end is closed."""
    # A terminal's Ctrl-C reaches the whole group; the asker decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=os.dup(0)) as control, select.epoll() as waiting:
        _serve(control, waiting)


def _serve(control: socket.socket, waiting: select.epoll) -> None:
    """Answers requests; when the asker is gone, ends every child."""
    children: dict[int, _Child] = {}
    waiting.register(control, select.EPOLLIN)
    while True:
        # One at a time: a descriptor that is closed may come back as another.
        ((ready, _),) = waiting.poll(maxevents=1)
        if ready == control.fileno():
            child = _accepted(control, children, waiting)
            if child is None:
                break
            children[child.process] = children[child.channel] = child
            waiting.register(child.process, select.EPOLLIN)
            waiting.register(child.channel, select.EPOLLRDHUP | select.EPOLLONESHOT)
            continue
        child = children[ready]
        if ready == child.channel:
            # The asker has left; the child may be far from its next word.
            os.kill(child.pid, signal.SIGKILL)
            continue
        _, status = os.waitpid(child.pid, 0)
        with contextlib.suppress(ConnectionError):
            control.send(msgspec.msgpack.encode([child.number, status]))
        for descriptor in (child.process, child.channel):
            del children[descriptor]
            # Closing would not do: a younger child may hold a copy for a moment.
            waiting.unregister(descriptor)
            os.close(descriptor)
    for child in children.values():
        os.kill(child.pid, signal.SIGKILL)


def _accepted(
    control: socket.socket, children: dict[int, _Child], waiting: select.epoll
) -> _Child | None:
    """The child for the next request, or None where there will be no more."""
    try:
        request, descriptors, _, _ = socket.recv_fds(control, _MAX_REQUEST, 2)
    except ConnectionError:
        request = b""
    if not request:
        return None
    number, program, memory, step_s = msgspec.msgpack.decode(
        request, type=tuple[int, str, int, float]
    )
    channel, file = descriptors
    run = _program(program)
    pid = os.fork()
    if pid == 0:
        try:
            control.close()
            waiting.close()
            for descriptor in children:
                os.close(descriptor)
            _bound(memory)
            with socket.socket(fileno=channel) as out:
                _work(run, out, file, step_s)
            os._exit(0)
        finally:
            # Whatever was raised ends here: a library's message may quote the file.
            os._exit(1)
    os.close(file)
    return _Child(number, pid, os.pidfd_open(pid), channel)


def _program(name: str) -> Program:
    """The program, loaded once for all its children; one that only says what it lacks, if so."""
    try:
        module = importlib.import_module(f".{PROGRAMS[name]}", __package__)
    except ModuleNotFoundError:
        return _lacking
    if name not in _prepared and hasattr(module, "prepare"):
        module.prepare()
    _prepared.add(name)
    run: Program = module.run
    return run


def _lacking(_file: BinaryIO, *_arguments: object) -> Iterator[Message]:
    raise Fault("missing")
    yield


def _bound(memory: int) -> None:
    """This process without the means to do harm: no file to write, so much memory more."""
    with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123
        held = int(statm.read().split()[0]) * resource.getpagesize()
    for kind, limit in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_AS, held + memory),
    ):
        _, hard = resource.getrlimit(kind)
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)  # noqa: PLW2901
        resource.setrlimit(kind, (limit, limit))


def _work(run: Program, out: socket.socket, file: int, step_s: float) -> None:
    """Runs the program to its end, its messages on their way one by one."""
    begin = receive(out)
    if begin is None:
        return
    try:
        with os.fdopen(file, "rb") as opened:
            messages = run(opened, *begin[1:])
            while True:
                # Time spent waiting for the asker to listen is not counted.
                signal.setitimer(signal.ITIMER_REAL, step_s)
                message = next(messages, None)
                signal.setitimer(signal.ITIMER_REAL, 0)
                if message is None:
                    break
                send(out, message)
        closing: Message = ("end",)
    except Fault as fault:
        closing = ("fault", fault.code, *fault.numbers)
    except MemoryError:
        closing = ("fault", "large")
    signal.setitimer(signal.ITIMER_REAL, 0)
    send(out, closing)
