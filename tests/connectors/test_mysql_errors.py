# A server's errors by their number: known ones in words, unknown ones by number alone, and
# never what the server said.
from __future__ import annotations

import pymysql
import pytest

from connectors.mysql_errors import number, reason, timed_out
from schema import Access


@pytest.mark.parametrize(
    ("code", "said"),
    [
        pytest.param(1142, "no permission to read it (error 1142)", id="rights"),
        pytest.param(1045, "sign-in refused (tried once): check the user and the password (error 1045)",
                     id="a sign-in"),
        pytest.param(1146, "it is no longer what it was when it was found (error 1146)", id="gone"),
        pytest.param(1969, "the statement was stopped at its time limit of 7 s", id="MariaDB's time"),
        pytest.param(3024, "the statement was stopped at its time limit of 7 s", id="MySQL's time"),
        pytest.param(2013, "the server closed the connection", id="lost"),
        pytest.param(2998, "the server reports an error", id="a client's unknown number"),
        pytest.param(3999, "the server reports an error (error 3999)", id="an unknown number"),
        pytest.param(0, "the server's answer makes no sense", id="no number"),
    ],
)  # fmt: skip
def test_an_error_is_told_by_its_number(code: int, said: str) -> None:
    error = pymysql.OperationalError(code, "near 'SECRET'")
    assert reason(error, Access(statement_timeout_s=7)) == said
    assert timed_out(error) == ("time limit" in said)


def test_an_error_without_a_number_has_none() -> None:
    assert number(pymysql.Error()) == 0
    assert number(pymysql.Error("text")) == 0
