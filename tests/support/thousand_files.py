# A thousand files as they lie about in an office: 980 good ones in some thirty forms, and 20
# broken on purpose. The same every time; each good one holds a word of its own, by which it is
# known to have been read, and each bad one a word that no message may repeat.
from __future__ import annotations

import io
import json
import random
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import msoffcrypto.format.ooxml
import pyarrow as pa
import xlsxwriter
from office_files import (
    docx_bytes,
    odt_bytes,
    ofd_bytes,
    pdf_bytes,
    pptx_bytes,
    with_parts,
)
from packed_files import PACKED, locked_zip, tarred, zipped

GOOD, BAD = 980, 20
SECRET = "ZX9SECRET7"
# As long as a word of a file's own, which takes its place in bytes that are made once.
_WORD = "WORD0000"


def word(number: int) -> str:
    """What file `number` holds and no other does.

    >>> word(7)
    'WORD0007'
    """
    return f"WORD{number:04}"


def _text(own: str) -> str:
    return f"关于{own}的通知\n\n联系人张三，电话 13812345678。\n"


def _csv(own: str) -> str:
    rows = (f"张{n},1381234{n:04},{own}\n" for n in range(20))
    return "姓名,电话,备注\n" + "".join(rows)


def _records(own: str) -> list[object]:
    return [{"姓名": f"张{n}", "联系": {"电话": [f"1381234{n:04}"]}, "备注": own} for n in range(9)]


def _mail(own: str) -> bytes:
    message = EmailMessage()
    message["Subject"] = own
    message.set_content(_text(own))
    message.add_attachment(_csv(own).encode(), maintype="text", subtype="csv", filename="a.csv")
    return message.as_bytes()


def _workbook(own: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, line in enumerate(_csv(own).splitlines()):
            sheet.write_row(place, 0, line.split(","))
    return out.getvalue()


def _arrow(own: str) -> bytes:
    table = pa.table({"姓名": ["张三"] * 5, "备注": [own] * 5})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as out:
        out.write_table(table)
    return sink.getvalue().to_pybytes()


@cache
def _made_once(form: str) -> bytes:
    """A document of a form whose library takes its time, with the word that will be replaced."""
    return {
        "docx": lambda: docx_bytes([_text(_WORD)], [["姓名", "电话"], ["李四", "13912345678"]]),
        "pptx": lambda: pptx_bytes([[_WORD, "电话 13812345678"]]),
        "odt": lambda: odt_bytes([_text(_WORD)]),
        "ofd": lambda: ofd_bytes([[(_WORD, 10, 10, ""), ("电话 13812345678", 10, 20, "")]]),
    }[form]()


def _package(form: str) -> Callable[[str], bytes]:
    def make(own: str) -> bytes:
        raw = _made_once(form)
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            changed = {
                name: content.replace(_WORD.encode(), own.encode())
                for name in archive.namelist()
                if _WORD.encode() in (content := archive.read(name))
            }
        return with_parts(raw, changed)

    return make


FORMS: dict[str, Callable[[str], bytes]] = {
    "a.txt": lambda own: _text(own).encode(),
    "gb.txt": lambda own: _text(own).encode("gb18030"),
    "utf16.txt": lambda own: _text(own).encode("utf-16"),
    "a.md": lambda own: _text(own).encode(),
    "a.html": lambda own: f"<title>{own}</title><p>{_text(own)}".encode("gbk"),
    "a.docx": _package("docx"),
    "a.pptx": _package("pptx"),
    "a.odt": _package("odt"),
    "a.ofd": _package("ofd"),
    "a.pdf": lambda own: pdf_bytes([[f"关于{own}的通知", "电话 13812345678"]]),
    "a.eml": _mail,
    "a.csv": lambda own: _csv(own).encode(),
    "gb.csv": lambda own: _csv(own).encode("gb18030"),
    "utf16.tsv": lambda own: _csv(own).replace(",", "\t").encode("utf-16"),
    "a.xlsx": _workbook,
    "a.json": lambda own: json.dumps(_records(own), ensure_ascii=False).encode(),
    "a.jsonl": lambda own: "".join(f"{json.dumps(each)}\n" for each in _records(own)).encode(),
    "a.arrow": _arrow,
    "a.csv.gz": lambda own: PACKED["gzip"](_csv(own).encode()),
    "a.txt.xz": lambda own: PACKED["xz"](_text(own).encode()),
    "a.jsonl.zst": lambda own: PACKED["zstd"](f'{{"备注": "{own}"}}\n'.encode()),
    "a.zip": lambda own: zipped({"西/a.csv": _csv(own).encode(), "b.txt": _text(own).encode()}),
    "a.tar.gz": lambda own: tarred({"a.csv": _csv(own).encode()}, "w:gz"),
    "a.py": lambda own: f"# {own}\nTOKEN = 'x'\n".encode(),
    "a.java": lambda own: f"class A {{ String s = \"{own}\"; }}\n".encode(),
    "a.yaml": lambda own: f"name: {own}\npassword: x\n".encode(),
    "a.properties": lambda own: f"db.user={own}\n".encode(),
    ".env": lambda own: f"SECRET_KEY={own}\n".encode(),
    "a.xml": lambda own: f"<a><b>{own}</b></a>".encode(),
    "a.sql": lambda own: f"INSERT INTO t VALUES ('{own}');\n".encode(),
}  # fmt: skip


def _locked(raw: bytes) -> bytes:
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(raw)).encrypt("x", out)
    return out.getvalue()


