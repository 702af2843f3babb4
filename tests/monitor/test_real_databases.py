# Sessions of real servers and their own clients, recorded on loopback: who asked what, and every
# row that came back, the same in whatever pieces the connection is cut.
from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pymysql
import pytest
from elastic_server import ADMIN, ElasticServer
from mariadb_server import READER, MariaServer
from reader_pieces import exchanges, same_however_cut
from recorded_traffic import recording
from redis_server import PASSWORD, RedisServer, find_redis, throw_away_redis
from sensed import sensed

from monitor import Noted
from monitor.http import Http
from monitor.mysql import MySql
from monitor.redis import Redis

ROWS = 700


def statements(noted: list[Noted]) -> list[tuple[object, ...]]:
    return [
        (each.values["db.statement"], each.values["event.outcome"], each.values["db.rows"])
        for each in noted
        if each.values["event.action"] == "statement"
    ]


@pytest.fixture(scope="module")
def people(mariadb: MariaServer) -> MariaServer:
    mariadb.create_database(
        "wire",
        "create table resident (id int primary key, name varchar(30), born date, pay decimal(9,2))",
        f"insert into resident select seq, concat('张', seq), '1990-01-02', seq / 4 from seq_1_to_{ROWS}",
    )
    return mariadb


@pytest.mark.mariadb
def test_a_session_of_mariadb_with_a_client_in_python(people: MariaServer, tmp_path: Path) -> None:
    capture = tmp_path / "lo.pcap"
    with recording(capture, ports=frozenset({people.port})):
        with pymysql.connect(
            host="127.0.0.1", port=people.port, user=READER, password=people.password,
            database="wire", charset="utf8mb4", ssl_disabled=True, program_name="ledger",
        ) as session, session.cursor() as cursor:  # fmt: skip
            cursor.execute("select id, name, born, pay from resident where name <> %s", ("x",))
            rows = cursor.fetchall()
            with pytest.raises(pymysql.ProgrammingError):
                cursor.execute("select nothing from nowhere")
            session.select_db("information_schema")
            cursor.execute("select 1")
        with pytest.raises(pymysql.OperationalError):
            pymysql.connect(host="127.0.0.1", port=people.port, user="li", password="guessed",
                            ssl_disabled=True)  # fmt: skip
    said, refused = exchanges(capture, people.port)
    noted = same_however_cut(MySql, said, (1, 3, 50, 1_000))
    (signed_in,) = [each for each in noted if each.values["event.category"] == "authentication"]
    assert (signed_in.values["user.name"], signed_in.values["event.outcome"]) == (READER, "success")
    assert signed_in.values["process.name"] == "ledger"
    pull = ("select id, name, born, pay from resident where name <> 'x'", "success", ROWS)
    assert pull in statements(noted)
    assert ("select nothing from nowhere", "failure", 0) in statements(noted)
    by_statement = {str(each.values["db.statement"]): each for each in noted if each.bodies}
    (body,) = by_statement[pull[0]].bodies
    assert body.rows is not None
    assert body.rows.to_pydict() == {
        name: [str(row[place]) for row in rows]
        for place, name in enumerate(("id", "name", "born", "pay"))
    }
    assert by_statement[pull[0]].values["db.name"] == "wire"
    assert by_statement["select 1"].values["db.name"] == "information_schema"
    (failed,) = [one for one in same_however_cut(MySql, refused) if one.values["user.name"] == "li"]
    assert failed.values["event.outcome"] == "failure"
    # The same by the sensor, which finds the sessions by the servers' greetings.
    assert statements(sensed(capture)[0]) == statements(noted)
    assert people.password.encode() not in str(noted).encode()


