# The program that takes JSON apart, by what it says: one long line or many, cut anywhere,
# with bad lines among good ones.
from __future__ import annotations

import io
import json

import pytest

from connectors import json_rows
from connectors.batch_frame import unpacked
from connectors.json_rows import run

RECORDS = [{"n": n, "p": {"姓名": f"张{n}"}, "t": [f"138{n:08}"]} for n in range(300)]
LIST = json.dumps(RECORDS, ensure_ascii=False).encode()
LINES = b"\n".join(json.dumps(each, ensure_ascii=False).encode() for each in RECORDS)
NAMES = ["n", "p.姓名", "t[]"]
LEARNT = ["learnt", NAMES, 300]


def learnt(raw: bytes, most: int = 1 << 20, encoding: str = "utf-8") -> list[list[object]]:
    return [list(message) for message in run(io.BytesIO(raw), (encoding, 0), most)]


def rows(raw: bytes, *, by_line: bool, encoding: str = "utf-8", stretches=()) -> tuple:
    """The rows and what was left out."""
    found, left = [], []
    for message in run(io.BytesIO(raw), (encoding, 0), 0, (NAMES, by_line, stretches)):
        if message[0] == "left":
            left.append(list(message[1:]))
        else:
            found.extend(unpacked(message[1], source="t").to_pylist())
    return found, left


EXPECTED = [
    {"n": str(each["n"]), "p.姓名": each["p"]["姓名"], "t[]": each["t"][0]} for each in RECORDS
]


def test_a_list_is_learnt_and_read() -> None:
    assert learnt(LIST) == [[*LEARNT, len(LIST), False]]
    assert rows(LIST, by_line=False) == (EXPECTED, [])


def test_lines_are_learnt_and_read() -> None:
    assert learnt(LINES) == [[*LEARNT, len(LINES), True]]
    assert rows(LINES, by_line=True) == (EXPECTED, [])


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be"])
def test_other_encodings_are_read(encoding: str) -> None:
    raw = LINES.decode().encode(encoding)
    assert learnt(raw, encoding=encoding) == [[*LEARNT, len(raw), True]]
    assert rows(raw, by_line=True, encoding=encoding) == (EXPECTED, [])


@pytest.mark.parametrize(
    ("raw", "by_line"),
    [
        pytest.param(b'{"a": 1}\n{"a": 2}\n', True, id="a value a line"),
        pytest.param(b'\n\n{"a": 1}\n\n{"a": 2}', True, id="blank lines between"),
        pytest.param(b'[1, 2]\n[3, 4]', True, id="lists a line"),
        pytest.param(b'{"a": 1}', False, id="one line"),
        pytest.param(b'{"a": 1}\n', False, id="one line with its end"),
        pytest.param(b'{\n"a": 1}', False, id="a value over lines"),
        pytest.param(b'[\n{"a": 1},\n{"a": 2}\n]', False, id="a list with a record a line"),
        pytest.param(b'{"a": 1}{"a": 2}', False, id="values without lines"),
        pytest.param(b'1\n2\n', False, id="plain values"),
    ],
)  # fmt: skip
def test_whether_each_line_is_a_value(raw: bytes, by_line: bool) -> None:
    (message,) = learnt(raw)
    assert message[-1] is by_line


def test_a_head_teaches_without_its_end() -> None:
    (message,) = learnt(LIST, most=5000)
    assert message[1] == NAMES
    assert 50 < message[2] < 200
    (message,) = learnt(LINES, most=5000)
    assert (message[1], message[4]) == (NAMES, True)


@pytest.mark.parametrize(
    ("bad", "count"),
    [
        pytest.param(b"rubbish", 1, id="rubbish"),
        pytest.param(b'{"n": 1', 1, id="cut off"),
        pytest.param(b'{"n": NaN}', 1, id="no number"),
        pytest.param(b'{"n": 1}}', 1, id="closed twice"),
        pytest.param(b"[" * 300 + b"]" * 300, 1, id="too deep"),
        pytest.param(b'{"n": 1\n"x"]', 2, id="two bad ones"),
        pytest.param(b"", 0, id="a blank one is none"),
    ],
)
def test_a_bad_line_costs_no_other(bad: bytes, count: int) -> None:
    lines = LINES.split(b"\n")
    raw = b"\n".join([*lines[:100], bad, *lines[100:]])
    found, left = rows(raw, by_line=True)
    assert found == EXPECTED
    total = 300 + bad.count(b"\n") + 1
    assert left == ([["lines", count, 101, total]] if count else [])


@pytest.mark.parametrize(
    ("raw", "left"),
    [
        pytest.param(LIST[:-20], ["cut", 1, 300], id="cut off"),
        pytest.param(LIST[:-1] + b",}]", ["syntax", 1, 300], id="a wrong sign at the end"),
        pytest.param(LIST[:-1] + b"," + b"[" * 300, ["deep", 1, 300], id="too deep at the end"),
    ],
)
def test_what_stands_before_a_fault_is_read(raw: bytes, left: list[object]) -> None:
    found, said = rows(raw, by_line=False)
    assert found[:299] == EXPECTED[:299]
    assert said == [left]


def test_damage_is_told_where_it_stands() -> None:
    at = LINES.index(b"138") + 1
    found, left = rows(LINES[:at] + b"\xff" + LINES[at:], by_line=True)
    assert found[0]["t[]"] == "1\ufdd03800000000"
    assert found[1:] == EXPECTED[1:]
    assert left == [["encoding", 1, at]]


def test_stretches_give_whole_lines_each_once() -> None:
    half = len(LINES) // 2
    found, left = rows(LINES, by_line=True, stretches=[(0, half), (half, half)])
    assert found == [each for each in EXPECTED if each in found]
    assert 297 <= len(found) <= 299
    assert left == []


@pytest.mark.parametrize("chunk", [7, 100, 4096])
@pytest.mark.parametrize("by_line", [True, False])
def test_rows_are_the_same_whatever_the_pieces(
    chunk: int, by_line: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_rows, "_CHUNK", chunk)
    monkeypatch.setattr(json_rows, "_MAX_WAITING", 10)
    assert rows(LINES if by_line else LIST, by_line=by_line) == (EXPECTED, [])


def test_a_line_beyond_all_bounds_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_rows, "_CHUNK", 1000)
    monkeypatch.setattr(json_rows, "_MAX_LINE", 5000)
    lines = LINES.split(b"\n")
    raw = b"\n".join([*lines[:9], b'{"n": "' + b"x" * 20_000 + b'"}', *lines[9:]])
    found, left = rows(raw, by_line=True)
    assert found == EXPECTED
    assert left[0][0] == "lines"
