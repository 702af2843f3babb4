# A small table of made-up people, catalogued as a scan would, with a purpose to share it for.
from __future__ import annotations

import csv
import dataclasses
import sqlite3
from pathlib import Path

from classify import dataset_id
from connectors import discover
from operations import Settings
from operations.recording import Book
from schema import Access, Dataset, DatasetFinding, FieldFinding, Level, Review, Table

PACK = """
header:
  id: test-purposes
  title: {zh: 测试, en: test}
  owner: tests
  created: 2026-11-01
  maturity: stable
  source: made up
  gaps: none
domains:
  - {id: person_id, title: {zh: 证件号, en: identity numbers}}
  - {id: name, title: {zh: 姓名, en: names}, circles: {health: [市卫健委, 市医保局]}}
purposes:
  - id: research
    title: {zh: 研究, en: research}
    rules:
      - {id: r-ids, labels: [cn.id18], operator: fpe, parameters: {domain: person_id, form: id18, others: hide}, reason: {zh: 一, en: joins}}
      - {id: r-names, labels: [person.name], operator: encrypt, parameters: {domain: name, mode: aes-siv}, reason: {zh: 二, en: encrypted}}
      - {id: r-phones, labels: [cn.mobile], operator: mask, parameters: {style: mobile}, reason: {zh: 三, en: shortened}}
      - {id: r-rest, operator: redact, reason: {zh: 四, en: withheld}}
  - id: hand-over
    title: {zh: 移交, en: hand-over}
    rules:
      - {id: ids, labels: [cn.id18], operator: keyed_hash, parameters: {domain: person_id}, reason: {zh: 一, en: joins}}
      - {id: phones, labels: [cn.mobile], operator: mask, parameters: {style: mobile}, reason: {zh: 二, en: shortened}}
      - {id: names, labels: [person.name], operator: mask, parameters: {style: name}, reason: {zh: 三, en: surname}}
      - {id: illness, labels: [health.diagnosis], operator: redact, reason: {zh: 四, en: withheld}}
      - {id: open, levels: [general-1], operator: keep, reason: {zh: 五, en: open}}
"""
HEADER = ["证件号", "姓名", "手机号", "诊断", "区县", "备注"]
ROWS = [
    ["11010519491231002X", "张三", "13800138000", "感冒", "雁塔区", "备注甲"],
    ["610103199003071234", "欧阳锋", "住科技路1号", "", "碑林区", ""],
    ["11010519491231002X", "阿依·古丽", "", "骨折", "莲湖区", "备注乙"],
]
LABELS = {
    "证件号": "cn.id18",
    "姓名": "person.name",
    "手机号": "cn.mobile",
    "诊断": "health.diagnosis",
    "区县": None,
    "备注": None,
}
ASKED = {"purpose": "hand-over", "recipient": "市医保局", "approver": "李处长", "drop": ["备注"]}


def make_settings(directory: Path) -> Settings:
    """An installation in the directory, with the purpose `hand-over`."""
    packs = directory / "policies" / "masking"
    packs.mkdir(parents=True)
    (packs / "test.yaml").write_text(PACK, encoding="utf-8")
    return Settings(home=directory / "home", actor="王办事员", policies=directory / "policies")


def write_csv(path: Path, rows: list[list[str]] = ROWS) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])


def found(path: Path, name: str = "") -> Table:
    tables = [each for each in discover(str(path), Access()) if isinstance(each, Table)]
    (table,) = [each for each in tables if not name or each.name == name]
    return table


def catalogue(settings: Settings, path: Path, name: str = "", **changes: object) -> str:
    """The path in the catalogue, its open column decided by a person."""
    table = found(path, name)
    identifier = dataset_id(table.source, table.name)
    fields = tuple(
        FieldFinding(
            name=column.name, type=column.type, label=LABELS[column.name], level=Level.GENERAL_2,
            confidence=1.0, validated=1.0, sampled=3, reasons=(), category="",
        )
        for column in table.columns
    )  # fmt: skip
    finding = DatasetFinding(
        id=identifier, name=table.name, source=table.source, unit="local", level=Level.GENERAL_4,
        fields=fields, rows=3, sampled=3, rows_exact=True, profile="gbt-43697",
    )  # fmt: skip
    finding = dataclasses.replace(finding, **changes)
    record = Dataset(
        id=identifier, unit="local", time="2026-11-01T00:00:00Z", finding=finding, job="job-1",
        fingerprint=table.fingerprint,
    )  # fmt: skip
    review = Review(
        id=f"rv-{identifier}", unit="local", time="2026-11-02T00:00:00Z", dataset=identifier, field="区县",
        reviewer="李处长", decision="overruled", reason="县区名可公开", label="none", level=Level.GENERAL_1,
    )  # fmt: skip
    with Book(settings.home) as book:
        book.record([record, review], action="test", actor="tests", unit="local")
    return identifier


def change(path: Path) -> None:
    write_csv(path, [*ROWS, ROWS[0]])


def make_database(path: Path, *tables: str) -> None:
    connection = sqlite3.connect(path)
    for table in tables:
        connection.execute(f'CREATE TABLE "{table}" ({", ".join(HEADER)})')
        connection.executemany(f'INSERT INTO "{table}" VALUES (?, ?, ?, ?, ?, ?)', ROWS)
    connection.commit()
    connection.close()
