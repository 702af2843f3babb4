# What went wrong is told in both languages: whatever our code raises or skips is known here,
# values come through, ids have their titles, and what is strange is shown as it came.
import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import operations
from operations import explain
from operations.format_words import FORMATS
from operations.problem import problem_in
from operations.reading_words import READING
from operations.refusal_words import REFUSALS
from operations.server_words import SERVERS
from operations.settings import Settings
from operations.wording import wording
from policies import load_policies

ROOT = Path(operations.__file__).parents[1]
POLICIES = load_policies()
ZH, EN = wording("zh", POLICIES), wording("en", POLICIES)
HAN = re.compile("[一-鿿]")

# What is raised for people to read, and which of its arguments is the sentence.
ERRORS = {
    "SourceError": 0, "MisuseError": 0, "RefusedError": 0, "LedgerBroken": 0, "StoreError": 0,
    "Skipped": 1,
}  # fmt: skip
# Constants whose texts are the reasons a connector gives.
TABLES = re.compile(r"_?(\w*REASONS|\w*FAULTS|\w*NOTES|DAMAGED|LOCKED|TOO_LARGE)$")
# In connectors a text of several small words is a reason, wherever it stands.
SENTENCE = re.compile(r"(?:\{\}|7|[a-z,():-]+)(?: (?:\{\}|7|[a-z,():-]+|[A-Z][A-Za-z]+)){2,}$")
# What a library says, looked for and never told; and what is said to a server.
NOT_OURS = {"unexpected end of data", "set session transaction read only"}


def sentence(node: ast.AST) -> str | None:
    """The sentence of a literal, its values by a word; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values
        )
    return None


def said(path: Path) -> Iterator[str]:
    """Every sentence that a file of ours raises, skips with or keeps for that."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            at = ERRORS.get(getattr(node.func, "id", getattr(node.func, "attr", "")))
            if at is not None and len(node.args) > at and (text := sentence(node.args[at])):
                yield text
        elif isinstance(node, ast.Assign):
            names = [getattr(target, "id", "") for target in node.targets]
            is_table = any(TABLES.match(name) for name in names)
            held = node.value.values if isinstance(node.value, ast.Dict) else [node.value]
            for text in filter(None, map(sentence, held)):
                if is_table or (path.parent.name == "connectors" and SENTENCE.match(text)):
                    yield text
        elif isinstance(node, ast.Return) and node.value and path.parent.name == "connectors":
            text = sentence(node.value) or ""
            if SENTENCE.match(text):
                yield text


SAID = sorted(
    {
        (str(path.relative_to(ROOT)), text)
        for package in ("connectors", "operations", "masking", "store", "ledger")
        for path in sorted((ROOT / package).glob("*.py"))
        for text in said(path)
        if re.search("[a-z]{2}", text) and text not in NOT_OURS
    }
)


@pytest.mark.parametrize(("path", "text"), SAID, ids=[f"{p}: {t[:40]}" for p, t in SAID])
def test_what_our_code_says_is_known_in_chinese(path: str, text: str) -> None:
    assert HAN.search(problem_in(text, ZH)), f"{path}: {text!r} stands in no table of words"


def test_what_is_looked_through_is_not_empty() -> None:
    assert len(SAID) > 120
    assert len({path for path, _ in SAID}) > 20


def values(template: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", template))


@pytest.mark.parametrize("english", [*READING, *FORMATS, *SERVERS, *REFUSALS])
def test_both_languages_take_the_same_values(english: str) -> None:
    chinese = {**READING, **FORMATS, **SERVERS, **REFUSALS}[english]
    assert values(chinese) == values(english) - ({"fault"} if "fault" not in chinese else set())
    assert not HAN.search(english)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("is empty", "内容为空"),
        ("is empty after 7 rows", "内容为空（已读取7行）"),
        ("wrong encoding: 3 of 1,000 rows are left out", "编码有误：共1,000行，其中3行未读取"),
        (
            "about 40 % of the rows have another number of fields",
            "约40%的行字段数不一致",
        ),
        (
            "table 人口 is locked by another program after 70 rows",
            "表人口被其他程序锁定（已读取70行）",
        ),
        (
            "no permission to read it (SQLSTATE 42501), after 0 rows",
            "没有读取权限（SQLSTATE 42501）（已读取0行）",
        ),
        ("a.csv: does not exist", "a.csv：不存在"),
        ("a.csv: does not exist; /b: is empty", "a.csv：不存在；/b：内容为空"),
        ("nobody knows; is empty", "nobody knows；内容为空"),
        (
            ("pg: the server turned the session away: check its access rules, the user and TLS; its "
            "password must be kept as md5 or scram-sha-256, the ways known here"),
            "pg：服务器拒绝会话：请核对访问规则、用户和TLS；口令须以md5或scram-sha-256方式保存",
        ),
        (
            "/d/a.csv: cannot be written: the disk is full",
            "/d/a.csv：无法写入：磁盘已满",
        ),
        (
            ("purpose dev-test cannot share t: column a is unrecognised and nobody has reviewed it; "
            "column b (cn.id18, important) fits no rule. Say what such a column is (tongguan "
            "classify catalogue review) or leave it out (--drop COLUMN)"),
            ("t不能按“开发测试（dev-test）”提供：列a未识别出类型且未经复核；列b（居民身份证号"
            "（cn.id18），重要数据）不适用任何规则。请复核说明这些列是什么（tongguan classify "
            "catalogue review），或不提供该列（--drop 列名）"),
        ),
        (
            "t has changed since it was scanned: scan it again (tongguan classify scan), then share",
            "t在扫描之后有变化：请重新扫描（tongguan classify scan）后再提供",
        ),
        ("a sentence nobody knows", "a sentence nobody knows"),
        ("", ""),
    ],
)  # fmt: skip
def test_problems_are_told_in_chinese(english: str, chinese: str) -> None:
    title = POLICIES.purposes["dev-test"].title.zh
    assert problem_in(english, ZH) == chinese.replace("开发测试", title)


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        ("is empty after 1 rows", "is empty after 1 row"),
        ("is empty after 2 rows", "is empty after 2 rows"),
        (
            "column a (cn.id18, important) fits no rule",
            "column a (Resident identity number (cn.id18), important data) fits no rule",
        ),
        ("a sentence nobody knows", "a sentence nobody knows"),
    ],
)
def test_english_has_its_numbers_and_titles_too(raised: str, told: str) -> None:
    assert problem_in(raised, EN) == told


def test_what_stands_against_a_decision_is_told_with_titles() -> None:
    raised = (
        "t, field f: what is known stands against this decision (cn.id18 is validated in 100.0% "
        "of 1 cell, its floor is general-4; 王敏 decided on important on 2026-11-24). If it is so "
        "all the same, decide with --lower, and the reason why"
    )
    told = problem_in(raised, ZH)
    assert "1个非空单元格中100.0%校验为居民身份证号，其最低级别为一般4级；" in told
    assert "王敏于2026-11-24定为重要数据" in told
    assert "Resident identity number is validated in 100.0% of 1 cell," in problem_in(raised, EN)


def test_a_policy_file_that_cannot_be_read_is_explained_all_the_same(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, actor="x", policies=tmp_path / "gone")
    problem = "p/a.yaml:3:1: this directory of policies does not exist"
    assert explain(settings, "zh", problem) == "p/a.yaml:3:1: 策略目录不存在"
