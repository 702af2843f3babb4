# JSON files as tables: their shapes, their encodings, what is wrong with them.
from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from connectors import json_file
from connectors.json_file import check
from schema import Access, Sample, SourceError

PEOPLE = [
    {"姓名": "张三", "联系": {"电话": 13812345678, "邮箱": ["a@b.cn", "c@d.cn"]}},
    {"姓名": "李四", "联系": {"电话": 13912345678, "邮箱": []}},
]
ROWS = [
    {"姓名": "张三", "联系.电话": "13812345678", "联系.邮箱[]": "a@b.cn"},
    {"姓名": None, "联系.电话": None, "联系.邮箱[]": "c@d.cn"},
    {"姓名": "李四", "联系.电话": "13912345678", "联系.邮箱[]": None},
]


def lines(values: list[object]) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.json", json.dumps(PEOPLE), id="a list"),
        pytest.param("a.json", json.dumps(PEOPLE, indent=2, ensure_ascii=False), id="indented"),
        pytest.param("a.jsonl", lines(PEOPLE), id="lines"),
        pytest.param("a.json", lines(PEOPLE), id="lines called json"),
        pytest.param("a.ndjson", lines(PEOPLE).replace("\n", "\r\n"), id="lines of Windows"),
        pytest.param("a.json", json.dumps(PEOPLE).replace("},{", "}{"), id="one after another"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_is_a_table(
    name: str, content: str, encoding: str, file_of: Callable[..., Path], take: Callable
) -> None:
    found = take(file_of(content.encode(encoding), name))
    assert found.rows == ROWS
    assert (found.table.rows, found.table.rows_exact, found.table.kind) == (3, True, "json")
    assert found.table.name == name
    assert found.skipped == []


def test_records_deep_in_an_answer_are_rows(file_of: Callable[..., Path], take: Callable) -> None:
    answer = {"code": 0, "data": {"list": PEOPLE, "total": 2}}
    found = take(file_of(json.dumps(answer), "a.json"))
    assert [column.name for column in found.table.columns] == [
        "code",
        "data.list[].姓名",
        "data.list[].联系.电话",
        "data.list[].联系.邮箱[]",
        "data.total",
    ]
    assert [row["data.list[].姓名"] for row in found.rows] == ["张三", None, "李四"]


@pytest.mark.parametrize(
    ("content", "errors"),
    [
        pytest.param(b"", ["is empty"], id="nothing"),
        pytest.param(b"  \n", ["is empty"], id="blanks"),
        pytest.param(b"[]", ["holds no value"], id="an empty list"),
        pytest.param(b"Dear all,", ["is not JSON"], id="a letter"),
        pytest.param(b"\x00\x01\x02\x03" * 99, ["is not text in UTF-8, GB18030 or UTF-16"], id="no text"),
        pytest.param(b'[{"a": 1}, {"a": 2}', ["is cut off after 2 rows"], id="cut off"),
        pytest.param(b'[{"a": 1}, {"a": NaN}]', ["cannot be understood as JSON after 1 rows"], id="no number"),
        pytest.param(b'[{"a": 1}, ' + b"[" * 999, ["nests more than 200 levels deep after 1 rows"], id="too deep"),
        pytest.param(b'{"a": 1}\n{"a": x}\n{"a": 3}\n', ["1 of 3 lines are not JSON, the first is line 2"], id="a bad line"),
        pytest.param(b'{"a": "x\xff"}\n{"a": "yy"}\n{"a": "zz"}\n', ["has wrong encoding at byte 8: what cannot be read there is marked"], id="a wrong byte"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(
    content: bytes, errors: list[str], file_of: Callable[..., Path], take: Callable
) -> None:
    assert take(file_of(content, "a.json")).errors == errors


def test_a_name_that_is_somebodys_number_is_no_column(
    file_of: Callable[..., Path], take: Callable
) -> None:
    found = take(file_of(json.dumps({"13812345678": "张三", "13912345678": "李四"}), "a.json"))
    assert found.rows == [
        {"{key}": "13812345678", "{}": "张三"},
        {"{key}": "13912345678", "{}": "李四"},
    ]
    assert "138" not in repr(found.table)


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes at which a small file counts as a large one."""
    monkeypatch.setattr(json_file, "_LEARN_WHOLE", 20_000)
    monkeypatch.setattr(json_file, "_LEARN_HEAD", 5_000)
    monkeypatch.setattr(json_file, "_STREAM_WHOLE", 100_000)
    monkeypatch.setattr(json_file, "_STRETCH", 2_000)


MANY = [{"n": n, "t": f"138{n:08}"} for n in range(5_000)]


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("content", [lines(MANY), json.dumps(MANY)], ids=["lines", "a list"])
def test_a_large_file_is_read_whole_and_its_late_paths_are_kept(
    content: str, file_of: Callable[..., Path], take: Callable
) -> None:
    late = '{"n": 1, "late": "x"}'
    content = f"{content}{late}\n" if content.endswith("\n") else f"{content[:-1]},{late}]"
    found = take(file_of(content, "a.json"))
    assert [column.name for column in found.table.columns] == ["n", "t", "(others)"]
    assert not found.table.rows_exact
    assert 4_000 < found.table.rows < 6_000
    assert len(found.rows) == 5_001
    assert found.rows[-1] == {"n": "1", "t": None, "(others)": "x"}


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("content", [lines(MANY), json.dumps(MANY)], ids=["lines", "a list"])
def test_a_sample_is_as_large_as_asked_and_its_seeds(
    content: str, file_of: Callable[..., Path], take: Callable
) -> None:
    path = file_of(content, "a.json")
    one, again, other = (take(path, Sample(128, seed)).rows for seed in (1, 1, 2))
    assert one == again != other
    assert len(one) == 128
    places = [int(row["n"]) for row in one]
    assert places == sorted(places)
    assert places[0] < 500
    assert places[-1] > 4_500


def test_check_says_nothing_of_good_files_and_why_of_others(file_of: Callable[..., Path]) -> None:
    check(str(file_of(b"[1]", "a.json")), Access())
    with pytest.raises(SourceError, match="is not JSON"):
        check(str(file_of(b"x", "b.json")), Access())


def test_a_file_that_changed_says_so(file_of: Callable[..., Path]) -> None:
    path = file_of(b'[{"a": 1}]', "a.json")
    (table,) = json_file.discover(str(path), Access())
    path.write_bytes(b'[{"a": 1, "b": 2}]')
    *batches, note = json_file.read(table, Sample(rows=None), Access())
    assert [batch.to_pylist() for batch in batches] == [[{"a": "1"}]]
    assert note.error.startswith("holds what it did not")
