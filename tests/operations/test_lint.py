# Packs put to the proof: what holds, what does not, and names that lead nowhere.
from pathlib import Path

import pytest

from operations import Settings, check_packs, list_packs, try_recognisers
from operations.lint import _unknown_names, compiled
from policies import load_policies
from schema import PolicyError

HEADER = """
header:
  id: mine
  title: {zh: 我的, en: Mine}
  owner: me
  created: 2026-11-01
  maturity: sandbox
  source: made up
  gaps: none
"""
ENTRY = """
  - id: bureau.{name}
    title: {{zh: 甲, en: A}}
    category: {category}
    pattern: '{pattern}'
    {more}
    headers: {{zh: [案卷{name}]}}
    hits: [{hit}]
    misses: [{miss}]
    header_hits: [{header}]
    header_misses: [{other}]
"""
GOOD = {
    "category": "pi.other",
    "pattern": r"AJ\d{4}",
    "more": "min_rate: 0.5",
    "hit": "AJ1234",
    "miss": "AJ123",
    "header": "案卷{name}",
    "other": "颜色",
}
RULE = """
purposes:
  - id: hand-over
    title: {{zh: 移交, en: Handing over}}
    rules:
      - {{id: first, {rule}, reason: {{zh: 一, en: one}}}}
"""


def entry(name: str, **changes: str) -> str:
    filled = {key: value.replace("{name}", name) for key, value in (GOOD | changes).items()}
    return ENTRY.format(name=name, **filled)


def write(packs: Path, family: str, text: str) -> Path:
    (packs / family).mkdir(parents=True, exist_ok=True)
    (packs / family / "mine.yaml").write_text(HEADER + text, encoding="utf-8")
    return packs


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", "tester")


def test_every_example_that_does_not_hold_is_named(settings: Settings, tmp_path: Path) -> None:
    text = "recognisers:" + "".join(
        [
            entry("good"),
            entry("hit", hit="AJ12345"),
            entry("miss", miss="AJ0000"),
            entry("header", header="颜色"),
            entry("other", other="案卷other"),
            entry("category", category="pi.nowhere"),
        ]
    )
    checked = check_packs(settings, write(tmp_path / "packs", "recognisers", text))
    problems = checked.problems
    assert checked.examples > 1_000
    assert checked.replaced == {}
    assert {problem.file for problem in problems} == {str(tmp_path / "packs/recognisers/mine.yaml")}
    assert {problem.entry: problem.problem for problem in problems} == {
        "bureau.hit": "misses its own hit 'AJ12345'",
        "bureau.miss": "hits its own miss 'AJ0000'",
        "bureau.header": "header '颜色' is not taken for it",
        "bureau.other": "header '案卷other' is taken for it",
        "bureau.category": "class 'pi.nowhere' is not in profile gbt-43697",
    }


def test_a_factor_that_keeps_quiet_or_speaks_out_of_turn_is_named(
    settings: Settings, tmp_path: Path
) -> None:
    from policies import SHIPPED

    shipped = (SHIPPED / "grading" / "gbt-43697.yaml").read_text(encoding="utf-8")
    at = shipped.index("fires: [") + len("fires: [")
    (tmp_path / "packs" / "grading").mkdir(parents=True)
    (tmp_path / "packs" / "grading" / "ours.yaml").write_text(
        shipped[:at] + "早餐菜单, " + shipped[at:], encoding="utf-8"
    )
    checked = check_packs(settings, tmp_path / "packs")
    assert [(each.entry, each.problem) for each in checked.problems] == [
        ("gbt-43697", "factor a: does not fire on '早餐菜单'")
    ]


