# A copy is marked as it is shared, found again in part, and told to be whose it is.
import csv
from pathlib import Path

from command_line import Done, tongguan

CLINIC = "卫生健康委/门诊登记.csv"
DROPPED = ("结算流水号", "就诊日期", "就诊科室")


def share(scanned, home: Path, out: Path, recipient: str, *more: object) -> Done:
    drops = [part for name in DROPPED for part in ("--drop", name)]
    return tongguan(
        *("mask", "apply", scanned.data / CLINIC, "--purpose", "dev-test", "--approver", "李"),
        *("--recipient", recipient, "--out", out, *drops, *more),
        home=home,
    )


def test_a_part_of_a_copy_names_its_recipient(scanned, home: Path, tmp_path: Path) -> None:
    for name in ("医保局", "教育局"):
        done = share(
            scanned, home, tmp_path / f"{name}.csv", name, "--drop", "总费用", "--watermark"
        )
        assert done.code == 0, done.err
    with (tmp_path / "教育局.csv").open(encoding="gb18030", newline="") as file:
        rows = list(csv.reader(file))
    with (tmp_path / "part.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([row[1:] for row in rows[:1] + rows[-40:]])
    done = tongguan("mask", "trace", tmp_path / "part.csv", "--json", home=home)
    assert done.code == 1, done.err
    assert [one["recipient"] for one in done.json["named"]] == ["教育局"]
    told = tongguan("mask", "trace", tmp_path / "part.csv", home=home, TONGGUAN_LANG="zh")
    assert "教育局" in told.out
    assert "指认1个" in told.err
    clear = tongguan("mask", "trace", scanned.data / CLINIC, home=home)
    assert clear.code == 0
    assert "none of 2 recipients" in clear.err


def test_a_tolerance_names_its_column(scanned, home: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy.csv"
    for given, said in (("总费用", "is not COLUMN=AMOUNT"), ("诊断=1", "not shown as it is")):
        done = share(scanned, home, out, "医保局", "--drop", "总费用", "--tolerance", given)
        assert done.code == 2
        assert said in done.err
        assert not out.exists()
