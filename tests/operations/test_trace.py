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
    apply_share(
        settings,
        str(directory / "people.csv"),
        recipient=recipient,
        output=output,
        **{**LEFT, **asked},
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
    assert settings.policies is not None
    unasked = PURPOSE.replace("copies: always", "copies: asked")
    (settings.policies / "masking" / "marked.yaml").write_text(unasked, encoding="utf-8")
    share(settings, tmp_path, "医保局")
    plain = share(settings, tmp_path, "教育局", purpose="marked")
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


PURPOSE = """
header: {id: marked-purposes, title: {zh: 一, en: one}, owner: t, created: 2026-11-01, maturity: stable,
  source: made up, gaps: none}
purposes:
  - id: marked
    title: {zh: 带水印, en: marked}
    watermark: {copies: always, channels: [rows], rows: 0.01}
    rules:
      - {id: m-ids, labels: [cn.id18], operator: fpe, parameters: {domain: person_id, form: id18, others: hide}, reason: {zh: 一, en: joins}}
      - {id: m-names, labels: [person.name], operator: mask, parameters: {style: name}, reason: {zh: 二, en: surname}}
      - {id: m-phones, labels: [cn.mobile], operator: mask, parameters: {style: mobile}, reason: {zh: 三, en: shortened}}
      - {id: m-open, levels: [general-1], operator: keep, reason: {zh: 四, en: open}}
      - {id: m-rest, operator: redact, reason: {zh: 五, en: withheld}}
"""


def test_rows_that_are_nobodys_name_the_recipient(settings: Settings, tmp_path: Path) -> None:
    assert settings.policies is not None
    (settings.policies / "masking" / "marked.yaml").write_text(PURPOSE, encoding="utf-8")
    rows = [[resident(row), *ROWS[0][1:]] for row in range(1_000)]
    write_csv(tmp_path / "people.csv", rows)
    catalogue(settings, tmp_path / "people.csv", rows=1_000, sampled=1_000)
    asked = {"purpose": "marked"}
    for name in ("医保局", "教育局"):
        output = tmp_path / f"{name}.csv"
        more = {**LEFT, **asked}
        done = apply_share(
            settings, str(tmp_path / "people.csv"), recipient=name, output=output, **more
        )
        assert done.share is not None
        assert done.share.rows == 1_010
        assert done.share.watermark.endswith("::10")
    cells = [row[0] for row in csv.reader(output.read_text("utf-8").splitlines())]
    assert len(set(cells)) == 1_011
    # A part of it, in another order, under another name.
    part = tmp_path / "part.csv"
    kept = [cell for place, cell in enumerate(sorted(cells[1:])) if place % 4]
    part.write_text("\n".join(["x", *kept]), "utf-8")
    (found,) = trace_file(settings, str(part)).named
    assert found.recipient == "教育局"
    assert 2 <= found.suspicion.agreeing <= 10
    assert trace_file(settings, str(tmp_path / "people.csv")).named == ()
    with pytest.raises(MisuseError, match="does not let its numbers change"):
        share(settings, tmp_path, "民政局", **{**asked, "watermark": True}, tolerances={"区县": 1})


def resident(row: int) -> str:
    stem = f"1101051949{1 + row // 28 % 12:02d}{1 + row % 28:02d}{row // 336 * 2 + 1:03d}"
    weights = [pow(2, 17 - place, 11) for place in range(17)]
    return stem + "10X98765432"[sum(int(c) * w for c, w in zip(stem, weights, strict=True)) % 11]
