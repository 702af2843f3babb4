# Misuse is told in the reader's language: click's sentences, ours, and the system's.
import re
from pathlib import Path

import pytest
from command_line import tongguan

from console.usage import _USAGE, told

HAN = re.compile("[一-鿿]")


@pytest.mark.parametrize("english", sorted(_USAGE))
def test_both_languages_take_the_same_values(english: str) -> None:
    def values(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)", text)) - {"kind"}

    assert values(_USAGE[english]) == values(english)


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (["scan-all"], "没有命令“scan-all”", "No such command 'scan-all'"),
        (["classify", "scan"], "缺少参数“TARGET...”", "Missing argument 'TARGET...'"),
        (["classify", "scan", "a", "--foo"], "没有选项“--foo”", "No such option '--foo'"),
        (
            ["classify", "scan", "a", "--sampel", "3"],
            "是否指'--sample'？",
            "Did you mean '--sample'?",
        ),
        (["classify", "scan", "a", "--sample", "x"], "应为行数，或all", "a number of rows, or all"),
        (["classify", "scan", "a", "--workers", "x"], "“x”不是整数", "'x' is not a valid integer"),
        (["classify", "scan", "a", "--workers", "-1"], "-1不在0<=x<=", "-1 is not in the range"),
        (["ledger", "show", "x"], "多余的参数（x）", "Got unexpected extra argument (x)"),
        (["mask", "apply", "a", "--out", "/"], "“/”是目录", "File '/' is a directory"),
        (["ledger", "show", "--last"], "选项“--last”需要一个值", "requires an argument"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_misuse_is_told(tmp_path: Path, arguments: list[str], zh: str, en: str) -> None:
    done = {
        tongue: tongguan(*arguments, home=tmp_path / "home", TONGGUAN_LANG=tongue)
        for tongue in ("zh", "en")
    }
    assert {each.code for each in done.values()} == {2}
    assert zh in done["zh"].err
    assert "错误：" in done["zh"].err
    assert en in done["en"].err
    assert not HAN.search(done["en"].err)


@pytest.mark.parametrize("flag", [[], ["--lang", "en"]], ids=["the environment", "a flag"])
def test_the_language_counts_before_a_command_is_known(tmp_path: Path, flag: list[str]) -> None:
    tongue = "zh" if flag else "en"
    done = tongguan(*flag, "nothing", home=tmp_path / "home", TONGGUAN_LANG=tongue)
    assert done.err.splitlines()[-1].startswith("Error: ")


@pytest.mark.parametrize(
    ("message", "chinese"),
    [
        ("/a/b: No such file or directory", "/a/b：没有该文件或目录"),
        ("internal error KeyError at a.py:1 < b.py:2", "内部错误KeyError，位于a.py:1 < b.py:2"),
        ("stopped", "已中止"),
        ("a sentence nobody knows", "a sentence nobody knows"),
    ],
)
def test_sudden_ends_are_told_in_chinese(message: str, chinese: str) -> None:
    assert told(message, "zh") == chinese
    assert told(message, "en") == message
