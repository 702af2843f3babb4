from operations.passages import passages_in
from policies import load_policies


def test_each_text_has_its_own():
    found = passages_in(["电话13812345678", "", "无", "13987654321转"], load_policies())
    assert [[(each.label, each.start, each.end) for each in those] for those in found] == [
        [("cn.mobile", 2, 13)],
        [],
        [],
        [("cn.mobile", 0, 11)],
    ]
