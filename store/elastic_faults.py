# What Elasticsearch says when it cannot, in words of our own: its messages may quote what was sent,
# so a failure is told by its kind alone.
from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from .error import StoreError

__all__ = ["CONFLICT", "FOR_GOOD", "UNKNOWN", "elastic_told", "kind_of_refusal"]

# A document of this id, or a later version of it, is there already.
CONFLICT: Final = 409
# What a server says of a document that it will not take as it is, however often it comes.
FOR_GOOD: Final = frozenset({400})
# What a server says to a request that its build has no part for.
UNKNOWN: Final = frozenset({400, 404, 405})


def kind_of_refusal(said: Mapping[str, Any]) -> str:
    """The server's own word for why it refused a document, which quotes nothing of it."""
    error = said.get("error")
    return str(error.get("type", "error")) if isinstance(error, Mapping) else "error"


@contextmanager
def elastic_told() -> Iterator[None]:
    """Failures of client and server as StoreError."""
    import elasticsearch  # noqa: PLC0415  an extra

    try:
        yield
    except elasticsearch.ApiError as error:
        raise StoreError(f"Elasticsearch refused the request ({error.status_code})") from None
    except elasticsearch.SSLError:
        problem = "no secure connection could be made: check the certificate, or sslrootcert"
        raise StoreError(problem) from None
    except elasticsearch.TransportError:
        raise StoreError("Elasticsearch does not answer") from None
