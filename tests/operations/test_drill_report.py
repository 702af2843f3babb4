# The after-action report: every claim has its evidence, in both languages, on one page that loads
# nothing; a run that was changed gives none.
from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from operations import Settings, run_drill_of, write_drill_page
from schema import MisuseError


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str]:
    settings = Settings(home=tmp_path_factory.mktemp("home") / "home", actor="李导调")
    return settings, run_drill_of(settings, "exchange-wiped").id


def page(ran: tuple[Settings, str], folder: Path, language: str) -> str:
    settings, identifier = ran
    path = folder / f"{language}.html"
    write_drill_page(settings, identifier, path, language=language)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ["演练复盘报告", "数据共享平台数据库被毁与恢复", "检测矩阵", "改进建议", "毁损记录数", "指挥: 各区办事大厅来电"]),
        ("en", ["After-action report", "Detection by technique", "What to improve", "records lost or changed", "command: Service halls call"]),
    ],
)  # fmt: skip
def test_it_is_said_in_its_language(
    ran: tuple[Settings, str], tmp_path: Path, language: str, words: list[str]
) -> None:
    told = page(ran, tmp_path, language)
    assert [word for word in words if word not in told] == []
    assert "<script" not in told
    assert "://" not in told
    assert told.count("<svg") >= 3


def test_every_claim_leads_to_its_evidence(ran: tuple[Settings, str], tmp_path: Path) -> None:
    settings, identifier = ran
    told = page(ran, tmp_path, "en")
    anchors = set(re.findall(r'id="(e\d+)"', told))
    assert set(re.findall(r'href="#(e\d+)"', told)) <= anchors
    assert set(re.findall(r'href="#(l\d+)"', told)) <= set(re.findall(r'id="(l\d+)"', told))
    # The total, each share, each figure of harm, each step and each sentence of advice lead somewhere.
    figures = re.findall(r'<tr><th scope="row">[^<]*</th><td class="number">(?:.*?)</tr>', told)
    assert len([each for each in figures if 'href="#e' in each]) >= len(figures) - 1
    assert all('href="#e' in each for each in re.findall(r"<li>.*?</li>", told))
    kept = json.loads((settings.home / "drills" / f"{identifier}.json").read_text(encoding="utf-8"))
    assert len(anchors) == len(kept["timeline"])
    frames = (settings.home / "drills" / f"{identifier}.frames.jsonl").read_bytes()
    assert hashlib.sha256(frames).hexdigest() == kept["frames_sha256"]
    assert kept["frames_sha256"] in told
    numbers = {json.loads(line)["frame"] for line in frames.splitlines()}
    for step in kept["steps"]:
        first, last = step["frames"]
        assert any(first <= number < last for number in numbers), step["id"]
        assert f"frames {first}-{last - 1}" in told
    assert kept["replay_hash"] in told
    assert "李导调" in told


def test_a_run_that_was_changed_or_is_gone_gives_no_report(
    ran: tuple[Settings, str], tmp_path: Path
) -> None:
    settings, identifier = ran
    with pytest.raises(MisuseError, match="no drill is recorded as dr-0"):
        write_drill_page(settings, "dr-0", tmp_path / "a.html", language="en")
    path = settings.home / "drills" / f"{identifier}.json"
    body = path.read_bytes()
    try:
        path.write_bytes(body.replace(b'"total": ', b'"total":  ', 1))
        with pytest.raises(MisuseError, match="is not what was recorded"):
            write_drill_page(settings, identifier, tmp_path / "b.html", language="en")
        path.unlink()
        with pytest.raises(MisuseError, match="is gone"):
            write_drill_page(settings, identifier, tmp_path / "c.html", language="en")
    finally:
        path.write_bytes(body)


def test_no_file_is_replaced_unasked(ran: tuple[Settings, str], tmp_path: Path) -> None:
    page(ran, tmp_path, "zh")
    with pytest.raises(MisuseError, match="exists already"):
        page(ran, tmp_path, "zh")
