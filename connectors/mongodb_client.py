# A client of MongoDB that only asks: no write is ever retried or sent, reads go to a secondary
# where there is one, and a password is shown once. Messages of the server may quote documents,
# so a failure is told by its kind and code, in words of our own.
from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pymongo import MongoClient, errors

from schema.error import MisuseError, SourceError
from schema.table import Access

from .adapters import ports
from .address import Address, address

__all__ = ["connected", "locate", "plainly", "reason"]

_PARAMETERS = frozenset({"authSource", "replicaSet", "tls", "tlsCAFile", "directConnection"})
_SELECTION_TIMEOUT_MS = 10_000
_SILENCE_S = 30.0
_BOOLEANS = {"true": True, "false": False}

_REASONS = {
    18: "sign-in refused (tried once): check the user, the password and authSource",
    8000: "sign-in refused (tried once): check the user, the password and authSource",
    13: "no permission to read it",
    26: "it is no longer what it was when it was found",
    43: "the server gave up the reading after a long rest",
    50: "the reading was stopped at its time limit of {limit:g} s",
    59: "the server is too old for it",
    96: "the server met an error of its storage",
    166: "it is a view that cannot be computed",
    292: "the reading would need more memory than the server allows",
    11600: "the server closed the connection (shutting down)",
    91: "the server closed the connection (shutting down)",
}


def locate(url: str) -> Address:
    """The parts of `mongodb://user@host:port/database`; the database may be left out.

    Raises MisuseError, never echoing the URL, where it cannot be read or is not allowed.
    """
    place = address(url, ports("mongodb"), _PARAMETERS)
    for name in ("tls", "directConnection"):
        if place.parameters.get(name, "true") not in _BOOLEANS:
            raise MisuseError(f"{name} of MongoDB is true or false")
    return place


@contextmanager
def connected(location: Address, access: Access) -> Iterator[MongoClient[dict[str, Any]]]:
    """A client for the block; its failures within come out as SourceError."""
    # On its most talkative level the driver writes whole documents to the log.
    logging.getLogger("pymongo.command").disabled = True
    given = location.parameters
    with plainly(location, access):
        client: MongoClient[dict[str, Any]] = MongoClient(
            location.host,
            location.port,
            username=location.user or None,
            password=access.password or None,
            authSource=given.get("authSource", "admin"),
            replicaSet=given.get("replicaSet"),
            directConnection=_BOOLEANS[given.get("directConnection", "false")],
            appname="tongguan",
            maxPoolSize=1,
            serverSelectionTimeoutMS=_SELECTION_TIMEOUT_MS,
            connectTimeoutMS=_SELECTION_TIMEOUT_MS,
            socketTimeoutMS=int((access.statement_timeout_s + _SILENCE_S) * 1000),
            retryReads=False,
            retryWrites=False,
            readPreference="secondaryPreferred",
            uuidRepresentation="standard",
            # Dates before the year 1 and text that is no UTF-8 are values too.
            datetime_conversion="DATETIME_AUTO",
            unicode_decode_error_handler="replace",
            **_tls(location),
        )
        with client:
            yield client


@contextmanager
def plainly(location: Address, access: Access) -> Iterator[None]:
    """Failures of the driver in the block as SourceError."""
    try:
        yield
    except errors.PyMongoError as error:
        raise SourceError(reason(error, access), source=location.source) from None


def reason(error: errors.PyMongoError, access: Access) -> str:
    """Why the server failed us, in words that hold nothing of the data."""
    if isinstance(error, errors.NetworkTimeout):
        return f"the reading was stopped at its time limit of {access.statement_timeout_s:g} s"
    if isinstance(error, errors.ServerSelectionTimeoutError):
        return "nothing answers there: check host, port, TLS and replicaSet"
    if isinstance(error, errors.ConnectionFailure):
        return "the server closed the connection"
    code = error.code if isinstance(error, errors.OperationFailure) else None
    if code in _REASONS:
        return f"{_REASONS[code].format(limit=access.statement_timeout_s)} (code {code})"
    return f"the server reports an error (code {code})" if code else "the driver reports an error"


def _tls(location: Address) -> dict[str, Any]:
    given = location.parameters
    if "tls" not in given and "tlsCAFile" not in given:
        return {}
    return {
        "tls": _BOOLEANS[given.get("tls", "true")],
        **({"tlsCAFile": given["tlsCAFile"]} if "tlsCAFile" in given else {}),
    }
