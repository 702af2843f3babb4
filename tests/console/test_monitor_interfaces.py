# tongguan monitor interfaces: what is printed where there is nothing, and what is misuse.
from pathlib import Path

from command_line import tongguan


def test_nothing_seen_is_said(tmp_path: Path) -> None:
    done = tongguan("monitor", "interfaces", home=tmp_path / "home")
    assert (done.code, done.out) == (0, "")
    assert "no data interfaces" in done.err
    assert tongguan("monitor", "interfaces", "--json", home=tmp_path / "home").out == ""


def test_what_is_no_description_is_misuse(tmp_path: Path) -> None:
    wrong = tmp_path / "a.json"
    wrong.write_text("{")
    done = tongguan("monitor", "interfaces", "--openapi", wrong, home=tmp_path / "home")
    assert done.code == 2
    assert "neither JSON nor YAML" in done.err
