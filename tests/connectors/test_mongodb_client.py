# A client of MongoDB: what a URL may say, and what is said of failures.
from __future__ import annotations

import pytest
from pymongo import errors

from connectors import mongodb_client
from connectors.mongodb_client import connected, locate, reason
from schema import Access, MisuseError, SourceError


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (errors.OperationFailure("SECRET", code=18),
         "sign-in refused (tried once): check the user, the password and authSource (code 18)"),
        (errors.ExecutionTimeout("SECRET", code=50),
         "the reading was stopped at its time limit of 7 s (code 50)"),
        (errors.OperationFailure("SECRET", code=9), "the server reports an error (code 9)"),
        (errors.NetworkTimeout("SECRET"), "the reading was stopped at its time limit of 7 s"),
        (errors.AutoReconnect("SECRET"), "the server closed the connection"),
        (errors.ServerSelectionTimeoutError("SECRET"),
         "nothing answers there: check host, port, TLS and replicaSet"),
        (errors.InvalidOperation("SECRET"), "the driver reports an error"),
    ],
)  # fmt: skip
def test_a_failure_is_told_by_its_kind_and_code(error: errors.PyMongoError, said: str) -> None:
    assert reason(error, Access(statement_timeout_s=7)) == said


def test_a_place_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mongodb_client, "_SELECTION_TIMEOUT_MS", 50)
    place = locate("mongodb://u@127.0.0.1:1/d?directConnection=true")
    with (
        pytest.raises(SourceError, match="nothing answers there"),
        connected(place, Access(password="Hunter2")) as client,
    ):
        client["d"].command("ping")


def test_a_client_never_writes_again_and_reads_from_a_secondary() -> None:
    place = locate("mongodb://u@h/d?tls=true&authSource=d")
    with connected(place, Access(password="p", statement_timeout_s=7)) as client:
        options = client.options
        assert (options.retry_reads, options.retry_writes) == (False, False)
        assert options.read_preference.name == "SecondaryPreferred"
        assert options.pool_options.socket_timeout == 37
        assert options.pool_options.max_pool_size == 1
        assert options._options["authsource"] == "d"
        assert options._options["tls"] is True


@pytest.mark.parametrize("query", ["tls=maybe", "directConnection=1", "retryWrites=true"])
def test_a_url_says_what_it_may(query: str) -> None:
    with pytest.raises(MisuseError):
        locate(f"mongodb://u@h/d?{query}")
