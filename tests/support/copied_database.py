# A made-up hospital in a database of any product: tables that refer to one another, to
# themselves and in a ring, keys of one column and of two, and names that need quotes.
# `catalogue` puts every table in the catalogue as a scan would, key columns reviewed.
from __future__ import annotations

import random
from pathlib import Path

from made_numbers import mobiles

from classify import dataset_id
from connectors import discover
from operations import Settings, add_source
from operations.recording import Book
from operations.source import resolve
from schema import Dataset, DatasetFinding, FieldFinding, Level, Review, Table

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
  - {id: phone, title: {zh: 电话, en: telephones}}
purposes:
  - id: research
    title: {zh: 研究, en: research}
    rules:
      - {id: ids, labels: [cn.id18], operator: fpe, parameters: {domain: person_id, form: id18}, reason: {zh: 一, en: joins}}
      - {id: phones, labels: [cn.mobile], operator: fpe, parameters: {domain: phone, form: mobile}, reason: {zh: 二, en: valid}}
      - {id: names, labels: [person.name], operator: mask, parameters: {style: name}, reason: {zh: 三, en: surname}}
      - {id: illness, labels: [health.diagnosis], operator: redact, reason: {zh: 四, en: withheld}}
      - {id: open, levels: [general-1], operator: keep, reason: {zh: 五, en: open}}
  - id: hashed
    title: {zh: 散列, en: hashed}
    rules:
      - {id: h-ids, labels: [cn.id18], operator: keyed_hash, parameters: {domain: person_id}, reason: {zh: 一, en: joins}}
      - {id: h-open, levels: [general-1], operator: keep, reason: {zh: 五, en: open}}
      - {id: h-rest, operator: redact, reason: {zh: 四, en: withheld}}
  - id: traced
    title: {zh: 溯源, en: traced}
    watermark: {tolerances: {weight: 0.05, fen: 1, 'no': 1}}
    rules:
      - {id: t-ids, labels: [cn.id18], operator: keyed_hash, parameters: {domain: person_id}, reason: {zh: 一, en: joins}}
      - {id: t-phones, labels: [cn.mobile], operator: replace, parameters: {domain: phone, kind: mobile}, reason: {zh: 二, en: valid}}
      - {id: t-names, labels: [person.name], operator: replace, parameters: {domain: person_id, kind: name}, reason: {zh: 三, en: valid}}
      - {id: t-open, levels: [general-1], operator: keep, reason: {zh: 五, en: open}}
      - {id: t-rest, operator: redact, reason: {zh: 四, en: withheld}}
  - id: covered
    title: {zh: 遮盖, en: covered}
    rules:
      - {id: c-ids, labels: [cn.id18], operator: mask, parameters: {style: id18}, reason: {zh: 一, en: covered}}
      - {id: c-open, levels: [general-1], operator: keep, reason: {zh: 五, en: open}}
      - {id: c-rest, operator: redact, reason: {zh: 四, en: withheld}}
