# The lists of the workbook read back: filled from store and site, empty where neither says
# anything, and every empty column counted openly.
import dataclasses
from pathlib import Path

import openpyxl
import pytest
from compared_findings import field
from kept_catalogue import (
    POLICIES,
    book_at,
    day,
    important,
    imprint,
    keep,
    people,
    review,
    scanned,
    ticking,
)

from operations.filing import file_dataset
from operations.history import History
from operations.workbook import write_workbook
from operations.workbook_facts import Facts, gather_facts
from policies import Demand, Department, Site, System
from schema import DatasetFinding, Level, Share, ShareColumn

SITE = Site(
    name="某市数据局",
    departments=(Department(id="info", name="信息中心", officer="王敏", contact="029-1"),),
    systems=(
        System(
            id="s1", name="健康平台", sources=("/data",), department="info", protection_level="三级",
            critical=True, update_frequency="每日", measures=("加密",), office="数据处",
            legal_basis="某条例第8条", sharing="有条件共享", opening="不予开放", duties=("管理：甲",),
            quality="乙", supervisor="网信办", builder="丙公司", operator="丁公司", location="政务云",
            database="PostgreSQL 16", interfaces=3, upstream=("户籍",), downstream=("医保", "统计"),
            log_months=6, backup="每日全量", status="运行",
        ),
        System(id="s2", name="闲置系统"),
    ),
    demands=(
        Demand(id="xq-1", department="统计局", matter="年度统计", legal_basis="统计法", deadline="2026-12-31"),
    ),
)  # fmt: skip


def shared() -> Share:
    columns = [
        ShareColumn(name=name, label="", level=level, operator=operator, reason="", parameters={})
        for name, level, operator in (
            ("证件号", Level.GENERAL_4, "keyed_hash"),
            ("手机号", Level.GENERAL_2, "drop"),
        )
    ]
    return Share(
        id="sh-1", unit="u", time=day(18), dataset="ds-people", purpose="open-public",
        recipient="市医保局", approver="李处长", output="o", output_sha256="", plan_digest="",
        columns=tuple(columns), rows=1, legal_basis="个保法第23条", expires="2027-12-31",
    )  # fmt: skip


@pytest.fixture
def facts(tmp_path: Path) -> tuple[list[DatasetFinding], Facts]:
    """People filed and grown since, with a share; others as they were."""
    with ticking(tmp_path / "home") as book:
        keep(book, important(size_bytes=2_000_000), day(2), imprints=[imprint("证件号", (0, 900))])
        keep(book, people("lonely", source="/else/x.csv", rows=None), day(2))
        keep(book, people("gone", field("a", None, Level.GENERAL_2)), day(2))
        scanned(book, 2, "ds-people", "ds-gone")
        scanned(book, 3, "ds-people")
        review(book, "ds-people", day(3))
        book.record([shared()], action="test", actor="a", unit="u")
        file_dataset(
            book, History(book, POLICIES), "ds-people", POLICIES, actor="王敏", filed="2026-11-20",
            number="备1", reason="r",
        )  # fmt: skip
        grown = important(
            fields=(field("身份证"), people().fields[1], field("诊断", "health.diagnosis")),
            rows=1_500, persons=1_400, size_bytes=3_000_000,
        )  # fmt: skip
        keep(book, grown, day(21), imprints=[imprint("身份证", (0, 900))])
    with book_at(tmp_path / "home", day(25)) as book:
        history = History(book, POLICIES)
        datasets = [
            dataclasses.replace(found, persons=1_400) if found.name == "people" else found
            for each in ("ds-people", "ds-gone", "ds-lonely")
            if (found := history.decided(each))
        ]
        return datasets, gather_facts(book, POLICIES)


@pytest.fixture(params=["zh", "en"])
def tongue(request) -> str:
    return request.param


def written(tmp_path: Path, facts, language: str = "zh"):
    path = tmp_path / f"{language}.xlsx"
    write_workbook(
        path,
        facts[0],
        SITE,
        POLICIES,
        time="2026-11-24T03:00:00Z",
        language=language,
        facts=facts[1],
    )
    return openpyxl.load_workbook(path)


def rows(book, number: int) -> list[dict[str, object]]:
    """The rows of a sheet by the letters of its columns, what is empty left out."""
    sheet = book.worksheets[number]
    return [
        {cell.column_letter: cell.value for cell in row if cell.value is not None}
        for row in sheet.iter_rows(min_row=2)
    ]


def test_all_sheets_are_there_in_both_languages(tmp_path, facts) -> None:
    assert written(tmp_path, facts).sheetnames[:7] == [
        "重要数据目录", "数据分类分级清单", "数据责任清单", "系统数据清单", "数据需求清单", "变更对比",
        "填写说明",
    ]  # fmt: skip
    assert written(tmp_path, facts, "en").sheetnames[2:6] == [
        "Data responsibilities", "Systems and their data", "Demands for data", "Changes",
    ]  # fmt: skip


def test_important_data_tells_its_filing_its_change_and_who_has_a_copy(tmp_path, facts) -> None:
    (row,) = rows(written(tmp_path, facts), 0)
    assert row["Q"] == "对外提供：市医保局  2026-11-18  向社会开放  sh-1"
    state, version, date, *changes = row["U"].splitlines()
    assert state.startswith("备案号备1（2026-11-20），已变更，须在2027-02-2")
    assert (version, date) == ("版本：2", "更新日期：2026-11-24")
    assert "条数由1,000变为1,500（+50%）" in changes
    assert changes[-1].startswith("王敏于2026-11-03")


