# Values inside Han text without spaces: every hit of every recogniser that has a say in running
# text is found there, where it begins and where it ends, whatever Han stands beside it.
import pytest
from spans_by_hand import spans, uses_of

from policies import Recogniser, load_policies

POLICIES = load_policies()
# Found by words around them or a model, not by a pattern of their own.
ELSEWHERE = {"person.name", "person.address", "org.name", "secret.password", "secret.key"}
# An account that is a name is one only as a cell.
AS_CELLS = {("net.account", "张三丰")}
HITS = [
    pytest.param(each, hit, id=f"{each.id}: {hit[:40]!r}")
    for each in POLICIES.recognisers.values()
    if each.pattern and uses_of(each) and each.id not in ELSEWHERE
    for hit in each.hits
    if (each.id, hit) not in AS_CELLS
]
SENTENCES = ["经核实{}已登记", "（{}）", "证件{}，请查收", "{}办结"]


def takes_han(recogniser: Recogniser) -> bool:
    return bool(spans("经核实已登记在册人员", recogniser, POLICIES))


@pytest.mark.parametrize(("recogniser", "hit"), HITS)
def test_a_value_is_found_whole_inside_han_text(recogniser: Recogniser, hit: str) -> None:
    for sentence in SENTENCES:
        text = sentence.format(hit)
        start = text.index(hit)
        if takes_han(recogniser) or not (hit[0].isascii() and hit[-1].isascii()):
            # Where Han belongs to a value, Han beside it may be taken for a part of it.
            assert any(
                a <= start and start + len(hit) <= b for a, b in spans(text, recogniser, POLICIES)
            ), text
        else:
            assert (start, start + len(hit)) in spans(text, recogniser, POLICIES), text


def test_most_recognisers_with_a_pattern_have_a_say_in_running_text() -> None:
    assert len({param.values[0].id for param in HITS}) > 100
