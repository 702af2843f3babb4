# Names out of archives, as people may see them.
from __future__ import annotations

import pytest

from connectors.archive_member import shown_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("a/b.csv", "a/b.csv", id="a plain one"),
        pytest.param("人员/西安.csv", "人员/西安.csv", id="Chinese"),
        pytest.param("../../etc/passwd", "etc/passwd", id="upwards"),
        pytest.param("/etc/passwd", "etc/passwd", id="absolute"),
        pytest.param("C:\\a\\..\\b.csv", "C:/a/b.csv", id="of Windows"),
        pytest.param("a\x1b[2Jb\n.csv", "a�[2Jb�.csv", id="what a terminal obeys"),
        pytest.param("\u202egpj.exe", "�gpj.exe", id="what turns the writing"),
        pytest.param("a\udcff.csv", "a�.csv", id="half a character"),
        pytest.param("..", "", id="nothing left"),
        pytest.param("x" * 300 + ".csv", "…" + "x" * 236 + ".csv", id="a long one keeps its end"),
    ],
)
def test_a_name_is_shown_as(name: str, shown: str) -> None:
    assert shown_name(name) == shown
