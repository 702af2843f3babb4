# Refusals of copies are told in Chinese, operators and purposes by their titles.
from operations.copy_words import COPY_REFUSALS
from operations.problem import problem_in
from operations.wording import wording
from policies import load_policies

ZH = wording("zh", load_policies())


def test_a_refusal_is_read_in_chinese() -> None:
    told = (
        "purpose dev-test cannot share this database: column a.id refers to a key or is one, and "
        "mask would part them; column b is unrecognised and nobody has reviewed it. Say what such a "
        "column is (tongguan classify catalogue review) or leave it out (--drop TABLE.COLUMN)"
    )
    assert problem_in(told, ZH).startswith(
        "该数据库不能按“开发测试（dev-test）”提供：列a.id是主键或外键，“部分遮盖”会使其失去对应关系；"
        "列b未识别出类型且未经复核"
    )


def test_none_is_without_chinese() -> None:
    assert all(any("\u4e00" <= one <= "\u9fff" for one in text) for text in COPY_REFUSALS.values())
