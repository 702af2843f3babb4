# Names, organisations and addresses by word lists: what is one, and what only looks so.
import pytest

from classify.cells import from_strings
from classify.check_text import address_zh, org_name_zh, person_name_zh

pytestmark = pytest.mark.usefixtures("ways")

LISTS = {
    "surnames": frozenset({"张", "王", "欧阳"}),
    "given_characters": frozenset("三伟小娜强"),
    "organisation_suffixes": frozenset({"公司", "局", "有限责任公司"}),
    "address_suffixes": frozenset({"省", "市", "区", "路", "号", "村", "小区"}),
    "regions": frozenset({"西安市", "陕西"}),
}


@pytest.mark.parametrize(
    ("make", "text", "passes"),
    [
        (person_name_zh, "张三", True),
        (person_name_zh, "王小伟", True),
        (person_name_zh, "欧阳娜", True),
        (person_name_zh, "欧阳娜娜", True),
        (person_name_zh, "张王小伟", True),
        (person_name_zh, "买买提·吐尔逊", True),
        (person_name_zh, "张", False),
        (person_name_zh, "李三", False),
        (person_name_zh, "张铁", False),
        (person_name_zh, "张三小伟", False),
        (person_name_zh, "张三小伟强", False),
        (person_name_zh, "欧阳", False),
        (org_name_zh, "某某有限责任公司", True),
        (org_name_zh, "某市环境局", True),
        (org_name_zh, "环境局", False),
        (org_name_zh, "公司某某", False),
        (org_name_zh, "ABCD", False),
        (address_zh, "陕西省西安市某区某路1号", True),
        (address_zh, "西安市某区", True),
        (address_zh, "咸阳市某区", False),
        (address_zh, "某市某区某路", True),
        (address_zh, "市区路号", False),
        (address_zh, "12345", False),
    ],
)
def test_words_by_what_they_are_made_of(make, text, passes):
    assert make(LISTS)(from_strings([text])).tolist() == [passes]
    # Among others the answer is the same.
    assert make(LISTS)(from_strings(["某某某某某", text, "甲"])).tolist()[1] is passes
