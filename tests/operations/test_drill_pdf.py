# The report on paper: set without a network, in both languages, or said what is missing.
from __future__ import annotations

import sys
from pathlib import Path

import pypdf
import pytest
import typst

from operations import Settings, run_drill_of, write_drill_pdf, write_drill_report
from operations.drill_pdf import _CHINESE, _fonts
from schema import MisuseError

HAS_CHINESE = bool(set(_CHINESE) & set(typst.Fonts().families()))


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str]:
    settings = Settings(home=tmp_path_factory.mktemp("home") / "home", actor="李导调")
    return settings, run_drill_of(settings, "population-copy").id


@pytest.mark.parametrize(
    ("language", "words"),
    [
        pytest.param(
            "zh",
            ["演练复盘报告", "水印溯源", "检测矩阵"],
            marks=pytest.mark.skipif(
                not HAS_CHINESE, reason="no font with Chinese characters here"
            ),
        ),
        ("en", ["After-action report", "copy traced", "Detection by technique"]),
    ],
)
def test_it_is_set_in_its_language(
    ran: tuple[Settings, str], tmp_path: Path, language: str, words: list[str]
) -> None:
    settings, identifier = ran
    path = tmp_path / "report.pdf"
    write_drill_pdf(settings, identifier, path, language=language)
    read = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    assert [word for word in words if word not in read.replace("\n", "")] == []
    assert identifier in read
    with pytest.raises(MisuseError, match="exists already"):
        write_drill_pdf(settings, identifier, path, language=language)


def test_claims_lead_to_entries_and_to_files_beside_it(
    ran: tuple[Settings, str], tmp_path: Path
) -> None:
    settings, identifier = ran
    path = tmp_path / "report.pdf"
    write_drill_report(settings, identifier, path, language="en", evidence=tmp_path / "files")
    paper = pypdf.PdfReader(path)
    files, inside = [], 0
    for page in paper.pages:
        for one in page.get("/Annots", ()):
            link = one.get_object()
            action = link.get("/A", {})
            if action.get("/S") == "/URI":
                files.append(str(action["/URI"]))
            else:
                inside += 1
    assert inside > 20
    assert {path.name for path in (tmp_path / "files").iterdir()} == {each.removeprefix("files/") for each in files}  # fmt: skip
    assert [each for each in files if not (tmp_path / each).exists()] == []


def test_where_no_report_can_be_written_there_is_no_evidence_either(
    ran: tuple[Settings, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, identifier = ran
    monkeypatch.setitem(sys.modules, "typst", None)
    how = {"language": "en", "evidence": tmp_path / "files"}
    with pytest.raises(MisuseError, match="needs typst"):
        write_drill_report(settings, identifier, tmp_path / "a.pdf", **how)
    (tmp_path / "b.html").touch()
    with pytest.raises(MisuseError, match="exists already"):
        write_drill_report(settings, identifier, tmp_path / "b.html", **how)
    assert [each.name for each in tmp_path.iterdir()] == ["b.html"]


def test_without_a_font_for_chinese_one_is_named() -> None:
    with pytest.raises(MisuseError, match="such as Noto Sans CJK SC"):
        _fonts(["DejaVu Sans"], "zh")
    assert _fonts(["DejaVu Sans"], "en") == ["DejaVu Sans"]
    assert _fonts(["DejaVu Sans", "SimSun"], "zh") == ["SimSun", "DejaVu Sans"]


def test_without_typst_the_page_is_pointed_to(
    ran: tuple[Settings, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, identifier = ran
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MisuseError, match=r"pip install 'tongguan\[reports\]'"):
        write_drill_pdf(settings, identifier, tmp_path / "a.pdf", language="en")
    assert list(tmp_path.iterdir()) == []
