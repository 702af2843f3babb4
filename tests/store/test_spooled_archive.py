# Events for another machine that goes away and comes back: none lost, none kept twice.
from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from elastic_server import ADMIN, PASSWORD, ElasticServer
from free_port import free_port
from kept_events import AFTER, DAY, client_of, events, forget, told

from store import ElasticArchive, ParquetArchive, SpooledArchive, StoreError


class Line:
    """A connection to a server that can be cut and joined again."""

    def __init__(self, target: int) -> None:
        self.port = free_port()
        self._target = target
        self._listener: socket.socket | None = None
        self._open: list[socket.socket] = []

    def join(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._serve, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        for each in [self._listener, *self._open]:
            if each is not None:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()
        self._listener, self._open = None, []

    def _serve(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
                self._open += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65_536):
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)


@pytest.fixture
def line(elasticsearch_server: ElasticServer) -> Iterator[tuple[Line, Any]]:
    elasticsearch = pytest.importorskip("elasticsearch")
    line = Line(elasticsearch_server.port)
    client = elasticsearch.Elasticsearch(
        f"http://127.0.0.1:{line.port}", basic_auth=(ADMIN, PASSWORD), max_retries=0
    )
    yield line, client
    line.cut()
    client.close()
    with client_of(elasticsearch_server) as direct:
        forget(direct, "spooled-*")


def test_events_wait_while_the_archive_is_away(line: tuple[Line, Any], tmp_path: Path) -> None:
    cut, client = line
    archive = SpooledArchive(ElasticArchive(client, "spooled"), tmp_path)
    batch = events(90)
    assert archive.append([batch.slice(0, 30)]) == 30
    assert "does not answer" in archive.fault
    with pytest.raises(StoreError, match="events wait here"):
        archive.scan(DAY, AFTER)
    cut.join()
    assert archive.append([batch.slice(30, 30)]) == 30
    assert archive.fault == ""
    assert not list(tmp_path.rglob("*.parquet"))
    cut.cut()
    assert archive.append([batch.slice(60)]) == 30
    # A process that died in between has left its files.
    again = SpooledArchive(ElasticArchive(client, "spooled"), tmp_path)
    cut.join()
    assert again.forward() == 0
    assert told(again.scan(DAY, AFTER)) == batch.to_pylist()


def test_what_was_handed_over_and_not_forgotten_is_kept_once(tmp_path: Path) -> None:
    remote = ParquetArchive(tmp_path / "remote")
    remote.append([events(10)])
    archive = SpooledArchive(remote, tmp_path)
    archive.append([events(10)])
    assert len(told(archive.scan(DAY, AFTER))) == 10
    assert archive.aggregate(DAY, AFTER, ()).column("count").to_pylist() == [10]
    assert len(told(archive.alerts(DAY, AFTER))) == 2


def test_a_damaged_file_that_waits_is_told(tmp_path: Path) -> None:
    class Away(ParquetArchive):
        def append(self, batches: Any) -> int:
            raise StoreError("away")

    archive = SpooledArchive(Away(tmp_path), tmp_path)
    archive.append([events(3)])
    (path,) = tmp_path.rglob("*.parquet")
    path.write_bytes(b"no file of events")
    with pytest.raises(StoreError, match="is damaged"):
        archive.forward()
