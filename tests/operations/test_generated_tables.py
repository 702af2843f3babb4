# What the registers are known by: joins that hold, near misses that are really there, values
# whose checks pass.
import re

import numpy as np
import pytest
from stdnum import luhn
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2

from operations.generated_people import people
from operations.generated_registers import REGISTERS

BLOCK = 3_000


@pytest.fixture(scope="module")
def registers():
    """Register key -> column name -> values."""
    residents = people(BLOCK, np.random.default_rng(5))
    rng = np.random.default_rng(6)
    return {
        register.key.rsplit("/", 1)[-1]: dict(
            zip(
                [column.name for column in register.columns],
                register.values(residents, 0, rng),
                strict=True,
            )
        )
        for register in REGISTERS
    }


def test_a_second_block_goes_on_counting(registers):
    residents = people(100, np.random.default_rng(5))
    register = REGISTERS[0]
    columns = register.values(residents, BLOCK, np.random.default_rng(1))
    assert list(columns[0]) == list(range(BLOCK + 1, BLOCK + 101))


def test_every_head_of_household_is_a_resident(registers):
    residents = set(registers["人口库.db#resident"]["GMSFHM"])
    assert set(registers["人口库.db#household"]["HZSFZH"]) <= residents


def test_household_numbers_join(registers):
    household, resident = registers["人口库.db#household"], registers["人口库.db#resident"]
    assert set(household["HH"]) == set(resident["HH"])
    assert sum(household["RKS"]) == BLOCK


def test_serial_numbers_look_like_citizens_numbers_and_mostly_are_not(registers):
    serials = registers["门诊登记.csv"]["结算流水号"]
    assert all(re.fullmatch(r"\d{18}", serial) for serial in serials)
    assert sum(mod_11_2.is_valid(serial) for serial in serials) < BLOCK / 5


def test_a_few_numbers_at_the_counter_are_mistyped(registers):
    numbers = registers["门诊登记.csv"]["身份证号"]
    wrong = sum(not mod_11_2.is_valid(number) for number in numbers)
    assert 0 < wrong < BLOCK / 100


@pytest.mark.parametrize(
    ("register", "column", "valid"),
    [
        ("参保人员.xlsx#在职参保", "公民身份号码", mod_11_2.is_valid),
        ("参保人员.xlsx#在职参保", "统一社会信用代码", uscc.is_valid),
        ("参保人员.xlsx#在职参保", "社保卡银行账号", luhn.is_valid),
        ("参保人员.xlsx#退休人员", "养老金发放卡号", luhn.is_valid),
        ("企业登记.parquet", "统一社会信用代码", uscc.is_valid),
        ("机动车登记.tsv", "sfzmhm", mod_11_2.is_valid),
        ("机动车登记.tsv", "hphm", re.compile(r"陕[A-HJK](D\d{5}|\d{5})").fullmatch),
        ("企业登记.parquet", "企业联系电话", re.compile(r"029-8\d{7}").fullmatch),
        ("供水管网.csv", "起点坐标", re.compile(r"10[89]\.\d{6},34\.\d{6}").fullmatch),
        ("调度系统设备.csv", "mac_address", re.compile(r"([0-9A-F]{2}:){5}[0-9A-F]{2}").fullmatch),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_value_of_a_column_is_what_it_says(registers, register, column, valid):
    values = registers[register][column]
    assert all(map(valid, values))


def test_diagnoses_belong_to_the_ward_that_makes_them(registers):
    visits = registers["门诊登记.csv"]
    pairs = set(zip(visits["就诊科室"], visits["诊断"], strict=True))
    assert ("骨科", "桡骨骨折") in pairs
    assert not any(ward == "骨科" and "高血压" in diagnosis for ward, diagnosis in pairs)
