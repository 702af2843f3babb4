# A share from end to end as a person types it: scanned data in each format, a masked copy out,
# its record in JSON and in the ledger, and nothing raw where it should not be.
import csv
import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from command_line import Done, tongguan

# Columns that nothing recognised, and that the tests leave out.
UNKNOWN = {
    "卫生健康委/门诊登记.csv": ["结算流水号", "就诊日期", "就诊科室", "总费用"],
    "水务集团/用水户.parquet": ["月均用水量"],
    "人口信息中心/人口库.db#household": ["HB", "RKS"],
}
CLINIC, WATER, HOUSEHOLD = UNKNOWN


def share(
    home: Path, target: str, out: Path, *more: object, purpose: str = "dev-test", tongue: str = "en"
) -> Done:
    return tongguan(
        *("mask", "apply", target, "--purpose", purpose, "--recipient", "市医疗保障局"),
        *("--approver", "李审核", "--out", out, *more),
        home=home,
        TONGGUAN_LANG=tongue,
    )


def drops(scanned, key: str) -> list[str]:
    """What leaves out each column that was recognised as nothing."""
    fields = scanned.find(key.rpartition("#")[2].rpartition("/")[2])["fields"]
    unknown = [field["name"] for field in fields if field["label"] is None]
    assert set(unknown) >= set(UNKNOWN[key]) - {"总费用"}
    return [part for name in unknown for part in ("--drop", name)]


def clinic_rows(scanned) -> list[dict[str, str]]:
    with (scanned.data / CLINIC).open(encoding="gb18030", newline="") as file:
        return list(csv.DictReader(file))


def raw_cells(scanned) -> set[str]:
    """Names, numbers and telephones of the clinic's patients."""
    columns = ("患者姓名", "身份证号", "联系电话")
    return {row[each] for row in clinic_rows(scanned) for each in columns if row[each]}


def test_a_gb18030_csv_becomes_a_masked_one_of_its_encoding(
    scanned, home: Path, tmp_path: Path
) -> None:
    done = share(home, f"{scanned.data / CLINIC}", tmp_path / "copy.csv", *drops(scanned, CLINIC))
    assert done.code == 0, done.err
    assert str(tmp_path / "copy.csv") in done.err
    with (tmp_path / "copy.csv").open(encoding="gb18030", newline="") as file:
        copied = list(csv.DictReader(file))
    before = clinic_rows(scanned)
    assert len(copied) == len(before)
    assert not set(copied[0]) & set(UNKNOWN[CLINIC]) - {"总费用"}
    for was, now in zip(before, copied, strict=True):
        assert now["患者姓名"][:1] == was["患者姓名"][:1]
        assert "*" in now["患者姓名"]
        assert now["身份证号"] != was["身份证号"]
    assert not raw_cells(scanned) & {cell for row in copied for cell in row.values()}
    joined = {(was["身份证号"], now["身份证号"]) for was, now in zip(before, copied, strict=True)}
    assert len(joined) == len({pseudonym for _, pseudonym in joined}), "one person, one pseudonym"


def test_a_parquet_file_becomes_a_masked_parquet_file(scanned, home: Path, tmp_path: Path) -> None:
    output = tmp_path / "copy.parquet"
    done = share(home, f"{scanned.data / WATER}", output, *drops(scanned, WATER))
    assert done.code == 0, done.err
    before, after = pq.read_table(scanned.data / WATER), pq.read_table(output)
    assert after.num_rows == before.num_rows
    assert after.column_names == ["户号", "户主姓名", "手机", "用水地址"]
    for name in after.column_names:
        assert not set(before[name].to_pylist()) & set(after[name].to_pylist())