def test_a_field_tells_the_occasions_of_its_data_set(tmp_path, facts) -> None:
    fields = rows(written(tmp_path, facts), 1)
    occasions = {row["D"]: row.get("P") for row in fields}
    assert occasions["people"] == "a 数据规模变化\ne 融合为新类别\ni 其他"
    assert occasions["lonely"] is None


def test_responsibilities_come_from_the_site_and_are_empty_where_it_is_silent(
    tmp_path, facts
) -> None:
    listed = {row["A"]: row for row in rows(written(tmp_path, facts), 2)}
    assert listed["ds-people"] == {
        "A": "ds-people", "B": "people", "C": "信息中心", "D": "数据处", "E": "王敏\n029-1",
        "F": "管理：甲", "G": "某条例第8条", "H": "重要数据", "I": "有条件共享", "J": "不予开放",
        "K": "每日", "L": "乙", "M": "加密", "N": "网信办",
    }  # fmt: skip
    assert listed["ds-lonely"] == {"A": "ds-lonely", "B": "lonely", "H": "一般4级"}


def test_systems_are_summed_up_and_nothing_is_left_out(tmp_path, facts) -> None:
    health, idle, none = rows(written(tmp_path, facts), 3)
    assert health == {
        "A": "s1", "B": "健康平台", "C": "建设：丙公司\n运维：丁公司\n归属部门：信息中心",
        "D": "三级", "E": "是", "F": "政务云", "G": "PostgreSQL 16",
        "H": "表：2\n字段：4\n记录：约2,500\n容量：3.0 MB", "I": "重要数据", "J": "不少于1,400",
        "K": 3, "L": "上游：户籍\n下游：医保\n统计", "M": 6, "N": "每日全量", "O": "运行",
    }  # fmt: skip
    assert idle == {"A": "s2", "B": "闲置系统"}
    assert none["B"] == "（未登记系统的数据）"
    assert (none["G"], none["H"]) == ("CSV  /else/x.csv", "表：1\n字段：2")


def test_demands_are_those_of_the_site_and_the_shares_that_were_made(
    tmp_path, facts, tongue
) -> None:
    asked, answered = rows(written(tmp_path, facts, tongue), 4)
    assert asked == {"A": "xq-1", "B": "统计局", "C": "年度统计", "D": "统计法", "G": "2026-12-31"}
    assert (answered["A"], answered["B"], answered["D"]) == ("sh-1", "市医保局", "个保法第23条")
    assert (answered["J"], answered["N"], answered["O"]) == (
        "信息中心", "李处长\n2026-11-18", "2027-12-31",
    )  # fmt: skip
    told = {
        "zh": ("people：证件号", "未提供：手机号", "文件", "已提供"),
        "en": ("people: 证件号", "left out: 手机号", "file", "provided"),
    }[tongue]
    assert tuple(answered[letter] for letter in "EILM") == told
    assert "F" not in answered, "how often it is wanted nobody knows"


def test_changes_stand_with_what_follows_from_them(tmp_path, facts, tongue) -> None:
    gone, people_ = rows(written(tmp_path, facts, tongue), 5)
    assert gone["B"] == "gone\nds-gone"
    assert people_["D"] == "1,000 -> 1,500 (+50%)"
    told = {
        "zh": ("新增：诊断\n更名：证件号 -> 身份证", "a 数据规模变化：条数由1,000变为1,500（+50%）", "是，2027-02-2"),
        "en": ("added: 诊断\nrenamed: 证件号 -> 身份证", "a change of scale: rows: 1,000 -> 1,500 (+50%)", "yes, by 2027-02-2"),
    }[tongue]  # fmt: skip
    assert people_["H"] == told[0]
    assert people_["I"].splitlines()[0] == told[1]
    assert people_["J"] == "备1\n2026-11-20"
    assert people_["K"].startswith(told[2])
    assert "K" not in gone, "nothing was filed"


def test_what_is_left_empty_is_counted_in_the_notes(tmp_path, facts) -> None:
    notes = written(tmp_path, facts)["填写说明"]
    counted = {(row[0], row[1]): row[5] for row in notes.iter_rows(values_only=True)}
    assert counted["工作表", "列"] == "留空（行）"
    assert counted["数据责任清单", "D"] == "1 / 3"
    assert not counted["数据责任清单", "A"]
    assert counted["系统数据清单", "F"] == "2 / 3"
    assert counted["数据需求清单", "F"] == "2 / 2"
    assert counted["重要数据目录", "I"] == "1 / 1"
    assert counted["重要数据目录", "Q"] == "部分"


def test_a_data_set_that_is_gone_says_so(tmp_path, facts) -> None:
    import operations.list_cells as cells
    from operations.cells import Row
    from operations.wording import wording

    found = next(each for each in facts[0] if each.name == "gone")
    row = Row(1, found, None, SITE, None, None, wording("zh", POLICIES), "t", facts[1])
    assert cells.LIFE_CELLS["dataset.status"](row) == "候选\n2026-11-03起未再找到"
