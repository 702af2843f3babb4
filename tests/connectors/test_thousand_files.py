# Acceptance: of a thousand mixed files every good one is read, and every bad one is told with a
# plain reason, without a word of what is in it.
from __future__ import annotations

import logging
import tempfile
from collections import defaultdict
from pathlib import Path

import pytest
from thousand_files import BAD, GOOD, SECRET, write_thousand

from connectors import archive, discover, expand, read
from schema import Access, Sample, Skipped, SourceError, Table


def words_of(table: Table, sample: Sample) -> tuple[str, list[Skipped]]:
    """All text of a table as one, and what was left out of it."""
    texts: list[str] = []
    left: list[Skipped] = []
    try:
        for part in read(table, sample, Access()):
            if isinstance(part, Skipped):
                left.append(part)
            else:
                texts.extend(str(value) for row in part.to_pylist() for value in row.values())
    except SourceError as error:
        left.append(Skipped(error.source, error.problem))
    return "\n".join(texts), left


def test_the_good_are_read_and_the_bad_are_told(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    good, bad = write_thousand(tmp_path / "files")
    assert (len(good), len(bad)) == (GOOD, BAD)
    texts: defaultdict[str, str] = defaultdict(str)
    skipped: defaultdict[str, list[str]] = defaultdict(list)
    said: list[Skipped] = []
    for location in expand(str(tmp_path / "files")):
        assert isinstance(location, str), location
        for found in discover(location, Access()):
            if isinstance(found, Skipped):
                said.append(found)
                continue
            text, left = words_of(found, Sample(rows=None))
            texts[location] += text
            said += left
    for skip in said:
        skipped[skip.source.partition("#")[0]].append(skip.error)
    assert [path for path, own in good.items() if own not in texts[path]] == []
    assert [path for path in good if path in skipped] == []
    missing = {
        path: skipped[path]
        for path, reason in bad.items()
        if not any(reason in error for error in skipped[path])
    }
    assert missing == {}
    assert set(skipped) == set(bad)
    heard = [str(said), caplog.text, *capfd.readouterr()]
    assert not [text for text in heard if SECRET in text or "Traceback" in text]
    archive._TAKEN.clear()
    assert list(aside.iterdir()) == []
