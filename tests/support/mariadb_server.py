# A throw-away MariaDB server for tests and measurements: its own directory, a random free port
# on 127.0.0.1 and a socket beside the data, nothing written to disk with care. Ends with the
# block that started it, whatever happened in it. It refuses to run as root, so then it runs
# as an account without rights.
from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pymysql
from free_port import free_port

READER = "reader"
_PLACES = ("/usr/sbin/mariadbd", "/usr/libexec/mariadbd")
_SETTINGS = (
    "--skip-name-resolve",
    "--skip-log-bin",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-buffer-pool-size=64M",
    "--innodb-log-file-size=16M",
    "--character-set-server=utf8mb4",
    "--max-connections=40",
    "--performance-schema=off",
    "--log-warnings=2",
)
_STARTS_WITHIN_S = 60


@dataclass
class MariaServer:
    """A running server."""

    program: Path
    home: Path
    port: int
    password: str = field(repr=False)
    process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> str:
        return str(self.home / "s")

    @property
    def log(self) -> Path:
        return self.home / "log"

    def url(self, database: str = "", user: str = READER, query: str = "") -> str:
        """Where it answers, without a password."""
        tail = f"?{query}" if query else ""
        return f"mariadb://{quote(user)}@127.0.0.1:{self.port}/{quote(database)}{tail}"

    def connect(self, database: str | None = None) -> pymysql.connections.Connection:
        """An administrator's session that commits by itself."""
        return pymysql.connect(
            unix_socket=self.socket,
            user="root",
            password=self.password,
            database=database,
            charset="utf8mb4",
            autocommit=True,
        )

    def run(self, *statements: str, database: str | None = None) -> list[tuple]:
        """Statements as the administrator; the rows of the last."""
        with self.connect(database) as admin, admin.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())

    def create_database(self, name: str, *statements: str) -> None:
        """A database made anew that the reader may read, filled by the statements."""
        quoted = "`" + name.replace("`", "``") + "`"
        self.run(
            f"drop database if exists {quoted}",
            f"create database {quoted} character set utf8mb4",
            f"grant select, show view, execute on {quoted}.* to {READER}@'127.0.0.1'",
        )
        self.run("do 0", *statements, database=name)

    def kill(self) -> None:
        """Ends it as a power cut would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def find_program() -> Path | None:
    """MariaDB's server on this machine, or None where a part of it is missing."""
    if shutil.which("mariadb-install-db") is None or shutil.which("my_print_defaults") is None:
        return None
    found = [*filter(None, [shutil.which("mariadbd")]), *_PLACES]
    return next((Path(each) for each in found if Path(each).exists()), None)


@contextmanager
def throw_away_mariadb(program: Path) -> Iterator[MariaServer]:
    """A server that runs for the length of the block, with an account that may only read."""
    # Not pytest's own directory: it is root's alone, and too long for a socket's path.
    home = Path(tempfile.mkdtemp(prefix="my-", dir="/tmp"))
    server = MariaServer(program, home, free_port(), secrets.token_hex(12))
    try:
        _initialise(server)
        _start(server)
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.kill()
        shutil.rmtree(home, ignore_errors=True)


def _initialise(server: MariaServer) -> None:
    if os.geteuid() == 0:
        os.chown(server.home, *_account())
    done = subprocess.run(
        [
            "mariadb-install-db",
            "--no-defaults",
            f"--datadir={server.home / 'data'}",
            f"--tmpdir={server.home}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            *_SETTINGS[1:5],
        ],
        cwd=server.home,
        capture_output=True,
        timeout=120,
        check=False,
        **_unprivileged(),
    )
    if done.returncode:
        raise RuntimeError(f"the throw-away MariaDB was not made: {done.stderr[-2000:]!r}")


def _start(server: MariaServer) -> None:
    with server.log.open("ab") as log:
        server.process = subprocess.Popen(
            [
                str(server.program),
                "--no-defaults",
                f"--datadir={server.home / 'data'}",
                f"--tmpdir={server.home}",
                f"--socket={server.socket}",
                f"--pid-file={server.home / 'pid'}",
                "--bind-address=127.0.0.1",
                f"--port={server.port}",
                *_SETTINGS,
            ],
            cwd=server.home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **_unprivileged(),
        )
    password, server.password = server.password, ""
    until = time.monotonic() + _STARTS_WITHIN_S
    while True:
        # It listens before it names its socket, so that the first attempt is answered.
        if Path(server.socket).exists():
            server.run(f"set password for root@localhost = password('{password}')")
            break
        if time.monotonic() > until or server.process.poll() is not None:
            raise RuntimeError(server.log.read_text(errors="replace")[-2000:])
        time.sleep(0.02)  # there is no other sign to wait for
    server.password = password
    server.run(f"create user {READER}@'127.0.0.1' identified by '{password}'")


def _unprivileged() -> dict:
    if os.geteuid() != 0:
        return {}
    user, group = _account()
    return {"user": user, "group": group, "extra_groups": []}


def _account() -> tuple[int, int]:
    account = pwd.getpwnam("nobody")
    return account.pw_uid, account.pw_gid
