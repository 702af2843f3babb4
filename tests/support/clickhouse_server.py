# A throw-away ClickHouse server for tests: its own directory, random free ports on 127.0.0.1,
# as an account without rights. Ends with the block that started it, whatever happened in it.
from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from free_port import free_port

READER = "reader"
_STARTS_WITHIN_S = 60
_CONFIGURATION = """
<yandex>
  <logger><level>warning</level><log>{home}/log</log><errorlog>{home}/errors</errorlog></logger>
  <http_port>{port}</http_port><tcp_port>{other}</tcp_port><listen_host>127.0.0.1</listen_host>
  <path>{home}/data/</path><tmp_path>{home}/tmp/</tmp_path><users_config>users.xml</users_config>
  <default_profile>default</default_profile><default_database>default</default_database>
  <mark_cache_size>50000000</mark_cache_size>
</yandex>
"""
_USERS = """
<yandex>
  <profiles><default></default><strict><readonly>1</readonly></strict></profiles>
  <quotas><default></default></quotas>
  <users>
    <admin><password>{password}</password><networks><ip>127.0.0.1</ip></networks>
      <profile>default</profile><quota>default</quota></admin>
    <reader><password>{password}</password><networks><ip>127.0.0.1</ip></networks>
      <profile>default</profile><quota>default</quota></reader>
    <strict><password>{password}</password><networks><ip>127.0.0.1</ip></networks>
      <profile>strict</profile><quota>default</quota></strict>
  </users>
</yandex>
"""


@dataclass
class ClickHouseServer:
    """A running server."""

    program: Path
    home: Path
    port: int
    password: str = field(repr=False)
    process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "", user: str = READER, query: str = "") -> str:
        """Where it answers, without a password."""
        name = urllib.parse.quote(database)
        tail = f"?{query}" if query else ""
        return f"clickhouse+http://{user}@127.0.0.1:{self.port}/{name}{tail}"

    def run(self, *statements: str) -> str:
        """Statements as the administrator; the answer to the last."""
        text = ""
        for statement in statements:
            request = urllib.request.Request(
                f"http://127.0.0.1:{self.port}/",
                data=statement.encode(),
                headers={"X-ClickHouse-User": "admin", "X-ClickHouse-Key": self.password},
            )
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    text = answer.read().decode()
            except urllib.error.HTTPError as error:
                raise RuntimeError(error.read().decode(errors="replace")) from None
        return text

    def create_database(self, name: str, *statements: str) -> None:
        """A database made anew and filled; `{d}` in a statement is its name."""
        quoted = f"`{name}`"
        self.run(f"drop database if exists {quoted}", f"create database {quoted}")
        self.run(*(statement.replace("{d}", quoted) for statement in statements))

    def kill(self) -> None:
        """Ends it as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()


def find_clickhouse() -> Path | None:
    """The server's program on this machine, or None."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    unpacked = cache / "tongguan-tests/clickhouse/usr/sbin/clickhouse-server"
    found = [unpacked, *map(Path, filter(None, [shutil.which("clickhouse-server")]))]
    return next((each for each in found if each.exists()), None)


@contextmanager
def throw_away_clickhouse(program: Path) -> Iterator[ClickHouseServer]:
    """A server that runs for the length of the block."""
    home = Path(tempfile.mkdtemp(prefix="ch-", dir="/tmp"))
    server = ClickHouseServer(program, home, free_port(), secrets.token_hex(12))
    # A copy, since the cache of root is closed to the account without rights.
    mine = shutil.copy(program, home / "clickhouse-server")
    try:
        settings = {"home": home, "port": server.port, "other": free_port()}
        (home / "config.xml").write_text(_CONFIGURATION.format(**settings))
        (home / "users.xml").write_text(_USERS.format(password=server.password))
        drop = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam("nobody")
            drop = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
            for path in (home, *home.iterdir()):
                os.chown(path, account.pw_uid, account.pw_gid)
        with (home / "output").open("wb") as output:
            server.process = subprocess.Popen(
                [mine, f"--config-file={home}/config.xml"],
                cwd=home, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **drop,
            )  # fmt: skip
        _wait(server)
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.kill()
        shutil.rmtree(home, ignore_errors=True)


def _wait(server: ClickHouseServer) -> None:
    assert server.process is not None
    until = time.monotonic() + _STARTS_WITHIN_S
    while True:
        try:
            server.run("select 1")
        except urllib.error.URLError:
            if time.monotonic() > until or server.process.poll() is not None:
                told = (server.home / "output").read_text(errors="replace")[-2000:]
                raise RuntimeError(f"the throw-away ClickHouse did not start: {told}") from None
            time.sleep(0.05)  # there is no sign to wait for but its answer
        else:
            return
