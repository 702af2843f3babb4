# Logs as real programs write them: nginx, rsyslog, MariaDB, PostgreSQL and nfdump, run for this.
from __future__ import annotations

import datetime as dt
import shutil
import socket
import tempfile
import urllib.request
from pathlib import Path

import mariadb_server
import psycopg
import pymysql
import pytest
from free_port import free_port
from log_programs import audit_plugin, program, ran, rsyslog_modules, running, waited
from made_packets import pcap, talk

from connectors import read_log
from monitor import About, LogReader, kind_of

NOW = dt.datetime.now(dt.UTC)


def read(path: Path, name: str) -> list[dict]:
    """The events of a log, every line of which must be understood."""
    text = "".join(str(each) for each in read_log(path))
    kind = kind_of(text)
    assert kind is not None
    assert kind.name == name
    reader = LogReader(kind, About(path.name, lambda: NOW + dt.timedelta(days=1)))
    rows = [*reader.feed(text).to_pylist(), *reader.end().to_pylist()]
    left = reader.unread()
    assert left.count == 0, text.split("\n")[left.first - 1]
    assert len({row["event.id"] for row in rows}) == len(rows)
    return rows


NGINX = """
daemon off; worker_processes 1; pid {home}/pid; error_log {home}/error.log; {user}
events {{ worker_connections 64; }}
http {{
  client_body_temp_path {home}/b; proxy_temp_path {home}/p; fastcgi_temp_path {home}/f;
  uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
  log_format asjson escape=json '{{"time_iso8601":"$time_iso8601","remote_addr":"$remote_addr",'
    '"remote_user":"$remote_user","request":"$request","status":"$status","host":"$host",'
    '"body_bytes_sent":"$body_bytes_sent","request_time":"$request_time",'
    '"http_user_agent":"$http_user_agent","http_referer":"$http_referer"}}';
  log_format around '$host:$server_port $remote_addr - $remote_user [$time_local] "$request" '
    '$status $body_bytes_sent "$http_referer" "$http_user_agent" "$http_x_forwarded_for" '
    'rt=$request_time';
  access_log {home}/json.log asjson; access_log {home}/combined.log combined;
  access_log {home}/around.log around;
  server {{ listen 127.0.0.1:{port}; location / {{ return 200 "hello"; }} }}
}}
"""


def test_nginx(tmp_path: Path) -> None:
    port = free_port()
    home = Path(tempfile.mkdtemp(prefix="nx-", dir="/tmp"))
    user = "user root;" if shutil.os.geteuid() == 0 else ""
    (home / "conf").write_text(NGINX.format(home=home, port=port, user=user))
    try:
        with running("nginx", "-p", str(home), "-c", str(home / "conf"), port=port):
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}/api/resid%22ent?page=1",
                headers={"User-Agent": 'say "hi" \\ \u00e9', "X-Forwarded-For": "192.0.2.4"},
            )
            with urllib.request.urlopen(request) as answer:
                assert answer.read() == b"hello"
            with socket.create_connection(("127.0.0.1", port)) as line:
                line.sendall(b"\x16\x03\x01 rubbish\r\n\r\n")
                line.recv(1000)
            waited(lambda: (home / "around.log").read_text().count("\n") >= 2)
        for name, kind in (("json", "access-json"), ("combined", "web-access"),
                           ("around", "web-access")):  # fmt: skip
            row, bad = read(home / f"{name}.log", kind)[:2]
            assert (row["source.ip"], row["http.request.method"]) == ("127.0.0.1", "GET")
            assert (row["url.path"], row["url.query"]) == ("/api/resid%22ent", "page=1")
            assert (row["http.response.status_code"], row["http.response.body.bytes"]) == (200, 5)
            assert row["user_agent.original"].startswith("say ")
            assert abs(row["@timestamp"] - NOW) < dt.timedelta(hours=2)
            assert (bad["http.response.status_code"], bad["user_agent.original"]) == (400, None)
            if name != "combined":
                assert row["event.duration"] is not None
                assert row["url.domain"] == "127.0.0.1"
    finally:
        shutil.rmtree(home, ignore_errors=True)


RSYSLOG = """
global(workDirectory="{home}")
module(load="imptcp")
input(type="imptcp" port="{port}" address="127.0.0.1" ruleset="all")
ruleset(name="all") {{
  action(type="omfile" file="{home}/old.log" template="RSYSLOG_TraditionalFileFormat")
  action(type="omfile" file="{home}/precise.log" template="RSYSLOG_FileFormat")
  action(type="omfile" file="{home}/new.log" template="RSYSLOG_SyslogProtocol23Format")
}}
"""


def test_rsyslog(tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "conf").write_text(RSYSLOG.format(home=tmp_path, port=port))
    arguments = ("-n", "-f", str(tmp_path / "conf"), "-i", str(tmp_path / "pid"),
                 "-M", str(rsyslog_modules()))  # fmt: skip
    with running("rsyslogd", *arguments, port=port):
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(
                f"<34>{NOW:%b} {NOW.day:>2} {NOW:%H:%M:%S} gw su[42]: 'su root' failed\n"
                f"<34>{NOW:%b} {NOW.day:>2} {NOW:%H:%M:%S} gw app: CEF:0|S|p|1|7|n|5|src=10.0.0.2\n"
                f"<165>1 {NOW.isoformat()} db postgres 9 - - [1-1] user=li,db=people LOG:  "
                "statement: select 1\n".encode()
            )
        waited((tmp_path / "new.log").exists)
        waited(lambda: (tmp_path / "new.log").read_text().count("\n") >= 3)
    for name in ("old", "precise", "new"):
        plain, cef, statement = read(tmp_path / f"{name}.log", "syslog")
        assert (plain["host.name"], plain["process.name"]) == ("gw", "su")
        assert plain["message"] == "'su root' failed"
        assert abs(plain["@timestamp"] - NOW) < dt.timedelta(seconds=2)
        assert (cef["event.dataset"], cef["source.ip"]) == ("cef", "10.0.0.2")
        assert (statement["db.statement"], statement["user.name"]) == ("select 1", "li")


