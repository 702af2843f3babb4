# Data brought out in names counts by what arrives.
import pytest
from drill_files import run, shipped

from range.attack_names import NAME_TECHNIQUES
from range.technique import Seen

(STEP,) = [each for each in shipped("hospital-dns").attack if each.action == "dns-tunnel"]


@pytest.mark.parametrize(
    ("action", "leaked", "worked"), [("dns-tunnel", 1, True), ("dns-tunnel", 0, False)]
)
def test_a_proof_is_of_the_effect(action: str, leaked: int, worked: bool) -> None:
    seen = Seen((), ({}, {}), ({}, {}), 0, 0, frozenset(), leaked=leaked)
    assert NAME_TECHNIQUES[action].effect(STEP, seen) is worked


def test_the_hospitals_rows_arrive_whole_and_fewer_with_the_defence_on() -> None:
    off, on = run("hospital-dns", 7, defence=False), run("hospital-dns", 7)
    assert off.leaked["general-4"] == 2000
    assert 0 < on.leaked["general-4"] < 1000
