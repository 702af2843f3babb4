# A throw-away Elasticsearch server for tests: its own configuration and data, a random free port
# on 127.0.0.1, accounts from files, as an account without rights. Ends with the block.
from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from free_port import free_port

ADMIN, READER = "tester", "reader"
PASSWORD = "tester-password"
# The password as the server's own tool writes it.
_WRITTEN = "$2a$10$hoSrjK0R5nR8BIr.5ZHDWulIH2r2FTWo3YhXvI31w9K.Lp97mYgES"
_ROLES = """
reader:
  indices:
    - names: ["people*", "多*", "odd*", "many*", "going*", "closed*", "hidden*"]
      privileges: ["read", "view_index_metadata", "monitor"]
"""
_SETTINGS = """
discovery.type: single-node
http.host: 127.0.0.1
http.port: {port}
transport.host: 127.0.0.1
transport.port: {other}
path.data: {home}/data
path.logs: {home}/logs
xpack.security.enabled: true
xpack.security.http.ssl.enabled: false
xpack.security.transport.ssl.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
"""
_STARTS_WITHIN_S = 180


@dataclass
class ElasticServer:
    """A running server."""

    home: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def url(self, index: str = "", user: str = READER) -> str:
        """Where it answers, without a password."""
        return f"elasticsearch+http://{user}@127.0.0.1:{self.port}/{index}"

    def run(self, method: str, path: str, body: object = None) -> Any:
        """A request of the administrator's, and its answer."""
        sent = body if isinstance(body, str) else json.dumps(body)
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{urllib.parse.quote(path, safe='/?=&_*,')}",
            data=None if body is None else sent.encode(),
            method=method,
            headers={
                "Authorization": "Basic " + b64encode(f"{ADMIN}:{PASSWORD}".encode()).decode(),
                "Content-Type": "application/x-ndjson"
                if isinstance(body, str)
                else "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.loads(answer.read() or b"null")

    def fill(self, index: str, documents: list[dict], **definition: Any) -> None:
        """An index made anew with these documents."""
        try:
            self.run("DELETE", f"/{index}")
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
        definition.setdefault("settings", {"number_of_shards": 2, "number_of_replicas": 0})
        self.run("PUT", f"/{index}", definition)
        for start in range(0, len(documents), 10_000):
            lines = [
                line
                for document in documents[start : start + 10_000]
                for line in ('{"index":{}}', json.dumps(document, ensure_ascii=False))
            ]
            done = self.run("POST", f"/{index}/_bulk", "\n".join(lines) + "\n")
            assert not done["errors"], done["items"][0]
        self.run("POST", f"/{index}/_refresh")

    def kill(self) -> None:
        """Ends it as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()


def find_elasticsearch() -> tuple[Path, Path] | None:
    """The server's directory and a Java for it, or None."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tongguan-tests"
    servers = sorted(cache.glob("elasticsearch-*/bin/elasticsearch"))
    javas = [
        *Path("/usr/lib/jvm").glob("*17*/bin/java"),
        *Path("/usr/lib/jvm").glob("*21*/bin/java"),
    ]
    if not servers or not javas:
        return None
    return servers[-1].parents[1], javas[0].parents[1]


@contextmanager
def throw_away_elasticsearch(found: tuple[Path, Path]) -> Iterator[ElasticServer]:
    """A server that runs for the length of the block."""
    program, java = found
    home = Path(tempfile.mkdtemp(prefix="es-", dir="/tmp"))
    server = ElasticServer(home, free_port())
    try:
        # A copy of what is written to; the rest is linked, or copied for another account.
        shutil.copytree(program, home / "server")
        config = home / "server" / "config"
        settings = {"home": home, "port": server.port, "other": free_port()}
        (config / "elasticsearch.yml").write_text(_SETTINGS.format(**settings))
        (config / "roles.yml").write_text(_ROLES)
        (config / "users").write_text(f"{ADMIN}:{_WRITTEN}\n{READER}:{_WRITTEN}\n")
        (config / "users_roles").write_text(f"superuser:{ADMIN}\nreader:{READER}\n")
        drop = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam("nobody")
            drop = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
            for path in (home, *home.rglob("*")):
                os.chown(path, account.pw_uid, account.pw_gid)
        with (home / "output").open("wb") as output:
            server.process = subprocess.Popen(
                [str(home / "server" / "bin" / "elasticsearch")],
                cwd=home, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **drop,
                env={
                    "PATH": os.environ["PATH"],
                    "HOME": str(home),
                    "ES_JAVA_HOME": str(java),
                    "ES_JAVA_OPTS": "-Xms512m -Xmx512m -XX:TieredStopAtLevel=1",
                },
            )  # fmt: skip
        _wait(server)
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.process.terminate()
            try:
                server.process.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
        shutil.rmtree(home, ignore_errors=True)


def _wait(server: ElasticServer) -> None:
    assert server.process is not None
    until = time.monotonic() + _STARTS_WITHIN_S
    while True:
        try:
            server.run("GET", "/_cluster/health?wait_for_status=yellow")
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > until or server.process.poll() is not None:
                told = (server.home / "output").read_text(errors="replace")[-3000:]
                raise RuntimeError(f"the throw-away Elasticsearch did not start: {told}") from None
            time.sleep(0.2)  # there is no sign to wait for but its answer
        else:
            return
