# A client of an Elasticsearch cluster that only asks: one node, one try, no following of other
# nodes. Without a user the password is an API key. Messages of the server and of the client
# may quote documents, so a failure is told by its HTTP status, in words of our own.
from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import elastic_transport
import elasticsearch
from elasticsearch import Elasticsearch

from schema.error import SourceError
from schema.table import Access

from .adapters import ports
from .address import Address, http_address

__all__ = ["ElasticError", "connected", "elastic_client", "locate", "reason", "told"]

_SILENCE_S = 30.0
TIMED_OUT, LOST, NOT_ELASTIC, _TLS = -1, -2, -3, -4

_REASONS = {
    TIMED_OUT: "the search was stopped at its time limit of {limit:g} s",
    408: "the search was stopped at its time limit of {limit:g} s",
    504: "the search was stopped at its time limit of {limit:g} s",
    LOST: "the server closed the connection, or nothing answers there",
    NOT_ELASTIC: "it is no Elasticsearch server, or one before 7.14",
    _TLS: "no secure connection could be made: check the certificate, or sslrootcert",
    400: "the server does not understand it: it is older than 7.12, or a limit of it is passed",
    401: "sign-in refused (tried once): check the user and the password",
    403: "no permission to read it",
    404: "it is no longer what it was when it was found",
    405: "the server does not understand it",
    406: "the server does not speak this version of the interface",
    413: "the server finds the answer too large",
    429: "the server is too busy",
    502: "a server in front of it gets no answer",
    503: "part of it is not available",
}


class ElasticError(Exception):
    """A failure by its status alone; the words of server and client stay behind."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def locate(url: str) -> Address:
    """The parts of `elasticsearch+http(s)://user@host:port/index`, a name, pattern or nothing.

    Raises MisuseError, never echoing the URL, where it cannot be read or is not allowed.
    """
    return http_address(url, ports("elasticsearch"), "Elasticsearch")


def elastic_client(url: str, access: Access) -> Elasticsearch:
    """A client of the cluster that a URL names, which whoever asked closes."""
    return _client(locate(url), access)


@contextmanager
def connected(location: Address, access: Access) -> Iterator[Elasticsearch]:
    """A client for the block; its failures within come out as ElasticError."""
    client = _client(location, access)
    try:
        with told():
            yield client
    finally:
        client.close()


def _client(location: Address, access: Access) -> Elasticsearch:
    # On its most talkative level the client writes whole documents to the log.
    logging.getLogger("elastic_transport.node").disabled = True
    return Elasticsearch(
        **_target(location),
        **_credentials(location, access),
        request_timeout=access.statement_timeout_s + _SILENCE_S,
        # A sign-in that was refused must not be tried again, nor a slow search.
        max_retries=0,
        retry_on_timeout=False,
        retry_on_status=(),
        sniff_on_start=False,
        headers={"user-agent": "tongguan"},
        meta_header=False,
    )


@contextmanager
def told() -> Iterator[None]:
    """Failures of the client in the block as ElasticError."""
    try:
        yield
    except elasticsearch.UnsupportedProductError:
        raise ElasticError(NOT_ELASTIC) from None
    except elasticsearch.ApiError as error:
        raise ElasticError(error.status_code) from None
    except elastic_transport.ConnectionTimeout:
        raise ElasticError(TIMED_OUT) from None
    except elastic_transport.TlsError:
        raise ElasticError(_TLS) from None
    except elastic_transport.TransportError:
        raise ElasticError(LOST) from None


def reason(error: ElasticError, access: Access) -> str:
    """Why the server failed us, in words that hold nothing of the data."""
    known = _REASONS.get(error.status, "the server reports an error")
    text = known.format(limit=access.statement_timeout_s)
    return f"{text} (status {error.status})" if error.status > 0 else text


def _target(location: Address) -> dict[str, Any]:
    scheme = location.scheme.partition("+")[2]
    host = f"[{location.host}]" if ":" in location.host else location.host
    target: dict[str, Any] = {"hosts": f"{scheme}://{host}:{location.port}"}
    if scheme == "https":
        given = location.parameters
        try:
            context = ssl.create_default_context(cafile=given.get("sslrootcert"))
        except OSError:
            raise SourceError(
                "a certificate's file cannot be read", source=location.source
            ) from None
        if given.get("sslmode") == "require":
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        target |= {"ssl_context": context, "ssl_show_warn": False}
    return target


def _credentials(location: Address, access: Access) -> dict[str, Any]:
    if not access.password:
        return {}
    if location.user:
        return {"basic_auth": (location.user, access.password)}
    return {"api_key": access.password}
