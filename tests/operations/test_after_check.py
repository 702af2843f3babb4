# A copy is looked at before it is handed out: what an operator did wrong keeps it from going out.
from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from catalogued_people import ASKED, catalogue, make_settings, write_csv

from masking import OPERATORS
from operations import Settings, apply_share, written_copy
from operations.recording import Book
from schema import RefusedError, Share

FREE = """
header: {id: free, title: {zh: 文, en: text}, owner: t, created: 2026-11-01, maturity: stable, source: t, gaps: none}
purposes:
  - id: texts
    title: {zh: 文, en: texts}
    rules:
      - {id: t-text, labels: [health.diagnosis], operator: free_text, reason: {zh: 一, en: covered}}
      - {id: t-open, levels: [general-1], operator: keep, reason: {zh: 五, en: open}}
      - {id: t-rest, operator: redact, reason: {zh: 四, en: withheld}}
"""
TOLD = "患者张伟，身份证号11010519491231002X，电话13800138000，邮箱zhangwei@example.com"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = make_settings(tmp_path)
    (tmp_path / "policies" / "masking" / "free.yaml").write_text(FREE, encoding="utf-8")
    return settings


@pytest.fixture
def people(tmp_path: Path, settings: Settings) -> Path:
    path = tmp_path / "people.csv"
    row = ["11010519491231002X", "张三", "13800138000", TOLD, "雁塔区", ""]
    write_csv(path, [row, ["610103199003071234", "欧阳锋", "13900139000", "无", "碑林区", ""]])
    catalogue(settings, path)
    return path


def spoilt(monkeypatch: pytest.MonkeyPatch, name: str, **changes: Callable) -> None:
    monkeypatch.setitem(OPERATORS, name, dataclasses.replace(OPERATORS[name], **changes))


def test_free_text_goes_out_covered(settings: Settings, people: Path, tmp_path: Path) -> None:
    output = tmp_path / "copy.csv"
    apply_share(settings, str(people), output=output, **ASKED | {"purpose": "texts"})
    text = output.read_text("utf-8")
    assert "138****8000" in text
    assert not any(each in text for each in ("张伟", "11010519491231002X", "zhangwei@"))


def one_number_alone(column: pa.Array, _spans: object) -> pa.Array:
    cells = [text and text.replace("13800138000", "138****8000") for text in column.to_pylist()]
    return pa.array(cells)


@pytest.mark.parametrize(
    ("purpose", "operator", "changes", "told"),
    [
        pytest.param("texts", "free_text", {"within": lambda column, _: column},
                     "column 诊断 still holds", id="spans that cover nothing"),
        pytest.param("texts", "free_text",
                     {"within": one_number_alone},
                     "column 诊断 still holds", id="spans that cover one value alone"),
        pytest.param("hand-over", "redact", {"cells": lambda column, *_: column},
                     "column 诊断 still holds values, and was to be emptied", id="emptying that does not"),
        pytest.param("hand-over", "mask", {"cells": lambda column, *_: column},
                     "column 手机号 still holds cn.mobile", id="masking that does not"),
        pytest.param("hand-over", "keyed_hash", {"cells": lambda column, *_: column},
                     "column 证件号 would keep its own value in 2 rows", id="a hash that is none"),
    ],
)  # fmt: skip
def test_a_faulty_operator_delivers_nothing(
    settings: Settings,
    people: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    purpose: str,
    operator: str,
    changes: dict,
    told: str,
) -> None:
    spoilt(monkeypatch, operator, **changes)
    # As many formats as there are faults.
    suffix = {"free_text": "csv", "redact": "xlsx", "mask": "parquet"}.get(operator, "jsonl")
    output = tmp_path / "out" / f"copy.{suffix}"
    output.parent.mkdir()
    with pytest.raises(RefusedError, match=told) as raised:
        apply_share(settings, str(people), output=output, **ASKED | {"purpose": purpose})
    assert "13800138000" not in str(raised.value)
    assert list(output.parent.iterdir()) == []
    with Book(settings.home) as book:
        assert book.list(Share) == []


def test_pseudonyms_are_told_by_key_and_not_by_look(
    settings: Settings, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One real number among made ones looks like any other."""
    real = written_copy.rewritten

    def meddled(table, stretch, shown, changed):
        column = shown.schema.get_field_index("证件号")
        numbers = shown.column(column).to_pylist()
        numbers[1] = "110105194912310038"
        changed_rows = shown.set_column(column, "证件号", pa.array(numbers))
        return real(table, stretch, changed_rows, changed)

    monkeypatch.setattr(written_copy, "rewritten", meddled)
    with pytest.raises(RefusedError, match="column 证件号 still holds values that were not made"):
        apply_share(
            settings, str(people), output=tmp_path / "copy.csv", **ASKED | {"purpose": "research"}
        )
    assert not (tmp_path / "copy.csv").exists()
