# Members of zips and office documents, within bounds, damaged or encrypted.
import io
import random
import zipfile

from monitor.body import pieces_of
from monitor.noted import Body
from monitor.packed import members_of

TABLE = b"id,name\n" + b"".join(b"%d,x%d\n" % (n, n) for n in range(50))


def packed(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, octets in members.items():
            archive.writestr(name, octets)
    return held.getvalue()


def test_members_and_zips_in_zips_are_looked_into() -> None:
    inner = packed(**{"people.csv": TABLE})
    pieces = list(
        pieces_of(
            Body("forth", packed(**{"in.zip": inner, "note.txt": b"hello there"}), name="a.zip")
        )
    )
    tables = [each.rows for each in pieces if each.rows is not None]
    assert [each.num_rows for each in tables] == [50]
    assert "hello there" in [each.text for each in pieces]
    # The file itself may be one that somebody knows.
    assert pieces[0].octets[:2] == b"PK"


def test_of_a_workbook_what_was_written() -> None:
    strings = "<sst><si><t>张三</t></si><si><t>610103199003071234</t></si></sst>".encode()
    book = packed(**{
        "[Content_Types].xml": b"<x/>", "xl/sharedStrings.xml": strings,
        "xl/styles.xml": b"<font>looks</font>", "xl/worksheets/sheet1.xml": b"<c><v>13800000000</v></c>",
    })  # fmt: skip
    names = [name for name, _, _ in members_of(book)]
    assert names == ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"]
    text = " ".join(each.text for each in pieces_of(Body("forth", book)))
    assert "610103199003071234" in text.split()
    assert "13800000000" in text.split()
    assert "looks" not in text


def test_what_is_beyond_the_bounds_is_counted(monkeypatch) -> None:
    monkeypatch.setattr("monitor.packed._MOST_UNPACKED", 100)
    found = list(members_of(packed(a=bytes(80), b=bytes(80), c=bytes(80))))
    assert [(len(octets), missing) for _, octets, missing in found] == [(80, 0), (20, 60), (0, 80)]


def test_what_is_damaged_is_no_crash() -> None:
    whole, chance = packed(**{"people.csv": TABLE, "b": b"x" * 900}), random.Random(3)
    assert list(members_of(b"PK\3\4 no zip")) == []
    for _ in range(500):
        octets = bytearray(whole)
        for _ in range(3):
            octets[chance.randrange(len(octets))] = chance.randrange(256)
        list(pieces_of(Body("forth", bytes(octets[: chance.randint(40, len(octets))]))))