def _nested(depth: int) -> bytes:
    raw = zipped({"a.csv": f"a,b\n{SECRET},1\n".encode()})
    for _ in range(depth):
        raw = zipped({"a.zip": raw})
    return raw


def _bomb() -> bytes:
    return zipped({"a.csv": f"a,b\n{SECRET},1\n".encode() + b"1,2\n" * 12_000_000})


def _pdf(*, password: str = "") -> bytes:
    return pdf_bytes([[SECRET]], password=password)


def _docx(parts: dict[str, bytes | None]) -> bytes:
    return with_parts(docx_bytes([SECRET]), parts)


def broken() -> dict[str, tuple[bytes, str]]:
    """Names, contents and what the reason says."""
    return {
        "bomb.zip": (_bomb(), "unpacks to more than"),
        "bomb.csv.gz": (PACKED["gzip"](f"{SECRET},1\n".encode() + b"1,2\n" * 12_000_000), "unpacks to more than"),
        "bomb.docx": (_docx({"word/media/a.bmp": bytes(64 << 20)}), "unpacks to more than"),
        "laughs.docx": (_docx({"word/document.xml": f'<!DOCTYPE x [<!ENTITY a "{SECRET}">]><x>&a;</x>'.encode()}), "declares entities"),
        "deep.zip": (_nested(7), "archives deep"),
        "deep.json": (f'[{{"a": "{SECRET}"}}, '.encode() + b"[" * 100_000, "levels deep"),
        "deep.docx": (_docx({"word/document.xml": b"<a>" * 5_000}), "nested too deep"),
        "locked.pdf": (_pdf(password="x"), "protected by a password"),
        "locked.docx": (_locked(docx_bytes([SECRET])), "protected by a password"),
        "locked.xlsx": (_locked(_workbook(SECRET)), "protected by a password"),
        "locked.zip": (locked_zip({"a.csv": SECRET.encode()}), "protected by a password"),
        "cut.docx": (docx_bytes([SECRET])[:-200], "damaged or cut off"),
        "cut.pdf": (_pdf()[:400], "damaged or cut off"),
        "cut.xlsx": (_workbook(SECRET)[:-200], "damaged or cut off"),
        "cut.zip": (zipped({"a.csv": SECRET.encode()})[:-10], "damaged or cut off"),
        "cut.csv.gz": (PACKED["gzip"](f"a,b\n{SECRET},1\n".encode() * 9_000)[:-50], "damaged or cut off"),
        "macro.docm": (_docx({"word/vbaProject.bin": SECRET.encode()}), "holds a macro"),
        "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + SECRET.encode() * 99, "before 2007"),
        "rubbish.ofd": (zlib.compress(SECRET.encode() * 99), "damaged or cut off"),
        "binary.py": (bytes(range(256)) * 9 + SECRET.encode(), "is not text"),
    }  # fmt: skip


def write_thousand(root: Path) -> tuple[dict[str, str], dict[str, str]]:
    """A tree of a thousand files; good paths with their words, bad ones with their reasons."""
    draw = random.Random(20)
    names = list(FORMS)
    good: dict[str, str] = {}
    for number in range(GOOD):
        name = names[number % len(names)]
        directory = root / f"部门{draw.randrange(12)}" / f"{number:04}"
        directory.mkdir(parents=True)
        path = directory / name
        path.write_bytes(FORMS[name](word(number)))
        good[str(path)] = word(number)
    bad: dict[str, str] = {}
    for name, (content, reason) in broken().items():
        directory = root / f"部门{draw.randrange(12)}" / "坏"
        directory.mkdir(parents=True, exist_ok=True)
        path = directory / name
        path.write_bytes(content)
        bad[str(path)] = reason
    return good, bad