def test_a_sqlite_table_becomes_a_masked_sqlite_table(scanned, home: Path, tmp_path: Path) -> None:
    output = tmp_path / "copy.db"
    done = share(home, f"{scanned.data / HOUSEHOLD}", output, *drops(scanned, HOUSEHOLD))
    assert done.code == 0, done.err
    with closing(sqlite3.connect(scanned.data / HOUSEHOLD.partition("#")[0])) as database:
        before = database.execute("SELECT HZXM, HZSFZH FROM household").fetchall()
    with closing(sqlite3.connect(output)) as database:
        after = database.execute("SELECT HZXM, HZSFZH FROM household").fetchall()
    assert len(after) == len(before)
    assert not {cell for row in before for cell in row} & {cell for row in after for cell in row}


def test_a_registered_source_is_shared_by_its_name(scanned, home: Path, tmp_path: Path) -> None:
    path = scanned.data / HOUSEHOLD.partition("#")[0]
    assert tongguan("source", "add", "people", path, home=home).code == 0
    done = share(home, "people#household", tmp_path / "c.csv", *drops(scanned, HOUSEHOLD))
    assert done.code == 0, done.err


def test_a_dry_run_shows_shapes_and_masks_and_writes_nothing(
    scanned, home: Path, tmp_path: Path
) -> None:
    before = tongguan("ledger", "show", "--json", home=home).out
    for more in ([], ["--json"]):
        done = share(
            home, f"{scanned.data / CLINIC}", tmp_path / "copy.csv", "--dry-run", *more,
            *drops(scanned, CLINIC),
        )  # fmt: skip
        assert done.code == 0, done.err
        assert "##################" in done.out or "#################a" in done.out
        assert not [cell for cell in raw_cells(scanned) if cell in done.out + done.err]
    assert done.json["share"] is None
    operators = {each["name"]: each["operator"] for each in done.json["plan"]}
    assert (operators["身份证号"], operators["诊断"]) == ("keyed_hash", "redact")
    assert not (tmp_path / "copy.csv").exists()
    assert tongguan("ledger", "show", "--json", home=home).out == before


def test_columns_nobody_classified_are_refused_with_the_way_out(
    scanned, home: Path, tmp_path: Path
) -> None:
    done = share(home, f"{scanned.data / HOUSEHOLD}", tmp_path / "copy.csv", "--drop", "HH")
    assert done.code == 2
    assert not done.out
    for word in ("HB", "RKS", "catalogue review", "--drop COLUMN"):
        assert word in done.err
    assert "column HH" not in done.err
    assert not (tmp_path / "copy.csv").exists()


def test_a_review_lets_a_column_go_out(scanned, home: Path, tmp_path: Path) -> None:
    reviewed = tongguan(
        *("classify", "catalogue", "review", "household", "RKS", "--confirm"),
        *("--level", "general-2", "--reason", "number of members"),
        home=home,
    )
    assert reviewed.code == 0, reviewed.err
    done = share(
        home, f"{scanned.data / HOUSEHOLD}", tmp_path / "c.csv", "--drop", "HH", "--drop", "HB"
    )
    assert done.code == 0, done.err
    assert "RKS" in (tmp_path / "c.csv").read_text(encoding="utf-8").splitlines()[0]


def test_important_data_is_never_shared_this_way(scanned, home: Path, tmp_path: Path) -> None:
    asked = ("classify", "catalogue", "review", "household", "HZXM", "--overrule", "--level")
    assert tongguan(*asked, "important", "--reason", "declared", home=home).code == 0
    done = share(
        home, f"{scanned.data / HOUSEHOLD}", tmp_path / "c.csv", *drops(scanned, HOUSEHOLD)
    )
    assert done.code == 2
    assert "HZXM (Name of a person (person.name), important data) fits no rule" in done.err


