# What stands for ports in ICMP.
import pytest

from monitor.echo import ICMP, ICMP6, answered_by, is_answered


@pytest.mark.parametrize(
    ("protocol", "kind", "answer"),
    [(ICMP, 8, 0), (ICMP, 0, 8), (ICMP6, 128, 129), (ICMP6, 136, 135)],
)
def test_a_question_and_its_answer_name_each_other(protocol: int, kind: int, answer: int) -> None:
    assert answered_by(protocol)[kind] == answer
    assert is_answered(protocol, kind)


def test_what_nobody_answers() -> None:
    assert not is_answered(ICMP, 3)
    assert not is_answered(ICMP6, 1)
    assert not is_answered(6, 8)
    assert not is_answered(ICMP, 300)
