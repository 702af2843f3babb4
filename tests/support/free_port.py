# A port of the loopback interface that nobody listens on, for a server that tests start.
from __future__ import annotations

import socket

__all__ = ["free_port"]


def free_port() -> int:
    """The number of a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
