# A turn: one process at a time.
import subprocess
import sys
from pathlib import Path

from store import in_turn

ADDING = """
import sys
from pathlib import Path
from store import in_turn
home = Path(sys.argv[1])
for _ in range(50):
    with in_turn(home, "count"):
        count = home / "count"
        count.write_text(str(int(count.read_text()) + 1))
"""


def test_no_step_of_another_comes_between(tmp_path: Path) -> None:
    (tmp_path / "count").write_text("0")
    others = [subprocess.Popen([sys.executable, "-c", ADDING, tmp_path]) for _ in range(2)]
    assert [each.wait(timeout=60) for each in others] == [0, 0]
    with in_turn(tmp_path, "count"):
        assert (tmp_path / "count").read_text() == "100"
