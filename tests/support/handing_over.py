# Real programs that hand requests over in clear: squid by ICAP, nginx by mirroring; an origin that
# says how much it was sent; and bytes said to a receiver by hand.
from __future__ import annotations

import http.server
import io
import os
import shutil
import socket
import subprocess
import tempfile
import textwrap
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from connectors import Received, Taker

__all__ = ["answered", "needs", "nginx", "origin", "squid"]


def program(name: str) -> str | None:
    """Where a program is, those for administrators too."""
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")


def needs(name: str) -> pytest.MarkDecorator:
    """Leaves a test out where a program is not installed."""
    return pytest.mark.skipif(program(name) is None, reason=f"{name} is not installed")


def answered(taker: Taker, said: bytes, peer: str = "10.0.0.9") -> tuple[bytes, list[Received]]:
    """What is answered to these bytes by one connection, and what was taken of them."""
    given, told, taken = io.BytesIO(said), io.BytesIO(), []

    class Both(io.BytesIO):
        read, readline = given.read, given.readline  # type: ignore[assignment]
        write, writelines = told.write, told.writelines  # type: ignore[assignment]

    taker(Both(), peer, taken.append)
    return told.getvalue(), taken


class _Counting(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        size = len(self.rfile.read(int(self.headers["content-length"])))
        told = b"%d" % size
        self.send_response(200)
        self.send_header("content-length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def origin() -> Iterator[int]:
    """The port of a server that says how much it was sent."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Counting)
    serving = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    serving.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                break
            except OSError:
                assert run.poll() is None, f"{command[0]} ended"
                time.sleep(0.05)
        yield
    finally:
        run.kill()
        run.wait()


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as made:
        return int(made.getsockname()[1])


@contextmanager
def _open_to_all() -> Iterator[Path]:
    """A folder that programs find that give root's rights up, which pytest's are closed to."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder


@contextmanager
def squid(icap: int) -> Iterator[int]:
    """The port of a proxy that hands all over to the ICAP server at a port."""
    with _open_to_all() as folder:
        port, config = _free(), folder / "squid.conf"
        config.write_text(
            textwrap.dedent(f"""
                http_port 127.0.0.1:{port}
                pid_filename none
                cache deny all
                access_log stdio:{folder}/access.log squid
                cache_log /dev/null
                netdb_filename none
                coredump_dir {folder}
                icap_enable on
                icap_send_client_ip on
                icap_service asked reqmod_precache icap://127.0.0.1:{icap}/reqmod bypass=off
                icap_service told respmod_precache icap://127.0.0.1:{icap}/respmod bypass=off
                adaptation_access asked allow all
                adaptation_access told allow all
                http_access allow all
            """)
        )
        with _running([program("squid") or "squid", "-N", "-f", str(config)], port):
            yield port


@contextmanager
def nginx(backend: int, mirror: int, token: str) -> Iterator[int]:
    """The port of a web server that mirrors requests for its backend."""
    with _open_to_all() as folder:
        port, config = _free(), folder / "nginx.conf"
        config.write_text(
            textwrap.dedent(f"""
                daemon off;
                master_process off;
                pid {folder}/pid;
                error_log /dev/null;
                events {{}}
                http {{
                  access_log off;
                  client_body_temp_path {folder}/body;
                  proxy_temp_path {folder}/proxy;
                  client_max_body_size 100m;
                  server {{
                    listen 127.0.0.1:{port};
                    location / {{ mirror /_tongguan; proxy_pass http://127.0.0.1:{backend}; }}
                    location = /_tongguan {{
                      internal;
                      proxy_pass http://127.0.0.1:{mirror}$request_uri;
                      proxy_set_header Host $host;
                      proxy_set_header X-Real-IP $remote_addr;
                      proxy_set_header X-Server-IP $server_addr;
                      proxy_set_header X-Tongguan-Token {token};
                    }}
                  }}
                }}
            """)
        )
        with _running([program("nginx") or "nginx", "-p", str(folder), "-c", str(config)], port):
            yield port
