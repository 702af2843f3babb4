# Logs by kind: known by their beginning, read in any pieces.
import pytest
from csvlog import TEXT
from log_lines import COMBINED, EVE, SYSLOG, ZEEK_CONN, ZEEK_JSON

from monitor import About, LogReader, kind_of


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (TEXT, "postgresql-csvlog"),
        (ZEEK_CONN, "zeek"),
        (ZEEK_JSON, "zeek-json"),
        (EVE, "suricata-eve"),
        (COMBINED, "web-access"),
        (SYSLOG, "syslog"),
        ("nobody's log\n", None),
        ("", None),
    ],
)
def test_a_kind_is_known_by_its_beginning(text: str, name: str | None) -> None:
    kind = kind_of("\n\n" + text)
    assert (kind and kind.name) == name


@pytest.mark.parametrize("lines", [1, 2, 3, 100])
def test_pieces_make_no_difference(lines: int) -> None:
    kind = kind_of(TEXT)
    assert kind is not None
    whole = TEXT.splitlines(keepends=True)
    reader, found = LogReader(kind, About("pg")), []
    for at in range(0, len(whole), lines):
        found += reader.feed("".join(whole[at : at + lines])).column("db.statement").to_pylist()
    found += reader.end().column("db.statement").to_pylist()
    assert found == ["select 1", 'select "a"\nfrom t\n', "select 3"]
