# tongguan monitor trace: a table for people, JSON, and files of every form.
import json
from pathlib import Path

import pytest
from command_line import tongguan
from leaking_capture import leaking


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("trace")
    tongguan("monitor", "replay", leaking(root / "a.pcap"), home=root / "home")
    return root / "home"


def test_a_table_and_json(home: Path) -> None:
    shown = tongguan("monitor", "trace", "in-", home=home, TONGGUAN_LANG="zh")
    assert shown.code == 0, shown.err
    assert "请求 POST out.example/drop" in shown.out
    found = json.loads(tongguan("monitor", "trace", "in-", "--json", home=home).out)
    assert len(found["edges"]) == 2


@pytest.mark.parametrize("name", ["t.json", "t.svg", "t.html"])
def test_a_file_is_of_the_form_its_name_says(home: Path, tmp_path: Path, name: str) -> None:
    done = tongguan("monitor", "trace", "in-", "--out", tmp_path / name, home=home)
    assert (done.code, done.out) == (0, "")
    assert (tmp_path / name).stat().st_size > 500


def test_forms_on_stdout_and_misuse(home: Path, tmp_path: Path) -> None:
    stix = tongguan("monitor", "trace", "in-", "--format", "stix", home=home)
    assert json.loads(stix.out)["type"] == "bundle"
    assert tongguan("monitor", "trace", "in-", "--out", tmp_path / "t.txt", home=home).code == 2
    gone = tongguan("monitor", "trace", "in-none", home=home, TONGGUAN_LANG="zh")
    assert gone.code == 2
    assert "没有编号为in-none的事件记录" in gone.err
