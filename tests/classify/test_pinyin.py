# How Chinese terms are written in Latin letters.
import subprocess
import sys

import pytest

from classify.pinyin import mixed_readings, readings


@pytest.mark.parametrize(
    ("term", "whole", "initials"),
    [
        pytest.param("姓名", "xingming", "xm", id="two syllables"),
        pytest.param("公民身份号码", "gongminshenfenhaoma", "gmsfhm", id="a long term"),
        pytest.param("银行卡号", "yinhangkahao", "yhkh", id="the reading of 行 by its word"),
        pytest.param("曾用名", "cengyongming", "cym", id="the reading of 曾 by its word"),
        pytest.param("子女", "zinv", "zn", id="ü as v"),
        pytest.param("qq号", "qqhao", "qqh", id="Latin letters stay"),
        pytest.param("ip地址", "ipdizhi", "ipdz", id="Latin letters in front"),
    ],
)
def test_a_term_is_read(term: str, whole: str, initials: str) -> None:
    assert readings([term]) == [(whole, initials)]


@pytest.mark.parametrize(
    ("term", "forms"),
    [
        pytest.param("手机号", ("sjhao", "shoujih"), id="a number"),
        pytest.param("民族代码", ("mzdaima", "minzudm"), id="a code"),
        pytest.param("qq号码", ("qqhaoma", "qqhm"), id="Latin letters stay"),
        pytest.param("姓名", (), id="a last word needs two syllables before it"),
        pytest.param("家庭住址", (), id="no last word of this kind"),
    ],
)
def test_a_term_is_half_written_out(term: str, forms: tuple[str, ...]) -> None:
    assert mixed_readings([term]) == [forms]


def test_terms_keep_their_order() -> None:
    assert [initials for _, initials in readings(["姓名", "性别", "民族"])] == ["xm", "xb", "mz"]


def test_the_dictionary_is_loaded_by_use_alone() -> None:
    code = "import classify.header, sys; print('pypinyin' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
