# The workbook read back: sheets and columns as laid out, values from findings and site,
# blanks where neither says anything, and text that stays text.
import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest

from operations import workbook
from operations.cells import CELLS
from operations.list_cells import CHANGE_CELLS, DEMAND_CELLS, LIFE_CELLS, SYSTEM_CELLS
from operations.workbook import write_workbook
from policies import (
    Category,
    Department,
    Factor,
    GradingProfile,
    Header,
    Layout,
    Policies,
    Recogniser,
    Site,
    System,
    Title,
    load_layout,
)
from schema import DatasetFinding, FieldFinding, Level, Reason

TIME = "2026-11-24T03:00:00Z"
HEADER = Header(
    id="small",
    title=Title(zh="小方案", en="small"),
    owner="test",
    created=dt.date(2026, 1, 1),
    maturity="stable",
    source="none",
    gaps="all",
)
POLICIES = Policies(
    {
        "cn.id18": Recogniser(
            id="cn.id18",
            title=Title(zh="居民身份证号", en="Resident identity number"),
            category="pi.identity",
            evidence="header",
            header_hits=(),
            header_misses=(),
        )
    },
    {
        "small": GradingProfile(
            header=HEADER,
            unlabelled=Level.GENERAL_1,
            unlabelled_rule="H.2",
            matrix=(),
            categories=(
                Category(
                    id="pi.identity",
                    title=Title(zh="个人身份信息", en="Identity documents"),
                    path=("个人信息", "个人身份信息"),
                    level=Level.GENERAL_4,
                    rule="H.3",
                ),
            ),
            factors=(
                Factor(
                    letter="p",
                    key="population_health",
                    title=Title(zh="群体健康", en="Health of populations"),
                    cues=("病历",),
                    fires=("病历",),
                    quiet=("日历",),
                ),
            ),
        )
    },
    {},
    {},
    {},
    digest="d",
)
SITE = Site(
    name="某市卫生健康委员会",
    uscc="11610100MB2A0000X0",
    industry="卫生健康",
    region="610100",
    departments=(Department(id="info", name="信息中心", officer="王敏", contact="029-00000000"),),
    systems=(
        System(
            id="s1",
            name="健康平台",
            sources=("/data/health",),
            department="info",
            protection_level="三级",
            critical=False,
            purposes=("诊疗", "统计"),
            data_origin="收集",
            update_frequency="每日",
            retention="30年",
            measures=("加密", "备份"),
        ),
    ),
)


def field(name: str = "sfzh", **changes: object) -> FieldFinding:
    values: dict[str, object] = {
        "type": "text",
        "label": "cn.id18",
        "level": Level.GENERAL_4,
        "confidence": 0.97,
        "validated": 0.99,
        "sampled": 50,
        "reasons": (
            Reason("check", "as found"),
            Reason(
                "floor",
                "cn.id18 is of class pi.identity, whose floor is general-4 (H.3)",
            ),
            Reason("review", "王敏 on 2026-11-24: confirmed; 无误"),
        ),
        "category": "pi.identity",
        "personal": True,
        "sensitive": True,
        "example": "##################",
    }
    return FieldFinding(name=name, **(values | changes))


def plain(name: str = "status") -> FieldFinding:
    reasons = (Reason("floor", "nothing was recognised: general-1 (H.2)"),)
    return field(
        name,
        label=None,
        level=Level.GENERAL_1,
        confidence=0.0,
        category="",
        personal=False,
        sensitive=False,
        example="#",
        reasons=reasons,
    )


def dataset(
    name: str = "病历",
    level: Level = Level.IMPORTANT_CANDIDATE,
    fields: tuple[FieldFinding, ...] = (field(), plain()),
    **changes: object,
) -> DatasetFinding:
    values: dict[str, object] = {
        "source": "/data/health/a.db",
        "unit": "u",
        "rows": 1_200,
        "sampled": 1_000,
        "persons": 900,
        "sensitive_persons": 850,
        "important_factors": ("p",),
        "reasons": (
            Reason("floor", "the highest field decides: general-4 by sfzh"),
            Reason(
                "factor",
                "factor p (population_health): the data set's name or comment speaks of 病历",
            ),
        ),
        "comment": "门诊病历",
        "size_bytes": 2_500_000_000,
        "profile": "small",
        "policy_digest": "d",
    }
    return DatasetFinding(
        id=f"ds-{name}", name=name, level=level, fields=fields, **(values | changes)
    )


