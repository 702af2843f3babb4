# Errors a caller catches: each names the place, and survives the way out of a worker.
import pickle

import pytest

from schema import (
    LedgerBroken,
    MisuseError,
    PolicyError,
    RefusedError,
    SourceError,
    TongguanError,
)


@pytest.mark.parametrize(
    "error",
    [
        PolicyError("what is wrong", file="a.yaml", line=3, column=7),
        SourceError("is locked", source="a.db"),
        LedgerBroken("entry 4"),
        MisuseError("no such purpose"),
        RefusedError("rule 3"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_every_error_can_be_caught_by_its_root(error):
    assert isinstance(error, TongguanError)


def test_a_policy_error_begins_with_file_line_and_column():
    error = PolicyError("what is wrong", file="a.yaml", line=3, column=7)
    assert str(error) == "a.yaml:3:7: what is wrong"
    assert (error.file, error.line, error.column) == ("a.yaml", 3, 7)


def test_a_policy_error_comes_whole_out_of_a_worker():
    error = pickle.loads(pickle.dumps(PolicyError("is wrong", file="a.yaml", line=3, column=7)))
    assert str(error) == "a.yaml:3:7: is wrong"
    assert (error.problem, error.line, error.column) == ("is wrong", 3, 7)


def test_a_source_error_comes_whole_out_of_a_worker():
    error = pickle.loads(pickle.dumps(SourceError("is locked", source="a.db")))
    assert (str(error), error.problem, error.source) == ("a.db: is locked", "is locked", "a.db")


def test_misuse_is_a_value_error_for_callers_in_code():
    assert issubclass(MisuseError, ValueError)
    assert not issubclass(RefusedError, ValueError)