def test_a_change_of_scale_that_is_not_due_as_its_rule_says_is_named(
    settings: Settings, tmp_path: Path
) -> None:
    from policies import SHIPPED

    shipped = (SHIPPED / "filing" / "annex-j.yaml").read_text(encoding="utf-8")
    (tmp_path / "packs" / "filing").mkdir(parents=True)
    (tmp_path / "packs" / "filing" / "ours.yaml").write_text(
        shipped.replace("fires: [[1000, 1300]", "fires: [[1000, 1299]"), encoding="utf-8"
    )
    problems = check_packs(settings, tmp_path / "packs").problems
    assert [(each.entry, each.problem) for each in problems] == [
        ("annex-j", "scale: does not fire on 1000 -> 1299")
    ]


def test_the_shipped_packs_name_nothing_unknown() -> None:
    assert list(_unknown_names(load_policies(maturity="sandbox"))) == []


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("labels: [cn.id18, cn.idcard], operator: redact", "there is no recogniser 'cn.idcard'"),
        (
            "labels: [net.ipv6], operator: redact",
            "columns of 'net.ipv6' are called 'net.ip': name that",
        ),
        ("categories: [pi.helth], operator: redact", "there is no class 'pi.helth'"),
        ("categories: [po.*], operator: redact", "there is no class 'po.*'"),
        ("categories: [pi*], operator: redact", "there is no class 'pi*'"),
        ("operator: mask, parameters: {style: mosaic}", "mask has no style 'mosaic'; there are"),
        ("operator: keyed_hash", "keyed_hash needs a `domain` of small letters"),
        ("operator: keep, parameters: {style: name}", "keep takes no parameters"),
        ("categories: [pi.*, sys.secret], labels: [cn.id18], operator: redact", None),
        ("operator: mask", None),
        ("operator: keyed_hash, parameters: {domain: person_id}", None),
    ],
    ids=lambda value: value or "holds",
)
def test_a_rule_that_would_be_passed_over_is_named(
    tmp_path: Path, rule: str, problem: str | None
) -> None:
    packs = write(tmp_path / "packs", "masking", RULE.format(rule=rule))
    found = list(_unknown_names(load_policies(packs)))
    if problem is None:
        assert found == []
        return
    (only,) = found
    assert (only.file, only.entry) == (str(packs / "masking" / "mine.yaml"), "hand-over")
    assert only.problem.startswith(f"rule first: {problem}")


@pytest.mark.parametrize(
    ("changes", "problem", "place"),
    [
        ({"more": "check: nonsense"}, "there is no check 'nonsense'", (15, 12)),
        ({"pattern": "AJ[0-9"}, "is not RE2 syntax: missing ]", (14, 14)),
        ({"pattern": "(?=AJ)AJ"}, "is not RE2 syntax: invalid perl operator", (14, 14)),
    ],
    ids=["an unknown check", "an open bracket", "a look-ahead"],
)
def test_a_recogniser_that_cannot_run_is_a_policy_error_with_its_place(
    settings: Settings,
    tmp_path: Path,
    changes: dict[str, str],
    problem: str,
    place: tuple[int, int],
) -> None:
    text = "recognisers:" + entry("a", **changes)
    packs = write(tmp_path / "packs", "recognisers", text)
    for check in (
        lambda: check_packs(settings, packs),
        lambda: compiled(load_policies(packs)),
    ):
        with pytest.raises(PolicyError, match=problem) as caught:
            check()
        assert caught.value.file == str(packs / "recognisers" / "mine.yaml")
        assert (caught.value.line, caught.value.column) == place
        assert "bureau.a" in caught.value.problem


