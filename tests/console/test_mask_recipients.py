# The register of recipients as a person sees it.
from __future__ import annotations

from pathlib import Path

from command_line import Done, tongguan

from console.mask_recipients import _KINDS
from operations import RECIPIENT_KINDS


def recipients(home: Path, *arguments: object, tongue: str = "en") -> Done:
    return tongguan("mask", "recipients", *arguments, home=home, TONGGUAN_LANG=tongue)


def test_one_is_added_listed_and_removed(tmp_path: Path) -> None:
    terms = ("--kind", "company", "--agreement", "31号", "--until", "2099-01-01", "--abroad")
    done = recipients(tmp_path, "add", "某公司", *terms)
    assert (done.code, done.out) == (0, "")
    (only,) = recipients(tmp_path, "list", "--json").json["recipients"]
    assert only == {
        "name": "某公司", "kind": "company", "of": "", "contact": "", "agreement": "31号",
        "until": "2099-01-01", "abroad": True,
    }  # fmt: skip
    told = recipients(tmp_path, "list", tongue="zh").out
    assert all(word in told for word in ("某公司", "企业", "境外", "协议"))
    assert recipients(tmp_path, "remove", "某公司").code == 0
    gone = recipients(tmp_path, "remove", "某公司", tongue="zh")
    assert (gone.code, "没有登记接收方" in gone.err) == (2, True)


def test_kinds_are_those_of_the_register() -> None:
    assert tuple(_KINDS) == RECIPIENT_KINDS
    assert recipients(Path("/nowhere"), "add", "A", "--kind", "friend").code == 2
