# Why a document or archive was not read: each in Chinese, numbers and nouns in their places.
# That all are there is test_problem's.
import re

import pytest

from operations.format_words import FORMATS
from operations.problem import problem_in
from operations.wording import wording
from policies import Policies

NONE = Policies({}, {}, {}, {}, {}, digest="d")
ZH, EN = wording("zh", NONE), wording("en", NONE)


def test_every_reason_is_in_chinese() -> None:
    assert [each for each, chinese in FORMATS.items() if not re.search("[一-鿿]", chinese)] == []


@pytest.mark.parametrize(
    ("raised", "english", "chinese"),
    [
        pytest.param(
            "unpacks to more than 4 GiB: the rest is not read",
            "unpacks to more than 4 GiB: the rest is not read",
            "解压后超过4 GiB：其余部分未读取",
            id="a bound of an archive",
        ),
        pytest.param(
            "unpacks to more than 1000 bytes",
            "unpacks to more than 1000 bytes",
            "解压后超过1000字节",
            id="a bound that is no round number",
        ),
        pytest.param(
            "unpacks to more than 200 times its size",
            "unpacks to more than 200 times its size",
            "解压后超过原大小的200倍",
            id="a ratio",
        ),
        pytest.param(
            "has 1 pages that could not be read, the first is page 7",
            "has 1 page that could not be read, the first is page 7",
            "有1页无法读取，首个为第7页",
            id="one page",
        ),
        pytest.param(
            "has 2 pages that are pictures, the first is page 1: pip install 'tongguan[ocr]' "
            "reads them",
            "has 2 pages that are pictures, the first is page 1: pip install 'tongguan[ocr]' "
            "reads them",
            "有2页是图片，首个为第1页：pip install 'tongguan[ocr]'后可识别",
            id="pages without text",
        ),
        pytest.param(
            "1 of 3 lines are not JSON, the first is line 2",
            "1 of 3 lines are not JSON, the first is line 2",
            "3行中有1行不是JSON，首个为第2行",
            id="lines of JSON",
        ),
        pytest.param(
            "is damaged or cut off, after 1 texts",
            "is damaged or cut off, after 1 text",
            "已损坏或不完整（已读取1段文字）",
            id="a document that breaks off",
        ),
        pytest.param(
            "is cut off after 1 rows",
            "is cut off after 1 row",
            "在1行之后中断",
            id="JSON that breaks off",
        ),
        pytest.param(
            "cannot be unpacked: the disk is full",
            "cannot be unpacked: the disk is full",
            "无法解压：磁盘已满",
            id="a disk that is full",
        ),
    ],
)
def test_reasons_come_with_their_numbers(raised: str, english: str, chinese: str) -> None:
    assert problem_in(raised, EN) == english
    assert problem_in(raised, ZH) == chinese