def test_a_directory_without_packs_is_refused_and_one_of_lexicons_is_not(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(PolicyError, match="holds no packs"):
        check_packs(settings, tmp_path)
    (tmp_path / "lexicons").mkdir()
    (tmp_path / "lexicons" / "mine.txt").write_text("a b\n")
    assert check_packs(settings, tmp_path).problems == ()


def test_a_replaced_entry_is_listed_in_the_pack_that_is_in_force(tmp_path: Path) -> None:
    text = "recognisers:" + entry("a").replace("bureau.a", "cn.plate")
    packs = write(tmp_path / "packs", "recognisers", text)
    listed = list_packs(Settings(tmp_path / "home", "tester", policies=packs), language="zh")
    (holder,) = [pack for pack in listed.packs if "cn.plate" in pack.entries]
    assert (holder.title, holder.shipped, holder.maturity) == ("我的", False, "sandbox")
    paths = [pack.path for pack in listed.packs]
    assert paths == sorted(paths)


def test_whose_place_an_entry_takes_is_told(settings: Settings, tmp_path: Path) -> None:
    text = "recognisers:" + entry("a").replace("bureau.a", "cn.plate") + entry("b")
    packs = write(tmp_path / "packs", "recognisers", text)
    (packs / "lexicons").mkdir()
    (packs / "lexicons" / "surnames.txt").write_text("王\n", encoding="utf-8")
    checked = check_packs(settings, packs)
    assert {name: Path(file).name for name, file in checked.replaced.items()} == {
        "cn.plate": "vehicle.yaml",
        "lexicons/surnames": "surnames.txt",
    }
    listed = list_packs(Settings(tmp_path / "home", "tester", policies=packs), language="en")
    (mine,) = [pack for pack in listed.packs if not pack.shipped]
    assert {name: Path(file).name for name, file in mine.replaces.items()} == {
        "cn.plate": "vehicle.yaml"
    }
    assert list(listed.replaced) == ["lexicons/surnames"]


@pytest.mark.parametrize(
    "file", ["recogniser/mine.yaml", "mine.yaml", "recognisers/mine.yml", "recognisers/a/mine.yaml"]
)
def test_a_file_that_nobody_reads_is_a_problem(
    settings: Settings, tmp_path: Path, file: str
) -> None:
    packs = write(tmp_path / "packs", "recognisers", "recognisers:" + entry("good"))
    lost = packs / file
    lost.parent.mkdir(parents=True, exist_ok=True)
    lost.write_text("anything: here\n")
    (only,) = check_packs(settings, packs).problems
    assert (only.file, only.entry) == (str(lost), "")
    assert "is read by nobody" in only.problem
    assert list_packs(Settings(tmp_path, "t", policies=packs), language="en").unread == (str(lost),)


def test_the_site_file_may_lie_among_the_packs(tmp_path: Path) -> None:
    packs = write(tmp_path / "packs", "recognisers", "recognisers:" + entry("good"))
    (packs / "site.yaml").write_text("name: A bureau\n")
    here = Settings(tmp_path, "t", policies=packs, site=packs / "site.yaml")
    assert check_packs(here).problems == ()
    assert list_packs(here, language="en").unread == ()


def test_another_thing_that_does_not_hold_is_named(settings: Settings, tmp_path: Path) -> None:
    text = """
others:
  - id: other.well
    title: {zh: 井, en: a well}
    against: [cn.mobile, cn.mobyle]
    headers: {zh: [井名]}
    header_hits: [井名, 河名]
    header_misses: [主井名, 姓名]
"""
    checked = check_packs(settings, write(tmp_path / "packs", "recognisers", text))
    assert [(each.entry, each.problem) for each in checked.problems] == [
        ("other.well", "there is no recogniser 'cn.mobyle'"),
        ("other.well", "header '河名' is not taken for it"),
        ("other.well", "header '主井名' is taken for it"),
    ]


def test_a_value_is_shown_to_every_recogniser(settings: Settings) -> None:
    trials = {trial.recogniser: trial for trial in try_recognisers(settings, "11010519491231002X")}
    assert trials["cn.id18"].validated
    assert trials["cn.id18"].claimed
    assert sum(trial.claimed for trial in trials.values()) == 1
    assert try_recognisers(settings, "  ") == ()
    assert not trials["secret.password"].alone
    assert "org.address" not in {
        each.recogniser for each in try_recognisers(settings, "某某某某某某")
    }