def test_mariadb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    binary = mariadb_server.find_program()
    if binary is None:
        pytest.skip("MariaDB is not on this machine: scripts/mariadb.sh")
    plugins = Path(tempfile.mkdtemp(prefix="pl-", dir="/tmp"))
    plugins.chmod(0o755)
    shutil.copy(audit_plugin(), plugins)
    settings = (*mariadb_server._SETTINGS, f"--plugin-dir={plugins}", "--general-log=1")
    monkeypatch.setattr(mariadb_server, "_SETTINGS", settings)
    asked = "select name\nfrom resident\n\twhere id in (1, 2) and name <> 'a''b\\\\'"
    try:
        with mariadb_server.throw_away_mariadb(binary) as server:
            server.run("install soname 'server_audit'", "set global server_audit_logging=on")
            server.create_database("people", "create table resident(id int, name text)")
            with pymysql.connect(host="127.0.0.1", port=server.port, user="reader",
                                 password=server.password, database="people") as line:  # fmt: skip
                cursor = line.cursor()
                cursor.execute(asked)
                with pytest.raises(pymysql.err.OperationalError):
                    cursor.execute("select nothing")
            with pytest.raises(pymysql.err.OperationalError):
                pymysql.connect(host="127.0.0.1", port=server.port, user="reader", password="x")
            for name in ("server_audit.log", f"{socket.gethostname().partition('.')[0]}.log"):
                shutil.copy(server.home / "data" / name, tmp_path / name)
    finally:
        shutil.rmtree(plugins, ignore_errors=True)
    audit, general = (
        tmp_path / "server_audit.log",
        next(each for each in tmp_path.glob("*.log") if each.name != "server_audit.log"),
    )
    for path, kind in ((audit, "mariadb-audit"), (general, "mysql-general")):
        rows = read(path, kind)
        (row,) = [each for each in rows if (each["db.statement"] or "").startswith("select name")]
        assert row["db.statement"] == asked
        assert (row["user.name"], row["source.ip"], row["db.name"]) == (
            "reader",
            "127.0.0.1",
            "people",
        )
        denied = [each for each in rows if each["event.category"] == "authentication"][-1]
        assert (denied["event.outcome"], denied["user.name"]) == ("failure", "reader")
    wrong = [each for each in read(audit, "mariadb-audit") if each["event.outcome"] == "failure"]
    assert wrong[0]["db.statement"] == "select nothing"


def test_postgresql(postgres, tmp_path: Path) -> None:
    with postgres.connect() as line:
        line.execute("alter system set log_statement = 'all'")
        line.execute("alter system set log_line_prefix = '%m [%p] user=%u,db=%d,app=%a,client=%h '")
        line.execute("select pg_reload_conf()")
    before = postgres.log.stat().st_size
    try:
        with postgres.connect() as line:
            line.execute("select 1 as marked,\n\t2 as second")
            with pytest.raises(psycopg.errors.UndefinedTable):
                line.execute("select * from marked_nowhere")
        waited(lambda: b"marked_nowhere" in postgres.log.read_bytes()[before:])
    finally:
        with postgres.connect() as line:
            line.execute("alter system reset all")
            line.execute("select pg_reload_conf()")
    text = postgres.log.read_bytes()[before:].decode()
    # What was logged before the prefix held has another one.
    lines = text.splitlines(keepends=True)
    begin = next(place for place, line in enumerate(lines) if "] user=" in line)
    (tmp_path / "pg.log").write_text("".join(lines[begin:]))
    rows = read(tmp_path / "pg.log", "postgresql-log")
    asked = [row for row in rows if "marked" in (row["db.statement"] or "")]
    assert asked[0]["db.statement"] == "select 1 as marked,\n\t2 as second"
    assert (asked[0]["user.name"], asked[0]["db.name"]) == ("postgres", "postgres")
    assert asked[-1]["event.outcome"] == "failure"


def test_nfdump(tmp_path: Path) -> None:
    program("nfpcapd")
    frames = talk("10.0.0.7:40000", "192.0.2.9:443", [("forth", b"x" * 900), ("back", b"y" * 5000)])
    frames += talk("10.0.0.8:40001", "192.0.2.9:80", [("forth", b"z" * 100)], at=5)
    pcap(tmp_path / "a.pcap", frames)
    ran("nfpcapd", "-r", str(tmp_path / "a.pcap"), "-w", str(tmp_path))
    (binary,) = tmp_path.glob("nfcapd.*")
    found = {}
    for form, kind in (("csv", "nfdump-csv"), ("json", "nfdump-json")):
        path = tmp_path / form
        path.write_text(ran("nfdump", "-r", str(binary), "-o", form))
        rows = read(path, kind)
        assert {row["event.action"] for row in rows} == {"flow"}
        assert {row["network.transport"] for row in rows} == {"tcp"}
        found[form] = sorted(
            (row["source.ip"], row["source.port"], row["source.bytes"], row["source.packets"])
            for row in rows
        )
        assert sum(row["source.bytes"] for row in rows) == sum(len(each) - 14 for _, each in frames)
    assert found["csv"] == found["json"]
