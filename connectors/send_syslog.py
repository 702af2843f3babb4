# Lines to a syslog server (RFC 5424 messages are made elsewhere): UDP (RFC 5426), TCP and TLS with
# octet counting (RFC 6587, RFC 5425). Syslog has no acknowledgement: over TCP what was handed to the
# kernel and not reset counts as taken, over UDP what was sent.
from __future__ import annotations

import contextlib
import socket
import ssl
from typing import Final, Literal

from schema import SourceError

from .trust import tls_problem, trusting

__all__ = ["Transport", "send_syslog"]

Transport = Literal["udp", "tcp", "tls"]
_TIMEOUT_S: Final = 10.0
_ANSWER_S: Final = 1.0
# In TLS 1.3 a caller has sent already when it hears that its certificate is missed.
_REFUSED_S: Final = 0.3
# RFC 5426, 3.2: what every receiver takes is 480 octets, what it should take 2048.
_MOST_UDP: Final = 2048


def send_syslog(
    host: str, port: int, transport: Transport, message: str, *, authority: str = ""
) -> None:
    """Nothing, once the message is on its way. Raises SourceError where it cannot be sent.

    Over UDP a long message is cut at 2,048 octets, within no character.
    """
    where = f"{host}:{port}"
    octets = message.encode()
    context = trusting(authority, where) if transport == "tls" else None
    try:
        if transport == "udp":
            _datagram(host, port, octets)
            return
        with socket.create_connection((host, port), timeout=_TIMEOUT_S) as plain:
            if context is not None:
                with context.wrap_socket(plain, server_hostname=host) as secured:
                    _counted(secured, octets)
                    _told_the_end(secured)
            else:
                _counted(plain, octets)
                _ended(plain)
    except ssl.SSLError as error:
        raise SourceError(tls_problem(error), source=where) from None
    except socket.gaierror:
        raise SourceError("the host's name is not known", source=where) from None
    except OSError:
        raise SourceError(
            "nothing answers there, or the connection broke off", source=where
        ) from None


def _datagram(host: str, port: int, octets: bytes) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, kind, protocol) as sender:
        cut = octets[:_MOST_UDP].decode(errors="ignore").encode()
        sender.sendto(cut, address)


def _counted(connection: socket.socket, octets: bytes) -> None:
    connection.sendall(b"%d %s" % (len(octets), octets))


def _told_the_end(connection: ssl.SSLSocket) -> None:
    """RFC 5425, 4.4: the end is told, once a server had time to say that it refuses its caller."""
    connection.settimeout(_REFUSED_S)
    # A server that just closes, without a word of TLS, has read to the end as well.
    with contextlib.suppress(TimeoutError, ssl.SSLEOFError):
        connection.recv(1)
    connection.settimeout(_ANSWER_S)
    with contextlib.suppress(OSError):
        connection.unwrap()


def _ended(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        # A server that closed before it read resets the connection, and only now it shows.
        connection.shutdown(socket.SHUT_WR)
    connection.settimeout(_ANSWER_S)
    with contextlib.suppress(TimeoutError):
        connection.recv(1)
