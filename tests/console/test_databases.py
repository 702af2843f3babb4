# A database from its registration to the catalogue, by the command line, and what a person
# sees of one that refuses, dies or may not be read now.
from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import tongguan
from mariadb_server import MariaServer, find_program, throw_away_mariadb

from connectors.adapters import schemes


@pytest.fixture(scope="module")
def people(mariadb: MariaServer) -> MariaServer:
    mariadb.create_database(
        "people",
        "create table 常住人口 (id int primary key, sjh varchar(20) comment '手机号', 备注 text)",
        "insert into 常住人口 select seq, concat('138', lpad(seq, 8, '0')), 'SECRET-MARKER'"
        " from seq_1_to_2000",
        "create view 电话 as select sjh from 常住人口",
    )
    return mariadb


@pytest.fixture
def registered(people: MariaServer, tmp_path: Path) -> Iterator[Path]:
    """A home in which the server is registered as `people`."""
    (tmp_path / "pw").write_text(people.password + "\n")
    done = tongguan("source", "add", "people", people.url("people"), "--password-file",
                    tmp_path / "pw", "--limit", "100M", home=tmp_path / "home")  # fmt: skip
    assert done.code == 0, done.err
    return tmp_path / "home"


@pytest.mark.mariadb
def test_a_registered_server_is_scanned_and_lands_in_the_catalogue(registered: Path) -> None:
    assert tongguan("source", "test", "people", home=registered).code == 0
    done = tongguan("classify", "scan", "people", "--json", "--sample", "all", home=registered)
    assert done.code == 0, done.err
    found = {each["name"]: each for each in done.json["datasets"]}
    assert sorted(found) == ["常住人口", "电话"]
    labels = {each["name"]: each["label"] for each in found["常住人口"]["fields"]}
    assert labels["sjh"] == "cn.mobile"
    assert (found["常住人口"]["rows"], found["常住人口"]["sampled"]) == (2000, 2000)
    assert "SECRET-MARKER" not in done.out + done.err
    listed = tongguan("classify", "catalogue", "list", "--json", home=registered)
    assert "常住人口" in listed.out


@pytest.mark.mariadb
def test_a_wrong_password_is_one_line_and_exit_one(people: MariaServer, tmp_path: Path) -> None:
    (tmp_path / "pw").write_text("Wrong-Hunter2\n")
    home = tmp_path / "home"
    tongguan(
        "source", "add", "p", people.url("people"), "--password-file", tmp_path / "pw", home=home
    )
    tried = tongguan("source", "test", "p", home=home)
    assert tried.code == 1
    assert tried.err.count("\n") == 1
    assert "sign-in refused (tried once)" in tried.err
    done = tongguan("classify", "scan", "p", "--json", home=home)
    assert done.code == 1
    assert [each["error"] for each in done.json["skipped"]] == [
        "sign-in refused (tried once): check the user and the password (error 1045)"
    ]
    for said in (tried, done):
        assert "Hunter2" not in said.out + said.err
        assert "Traceback" not in said.err


@pytest.mark.parametrize("scheme", ["mysql", "mariadb"])
def test_a_url_with_a_password_is_refused(scheme: str, tmp_path: Path) -> None:
    done = tongguan("classify", "scan", f"{scheme}://u:Hunter2@127.0.0.1/d", home=tmp_path)
    assert done.code == 2
    assert "Hunter2" not in done.err


@pytest.mark.mariadb
def test_a_server_that_dies_in_the_middle_is_skipped_with_a_reason(tmp_path: Path) -> None:
    program = find_program()
    if program is None:
        pytest.skip("no MariaDB server programs here: apt-get install mariadb-server-core")
    with throw_away_mariadb(program) as server:
        server.create_database(
            "d",
            "create table fine (id int primary key, name varchar(20))",
            "insert into fine values (1, '张三')",
            "create function linger(n int) returns int sql security invoker begin return n + sleep(0.2); end",
            "create sql security invoker view slow as select linger(seq) as n from seq_1_to_100000",
            "grant select, execute on *.* to reader@'127.0.0.1'",
        )
        (tmp_path / "pw").write_text(server.password)
        home = tmp_path / "home"
        tongguan(
            "source", "add", "d", server.url("d"), "--password-file", tmp_path / "pw", home=home
        )
        command = [sys.executable, "-c", "from console.command import main; main()",
                   "--home", str(home), "--lang", "en",
                   "classify", "scan", "d", "--json", "--sample", "all"]  # fmt: skip
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as scan:
            waiting = threading.Event()
            running = (
                "select 1 from information_schema.processlist"
                " where user = 'reader' and command = 'Query' and time_ms > 300"
            )
            while scan.poll() is None and not server.run(running):
                waiting.wait(0.05)
            server.kill()
            out, err = scan.communicate(timeout=120)
    assert scan.returncode == 1
    found = json.loads(out)
    assert [each["name"] for each in found["datasets"]] == ["fine"]
    assert [each["error"] for each in found["skipped"]] == ["the server closed the connection"]
    assert "Traceback" not in err


def test_the_help_names_every_url_that_is_read(tmp_path: Path) -> None:
    told = tongguan("classify", "scan", "--help", home=tmp_path).out
    assert [scheme for scheme in schemes() if f"{scheme}://" not in told] == []