def test_the_record_is_the_same_in_json_and_the_ledger_speaks_of_it(
    scanned, home: Path, tmp_path: Path
) -> None:
    output = tmp_path / "copy.csv"
    done = share(
        home, f"{scanned.data / HOUSEHOLD}", output, *drops(scanned, HOUSEHOLD), "--json",
        "--legal-basis", "个人信息保护法第二十三条", "--expires", "2099-12-31",
    )  # fmt: skip
    assert done.code == 0, done.err
    record = done.json["share"]
    assert done.json["dataset"] == record["dataset"] == scanned.find("household")["id"]
    assert record["output_sha256"] == hashlib.sha256(output.read_bytes()).hexdigest()
    assert (record["recipient"], record["approver"]) == ("市医疗保障局", "李审核")
    assert (record["legal_basis"], record["expires"]) == ("个人信息保护法第二十三条", "2099-12-31")
    names = {column["name"] for column in record["columns"]}
    assert names == {field["name"] for field in scanned.find("household")["fields"]}
    (entry,) = tongguan("ledger", "show", "--last", "1", "--json", home=home).out.splitlines()
    for word in ('"action": "share"', record["id"], '"actor": "tester"', '"unit": "shaanxi/demo"'):
        assert word in entry
    assert "市医疗保障局" not in entry, "the ledger holds digests, not bodies"
    assert tongguan("ledger", "verify", home=home).code == 0


@pytest.mark.parametrize(
    ("asked", "said", "code"),
    [
        ((HOUSEHOLD, "c.csv", "fun"), "no purpose 'fun'; there are: ", 2),
        ((HOUSEHOLD, "c.docx", "dev-test"), "expected a name ending in .csv", 2),
        (("人口信息中心/人口库.db", "c.csv", "dev-test"), "several tables", 2),
        (("人口信息中心/人口库.db#nobody", "c.csv", "dev-test"), "has no table 'nobody'", 1),
        (("README", "c.csv", "dev-test"), "not a kind of file that can be read", 1),
    ],
    ids=["an unknown purpose", "a kind not written", "two tables", "no such table", "no data"],
)
def test_a_share_that_cannot_be_is_told_in_one_line(
    scanned, tmp_path: Path, asked: tuple[str, str, str], said: str, code: int
) -> None:
    target, out, purpose = asked
    done = share(scanned.home, f"{scanned.data / target}", tmp_path / out, purpose=purpose)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1


def test_a_copy_is_never_overwritten(scanned, home: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.csv").write_text("mine")
    done = share(home, f"{scanned.data / WATER}", tmp_path / "copy.csv", *drops(scanned, WATER))
    assert done.code == 2
    assert (tmp_path / "copy.csv").read_text() == "mine"


@pytest.mark.parametrize(
    ("tongue", "said"),
    [
        ("en", "note: column HZSFZH was lowered by a person and is kept; Resident identity number"),
        ("zh", "注意：列HZSFZH经人工下调，原样提供；147个非空单元格中100.0%校验为居民身份证号"),
    ],
)
def test_a_copy_that_rests_on_a_lowering_says_so(
    scanned, home: Path, tmp_path: Path, tongue: str, said: str
) -> None:
    asked = ("classify", "catalogue", "review", "household", "HZSFZH", "--overrule", "--label")
    more = ("none", "--level", "general-1", "--reason", "made up")
    assert tongguan(*asked, *more, home=home).code == 2
    assert tongguan(*asked, *more, "--lower", home=home).code == 0
    household = scanned.data / HOUSEHOLD
    dropped = ("--drop", "HH", "--drop", "HB", "--drop", "RKS")
    done = share(home, f"{household}", tmp_path / "c.csv", *dropped, "--dry-run", tongue=tongue)
    assert done.code == 0, done.err
    assert said in done.err


@pytest.mark.parametrize(
    ("tongue", "said"),
    [
        ("en", ["Name of a person (person.name)", "masked in part", "kept"]),
        ("zh", ["姓名（person.name）", "部分遮盖", "原样提供"]),
    ],
)
def test_a_plan_is_told_in_words(
    scanned, home: Path, tmp_path: Path, tongue: str, said: list[str]
) -> None:
    done = share(
        home, f"{scanned.data / HOUSEHOLD}", tmp_path / "c.csv", *drops(scanned, HOUSEHOLD),
        tongue=tongue,
    )  # fmt: skip
    assert done.code == 0, done.err
    for words in said:
        assert words in done.out
    assert "keyed_hash" not in done.out
    assert ("recorded as" in done.err) is (tongue == "en")
