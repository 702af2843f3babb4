# The sentence: at night an account pulls 1,204 residents' rows out of a real PostgreSQL and
# posts them to somebody. One incident says which data, how many persons, which account, where
# to, by which statement and which request. The backup that pulls the same makes none.
from __future__ import annotations

import csv
import datetime as dt
import json
import re
import shutil
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import psycopg
import pytest
from command_line import tongguan
from postgres_server import Server, find_binaries, throw_away_server
from recorded_traffic import recording

from operations.generated_people import people

RESIDENTS = 1_204
NIGHT = dt.datetime(2026, 11, 28, 2, 13, tzinfo=dt.timezone(dt.timedelta(hours=8)))
QUERY = "SELECT id, name, id_card, mobile FROM resident"
PACK = """
header:
  id: expected
  title: {zh: 预期活动, en: what is expected}
  owner: tests
  created: 2026-11-01
  maturity: stable
  source: the backup plan
  gaps: none
expected:
  - id: nightly-backup
    where: {user.name: backup}
    hours: 01:00-05:00
    reason: the nightly backup reads every table
    until: 2027-01-01
"""


class Taker(BaseHTTPRequestHandler):
    """Takes whatever is posted."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Scene:
    """A library of residents, and somebody abroad who takes what is posted."""

    server: Server
    taker: int

    @property
    def ports(self) -> frozenset[int]:
        return frozenset({self.server.port, self.taker})

    def pull(self, user: str) -> list[dict[str, object]]:
        with psycopg.connect(
            host="127.0.0.1", port=self.server.port, user=user, password=user, dbname="people"
        ) as session:
            cursor = session.execute(QUERY)
            names = [each.name for each in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def post(self, rows: list[dict[str, object]]) -> None:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.taker}/upload",
            json.dumps({"rows": rows}, ensure_ascii=False).encode(),
            {"content-type": "application/json"},
        )
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request).read()

    def log(self, path: Path, shift_s: float) -> Path:
        """The server's log with its times moved."""
        (found,) = (self.server.data / "log").glob("*.csv")

        def moved(match: re.Match[str]) -> str:
            at = dt.datetime.fromisoformat(f"{match[1]}+00:00")
            later = at + dt.timedelta(seconds=shift_s)
            return f"{later:%Y-%m-%d %H:%M:%S.}{later.microsecond // 1000:03d} UTC"

        text = found.read_text(encoding="utf-8")
        path.write_text(re.sub(r"(\d{4}-\d\d-\d\d [\d:]{8}\.\d{3}) UTC", moved, text), "utf-8")
        return path


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server programs here: apt-get install postgresql")
    logged = {
        "log_destination": "csvlog",
        "logging_collector": "on",
        "log_statement": "all",
        "log_timezone": "UTC",
    }
    taker = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    threading.Thread(target=taker.serve_forever, daemon=True).start()
    with throw_away_server(binaries, more=logged) as server:
        with server.create_database("people") as admin:
            admin.execute(
                "CREATE TABLE resident (id int PRIMARY KEY, name text, id_card text, mobile text)"
            )
            made = people(RESIDENTS, np.random.default_rng(7))
            rows = zip(range(RESIDENTS), made.names, made.numbers, made.mobiles, strict=True)
            with admin.cursor() as cursor, cursor.copy("COPY resident FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            for user in ("li", "backup"):
                admin.execute(f"CREATE ROLE {user} LOGIN PASSWORD '{user}'")
                admin.execute(f"GRANT SELECT ON resident TO {user}")
        yield Scene(server, taker.server_port)
    taker.shutdown()
    taker.server_close()


@pytest.fixture(scope="module")
def catalogued(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation that has the library in its catalogue."""
    home = tmp_path_factory.mktemp("catalogued") / "home"
    password = home.parent / "pw"
    password.write_text(scene.server.password)
    url = scene.server.url("people")
    added = tongguan("source", "add", "library", url, "--password-file", password, home=home)
    assert added.code == 0, added.err
    scan = tongguan("classify", "scan", "library", "--workers", "1", "--json", home=home)
    assert len(scan.json["datasets"]) == 1
    return home


@pytest.fixture
def home(catalogued: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    shutil.copytree(catalogued, tmp_path / "home")
    return tmp_path / "home"


def shift() -> float:
    return (NIGHT - dt.datetime.now(dt.UTC)).total_seconds()


def test_the_account_that_pulls_and_posts_makes_one_incident(
    scene: Scene, home: Path, tmp_path: Path
) -> None:
    capture, moved = tmp_path / "lo.pcap", shift()
    with recording(capture, shift_s=moved, ports=scene.ports):
        scene.post(scene.pull("li"))
    log = scene.log(tmp_path / "postgresql.csv", moved)

    done = tongguan("monitor", "replay", capture, log, "--json", home=home)
    assert done.code == 1, done.err
    alerts = [json.loads(line) for line in done.out.splitlines()]
    assert {each["rule"] for each in alerts} == {"data.read-at-night", "data.sent-out"}
    for each in alerts:
        assert each["data"]["records"] == pytest.approx(RESIDENTS, rel=0.01)
        assert each["entities"]["user"] == "li"

    shown = tongguan("monitor", "incidents", "--json", home=home)
    (incident,) = [json.loads(line) for line in shown.out.splitlines()]
    assert incident["data"]["level"] in ("general-3", "general-4")
    assert {"cn.id18", "person.name", "cn.mobile"} <= set(incident["data"]["labels"])
    assert incident["data"]["records"] == pytest.approx(RESIDENTS, rel=0.01)
    assert incident["data"]["persons"] == pytest.approx(RESIDENTS, rel=0.01)
    assert len(incident["data"]["datasets"]) == 1
    assert incident["entities"]["user"] == ["li"]
    assert incident["entities"]["destination"] == ["127.0.0.1"]
    evidence = "\n".join(incident["evidence"])
    assert QUERY in evidence
    assert "POST 127.0.0.1/upload" in evidence
    assert "1,204 records of 1,204 persons" in incident["title"]
    chinese = tongguan("monitor", "incidents", home=home, TONGGUAN_LANG="zh")
    assert "1,204人的1,204条记录" in chinese.out
    # The trace links the account, the statement, the table, the request and where it went.
    traced = tongguan("monitor", "trace", incident["id"], "--json", home=home)
    found = json.loads(traced.out)
    name = {each["id"]: each["name"] for each in found["nodes"]}
    steps = {(name[each["source"]], each["verb"]): each for each in found["edges"]}
    assert name[steps["li", "signed-in"]["target"]].startswith("127.0.0.1")
    assert name[steps[QUERY, "read"]["target"]] == "public.resident"
    fed = steps[QUERY, "fed"]
    assert name[fed["target"]] == "POST 127.0.0.1/upload"
    assert fed["inferred"]
    assert name[steps["public.resident", "carried"]["target"]] == "POST 127.0.0.1/upload"
    assert steps["POST 127.0.0.1/upload", "reached"]["techniques"] == ["T1048", "T1567"]
    archived = {line.partition(" ")[0] for line in incident["evidence"]}
    assert all(each["events"] for each in found["edges"])
    assert archived <= {each for edge in found["edges"] for each in edge["events"]}
    assert not found["missing"]
    # A second replay tells nothing twice.
    tongguan("monitor", "replay", capture, log, "--json", home=home)
    again = tongguan("monitor", "incidents", "--json", home=home)
    assert len(again.out.splitlines()) == 1
    assert tongguan("ledger", "verify", home=home).code == 0
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    made = people(RESIDENTS, np.random.default_rng(7))
    assert not [number for number in made.numbers[:50] if number.encode() in kept]


def test_the_same_data_masked_makes_a_lower_alert_that_says_so(
    scene: Scene, home: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.csv"
    asked = (
        "--purpose",
        "share-unconditional",
        "--approver",
        "李处长",
        "--recipient",
        "市医保局",
        "--drop",
        "id",
    )
    made = tongguan("mask", "apply", "library#public.resident", *asked, "--out", copy, home=home)
    assert made.code == 0, made.err
    with copy.open(encoding="utf-8") as file:
        rows: list[dict[str, object]] = [*csv.DictReader(file)]
    assert len(rows) == RESIDENTS
    capture = tmp_path / "lo.pcap"
    with recording(capture, shift_s=shift(), ports=scene.ports):
        scene.post(rows)

    done = tongguan("monitor", "replay", capture, "--json", home=home)
    (alert,) = [json.loads(line) for line in done.out.splitlines()]
    assert alert["rule"] == "data.masked-copy-sent"
    assert alert["data"]["level"] == "general-2"
    assert alert["data"]["records"] == RESIDENTS
    assert alert["entities"]["recipient"] == "市医保局"
    shown = tongguan("monitor", "incidents", "--json", home=home)
    (incident,) = [json.loads(line) for line in shown.out.splitlines()]
    assert incident["severity"] in ("low", "medium")
    assert incident["title"].startswith("1,204 records of a masked copy given to 市医保局, level")
    assert len(incident["shares"]) == 1
    chinese = tongguan("monitor", "incidents", home=home, TONGGUAN_LANG="zh")
    assert "提供给市医保局的脱敏副本中的1,204条记录（一般2级）" in chinese.out
    found = json.loads(tongguan("monitor", "trace", "in-", "--json", home=home).out)
    name = {each["id"]: each["name"] for each in found["nodes"]}
    steps = {(name[each["source"]], each["verb"], name[each["target"]]) for each in found["edges"]}
    (share,) = incident["shares"]
    assert ("public.resident", "copied", share) in steps
    assert (share, "carried", "POST 127.0.0.1/upload") in steps
    assert (share, "given", "市医保局") in steps


def test_the_nightly_backup_that_is_expected_makes_none(
    scene: Scene, home: Path, tmp_path: Path
) -> None:
    packs = tmp_path / "packs" / "detection"
    packs.mkdir(parents=True)
    (packs / "expected.yaml").write_text(PACK, encoding="utf-8")
    capture, moved = tmp_path / "lo.pcap", shift()
    with recording(capture, shift_s=moved, ports=scene.ports):
        scene.pull("backup")
    here = {"home": home, "TONGGUAN_POLICIES": str(packs.parent)}
    done = tongguan("monitor", "replay", capture, "--json", **here)
    assert (done.code, done.out) == (0, ""), done.err
    assert tongguan("monitor", "incidents", "--json", **here).out == ""
    # The same account by another's hand, and nobody expects that.
    bare = tongguan("monitor", "replay", capture, "--json", home=home)
    assert bare.code == 1


def test_the_nightly_backup_that_came_every_night_makes_none(
    scene: Scene, home: Path, tmp_path: Path
) -> None:
    moved = shift()
    for nights in (3, 2, 1, 0):
        capture = tmp_path / f"{nights}.pcap"
        with recording(capture, shift_s=moved - nights * 86_400, ports=scene.ports):
            scene.pull("backup")
        done = tongguan("monitor", "replay", capture, "--json", home=home)
    assert (done.code, done.out) == (0, ""), done.err
