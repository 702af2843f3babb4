# A scan tells of the fields in which more than one kind of value was found.
from pathlib import Path

import pytest
from command_line import tongguan
from made_numbers import citizens, mobiles


@pytest.mark.parametrize(
    ("tongue", "said"),
    [
        ("en", ["more than one kind", "33.0% validated + 33.0% matched"]),
        ("zh", ["含多种类型的数据项", "校验通过33.0% + 格式符合33.0%"]),
    ],
)
def test_a_mixed_field_is_told_with_every_label(
    tmp_path: Path, tongue: str, said: list[str]
) -> None:
    cells = [*citizens(99), *[f"电话{number}已核" for number in mobiles(99)], *["正常"] * 102]
    (tmp_path / "a.csv").write_text("备注\n" + "\n".join(cells) + "\n", encoding="utf-8")
    scan = ("classify", "scan", tmp_path / "a.csv", "--workers", "1")
    out = tongguan(*scan, home=tmp_path / "home", TONGGUAN_LANG=tongue).out
    shown = tongguan(
        "classify", "catalogue", "show", "a.csv", home=tmp_path / "home", TONGGUAN_LANG=tongue
    ).out
    assert said[0] in out
    assert said[1] in out
    assert said[1] in shown


def test_without_any_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("手机号\n" + "\n".join(mobiles(50)) + "\n", encoding="utf-8")
    done = tongguan("classify", "scan", tmp_path / "a.csv", "--workers", "1", home=tmp_path)
    assert "more than one kind" not in done.out
