# Several processes that write one installation at the same time: a log is watched while it is
# replayed and looked at. No event is lost or twice, and the alert is one.
import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

from operations import Settings, list_alerts, list_incidents, verify_ledger
from store import scan_events

EVER = dt.datetime(2020, 1, 1, tzinfo=dt.UTC), dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
START = dt.datetime(2026, 11, 28, 2, 0, tzinfo=dt.UTC)
RUN = "from console.entry import main; main()"


def failed(number: int) -> str:
    at = f"{START + dt.timedelta(seconds=number):%Y-%m-%d %H:%M:%S}.000"
    return (
        f'{at} UTC,"li","people",1,"10.0.0.7:{4000 + number}",s,1,"authentication",t,v,0,FATAL,28P01,'
        f'"password authentication failed for user ""li""",,,,,,,,,"psql","client backend",,0\n'
    )


def test_watching_replaying_and_looking_at_the_same_time(tmp_path: Path) -> None:
    log, home = tmp_path / "pg.csv", tmp_path / "home"
    log.write_text("".join(map(failed, range(400))))
    environment = {**os.environ, "TONGGUAN_HOME": str(home), "TONGGUAN_LANG": "en"}
    commands = [
        ("watch", "--log", str(log), "--once"), ("replay", str(log)),
        ("alerts", "--json"),
    ]  # fmt: skip
    running = [
        subprocess.Popen([sys.executable, "-c", RUN, "monitor", *command], env=environment,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for command in commands
    ]  # fmt: skip
    ended = [(each.communicate(timeout=120), each.returncode) for each in running]
    assert not any("Traceback" in err or "internal" in err for (_, err), _ in ended), ended
    assert ended[1][1] == 1
    ids = [each for batch in scan_events(home, *EVER) for each in batch["event.id"].to_pylist()]
    assert (len(ids), len(set(ids))) == (400, 400)
    settings = Settings(home=home, actor="tester")
    (alert,) = list_alerts(settings)
    assert alert.rule == "sign-in.guessing"
    assert len(list_incidents(settings)) <= 1
    # Who comes second has nothing new to enter.
    assert verify_ledger(settings)["entries"] >= 1