def written(
    tmp_path: Path, *datasets: DatasetFinding, language: str = "zh", site: Site = SITE, **more
):
    path = tmp_path / "catalogue.xlsx"
    write_workbook(path, datasets, site, POLICIES, time=TIME, language=language, **more)
    return openpyxl.load_workbook(path)


def row(sheet, number: int = 2) -> list[object]:
    return [cell.value for cell in sheet[number]]


@pytest.mark.parametrize(
    ("language", "sheets", "first", "last"),
    [
        (
            "zh",
            ["重要数据目录", "数据分类分级清单"],
            "序号 / 目录编号",
            "动态更新原因（附录J a–i）",
        ),
        (
            "en",
            ["Important data catalogue", "Classification and grading list"[:31]],
            "No. / catalogue number",
            "Reason for regrading (annex J a–i)",
        ),
    ],
)
def test_sheets_and_headers(tmp_path, language, sheets, first, last) -> None:
    book = written(tmp_path, dataset(), language=language)
    assert book.sheetnames[:2] == sheets
    catalogue, fields = book.worksheets[:2]
    assert (catalogue["A1"].value, fields["P1"].value) == (first, last)
    assert (catalogue.max_column, fields.max_column) == (21, 16)
    assert catalogue.freeze_panes == "E2"
    assert fields.auto_filter.ref == "A1:P3"


def test_catalogue_row_is_filled_from_finding_and_site(tmp_path) -> None:
    cells = row(written(tmp_path, dataset()).worksheets[0])
    assert cells == [
        "1\nds-病历",
        "某市卫生健康委员会\n11610100MB2A0000X0",
        "卫生健康\n610100",
        "病历\n门诊病历",
        "个人信息/个人身份信息",
        "重要数据（候选）",
        "2个字段，含居民身份证号",
        "p 群体健康\n重要数据识别因素p（群体健康）：数据集名称或注释中出现“病历”",
        None,
        "领域：卫生健康\n区域：610100\n规模：约1,200",
        "条数：约1,200\n存储量：2.5 GB\n涉及人数：约900\n敏感人数：约850",
        "收集",
        "数据库表（SQLite）\n系统：健康平台\n位置：/data/health/a.db",
        "更新频率：每日\n存储期限：30年",
        "诊疗\n统计",
        "信息中心\n王敏\n029-00000000",
        None,
        None,
        "加密\n备份",
        "等保级别：三级\n关基：否",
        "候选\n更新日期：2026-11-24",
    ]


def test_nothing_is_invented_for_an_unknown_source(tmp_path) -> None:
    lonely = dataset(source="/elsewhere/a.db", rows=None, persons=None, sensitive_persons=None,
                     size_bytes=None, comment="", fields=())  # fmt: skip
    cells = row(written(tmp_path, lonely, site=Site()).worksheets[0])
    empty = {
        letter
        for letter, value in zip("ABCDEFGHIJKLMNOPQRSTU", cells, strict=True)
        if value is None
    }
    assert empty == set("BCEIJKLNOPQRST")


def test_a_flag_nobody_set_is_no_statement(tmp_path) -> None:
    site = Site(systems=(System(id="s", name="平台", sources=("/data",)),))
    assert written(tmp_path, dataset(), site=site).worksheets[0]["T2"].value is None


@pytest.mark.parametrize(
    ("level", "listed", "status"),
    [
        (Level.GENERAL_4, False, None),
        (Level.IMPORTANT_CANDIDATE, True, "候选"),
        (Level.IMPORTANT, True, "自认"),
        (Level.CORE, True, "自认"),
    ],
)
def test_catalogue_lists_important_data_only(tmp_path, level, listed, status) -> None:
    sheet = written(tmp_path, dataset(level=level)).worksheets[0]
    assert sheet.max_row == (2 if listed else 1)
    if listed:
        assert sheet["U2"].value.split("\n")[0] == status


def test_field_rows(tmp_path) -> None:
    sheet = written(tmp_path, dataset(), dataset("t2", Level.GENERAL_1, (plain("a"),))).worksheets[
        1
    ]
    assert row(sheet, 2) == [
        "ds-病历.1", "健康平台", "/data/health/a.db", "病历", "sfzh", "text",
        "##################", "居民身份证号（cn.id18）", 0.97, "个人信息/个人身份信息", "敏感个人信息",
        "一般4级", "H.3", "sfzh", "王敏于2026-11-24confirmed：无误".replace("confirmed", "确认"), None,
    ]  # fmt: skip
    assert [sheet[f"{column}3"].value for column in "AEHJKLM"] == [
        "ds-病历.2", "status", None, None, "否", "一般1级", "H.2",
    ]  # fmt: skip
    assert [sheet["A4"].value, sheet["E4"].value, sheet.max_row] == ["ds-t2.1", "a", 4]
    assert sheet["I2"].number_format == "0%"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "http://x.example/", "{=1}"])
