# Deadlines and bounds as the regulation has them.
from policies import load_regimes


def test_the_deadlines_are_those_of_the_regulation() -> None:
    regimes = load_regimes()
    assert regimes["cii-2025"].within == 3600
    assert regimes["others-2025"].within == 4 * 3600


def test_bounds_fall_with_the_level() -> None:
    for regime in load_regimes().values():
        for figure in ("persons_leaked", "people_without_supply", "outage_minutes"):
            bounds = {each.level: each.least for each in regime.bounds if each.figure == figure}
            levels = ("fairly-serious", "serious", "particularly-serious")
            assert [bounds[level] for level in levels] == sorted(bounds.values())


def test_what_was_not_read_in_the_final_text_says_so() -> None:
    for regime in load_regimes().values():
        unsure = {(each.figure, each.level) for each in regime.bounds if each.status != "V"}
        assert ("outage_minutes", "serious") in unsure
        assert ("persons_leaked", "serious") not in unsure
