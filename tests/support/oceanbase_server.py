# A throw-away OceanBase server (seekdb, its build for one node, as a package of PyPI has it) for
# tests. It would listen on every address and report to its makers, so it runs in a network of
# its own without a way out, and is reached by its socket. Ends with the block.
from __future__ import annotations

import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pymysql

READER = "reader"
_STARTS_WITHIN_S = 90
# It looks for a network card that is not the loopback: a pair of our own, led nowhere.
_NETWORK = (
    "ip link set lo up && ip link add ob0 type veth peer name ob1 &&"
    " ip addr add 192.0.2.1/24 dev ob0 && ip link set ob0 up && ip link set ob1 up"
)


@dataclass
class OceanBaseServer:
    """A running server."""

    home: Path
    password: str = field(repr=False)
    process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> str:
        return str(self.home / "base" / "run" / "sql.sock")

    def url(self, database: str = "", scheme: str = "oceanbase") -> str:
        """Where it answers, without a password."""
        return f"{scheme}://{READER}@localhost:2881/{database}?socket={self.socket}"

    def run(self, *statements: str) -> list[tuple]:
        """Statements as the administrator; the rows of the last."""
        with (
            pymysql.connect(
                unix_socket=self.socket, user="root", charset="utf8mb4", autocommit=True
            ) as admin,
            admin.cursor() as cursor,
        ):
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())


def find_oceanbase() -> Path | None:
    """The server's program on this machine, or None where it or its network cannot be had."""
    found = importlib.util.find_spec("pylibseekdb")
    if found is None or not found.submodule_search_locations or not shutil.which("ip"):
        return None
    program = Path(found.submodule_search_locations[0]) / "seekdb"
    if not program.exists():
        return None
    tried = subprocess.run(
        [*_unshare(), "sh", "-c", _NETWORK], capture_output=True, timeout=30, check=False
    )
    return program if tried.returncode == 0 else None


@contextmanager
def throw_away_oceanbase(program: Path) -> Iterator[OceanBaseServer]:
    """A server that runs for the length of the block, with an account that may only read."""
    home = Path(tempfile.mkdtemp(prefix="ob-", dir="/tmp"))
    server = OceanBaseServer(home, secrets.token_hex(12))
    try:
        for each in (program, *program.parent.glob("lib*.so*")):
            shutil.copy(each, home / each.name)
        drop = []
        if os.geteuid() == 0:
            account = pwd.getpwnam("nobody")
            for path in (home, *home.iterdir()):
                os.chown(path, account.pw_uid, account.pw_gid)
            drop = [
                "setpriv",
                f"--reuid={account.pw_uid}",
                f"--regid={account.pw_gid}",
                "--clear-groups",
            ]
        command = [
            *drop, str(home / "seekdb"), "--nodaemon", f"--base-dir={home / 'base'}",
            "--parameter", "memory_limit=2G", "--parameter", "datafile_size=256M",
            "--parameter", "log_disk_size=2G", "--log-level", "ERROR",
        ]  # fmt: skip
        with (home / "output").open("wb") as output:
            server.process = subprocess.Popen(
                [*_unshare(), "sh", "-c", f'{_NETWORK} && exec "$@"', "sh", *command],
                cwd=home, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env={"PATH": os.environ["PATH"], "HOME": str(home), "LD_LIBRARY_PATH": str(home)},
            )  # fmt: skip
        _wait(server)
        server.run(f"create user {READER} identified by '{server.password}'")
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.process.kill()
            server.process.wait()
        shutil.rmtree(home, ignore_errors=True)


def _unshare() -> list[str]:
    return (
        ["unshare", "--net"]
        if os.geteuid() == 0
        else ["unshare", "--user", "--map-root-user", "--net"]
    )


def _wait(server: OceanBaseServer) -> None:
    assert server.process is not None
    until = time.monotonic() + _STARTS_WITHIN_S
    while True:
        try:
            if Path(server.socket).exists():
                server.run("select 1")
                return
        except pymysql.Error:
            pass  # it answers a moment after its socket is there
        if time.monotonic() > until or server.process.poll() is not None:
            told = (server.home / "output").read_text(errors="replace")[-2000:]
            raise RuntimeError(f"the throw-away OceanBase did not start: {told}")
        time.sleep(0.1)  # there is no sign to wait for but its answer
