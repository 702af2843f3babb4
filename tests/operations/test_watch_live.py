# An interface watched: the same alerts and events as of a capture of it, what is lost told, and
# the command in a namespace of its own, ended by an interruption.
import dataclasses
import datetime as dt
import os
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from lab_network import needs_namespaces
from live_traffic import needs_packets, posted, residents, written

from connectors import LiveCapture
from operations import LiveFeed, Settings, replay, watch_logs
from schema import Alert
from store import scan_events

pytestmark = needs_packets
EVER = dt.datetime(2020, 1, 1, tzinfo=dt.UTC), dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


def events(home: Path) -> list[dict]:
    found = [row for batch in scan_events(home, *EVER) for row in batch.to_pylist()]
    return sorted(found, key=lambda row: row["event.id"])


def timeless(alerts: tuple[Alert, ...]) -> list[Alert]:
    return [dataclasses.replace(each, time="") for each in alerts]


def test_live_and_replayed_give_the_same(
    server: socket.socket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: list[pa.RecordBatch] = []
    take = LiveCapture.take

    def noticed(self: LiveCapture) -> pa.RecordBatch | None:
        if (batch := take(self)) is not None:
            passed.append(batch)
        return batch

    monkeypatch.setattr(LiveCapture, "take", noticed)
    live = Settings(home=tmp_path / "live", actor="tester")
    with LiveFeed("lo", ports=[server.getsockname()[1]]) as feed:
        steps = iter([lambda: posted(server, residents(300)), lambda: feed.pump(0.5)])

        def wait() -> bool:
            step = next(steps, None)
            if step is not None:
                step()
            return step is not None

        found = list(watch_logs(live, [], wait=wait, feeds=lambda run: [feed.begin(run)]))
    heard = tuple(alert for each in found for alert in each.alerts)
    assert [(each.rule, each.records) for each in heard] == [("data.sent-out", 300)]
    assert [lost for each in found for lost in each.skipped] == []
    # Events are told apart by who saw them, which is the file of this name.
    capture = written(tmp_path / "lo", passed)
    again = Settings(home=tmp_path / "again", actor="tester")
    told = replay(again, [str(capture)])
    assert timeless(told.alerts) == timeless(heard)
    assert events(again.home) == events(live.home)
    assert len(events(live.home)) == 2


WATCHED = textwrap.dedent("""
    ip link set lo up && ip addr add 203.0.113.9/32 dev lo
    {python} -c "from console.entry import main; main()" monitor watch --interface lo --log {log} --json &
    watching=$!
    {python} {traffic} "$watching"
    kill -INT $watching
    wait $watching
""")
TRAFFIC = textwrap.dedent("""
    import os, sys, socket, time
    sys.path[:0] = {paths}
    from pathlib import Path
    from live_traffic import posted, residents
    home = Path(os.environ["TONGGUAN_HOME"])
    while not (home / "watch").exists():
        time.sleep(0.05)
    with socket.create_server(("203.0.113.9", 80)) as server:
        posted(server, residents(300))
    time.sleep(1.5)
""")


@needs_namespaces
def test_the_command_in_a_namespace_of_its_own(tmp_path: Path) -> None:
    log = tmp_path / "pg.csv"
    log.write_text(
        '2026-11-28 02:00:00.000 UTC,"li","people",1,"10.0.0.7:4000",s,1,"authentication",t,v,0,'
        'FATAL,28P01,"password authentication failed for user ""li""",,,,,,,,,"psql",'
        '"client backend",,0\n'
    )
    traffic = tmp_path / "traffic.py"
    traffic.write_text(
        TRAFFIC.format(paths=[str(Path(__file__).parents[1] / "support"), str(Path.cwd())])
    )
    done = subprocess.run(
        ["unshare", "-n", "sh", "-c", WATCHED.format(python=sys.executable, log=log, traffic=traffic)],
        capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "TONGGUAN_HOME": str(tmp_path / "home"), "TONGGUAN_LANG": "en"},
    )  # fmt: skip
    assert '"rule": "data.sent-out"' in done.stdout, done.stderr
    assert "1 alert, 1 incident" in done.stderr
    assert "packets read, 0 lost" in done.stderr
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
