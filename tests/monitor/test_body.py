# Bodies taken apart: rows where there are rows, text where there is text, bounded always.
import gzip
import json
import random
import zlib

import pyarrow as pa
import pytest

from monitor.body import pieces_of
from monitor.noted import Body

ROWS = [{"id": 1, "name": "张三"}, {"id": 2, "name": None}]
TEXTS = [{"id": "1", "name": "张三"}, {"id": "2", "name": None}]
OCTETS = json.dumps(ROWS, ensure_ascii=False).encode()


def tables(body: Body) -> list:
    return [piece.rows.to_pylist() for piece in pieces_of(body) if piece.rows is not None]


def texts(body: Body) -> list[str]:
    return [piece.text for piece in pieces_of(body) if piece.rows is None]


@pytest.mark.parametrize(
    "body",
    [
        Body("forth", OCTETS, media="application/json; charset=utf-8"),
        Body("forth", OCTETS),
        Body("forth", gzip.compress(OCTETS), media="application/json", coding="gzip"),
        Body("forth", gzip.compress(OCTETS), media="application/octet-stream"),
        # Packed without a word of it.
        Body("forth", zlib.compress(OCTETS), media="application/octet-stream"),
        Body("forth", zlib.compress(OCTETS, 9), media="application/json"),
        Body("forth", zlib.compress(OCTETS), media="application/json", coding="deflate"),
        Body("forth", zlib.compress(OCTETS)[2:-4], media="application/json", coding="deflate"),
        Body("forth", OCTETS.decode().encode("gb18030"), media="application/json"),
        Body("forth", b"\n".join(json.dumps(row).encode() for row in ROWS)),
        Body("back", rows=pa.RecordBatch.from_pylist(TEXTS), rows_sent=2),
    ],
    ids=lambda body: f"{body.media} {body.coding}",
)
def test_rows_however_they_were_packed(body: Body) -> None:
    assert tables(body) == [TEXTS]


def test_lists_inside_documents_are_tables() -> None:
    document = {"code": 0, "data": {"rows": ROWS, "ids": [1, 2]}, "lists": [[1, "a"], [2, "b"]]}
    found = tables(Body("forth", json.dumps(document).encode(), media="application/json"))
    assert TEXTS in found
    assert [{"value": "1"}, {"value": "2"}] in found
    assert [{"c1": "1", "c2": "a"}, {"c1": "2", "c2": "b"}] in found


def test_forms_and_parts() -> None:
    form = b"name=%E5%BC%A0%E4%B8%89&id=1&more=" + b"%5B%7B%22a%22%3A1%7D%5D"
    found = tables(Body("forth", form, media="application/x-www-form-urlencoded"))
    assert found[0][0]["name"] == "张三"
    assert found[1] == [{"a": "1"}]
    parts = (
        b'--B\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello there\r\n'
        b'--B\r\nContent-Disposition: form-data; name="f"; filename="a.json"\r\n'
        b"Content-Type: application/json\r\n\r\n" + OCTETS + b"\r\n--B--\r\n"
    )
    body = Body("forth", parts, media="multipart/form-data; boundary=B")
    assert texts(body) == ["hello there"]
    assert tables(body) == [TEXTS]


def test_delimited_text_with_and_without_a_header() -> None:
    headed = "id,name\n" + "".join(f"{n},人{n}\n" for n in range(30))
    (found,) = tables(Body("forth", headed.encode(), media="text/plain"))
    assert (len(found), found[0]) == (30, {"id": "0", "name": "人0"})
    bare = "".join(f"13800{n:06d}|人{n}\n" for n in range(30))
    (found,) = tables(Body("forth", bare.encode()))
    assert (len(found), found[0]) == (30, {"c1": "13800000000", "c2": "人0"})


def test_marks_are_taken_out_of_pages_and_pictures_left_out() -> None:
    assert "张三" in texts(Body("back", "<p><b>张三</b></p>".encode(), media="text/html"))[0]
    assert "<" not in texts(Body("back", b"<p>x</p>", media="text/html"))[0]
    assert list(pieces_of(Body("back", b"\x89PNG\0\0", media="image/png"))) == []
    # Of what is no text there is the file itself, which somebody may know.
    (piece,) = pieces_of(Body("back", b"\0\1\2\3", name="a.bin"))
    assert (piece.rows, piece.text, piece.octets, piece.name) == (None, "", b"\0\1\2\3", "a.bin")


def test_what_cannot_be_unpacked_is_counted() -> None:
    (piece,) = pieces_of(Body("forth", b"abc", coding="br"))
    assert (piece.text, piece.missing) == ("", 3)
    whole = gzip.compress(OCTETS * 50, 1)
    damaged = whole[: len(whole) // 2] + b"\xff" * 200
    assert list(pieces_of(Body("forth", damaged, coding="gzip")))


def test_text_that_begins_like_a_packing_is_text() -> None:
    # The octets of "x^" are a head of zlib's.
    (piece,) = pieces_of(Body("forth", b"x^2 + y^2 = z^2", media="text/plain"))
    assert piece.text == "x^2 + y^2 = z^2"


def test_a_bomb_is_bounded() -> None:
    bomb = gzip.compress(b"0" * (300 << 20), 9)
    assert sum(len(each) for each in texts(Body("forth", bomb, coding="gzip"))) <= 64 << 20


def test_deep_documents_are_no_crash() -> None:
    for text in ("[" * 100_000, '{"a":' * 50_000, "[" * 500 + "]" * 500):
        list(pieces_of(Body("forth", text.encode(), media="application/json")))


def test_garbage_is_no_crash() -> None:
    chance = random.Random(8)
    kinds = ["application/json", "text/csv", "text/html", "multipart/form-data; boundary=B", ""]
    for _ in range(500):
        octets = bytearray(OCTETS + b"--B\r\n\r\n" + b"a,b\n" * 9)
        for _ in range(9):
            octets[chance.randrange(len(octets))] = chance.randrange(256)
        list(pieces_of(Body("forth", bytes(octets), media=chance.choice(kinds))))
