# A long log read by a process of its own, so that reading it and judging what it says go on at the
# same time. What it hands over is what would be read here, piece by piece.
from __future__ import annotations

import datetime as dt
import multiprocessing
import queue
import threading
from collections.abc import Generator
from contextlib import closing, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import pyarrow as pa

from connectors import is_flow_file, log_head, log_identity, read_log
from monitor import LogReader
from schema import EVENT_SCHEMA, Skipped, SourceError

from .log_forms import read_logs, unread_lines
from .settings import Settings

__all__ = ["LONG", "log_batches", "log_batches_ahead"]

# A log from this size on is worth a second of starting a process.
LONG: Final = 64 << 20
_MOST_WAITING: Final = 4
_EVENTS, _SKIPPED, _REFUSED, _END = b"e", b"s", b"r", b"."
_BETWEEN: Final = "\0"
Read = Generator[pa.RecordBatch | Skipped, None, None]


def log_batches(settings: Settings, path: Path) -> Read:
    """The events of a log, a batch for each of its pieces and one for its end, and what of it
    could not be read. Raises SourceError where it is no log that is read here.
    """
    logs, head = read_logs(settings), log_head(path)
    kind = logs.kind_of(path.name, head)
    if kind is None:
        if is_flow_file(path):
            problem = "is a file of nfcapd: write it as text with nfdump -o csv, and replay that"
        else:
            problem = "is neither a capture nor a log in a format that is read here"
        raise SourceError(problem, source=str(path))
    written = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    reader = LogReader(kind, logs.about(path.name, lambda: written), log_identity(head))
    for piece in read_log(path):
        yield piece if isinstance(piece, Skipped) else reader.feed(piece)
    yield reader.end()
    unread = reader.unread()
    if unread.count:
        yield Skipped(str(path), unread_lines(unread))


def log_batches_ahead(settings: Settings, path: Path) -> Read:
    """As `log_batches`, read by another process, which ends when this is closed."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    reading = context.Process(target=_hand_over, args=(there, settings, path), daemon=True)
    reading.start()
    there.close()
    waiting: queue.Queue[bytes] = queue.Queue(_MOST_WAITING)
    stop = threading.Event()
    taking = threading.Thread(target=_take, args=(here, waiting, stop), daemon=True)
    taking.start()
    try:
        yield from _told(waiting, path)
    finally:
        stop.set()
        reading.kill()
        reading.join()
        taking.join()
        here.close()


def _told(waiting: queue.Queue[bytes], path: Path) -> Read:
    while message := waiting.get():
        kind, rest = message[:1], message[1:]
        if kind == _END:
            return
        if kind == _EVENTS:
            with pa.ipc.open_stream(rest) as stream:
                yield from map(_whole, stream)
            continue
        source, problem = rest.decode().split(_BETWEEN)
        if kind == _REFUSED:
            raise SourceError(problem, source=source)
        yield Skipped(source, problem)
    raise SourceError("its reader ended early: it was not read to its end", source=str(path))


def _take(here: Connection, waiting: queue.Queue[bytes], stop: threading.Event) -> None:
    """Messages into the queue, an empty one where no more come."""
    message = b"."
    while message and not stop.is_set():
        try:
            message = here.recv_bytes()
        except (EOFError, OSError):
            message = b""
        while not stop.is_set():
            with suppress(queue.Full):
                waiting.put(message, timeout=0.2)
                break


def _hand_over(there: Connection, settings: Settings, path: Path) -> None:
    with closing(there), suppress(BrokenPipeError, KeyboardInterrupt):
        try:
            for each in log_batches(settings, path):
                if isinstance(each, Skipped):
                    there.send_bytes(_SKIPPED + f"{each.source}{_BETWEEN}{each.error}".encode())
                    continue
                sink = pa.BufferOutputStream()
                sink.write(_EVENTS)
                said = _said(each)
                with pa.ipc.new_stream(sink, said.schema) as stream:
                    stream.write_batch(said)
                there.send_bytes(sink.getvalue())
        except SourceError as error:
            told = f"{error.source}{_BETWEEN}{error.problem}".encode()
            there.send_bytes(_REFUSED + told)
        else:
            there.send_bytes(_END)


def _said(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Those columns of events that say anything: of most kinds of logs it is a few of many."""
    names = [
        name
        for name, values in zip(batch.schema.names, batch.columns, strict=True)
        if values.null_count < len(values)
    ]
    kept = names or ["event.id"]
    return batch.select(kept)


def _whole(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The events with all of their columns again."""
    rows = batch.num_rows
    nothing = {kind: pa.nulls(rows, kind) for kind in {field.type for field in EVENT_SCHEMA}}
    told = dict(zip(batch.schema.names, batch.columns, strict=True))
    columns = [told.get(field.name, nothing[field.type]) for field in EVENT_SCHEMA]
    return pa.RecordBatch.from_arrays(columns, schema=EVENT_SCHEMA)
