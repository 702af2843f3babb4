# Logs in pieces of whole lines: packed or not, with bytes that are no text, cut off anywhere.
import gzip
from pathlib import Path

import pytest

from connectors import log_head, read_log
from schema import Skipped, SourceError

TEXT = "".join(f"line {n} 行\n" for n in range(2_000)) + "the last, unended"


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_pieces_end_with_a_line_and_are_the_whole(tmp_path: Path, monkeypatch, packed) -> None:
    monkeypatch.setattr("connectors.log_lines._BLOCK", 1_000)
    path = tmp_path / "a.log"
    path.write_bytes(gzip.compress(TEXT.encode()) if packed else TEXT.encode())
    pieces = [piece for piece in read_log(path) if isinstance(piece, str)]
    assert "".join(pieces) == TEXT
    assert all(piece.endswith("\n") for piece in pieces[:-1])
    assert TEXT.startswith(log_head(path)[:100])


def test_bytes_that_are_no_text_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"\xef\xbb\xbfgood\nb\xffd\n")
    assert list(read_log(path)) == ["good\nb\ufffdd\n"]


def test_what_breaks_off_or_is_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(TEXT.encode())[:-20])
    assert any(isinstance(piece, Skipped) for piece in read_log(path))
    with pytest.raises(SourceError, match="does not exist"):
        list(read_log(tmp_path / "none"))
    with pytest.raises(SourceError, match="does not exist"):
        log_head(tmp_path / "none")
