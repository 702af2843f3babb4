# What a file is, by its first bytes and its name.
from __future__ import annotations

import dataclasses
import importlib
import re
from pathlib import Path

import pytest
from packed_files import PACKED, tarred, zipped

from connectors import locate
from connectors.formats import KINDS, SUFFIXES, format_of, is_hidden, suffix_of
from connectors.source import _CONNECTORS
from schema import Limits

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("head", "suffix", "found"),
    [
        pytest.param(zipped({"a.csv": b"x"}), ".zip", "zip", id="an archive"),
        pytest.param(zipped({}), ".zip", "zip", id="an empty archive"),
        pytest.param(zipped({"a": b"x"}), ".apk", None, id="an archive of another purpose"),
        pytest.param(zipped({"a": b"x"}), ".key", None, id="an archive called like a text"),
        pytest.param(zipped({"word/document.xml": b""}), ".zip", "docx", id="a document called zip"),
        pytest.param(zipped({"docProps/x": b"", "ppt/a": b""}), "", "pptx", id="slides"),
        pytest.param(zipped({"OFD.xml": b""}), "", "ofd", id="OFD"),
        pytest.param(zipped({"xl/workbook.xml": b""}), ".csv", "workbook", id="a workbook"),
        pytest.param(zipped({"x/xl/a": b""}), ".zip", "zip", id="a directory called xl further in"),
        pytest.param(zipped({"x": b"xl/word/" * 99}), ".zip", "zip", id="content that looks so"),
        pytest.param(
            b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK",
            "", "workbook", id="an OpenDocument sheet",
        ),
        pytest.param(
            b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.textPK",
            "", "odf", id="an OpenDocument text",
        ),
        *[pytest.param(pack(b"x"), ".csv", name, id=name) for name, pack in PACKED.items()],
        pytest.param(tarred({"a": b"x"}), "", "tar", id="tar"),
        pytest.param(b"%PDF-1.7\n", ".txt", "pdf", id="PDF called txt"),
        pytest.param(b"junk\n%PDF-1.7\n", "", "pdf", id="PDF with something before"),
        pytest.param(b"x" * 1024 + b"%PDF-", "", None, id="PDF too far in"),
        pytest.param(OLE, ".docx", "docx", id="a document under a password"),
        pytest.param(OLE, ".doc", "ole", id="an old document"),
        pytest.param(OLE, ".msi", None, id="an installer"),
        pytest.param(OLE, ".py", None, id="an old document called py"),
        pytest.param(b"print()", ".py", "text", id="source code"),
        pytest.param(b"print()", ".xyz", None, id="an unknown suffix"),
        pytest.param(b"", ".eml", "mail", id="by its suffix alone"),
        pytest.param(b"BZ", ".csv", None, id="almost bzip2"),
        pytest.param(b"\x1f\x8b\x00", ".csv", None, id="almost gzip"),
    ],
)  # fmt: skip
def test_the_format_of(head: bytes, suffix: str, found: str | None) -> None:
    assert format_of(head, suffix) == found


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("/srv/A.CSV", ".csv"),
        ("a.tar.gz", ".gz"),
        ("Dockerfile", ".dockerfile"),
        ("/x/.env", ".env"),
        (".env.production", ".env"),
        ("my.env.txt", ".txt"),
        (".gitignore", ""),
        ("id_rsa", ".pem"),
        ("id_rsa.pub", ".pub"),
        ("noname", ""),
    ],
)
def test_the_suffix_of(name: str, suffix: str) -> None:
    assert suffix_of(name) == suffix


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("a.csv", False),
        (".a.csv", True),
        ("~$a.docx", True),
        (".env", False),
        (".ENV.local", False),
        (".envrc", True),
        (".netrc", False),
        (".git-credentials", False),
        (".gitignore", True),
    ],
)
def test_whether_a_walk_passes_over(name: str, hidden: bool) -> None:
    assert is_hidden(name) is hidden


def test_every_suffix_leads_to_a_connector() -> None:
    assert set(SUFFIXES.values()) <= set(KINDS)
    for kind in set(KINDS.values()):
        assert importlib.import_module(f"connectors.{_CONNECTORS[kind]}").discover


def test_the_paper_names_every_suffix_and_every_bound() -> None:
    paper = (Path(__file__).parents[2] / "docs/formats.md").read_text(encoding="utf-8")
    tables = paper.partition("## What is not read")[0]
    told = set(re.findall(r"`(\.[a-z0-9]+)`", tables))
    known = {*SUFFIXES, *locate._SUFFIXES, *locate._PERHAPS_DELIMITED}
    hidden = {suffix for suffix in told if not is_hidden(suffix)} - known
    assert known - told == set()
    assert told - known - hidden == set()
    for bound in dataclasses.fields(Limits):
        assert f"`{_short(bound.name)}`" in paper


def _short(name: str) -> str:
    return name.removeprefix("max_").removesuffix("_bytes").removesuffix("_s")
