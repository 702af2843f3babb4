# tongguan monitor train, in both languages and as JSON; too little is misuse.
import json
from pathlib import Path

from command_line import tongguan
from used_data import usual_days

from operations.recording import Book
from store import append_events


def test_training_says_what_it_learnt(tmp_path: Path) -> None:
    home = tmp_path / "home"
    none = tongguan("monitor", "train", home=home, TONGGUAN_LANG="zh")
    assert none.code == 2
    assert "不足以学习" in none.err
    with Book(home):
        append_events(home, list(usual_days(20)))
    done = tongguan("monitor", "train", "--days", "400", home=home, TONGGUAN_LANG="zh")
    assert (done.code, done.out) == (0, ""), done.err
    assert "已学习10个账号" in done.err
    facts = json.loads(tongguan("monitor", "train", "--days", "400", "--json", home=home).out)
    assert facts["drift"] == 0
    assert facts["seed"] == 1