"""

LABELS = {
    "sfzh": "cn.id18",
    "patient_sfzh": "cn.id18",
    "xm": "person.name",
    "sjhm": "cn.mobile",
    "zd": "health.diagnosis",
}
# Tables, parents first, as every product takes them; `{t}` is a text type of 40 characters.
TABLES = {
    "ward": "create table ward (code {t} not null primary key, title {t}, head int)",
    "staff": (
        "create table staff (id int not null primary key, ward {t} references ward (code), "
        "boss int references staff (id), xm {t})"
    ),
    "patient": (
        "create table patient (sfzh {t} not null primary key, xm {t}, sjhm {t} unique, "
        "weight decimal(6,2))"
    ),
    "visit": (
        "create table visit (patient_sfzh {t} not null, day date not null, staff int, zd {t}, "
        "note {t}, primary key (patient_sfzh, day), "
        "foreign key (patient_sfzh) references patient (sfzh), "
        "foreign key (staff) references staff (id))"
    ),
    "bill": (
        "create table bill (no int not null primary key, patient_sfzh {t}, day date, fen bigint, "
        "foreign key (patient_sfzh, day) references visit (patient_sfzh, day))"
    ),
}
LINKS = [
    ("staff", "ward", "c.ward = p.code"),
    ("staff", "staff", "c.boss = p.id"),
    ("visit", "patient", "c.patient_sfzh = p.sfzh"),
    ("visit", "staff", "c.staff = p.id"),
    ("bill", "visit", "c.patient_sfzh = p.patient_sfzh and c.day = p.day"),
    ("bill", "patient", "c.patient_sfzh = p.sfzh"),
]
"""Joins that the copy must answer as the source does; the last is declared nowhere."""


def statements(patients: int, *, seed: int = 7, text: str = "varchar(40)") -> list[str]:
    """What makes and fills the database."""
    chance = random.Random(seed)
    made = [sql.format(t=text) for sql in TABLES.values()]
    wards = [("A-1", "内科", None), ("B'2", "外科", 3), ("C%3", "", None)]
    made += _inserts("ward", wards)
    staff = [(n, chance.choice(wards)[0], n // 2 or None, f"王{n}医") for n in range(1, 21)]
    made += _inserts("staff", staff)
    numbers = identities(patients, chance)
    phones = [None if n % 7 == 3 else phone for n, phone in enumerate(mobiles(patients))]
    people = [
        (number, chance.choice(["张三", "李四", "欧阳锋"]), phone, f"{chance.uniform(3, 120):.2f}")
        for number, phone in zip(numbers, phones, strict=True)
    ]
    made += _inserts("patient", people)
    visits, bills = [], []
    for number in numbers:
        for day in sorted(chance.sample(range(1, 29), chance.randrange(4))):
            when = f"2026-02-{day:02}"
            note = chance.choice(["", None, "复诊"])
            visits.append((number, when, chance.choice([None, *range(1, 21)]), "感冒", note))
            if chance.random() < 0.6:
                bills.append((len(bills) + 1, number, when, chance.randrange(10**12)))
    bills.append((len(bills) + 1, None, None, 0))
    return made + _inserts("visit", visits) + _inserts("bill", bills)


def identities(count: int, chance: random.Random) -> list[str]:
    """Citizens' numbers that are valid, none twice."""
    found: dict[str, None] = {}
    while len(found) < count:
        region = chance.choice(["110105", "610103", "440106"])
        day = f"{chance.randrange(1950, 2005)}{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}"
        body = f"{region}{day}{chance.randrange(1000):03}"
        weighed = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body))
        found[body + "10X98765432"[weighed % 11]] = None
    return list(found)


def make_settings(directory: Path) -> Settings:
    """An installation in the directory, with the purposes above."""
    packs = directory / "policies" / "masking"
    packs.mkdir(parents=True)
    (packs / "test.yaml").write_text(PACK, encoding="utf-8")
    return Settings(home=directory / "home", actor="王办事员", policies=directory / "policies")


def register(settings: Settings, name: str, url: str, password: str | None) -> None:
    add_source(settings, name, url, password=password, max_bytes_per_s=1e12)


def catalogue(settings: Settings, target: str) -> None:
    """Every table of a registered source or path in the catalogue."""
    with Book(settings.home) as book:
        place = resolve(target, book, "local")
        for table in discover(place.location, place.access):
            if isinstance(table, Table):
                book.record(_records(table), action="test", actor="tests", unit="local")


def _records(table: Table) -> list[Dataset | Review]:
    identifier = dataset_id(table.source, table.name)
    fields = tuple(
        FieldFinding(
            name=column.name, type=column.type, label=LABELS.get(column.name),
            level=Level.GENERAL_2 if column.name in LABELS else Level.GENERAL_1,
            confidence=1.0, validated=1.0, sampled=3, reasons=(), category="",
        )
        for column in table.columns
    )  # fmt: skip
    finding = DatasetFinding(
        id=identifier, name=table.name, source=table.source, unit="local", level=Level.GENERAL_2,
        fields=fields, rows=10**9, sampled=10**9, rows_exact=True, profile="gbt-43697",
    )  # fmt: skip
    record = Dataset(
        id=identifier, unit="local", time="2026-11-01T00:00:00Z", finding=finding, job="job-1",
        fingerprint=table.fingerprint,
    )  # fmt: skip
    # What refers to a reviewed key need not be reviewed; these are reviewed on purpose.
    open_ = {"code", "title", "head", "id", "weight", "day", "note", "no", "fen"}
    reviews = [
        Review(
            id=f"rv-{identifier}-{field.name}", unit="local", time="2026-11-02T00:00:00Z",
            dataset=identifier, field=field.name, reviewer="李处长", decision="overruled",
            reason="可公开", label="none", level=Level.GENERAL_1,
        )
        for field in fields
        if field.name in open_
    ]  # fmt: skip
    return [record, *reviews]


def _inserts(table: str, rows: list[tuple]) -> list[str]:
    lines = [f"({', '.join(map(_literal, row))})" for row in rows]
    return [
        f"insert into {table} values {', '.join(lines[start : start + 500])}"
        for start in range(0, len(lines), 500)
    ]


def _literal(cell: object) -> str:
    if cell is None:
        return "null"
    return str(cell) if isinstance(cell, int) else "'" + str(cell).replace("'", "''") + "'"
