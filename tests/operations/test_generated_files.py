# Each kind of file is what departments hold: comments in the DDL, GB18030, titles above the
# header; blocks follow one another in one file.
import sqlite3

import numpy as np
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from operations.generated_files import writing
from operations.generated_people import people
from operations.generated_registers import REGISTERS

BLOCKS = ((0, 300), (300, 200))


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    there = tmp_path_factory.mktemp("files")
    rng = np.random.default_rng(1)
    with writing(there, REGISTERS) as write:
        for first, count in BLOCKS:
            residents = people(count, rng)
            for register in REGISTERS:
                write(register, register.values(residents, first, rng))
    return there


def test_the_database_holds_all_blocks_and_says_what_its_columns_mean(directory):
    connection = sqlite3.connect(directory / "人口信息中心/人口库.db")
    (rows,) = connection.execute("SELECT count(*) FROM resident").fetchone()
    (ddl,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'resident'").fetchone()
    connection.close()
    assert rows == 500
    assert "GMSFHM TEXT, -- 公民身份号码" in ddl


def test_the_hospitals_export_is_gb18030_and_nothing_else(directory):
    raw = (directory / "卫生健康委/门诊登记.csv").read_bytes()
    lines = raw.decode("gb18030").splitlines()
    assert lines[0].startswith("结算流水号,患者姓名,")
    assert len(lines) == 501
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")


def test_the_workbook_has_two_sheets_with_titles_above_the_header(directory):
    book = load_workbook(directory / "人力资源社会保障局/参保人员.xlsx", read_only=True)
    assert book.sheetnames == ["在职参保", "退休人员"]
    rows = list(book["在职参保"].iter_rows(values_only=True))
    book.close()
    assert "生成数据" in rows[0][0]
    assert rows[2][:3] == ("序号", "姓名", "公民身份号码")
    numbers = [row[0] for row in rows[3:]]
    assert len(numbers) == len(set(numbers)) > 50


def test_parquet_keeps_numbers_as_numbers(directory):
    table = pq.read_table(directory / "水务集团/水文监测站.parquet")
    assert table.column_names[:4] == ["站点编号", "站名", "经度", "纬度"]
    assert str(table.schema.field("经度").type) == "double"
    assert len(set(table["站点编号"].to_pylist())) == table.num_rows == 10


def test_the_vehicle_register_opens_with_a_byte_order_mark(directory):
    raw = (directory / "公安交管局/机动车登记.tsv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfhphm\t")
