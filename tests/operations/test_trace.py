# From a marked share to the recipient's name.
import csv
from pathlib import Path

import pytest
from catalogued_people import ASKED, HEADER, ROWS, catalogue, make_settings, write_csv

from operations import Settings, apply_share, trace_file
from schema import MisuseError, RefusedError

LEFT = {name: value for name, value in ASKED.items() if name != "recipient"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = make_settings(tmp_path)
    rows = [[str(110105194912310020 + row), *ROWS[0][1:]] for row in range(30)]
    write_csv(tmp_path / "people.csv", rows)
    catalogue(made, tmp_path / "people.csv", rows=30)
    return made


def share(settings: Settings, directory: Path, recipient: str, **asked: object) -> Path:
    output = directory / f"{recipient}.csv"
    asked = {"watermark": True, **asked}
    apply_share(
        settings, str(directory / "people.csv"), recipient=recipient, output=output, **LEFT, **asked
    )
    return output


def test_each_copy_names_its_recipient(settings: Settings, tmp_path: Path) -> None:
    copies = {name: share(settings, tmp_path, name) for name in ("医保局", "教育局", "民政局")}
    for name, copy in copies.items():
        found = trace_file(settings, str(copy))
        assert [one.recipient for one in found.named] == [name]
        assert found.named[0].suspicion.false_accusation < 1e-9
        assert found.recipients == 3
        assert len(found.named[0].shares) == 1


def test_pseudonyms_of_a_recipient_join_between_marked_copies(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "more").mkdir()
    first = share(settings, tmp_path, "医保局")
    (tmp_path / "more" / "people.csv").write_bytes((tmp_path / "people.csv").read_bytes())
    catalogue(settings, tmp_path / "more" / "people.csv", rows=30)
    second = share(settings, tmp_path / "more", "医保局")
    texts = [path.read_text(encoding="utf-8") for path in (first, second)]
    cells = [[row[0] for row in csv.reader(text.splitlines())] for text in texts]
    assert cells[0] == cells[1]
    assert len(set(cells[0])) == 31
    assert cells[0][0] == HEADER[0]
    assert len(trace_file(settings, str(second)).named[0].shares) == 2


def test_an_unmarked_file_names_nobody(settings: Settings, tmp_path: Path) -> None:
    share(settings, tmp_path, "医保局")
    plain = share(settings, tmp_path, "教育局", watermark=False)
    assert trace_file(settings, str(plain)).named == ()
    assert trace_file(settings, str(tmp_path / "people.csv")).named == ()


def test_without_a_marked_share_there_is_nothing_to_trace(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(RefusedError, match="none to find"):
        trace_file(settings, str(tmp_path / "people.csv"))


def test_a_tolerance_for_a_masked_column_is_refused(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="not shown as it is"):
        share(settings, tmp_path, "医保局", tolerances={"姓名": 1})
    assert not (tmp_path / "医保局.csv").exists()
