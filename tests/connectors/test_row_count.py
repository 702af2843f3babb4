# Records counted by their ends, held against what the parser finds.
from __future__ import annotations

import csv
import io
import random

import pytest

from connectors.row_count import count_records


@pytest.mark.parametrize(
    ("text", "records", "exact"),
    [
        pytest.param("", 0, True, id="nothing"),
        pytest.param("1,2\n3,4\n", 2, True, id="two lines"),
        pytest.param("1,2\n3,4", 2, True, id="the last line without its end"),
        pytest.param("1,2\r\n3,4\r\n", 2, True, id="Windows line ends"),
        pytest.param('"a\nb",2\n3,4\n', 2, True, id="a line end in quotes"),
        pytest.param('"a""\n""b",2\n3,4\n', 2, True, id="a line end between doubled quotes"),
        pytest.param('"",""\n"",""\n', 2, True, id="quoted nothing"),
        pytest.param('1,5" pipe\n2,6" pipe\n', 2, False, id="inches"),
        pytest.param('1,say "a\n2,b" to\n', 2, False, id="quotes in the middle of fields"),
        pytest.param('1,"open\n2,3\n', 2, False, id="a quote never closed"),
        pytest.param("1,2\r3,4\r", 2, True, id="line ends of old Macintoshes"),
        pytest.param('"a\r\n\r\nb",2\r\n', 1, True, id="a blank line in quotes"),
        pytest.param("1,2\n\n3,4\n", 2, True, id="a blank line"),
        pytest.param("1,2\n3,4\n\n", 2, True, id="a blank line at the end"),
        pytest.param("1,2\r\n\r\n3,4\r\n", 2, True, id="a blank Windows line"),
        pytest.param("\n", 0, True, id="a blank line alone"),
    ],
)
def test_a_text_holds(text: str, records: int, exact: bool) -> None:
    found = count_records(text.encode(), delimiter=",", quote='"', escape="")
    assert found == (records, exact)


def test_without_quoting_a_quote_is_a_letter() -> None:
    assert count_records(b'1,5"\n2,"x\n', delimiter=",", quote="", escape="") == (2, True)


def test_an_escape_leaves_doubt() -> None:
    text = b'"a\\"",1\n"b",2\n'
    assert count_records(text, delimiter=",", quote='"', escape="\\")[1] is False


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_what_a_writer_wrote_is_counted_as_a_reader_reads_it(encoding: str) -> None:
    draw = random.Random(3)
    for _ in range(200):
        written = io.StringIO(newline="")
        rows = [
            ["".join(draw.choices('王a,"\r\n 0', k=draw.randrange(6))) for _ in range(3)]
            for _ in range(draw.randrange(1, 8))
        ]
        csv.writer(written).writerows(rows)  # RFC 4180: lines end in CRLF
        text = written.getvalue()
        found = count_records(text.encode(encoding), delimiter=",", quote='"', escape="")
        assert found == (len(rows), True), text
