# How fast a MariaDB table of five columns becomes Arrow batches: our reader (pages of the key,
# each a statement of its own), PyMySQL's own streaming cursor, and connectorx, all on one
# throw-away server of this machine, best of some rounds.
#
#   python benchmarks/mysql_read.py [--rows 1000000] [--rounds 3] [--out FILE]
from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path

import pyarrow as pa
import pymysql

ROOT = Path(__file__).resolve().parent.parent
# The scripts here are called like the packages they measure.
sys.path[0] = str(ROOT)
sys.path.insert(0, str(ROOT / "tests" / "support"))

from mariadb_server import READER, MariaServer, find_program, throw_away_mariadb  # noqa: E402

import connectors  # noqa: E402
from benchmarks.environment import PEERS, best_of, machine, run_peer  # noqa: E402
from schema import Access, Sample, Table  # noqa: E402

QUERY = "select id, name, phone, addr, amount from t"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", type=Path, default=PEERS)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    program = find_program()
    if program is None:
        print("no MariaDB server here: apt-get install mariadb-server-core", file=sys.stderr)
        return 2
    with throw_away_mariadb(program) as server:
        server.create_database(
            "b",
            "create table t (id int primary key, name varchar(20), phone varchar(20),"
            " addr varchar(100), amount decimal(10, 2))",
            "insert into t select seq, concat('张', seq), concat('138', lpad(seq, 8, '0')),"
            f" concat('陕西省西安市雁塔区高新路', seq, '号'), seq / 7 from seq_1_to_{options.rows}",
        )
        ours = options.rows / best_of(options.rounds, lambda: read_by_us(server, options.rows))
        driver = options.rows / best_of(options.rounds, lambda: read_by_driver(server))
        url = f"mysql://{READER}:{server.password}@127.0.0.1:{server.port}/b"
        task = {"url": url, "query": QUERY, "rounds": options.rounds}
        peer = run_peer(options.peers, "connectorx_rows.py", task)
    result = {
        "benchmark": "mysql_read",
        "rows": options.rows,
        "columns": 5,
        "ours_rows_per_s": round(ours),
        "pymysql_cursor_rows_per_s": round(driver),
        **{f"peer_{key}" if key == "rows_per_s" else key: value
           for key, value in peer.items() if key != "rows"},
        **machine("pymysql", "pyarrow"),
    }  # fmt: skip
    text = json.dumps(result)
    if options.out:
        options.out.write_text(text + "\n")
    print(text)
    return 0


def read_by_us(server: MariaServer, expected: int) -> None:
    access = Access(password=server.password, max_bytes_per_s=math.inf)
    table = next(one for one in connectors.discover(server.url("b"), access))
    assert isinstance(table, Table)
    stream = connectors.read(table, Sample(rows=None), access)
    assert sum(part.num_rows for part in stream if isinstance(part, pa.RecordBatch)) == expected


def read_by_driver(server: MariaServer) -> None:
    """PyMySQL's streaming cursor, its cells gathered into Arrow columns."""
    with (
        pymysql.connect(
            host="127.0.0.1", port=server.port, user=READER, password=server.password,
            database="b", autocommit=None, conv={}, use_unicode=False,
            cursorclass=pymysql.cursors.SSCursor,
        ) as connection,
        connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute(QUERY)
        while rows := cursor.fetchmany(10_000):
            for column in zip(*rows, strict=True):
                pa.array(column, pa.binary())


if __name__ == "__main__":
    raise SystemExit(main())
