# Looking into a text: spans with keyed digests, nothing kept.
import io
import zipfile
from pathlib import Path

import pytest
from office_files import docx_bytes

from operations import Settings, inspect_file, inspect_stream
from schema import MisuseError, Skipped

TEXT = "甲的手机13800138000，乙的手机138-0013-8000，丙的手机13900139000。"


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "home", "tester")


def digests(settings, text=TEXT):
    return [
        each.digest
        for each in inspect_stream(settings, io.BytesIO(text.encode()), "t")
        if each.label == "cn.mobile"
    ]


def test_equal_values_have_one_digest_within_an_installation(settings, tmp_path):
    one, _, third = digests(settings)
    assert digests(settings)[0] == one != third
    assert len(one) == 32
    elsewhere = Settings(tmp_path / "elsewhere", "tester")
    assert digests(elsewhere)[0] != one


def test_a_file_is_read_as_the_stream_is(settings, tmp_path):
    path = tmp_path / "note.txt"
    path.write_bytes(TEXT.encode("gb18030"))
    assert list(inspect_file(settings, path)) == list(
        inspect_stream(settings, io.BytesIO(TEXT.encode()), "t")
    )


def test_nothing_of_the_text_is_kept(settings):
    list(inspect_stream(settings, io.BytesIO(TEXT.encode()), "t"))
    kept = b"".join(path.read_bytes() for path in settings.home.rglob("*") if path.is_file())
    assert b"13800138000" not in kept


def test_a_directory_is_refused(settings, tmp_path):
    with pytest.raises(MisuseError, match="is a directory"):
        list(inspect_file(settings, tmp_path))


def spans_of(settings, path: Path):
    return [
        (each.label, each.start, each.end, each.part)
        for each in inspect_file(settings, path)
        if not isinstance(each, Skipped)
    ]


def test_a_page_is_read_without_its_tags(settings, tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<p>电话</p><p>手机<b>138</b>00138000</p>", encoding="utf-8")
    ((label, start, end, part),) = spans_of(settings, path)
    assert (label, end - start) == ("cn.mobile", 11)
    assert part


def test_each_span_in_an_archive_tells_its_file_and_tables_are_left_to_a_scan(settings, tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("one.md", "手机13800138000")
        archive.writestr("two.md", "身份证11010519491231002X")
        archive.writestr("people.csv", "手机号\n13900139000\n13900139001\n")
    found = spans_of(settings, path)
    assert [label for label, *_ in found] == ["cn.mobile", "cn.id18"]
    assert "one.md" in found[0][3]
    assert "two.md" in found[1][3]
    assert found[0][2] < found[1][1], "offsets go on from file to file"
    (left,) = (each for each in inspect_file(settings, path) if isinstance(each, Skipped))
    assert "scan" in left.error


def test_a_word_document_is_read_with_its_tables(settings, tmp_path):
    path = tmp_path / "contract.docx"
    lines = ["甲方联系人：王芳", "电话13800138000。"]
    path.write_bytes(docx_bytes(lines, [["证件号码", "11010519491231002X"]]))
    found = {label: (start, end) for label, start, end, _ in spans_of(settings, path)}
    assert {"cn.mobile", "cn.id18"} <= set(found)
    assert found["cn.mobile"][1] - found["cn.mobile"][0] == 11


def test_a_document_that_is_cut_off_is_said(settings, tmp_path):
    path = tmp_path / "broken.docx"
    path.write_bytes(docx_bytes(["电话13800138000。"])[:900])
    (left,) = inspect_file(settings, path)
    assert isinstance(left, Skipped)
    assert left.error