def test_no_text_becomes_a_formula_or_a_link(tmp_path, start: str) -> None:
    text = f"{start}cmd|' /C calc'!A0"
    hostile = dataset(
        text,
        fields=(field(text, comment=text, type=text, example=text),),
        comment=text,
        source=text,
    )
    site = Site(name=text, uscc=text)
    book = written(tmp_path, hostile, site=site)
    with zipfile.ZipFile(tmp_path / "catalogue.xlsx") as archive:
        sheets = [archive.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2, 3)]
        assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
        assert 'quotePrefix="1"' in archive.read("xl/styles.xml").decode()
    for sheet in book.worksheets[:2]:
        assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {
            "s",
            "n",
            "inlineStr",
        }
    assert book.worksheets[1]["D2"].value == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\x00b\x0bc", "a�b�c", id="control characters"),
        pytest.param("a\ud800b", "a�b", id="half a character"),
        pytest.param("字" * 40_000, "字" * 31_999 + "…", id="longer than a cell may be"),
        pytest.param("<b>&\"'", "<b>&\"'", id="markup"),
    ],
)
def test_odd_text_is_kept_or_marked(tmp_path, text: str, shown: str) -> None:
    assert written(tmp_path, dataset(text)).worksheets[1]["D2"].value == shown


@pytest.mark.parametrize(
    ("language", "level"), [("zh", "重要数据（候选）"), ("en", "important data (candidate)")]
)
def test_choices_and_colours(tmp_path, language: str, level: str) -> None:
    book = written(tmp_path, dataset(), language=language)
    sheet = book.worksheets[0]
    assert sheet["F2"].value == level
    assert sheet["F2"].fill.fgColor.rgb == "FFFBDDE0"
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert set(rules) == {"F2", "I2", "L2", "R2"}
    assert book["choices"].sheet_state == "hidden"
    offered = [cell.value for cell in book["choices"]["A"] if cell.value]
    assert rules["F2"] == f"choices!$A$1:$A${len(offered)}"
    assert level in offered


def test_without_important_data_the_sheet_is_ready_to_fill(tmp_path) -> None:
    sheet = written(tmp_path).worksheets[0]
    assert sheet.max_row == 1
    assert {str(rule.sqref) for rule in sheet.data_validations.dataValidation} == {
        "F2",
        "I2",
        "L2",
        "R2",
    }


def test_notes_say_what_it_rests_on(tmp_path) -> None:
    notes = written(tmp_path, dataset())["填写说明"]
    texts = {cell.value for line in notes.iter_rows() for cell in line}
    assert {TIME, "小方案（small）", "d", "待核对", "网络数据安全管理条例第33条第2项"} <= texts
    assert any("候选" in str(text) for text in texts)


def test_rows_beyond_a_sheet_go_on_another(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(workbook, "_ROWS_A_SHEET", 3)
    many = dataset(fields=tuple(plain(f"c{n}") for n in range(7)))
    book = written(tmp_path, many)
    pages = [name for name in book.sheetnames if name.startswith("数据分类分级清单")]
    assert pages == ["数据分类分级清单", "数据分类分级清单 (2)", "数据分类分级清单 (3)"]
    assert [book[page].max_row for page in pages] == [4, 4, 2]
    assert book[pages[2]]["E2"].value == "c6"


def test_same_findings_same_bytes(tmp_path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tmp_path / name, [dataset()], SITE, POLICIES, time=TIME)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_another_language_is_refused(tmp_path) -> None:
    with pytest.raises(ValueError, match="'fr'"):
        written(tmp_path, language="fr")


def test_an_unknown_value_in_a_layout_is_refused(tmp_path) -> None:
    content = load_layout().model_dump()
    content["sheets"][0]["columns"][2]["parts"][0]["value"] = "dataset.colour"
    with pytest.raises(ValueError, match=r"column C: no value is called 'dataset\.colour'"):
        written(tmp_path, layout=Layout.model_validate(content))


def test_shipped_layout_uses_every_value_there_is() -> None:
    sheets = load_layout().sheets
    used = {part.value for sheet in sheets for column in sheet.columns for part in column.parts}
    tables = (CELLS, LIFE_CELLS, SYSTEM_CELLS, DEMAND_CELLS, CHANGE_CELLS)
    assert used - {""} == {name for table in tables for name in table}
