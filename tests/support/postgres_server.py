# A throw-away PostgreSQL server for tests and measurements: its own directory, a random free
# port on 127.0.0.1 and a socket beside the data, sign-in by SCRAM, nothing written to disk
# with care. Ends with the block that started it, whatever happened in it.
# initdb refuses to run as root, so then it runs as an account without rights.
from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from free_port import free_port
from psycopg import sql

ADMIN = "postgres"
# Debian's places and Red Hat's.
_INSTALLED = ("lib/postgresql/*/bin/initdb", "pgsql-*/bin/initdb")
_UNPRIVILEGED = ("postgres", "nobody")
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "20",
    "log_connections": "on",
    "logging_collector": "off",
    "autovacuum": "off",
}


@dataclass(frozen=True)
class Server:
    """A running server."""

    binaries: Path
    home: Path
    port: int
    password: str = field(repr=False)

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "log"

    def url(self, database: str = ADMIN, user: str = ADMIN, query: str = "") -> str:
        """Where it answers, without a password."""
        tail = f"?{query}" if query else ""
        return f"postgresql://{quote(user)}@127.0.0.1:{self.port}/{quote(database)}{tail}"

    def connect(self, database: str = ADMIN) -> psycopg.Connection:
        """An administrator's session that commits by itself."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=ADMIN,
            password=self.password,
            dbname=database,
            autocommit=True,
        )

    def create_database(self, name: str) -> psycopg.Connection:
        """An administrator's session in a database made for it, in place of one of that name."""
        with self.connect() as admin:
            admin.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(name)))
            admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        return self.connect(name)

    def control(self, *command: str) -> None:
        """Runs pg_ctl on it: `stop`, `-m`, `immediate`."""
        program = str(self.binaries / "pg_ctl")
        _run(self.home, [program, "-w", "-s", "-D", str(self.data), "-l", str(self.log), *command])


def find_binaries() -> Path | None:
    """The newest PostgreSQL server's programs on this machine, or None."""
    found = [path.parent for root in _INSTALLED for path in Path("/usr").glob(root)]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    usable = [path for path in found if (path / "postgres").exists()]
    return max(usable, key=_version, default=None)


@contextmanager
def throw_away_server(
    binaries: Path, *, tls: bool = False, more: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """A server that runs for the length of the block, with a certificate nobody knows or none.

    `more` are settings of its own.
    """
    # Not pytest's own directory: it is root's alone, and too long for a socket's path.
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    server = Server(binaries, home, free_port(), secrets.token_hex(12))
    try:
        _initialise(server, tls=tls, more=more or {})
        server.control("start")
        yield server
    finally:
        try:
            if (server.data / "postmaster.pid").exists():
                server.control("stop", "-m", "immediate")
        finally:
            shutil.rmtree(home, ignore_errors=True)


def _initialise(server: Server, *, tls: bool, more: Mapping[str, str]) -> None:
    password_file = server.home / "password"
    password_file.write_text(server.password)
    if os.geteuid() == 0:
        account = _account()
        for path in (server.home, password_file):
            os.chown(path, account.pw_uid, account.pw_gid)
    _run(
        server.home,
        [
            str(server.binaries / "initdb"),
            f"--pgdata={server.data}",
            f"--username={ADMIN}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
        ],
    )
    settings = {
        **_SETTINGS,
        "ssl": "on" if tls else "off",
        "port": str(server.port),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": str(server.home),
        **more,
    }
    if tls:
        _certify(server)
    with (server.data / "postgresql.conf").open("a") as file:
        file.writelines(f"{key} = '{value}'\n" for key, value in settings.items())


def _certify(server: Server) -> None:
    """A certificate signed by itself, where the server looks for one."""
    key = str(server.data / "server.key")
    certificate = str(server.data / "server.crt")
    _run(
        server.home,
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-keyout", key, "-out", certificate],
    )  # fmt: skip
    _run(server.home, ["chmod", "600", key])


def _run(home: Path, command: list[str]) -> None:
    if os.geteuid() == 0:
        account = _account()
        drop = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}"]
        command = [*drop, "--clear-groups", *command]
    # The server keeps its standard streams; a pipe would never end.
    with (home / "output").open("ab") as output:
        done = subprocess.run(
            command,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=60,
            check=False,
        )
    if done.returncode:
        log = (home / "output").read_text(errors="replace")[-2000:]
        raise RuntimeError(f"{command[-1]} of the throw-away server failed: {log}")


def _account() -> pwd.struct_passwd:
    for name in _UNPRIVILEGED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError(f"PostgreSQL does not run as root, and none of {_UNPRIVILEGED} exists")


def _version(binaries: Path) -> int:
    found = re.search(r"\d+", binaries.parent.name)
    return int(found[0]) if found else 0
