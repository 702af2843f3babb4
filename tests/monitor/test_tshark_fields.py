# Another's reading of the same sessions: what tshark shows of MySQL, Redis, SMTP, FTP, Modbus and
# IEC 60870-5-104 is what our events say, of sessions of real servers recorded on loopback.
from __future__ import annotations

import ftplib
import io
import smtplib
from collections import Counter
from pathlib import Path

import pymysql
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from dns_messages import message
from free_port import free_port
from ftp_server import ACCOUNT, ftp_server
from iec104_frames import station_talk
from made_packets import pcap, talk
from mariadb_server import READER, MariaServer
from pymodbus.client import ModbusTcpClient
from reader_pieces import with_port
from recorded_traffic import recording
from redis_server import find_redis, throw_away_redis
from sensed import sensed
from stock_server import stock_modbus
from tshark import TSHARK, conversations, fields, ours

from monitor import Noted
from monitor.iec104_types import NAMES
from monitor.modbus import FUNCTIONS

pytestmark = pytest.mark.skipif(TSHARK is None, reason="no tshark here: scripts/tshark.sh")


def counted(rows: list[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    return Counter(rows)


def of(noted: list[Noted], protocol: str) -> list[Noted]:
    return [each for each in noted if each.values.get("network.protocol") == protocol]


def same_flows(path: Path) -> list[Noted]:
    assert ours(path, 6) == conversations(path, "tcp")
    return sensed(path)[0]


@pytest.mark.mariadb
def test_users_and_statements_of_mysql(mariadb: MariaServer, tmp_path: Path) -> None:
    capture = tmp_path / "a.pcap"
    with (
        recording(capture, ports=frozenset({mariadb.port})),
        pymysql.connect(
            host="127.0.0.1", port=mariadb.port, user=READER, password=mariadb.password,
            ssl_disabled=True,
        ) as session,
        session.cursor() as cursor,
    ):  # fmt: skip
        for n in range(40):
            cursor.execute("select %s, repeat('x', 300)", (n + 1,))
        with pytest.raises(pymysql.MySQLError):
            cursor.execute("select 1 from nowhere.nothing")
    noted = of(same_flows(with_port(capture, {mariadb.port: 3306})), "mariadb")
    path = capture
    users = counted(fields(path, "mysql.login_request", "mysql.user"))
    signed_in = [each for each in noted if each.values["event.category"] == "authentication"]
    assert Counter((str(each.values["user.name"]),) for each in signed_in) == users
    asked = counted(fields(path, "mysql.query", "mysql.query"))
    told = [each for each in noted if each.values["event.action"] == "statement"]
    assert Counter((str(each.values["db.statement"]),) for each in told) == asked
    failed = [each for each in told if each.values["event.outcome"] == "failure"]
    assert len(failed) == len(fields(path, "mysql.error_code", "mysql.error_code"))


def test_commands_of_redis(tmp_path: Path) -> None:
    program = find_redis()
    if program is None:
        pytest.skip("no Redis server here: scripts/redis.sh")
    capture = tmp_path / "a.pcap"
    with throw_away_redis(program) as redis, recording(capture, ports=frozenset({redis.port})):
        redis.cli(
            sent="".join(f"HSET r:{n} name x\nHGETALL r:{n}\nGET nothing\n" for n in range(200)),
            user="reader",
        )
    noted = of(same_flows(with_port(capture, {redis.port: 6379})), "redis")
    shown = fields(capture, "tcp.dstport == 6379 && resp", "resp.bulk_string.value", every=True)
    every = (bytes.fromhex(word).decode().upper() for (row,) in shown for word in row.split("\x1f"))
    words = Counter(word for word in every if word in ("HSET", "HGETALL", "GET", "AUTH"))
    told: Counter[str] = Counter()
    for each in noted:
        name = (
            "AUTH"
            if each.values["event.action"] == "sign-in"
            else each.values["tongguan.operation"]
        )
        told[str(name)] += int(str(each.values.get("tongguan.times", 1)))
    assert {name: told[name] for name in words} == dict(words)
    assert words["HGETALL"] == 200


def test_envelopes_and_subjects_of_mails(tmp_path: Path) -> None:
    taker, capture = Controller(Sink(), hostname="127.0.0.1", port=free_port()), tmp_path / "a.pcap"
    taker.start()
    try:
        with recording(capture, ports=frozenset({taker.port})):
            for n in range(3):
                with smtplib.SMTP("127.0.0.1", taker.port) as client:
                    for k in range(3):
                        to = [f"to{j}@{n}.example" for j in range(k + 1)]
                        text = f"Subject: about {n} {k}\r\n\r\n" + "text\r\n" * (900 * k + 1)
                        client.sendmail(f"from{k}@{n}.example", to, text.encode())
    finally:
        taker.stop()
    noted = of(same_flows(with_port(capture, {taker.port: 25})), "smtp")
    asked = fields(capture, "smtp.req.command", "smtp.req.command", "smtp.req.parameter")
    senders = Counter(
        row[1].partition("<")[2].partition(">")[0] for row in asked if row[0].upper() == "MAIL"
    )
    recipients = Counter(
        row[1].partition("<")[2].partition(">")[0] for row in asked if row[0].upper() == "RCPT"
    )
    assert Counter(one for each in noted for one in each.values["email.from.address"]) == senders
    assert Counter(one for each in noted for one in each.values["email.to.address"]) == recipients
    subjects = fields(capture, "imf.subject", "imf.subject")
    assert Counter((str(each.values["email.subject"]),) for each in noted) == counted(subjects)


def test_commands_and_files_of_ftp(tmp_path: Path) -> None:
    capture = tmp_path / "a.pcap"
    with (
        ftp_server("secret") as files,
        recording(capture, ports=frozenset({files.port, files.passive})),
        ftplib.FTP() as client,
    ):
        client.connect("127.0.0.1", files.port)
        client.login(ACCOUNT, "secret")
        for n in range(4):
            client.storbinary(f"STOR {n}.bin", io.BytesIO(bytes(range(256)) * n * 20 + b"x"))
        client.nlst()
        client.retrbinary("RETR 3.bin", lambda _octets: None)
        client.delete("1.bin")
    noted = of(same_flows(with_port(capture, {files.port: 21})), "ftp")
    asked = fields(capture, "ftp.request", "ftp.request.command", "ftp.request.arg")
    ours_asked = [
        (str(each.values["tongguan.operation"]), str(each.values["file.name"] or ""))
        for each in noted if each.values["event.action"] == "ftp"
    ]  # fmt: skip
    verbs = {name for name, _ in ours_asked}
    assert Counter(ours_asked) == Counter(
        (row[0], (*row, "")[1]) for row in asked if row[0] in verbs
    )
    assert [row for row in asked if row[0] == "USER"] == [("USER", ACCOUNT)]
    sizes = Counter(
        int(str(each.values["file.size"]))
        for each in noted
        if each.values["event.action"] == "ftp-data"
    )
    lengths: Counter[str] = Counter()
    for stream, size in fields(
        capture, f"tcp.port == {files.passive} && tcp.len > 0", "tcp.stream", "tcp.len"
    ):
        lengths[stream] += int(size)
    listing = len("0.bin\r\n") * 4
    assert sizes == Counter(size for size in lengths.values() if size != listing)


def test_functions_and_registers_of_modbus(tmp_path: Path) -> None:
    capture = tmp_path / "a.pcap"
    with stock_modbus() as port:
        master = ModbusTcpClient("127.0.0.1", port=port)
        with recording(capture, ports=frozenset({port})), master:
            for n in range(30):
                master.read_holding_registers(n % 3, count=10, device_id=1)
                master.write_registers(n, [1, 2, 3], device_id=1)
            master.read_holding_registers(900, count=2, device_id=1)
            master.write_register(950, 2, device_id=1)
    noted = of(same_flows(with_port(capture, {port: 502})), "modbus")
    asked = fields(capture, "mbtcp && tcp.dstport == 502", "mbtcp.unit_id", "modbus.func_code",
                   "modbus.reference_num", "modbus.word_cnt")  # fmt: skip
    shown: Counter[tuple[str, str]] = Counter()
    for unit, function, first, count in asked:
        last = int(first) + int(count or 1) - 1
        place = first if last == int(first) else f"{first}-{last}"
        shown[FUNCTIONS[int(function)], f"unit {unit} register {place}"] += 1
    told: Counter[tuple[str, str]] = Counter()
    for each in noted:
        name = str(each.values["tongguan.operation"]), str(each.values["tongguan.target"])
        told[name] += int(str(each.values["tongguan.times"]))
    assert told == shown
    refused = sum(
        int(str(each.values["tongguan.times"]))
        for each in noted
        if each.values["event.outcome"] == "failure"
    )
    assert refused == len(fields(capture, "modbus.exception_code", "modbus.exception_code")) == 2


def test_types_causes_and_objects_of_iec104(tmp_path: Path) -> None:
    frames = talk("10.0.0.1:40000", "10.0.0.9:2404", station_talk())
    path = pcap(tmp_path / "a", frames)
    noted = of(same_flows(path), "iec104")
    names = (
        "iec60870_asdu.typeid",
        "iec60870_asdu.causetx",
        "iec60870_asdu.addr",
        "iec60870_asdu.ioa",
    )
    asked = fields(path, "iec60870_asdu.causetx == 6", *names)
    shown = Counter(
        (NAMES[int(kind)], f"station {station} object {place}") for kind, _, station, place in asked
    )
    commands = [each for each in noted if each.values["event.action"] != "device-report"]
    assert (
        Counter(
            (str(each.values["tongguan.operation"]), str(each.values["tongguan.target"]))
            for each in commands
        )
        == shown
    )
    reports = fields(
        path, "iec60870_asdu.typeid < 45", "iec60870_asdu.typeid", "iec60870_asdu.ioa", every=True
    )
    objects: Counter[str] = Counter()
    for kind, places in reports:
        objects[NAMES[int(kind)]] += len(places.split("\x1f"))
    told = {
        str(each.values["tongguan.operation"]): each.values["tongguan.times"]
        for each in noted
        if each not in commands
    }
    assert told == dict(objects)


def test_questions_over_tcp(tmp_path: Path) -> None:
    said = [("forth", message(n, f"n{n}.example")) for n in range(9)]
    said += [("back", message(n, f"n{n}.example", answer=True)) for n in range(8)]
    path = pcap(tmp_path / "a", talk("10.0.0.1:40000", "10.0.0.9:53", said, size=20))
    noted = of(same_flows(path), "dns")
    shown = counted(fields(path, "dns.flags.response == 0", "dns.qry.name"))
    assert Counter((str(each.values["dns.question.name"]),) for each in noted) == shown
    codes = fields(path, "dns.flags.response == 1", "dns.flags.rcode")
    assert sum(each.values["dns.response_code"] == "NXDOMAIN" for each in noted) == len(codes)
