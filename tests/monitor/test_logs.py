# Logs by kind: known by their beginning, read in any pieces.
import pytest
from csvlog import TEXT

from monitor import LogReader, kind_of


def test_a_kind_is_known_by_its_beginning() -> None:
    kind = kind_of("\n\n" + TEXT)
    assert kind is not None
    assert kind.name == "postgresql-csvlog"
    assert kind_of("nobody's log\n") is None
    assert kind_of("") is None


@pytest.mark.parametrize("lines", [1, 2, 3, 100])
def test_pieces_make_no_difference(lines: int) -> None:
    kind = kind_of(TEXT)
    assert kind is not None
    whole = TEXT.splitlines(keepends=True)
    reader, found = LogReader(kind, "pg"), []
    for at in range(0, len(whole), lines):
        found += reader.feed("".join(whole[at : at + lines])).column("db.statement").to_pylist()
    found += reader.end().column("db.statement").to_pylist()
    assert found == ["select 1", 'select "a"\nfrom t\n', "select 3"]
