# How unlike a history an hour is: nearness first, then how rare its rarest figures are.
import numpy as np

from monitor.history_score import LEAST_FAR, unlikeness

DRAW = np.random.default_rng(3)
KNOWN = DRAW.normal(3, 1, (2_000, 4))
SCALE = np.full(4, 2.5)


def test_what_is_usual_is_near_and_less_than_usual_is_no_risk() -> None:
    rows = np.vstack([KNOWN[:50], np.full((1, 4), -20.0)])
    assert (unlikeness(rows, KNOWN, SCALE) < LEAST_FAR).all()


def test_more_of_a_figure_never_makes_an_hour_likelier() -> None:
    rows = np.tile([3.0, 3.0, 3.0, 3.0], (40, 1))
    rows[:, 1] = np.linspace(0, 40, 40)
    scores = unlikeness(rows, KNOWN, SCALE)
    assert (np.diff(scores) >= 0).all()
    assert scores[-1] > scores[0] + 10


def test_several_rare_figures_weigh_more_than_one_as_far() -> None:
    one, three = np.full((1, 4), 3.0), np.full((1, 4), 3.0)
    one[0, 0], three[0, :3] = 9.0, 7.0
    assert unlikeness(three, KNOWN, SCALE)[0] > unlikeness(one, KNOWN, SCALE)[0]