@pytest.mark.mariadb
@pytest.mark.parametrize("more", [[], ["--compress"]], ids=["plain", "compressed"])
def test_a_session_of_the_servers_own_client(
    people: MariaServer, tmp_path: Path, more: list[str]
) -> None:
    capture = tmp_path / "lo.pcap"
    script = (
        "prepare one from 'select id, name, pay from resident where id < ?'; set @a = 20;"
        "execute one using @a; use mysql; select count(*) from wire.resident; quit"
    )
    with recording(capture, ports=frozenset({people.port})):
        done = subprocess.run(
            ["mariadb", "--no-defaults", "-h127.0.0.1", f"-P{people.port}", f"-u{READER}",
             f"-p{people.password}", "--skip-ssl", *more, "wire"],
            input=script, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 1 or "700" in done.stdout, done.stderr
    (said,) = exchanges(capture, people.port)
    noted = same_however_cut(MySql, said)
    found = {statement: (outcome, rows) for statement, outcome, rows in statements(noted)}
    assert found["execute one using @a"] == ("success", 19)
    assert {each.values["db.system"] for each in noted} == {"mariadb"}
    assert noted[0].values["process.name"] == "mysql"


@pytest.mark.mariadb
def test_prepared_statements_of_mariadb_and_their_binary_rows(
    people: MariaServer, tmp_path: Path
) -> None:
    capture = tmp_path / "lo.pcap"
    statement = b"select id, name, born, pay, null, 1.5e0, now() from resident where id <= 30"
    with recording(capture, ports=frozenset({people.port})), pymysql.connect(
        host="127.0.0.1", port=people.port, user=READER, password=people.password,
        database="wire", ssl_disabled=True,
    ) as session:  # fmt: skip
        session._execute_command(0x16, statement)
        number = session._read_packet().get_all_data()[1:5]
        for _ in range(8):
            session._read_packet()
        # Executed twice: all at once, and through a cursor from which rows are fetched.
        session._execute_command(0x17, number + b"\0\1\0\0\0")
        for _ in range(1 + 7 + 1 + 30 + 1):
            session._read_packet()
        session._execute_command(0x17, number + b"\1\1\0\0\0")
        for _ in range(1 + 7 + 1):
            session._read_packet()
        session._execute_command(0x1C, number + b"\x14\0\0\0")
        for _ in range(20 + 1):
            session._read_packet()
    (said,) = exchanges(capture, people.port)
    noted = same_however_cut(MySql, said, (1, 3, 50))
    told = [each for each in noted if each.values.get("db.statement") == statement.decode()]
    assert [each.values["db.rows"] for each in told] == [30, 0, 20]
    whole, _, fetched = told
    assert whole.bodies[0].rows is not None
    row = whole.bodies[0].rows.to_pylist()[29]
    assert (row["id"], row["name"], row["born"]) == ("30", "张30", "1990-01-02")
    assert (row["pay"], row["NULL"], row["1.5e0"]) == ("7.50", None, "1.5")
    assert str(row["now()"]).startswith("20")
    assert fetched.bodies[0].rows is not None
    assert fetched.bodies[0].rows.column("id").to_pylist() == [str(n) for n in range(1, 21)]


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    program = find_redis()
    if program is None:
        pytest.skip("no Redis server here: scripts/redis.sh")
    with throw_away_redis(program) as server:
        yield server


def test_a_session_of_redis_with_commands_in_a_row(redis: RedisServer, tmp_path: Path) -> None:
    capture = tmp_path / "lo.pcap"
    fill = "".join(f"HSET resident:{n} name 张{n} id 61010419900101{n:04}\n" for n in range(ROWS))
    redis.cli(sent=fill)
    pulls = "".join(f"HGETALL resident:{n}\n" for n in range(ROWS))
    documents = (
        'SET doc:1 "{\\"name\\": \\"li\\", \\"at\\": 3}"\nGET doc:1\nGET nobody\nINCR resident:1\n'
    )
    with recording(capture, ports=frozenset({redis.port})):
        redis.cli(sent=pulls + documents, user="reader")
        redis.cli(
            "-3", sent="HGETALL resident:1\nMULTI\nHGETALL resident:2\nPING\nEXEC\n", user="reader"
        )
        redis.cli("--scan", "--pattern", "resident:1*")
        redis.cli("ping", user="nobody")
    first, *others = exchanges(capture, redis.port)
    noted = same_however_cut(Redis, first, (1, 3, 1_000))
    (signed_in,) = [each for each in noted if each.values["event.category"] == "authentication"]
    assert signed_in.values["user.name"] == "reader"
    (pull,) = [one for one in noted if one.values.get("db.statement") == "HGETALL resident:?"]
    assert (pull.values["db.rows"], pull.values["tongguan.times"]) == (ROWS, ROWS)
    assert pull.values["user.name"] == "reader"
    (body,) = pull.bodies
    assert body.rows is not None
    assert body.rows.to_pylist()[7] == {"name": "张7", "id": "610104199001010007"}
    (read,) = [one for one in noted if one.values.get("db.statement") == "GET doc:?"]
    assert read.bodies[0].rows is not None
    assert read.bodies[0].rows.to_pylist() == [{"name": "li", "at": "3"}]
    failed = [
        one.values["db.statement"] for one in noted if one.values["event.outcome"] == "failure"
    ]
    assert failed == ["INCR resident:?"]
    for said in others:
        same_however_cut(Redis, said)
    every = sensed(capture)[0]
    runs = [each for each in every if each.values.get("db.statement") == "HGETALL resident:?"]
    assert sorted(int(str(each.values["db.rows"])) for each in runs) == [1, 1, ROWS]
    assert PASSWORD not in str(every)
    assert "6101041990" not in str([each.values for each in every])
    refused = [each for each in every if each.values.get("user.name") == "nobody"]
    assert [each.values["event.outcome"] for each in refused] == ["failure"]


@pytest.mark.elasticsearch
def test_searches_of_a_real_elasticsearch(
    elasticsearch_server: ElasticServer, tmp_path: Path
) -> None:
    server, capture = elasticsearch_server, tmp_path / "lo.pcap"
    people = [{"name": f"张{n}", "home": {"city": "西安"}, "n": n} for n in range(ROWS)]
    with recording(capture, ports=frozenset({server.port})):
        server.fill("people-wire", people)
        search = {"size": 300, "query": {"range": {"n": {"gte": 0}}}}
        page = server.run("POST", "/people-wire/_search?scroll=1m", search)
        more = server.run(
            "POST", "/_search/scroll", {"scroll": "1m", "scroll_id": page["_scroll_id"]}
        )
        server.run("POST", "/_msearch", '{"index":"people-wire"}\n{"size":2}\n')
        server.run("GET", f"/people-wire/_doc/{page['hits']['hits'][0]['_id']}")
        server.run("GET", "/people-wire/_count")
    assert len(more["hits"]["hits"]) == 300
    noted = [
        one
        for said in exchanges(capture, server.port)
        for one in same_however_cut(Http, said, (1, 999))
    ]
    reads = [
        (each.values["tongguan.operation"], each.values["db.name"], each.values["db.rows"],
         each.values["tongguan.times"])
        for each in noted if each.values.get("event.category") == "database"
    ]  # fmt: skip
    assert reads == [
        ("search", "people-wire", 300, ROWS),
        ("scroll", "people-wire", 300, ROWS),
        ("search", "people-wire", 2, ROWS),
        ("get", "people-wire", 1, None),
        ("count", "people-wire", 0, ROWS),
    ]
    assert {each.values["user.name"] for each in noted} == {ADMIN}
    (search_event,) = [
        one
        for one in noted
        if one.values.get("db.statement") == "search from people-wire"
        and one.values["db.rows"] == 300
    ]
    assert search_event.bodies[0].rows is not None
    first = page["hits"]["hits"][0]["_source"]["n"]
    record = {"name": f"张{first}", "home.city": "西安", "n": str(first)}
    assert search_event.bodies[0].rows.to_pylist()[0] == record
    (bulk,) = [each for each in noted if each.values.get("tongguan.operation") == "bulk"]
    assert bulk.values["event.category"] == "web"
    assert bulk.bodies[0].rows is not None
    assert (bulk.bodies[0].way, bulk.bodies[0].rows.num_rows) == ("forth", ROWS)
    assert json.dumps("tester-password") not in str([each.values for each in noted])
