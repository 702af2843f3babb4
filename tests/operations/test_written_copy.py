# A copy of a delimited text is that text with some cells changed.
from __future__ import annotations

from pathlib import Path

import pytest
from catalogued_people import ASKED, catalogue, make_settings

from operations import apply_share
from schema import RefusedError

TEXT = (
    "证件号;姓名;手机号;诊断;区县;备注\r\n"
    '11010519491231002X;"张三";13800138000;感冒;"雁塔 区";甲\r\n'
    '610103199003071234;欧阳锋;13900139000;;"碑;林";乙\r\n'
    "\r\n"
    '11010519491231002X;阿依·古丽;13700137000;"骨""折";莲湖区 ;丙'
)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_dialect_and_kept_bytes_stay(tmp_path: Path, encoding: str) -> None:
    settings = make_settings(tmp_path)
    path, output = tmp_path / "people.csv", tmp_path / "copy.csv"
    path.write_bytes(TEXT.encode(encoding))
    catalogue(settings, path)
    outcome = apply_share(settings, str(path), output=output, **ASKED)
    assert outcome.share is not None
    assert outcome.share.rows == 3
    lines = output.read_bytes().decode(encoding).split("\r\n")
    assert lines[0] == "证件号;姓名;手机号;诊断;区县"
    first, second, blank, third = lines[1:]
    assert first[first.index(";") :] == ';"张**";138****8000;;"雁塔 区"'
    assert second[second.index(";") :] == ';欧阳**;139****9000;;"碑;林"'
    assert blank == ""
    assert third[third.index(";") :] == ';阿**;137****7000;"";莲湖区 '
    assert first[: first.index(";")] == third[: third.index(";")]
    assert output.read_bytes().startswith(path.read_bytes()[:3])


def test_another_suffix_is_another_format(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    path, output = tmp_path / "people.csv", tmp_path / "copy.tsv"
    path.write_bytes(TEXT.encode("gb18030"))
    catalogue(settings, path)
    apply_share(settings, str(path), output=output, **ASKED)
    assert output.read_text("utf-8").splitlines()[0] == '"证件号"\t"姓名"\t"手机号"\t"诊断"\t"区县"'


def test_rows_of_another_width_stop_it(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    path = tmp_path / "people.csv"
    path.write_bytes((TEXT + "\r\n1;2\r\n").encode())
    catalogue(settings, path)
    with pytest.raises(RefusedError, match="1 of 4 rows have another number of fields"):
        apply_share(settings, str(path), output=tmp_path / "copy.csv", **ASKED)
    assert not (tmp_path / "copy.csv").exists()
