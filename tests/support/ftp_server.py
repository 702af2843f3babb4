# The server of pyftpdlib as a process of its own, since it stands on modules that Python gave up;
# it writes its port and runs until it is killed.
from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass

from free_port import free_port

__all__ = ["ACCOUNT", "FtpServer", "ftp_server"]

ACCOUNT = "li"


@dataclass(frozen=True)
class FtpServer:
    """Where it listens, and the only port on which it awaits data."""

    port: int
    passive: int


@contextlib.contextmanager
def ftp_server(password: str) -> Iterator[FtpServer]:
    """A server with one account and an empty folder."""
    passive = free_port()
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", __file__, password, folder, str(passive)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert process.stdout
        try:
            yield FtpServer(int(process.stdout.readline()), passive)
        finally:
            process.kill()
            process.communicate()


def _serve(password: str, folder: str, passive: int) -> None:
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler
    from pyftpdlib.servers import ThreadedFTPServer

    accounts = DummyAuthorizer()
    accounts.add_user(ACCOUNT, password, folder, perm="elradfmw")
    FTPHandler.authorizer = accounts
    FTPHandler.passive_ports = range(passive, passive + 1)
    FTPHandler.auth_failed_timeout = 0
    server = ThreadedFTPServer(("127.0.0.1", 0), FTPHandler)
    print(server.address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    _serve(sys.argv[1], sys.argv[2], int(sys.argv[3]))
