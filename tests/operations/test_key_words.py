# Refusals about keys are told in Chinese, states and kinds in their own words.
import pytest

from operations.key_words import KEY_REFUSALS
from operations.problem import problem_in
from operations.wording import wording
from policies import load_policies

ZH = wording("zh", load_policies())


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "the keyring is wrapped by a key-file: say where it is (TONGGUAN_KEK=file:FILE)",
            "密钥库由密钥文件加密：请指明其位置（TONGGUAN_KEK=file:FILE）",
        ),
        (
            "reveal reveal-1 is opened: this cannot follow (tongguan mask reveal list)",
            "还原申请reveal-1的状态是“已还原”：不能再这样做（tongguan mask reveal list）",
        ),
        ("destroying a key needs its reason", "销毁密钥须说明理由"),
    ],
)
def test_a_refusal_is_read_in_chinese(english: str, chinese: str) -> None:
    assert problem_in(english, ZH) == chinese


def test_none_is_without_chinese() -> None:
    assert all(any("\u4e00" <= one <= "\u9fff" for one in text) for text in KEY_REFUSALS.values())
