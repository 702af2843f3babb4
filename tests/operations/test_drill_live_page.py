# A drill that runs as a page: exercise control sees plant and attack, a role does not; parts are the
# same as on the whole page.
from __future__ import annotations

import re

import pytest
from live_drill import eventually

from operations import (
    Settings,
    Viewer,
    ask_drill,
    control_drill,
    live_page,
    live_parts,
    running_drills,
    start_drill_of,
)
from schema import MisuseError

TALK = "leak-table-top"


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    settings = Settings(home=tmp_path_factory.mktemp("home") / "home", actor="zhao")
    run = start_drill_of(settings, TALK, seed=7)
    control_drill(settings, run, "pause")
    ask_drill(settings, run, do="join", role="assess", who="wang", lasts=60, since=0)
    control_drill(settings, run, "inject", number=0)
    yield settings, run
    control_drill(settings, run, "abort")
    eventually(lambda: running_drills(settings) == [])


def test_the_parts_are_those_of_the_page(held) -> None:
    settings, run = held
    viewer = Viewer(run, "", "zhao", "en", "secret")
    whole, told = live_page(settings, viewer), live_parts(settings, viewer)
    for name in ("questions", "injects", "roles", "topology"):
        assert told["parts"][name].strip()
        assert told["parts"][name].strip() in whole, name
    assert told["left"] == {"1": "15:00"}
    assert 'value="secret"' in told["parts"]["injects"]
    assert "Keep the evidence" in told["parts"]["questions"]


def test_a_role_has_buttons_for_its_answers_and_sees_no_plant(held) -> None:
    settings, run = held
    role = live_page(settings, Viewer(run, "assess", "wang", "zh", "secret"))
    assert len(re.findall(r'<button id="q1-', role)) == 3
    assert "part-curves" not in role
    assert "act-pause" not in role
    assert "目前没有待决策事项" in live_page(settings, Viewer(run, "command", "wu", "zh"))


def test_a_drill_that_does_not_run_has_no_page(held) -> None:
    with pytest.raises(MisuseError, match="no drill dr-0 runs here"):
        live_page(held[0], Viewer("dr-0", "", "zhao", "en"))
