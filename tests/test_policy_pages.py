# The page on policy packs says what is so: its examples are files that are run, and no key of
# the format and no check is left out.
from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_line import tongguan
from made_numbers import mobiles
from pydantic import BaseModel

from classify.checks import CHECKS
from policies import (
    SHIPPED,
    AnonymityRules,
    DegreeTitle,
    Demand,
    Department,
    Detection,
    Domain,
    Duty,
    Expected,
    ExportThreshold,
    FlowRule,
    Gate,
    Header,
    HeaderTerms,
    InText,
    OtherThing,
    Playbook,
    ProfileFile,
    Recogniser,
    ReportItem,
    RoleRule,
    Rule,
    Site,
    System,
    Zone,
    load_site,
)
from policies.playbook import ActionStep, IfStep, ParallelStep, PlaybookActionStep, Starts

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
PACKS = ROOT / "examples" / "policies"
QUOTED = dict(re.findall(r"<!-- file: (\S+) -->\n```yaml\n(.*?)```", PAGE, re.DOTALL))


def test_every_example_file_is_quoted_as_it_is() -> None:
    files = [*PACKS.rglob("*.yaml"), ROOT / "examples" / "site.yaml"]
    assert {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in files
    } == QUOTED


@pytest.mark.parametrize(
    "model",
    [
        Header,
        Recogniser,
        HeaderTerms,
        InText,
        OtherThing,
        ProfileFile,
        Rule,
        Domain,
        AnonymityRules,
        RoleRule,
        DegreeTitle,
        Site,
        System,
        Department,
        Demand,
        Detection,
        Expected,
        Zone,
        FlowRule,
        ExportThreshold,
        Duty,
        ReportItem,
        Playbook,
        ActionStep,
        IfStep,
        ParallelStep,
        PlaybookActionStep,
        Starts,
        Gate,
    ],
    ids=lambda model: model.__name__,
)
def test_every_key_is_described(model: type[BaseModel]) -> None:
    assert [name for name in model.model_fields if f"`{name}`" not in PAGE] == []


def test_every_check_and_word_list_is_named() -> None:
    lists = [path.stem for path in (SHIPPED / "lexicons").glob("*.txt")]
    assert [name for name in (*CHECKS, *lists) if f"`{name}`" not in PAGE] == []


def test_the_readmes_lead_to_the_page() -> None:
    for readme in ("README.md", "README.zh-CN.md"):
        assert "(docs/policies.md)" in (ROOT / readme).read_text(encoding="utf-8")


def test_the_example_packs_hold(tmp_path: Path) -> None:
    done = tongguan("policies", "check", PACKS, home=tmp_path)
    assert (done.code, done.out) == (0, "")
    tried = tongguan("policies", "try", "SH00012345", home=tmp_path, TONGGUAN_POLICIES=str(PACKS))
    assert "(water.account): has its form, and has it" in tried.out


def test_the_example_packs_label_and_mask_a_table(tmp_path: Path) -> None:
    numbers = mobiles(60)
    rows = [
        f"SH{n:08d},李{'明伟芳娜强'[n % 5]},{phone},水压低{n},安康站"
        for n, phone in enumerate(numbers)
    ]
    path = tmp_path / "users.csv"
    path.write_text("户号,姓名,手机号,投诉内容,泵站\n" + "\n".join(rows) + "\n", encoding="utf-8")
    here = {"home": tmp_path / "home", "TONGGUAN_POLICIES": str(PACKS)}
    scan = tongguan("classify", "scan", path, "--workers", "1", "--json", **here)
    (dataset,) = scan.json["datasets"]
    labels = {field["name"]: field["label"] for field in dataset["fields"]}
    assert labels == {
        "户号": "water.account",
        "姓名": "person.name",
        "手机号": "cn.mobile",
        "投诉内容": "water.complaint",
        "泵站": None,
    }
    out = tmp_path / "copy.csv"
    asked = ("--purpose", "hotline", "--recipient", "call-centre", "--approver", "me")
    done = tongguan("mask", "apply", path, *asked, "--drop", "泵站", "--out", out, **here)
    assert done.code == 0, done.err
    copy = out.read_text(encoding="utf-8")
    assert numbers[0] in copy
    assert "SH0000" not in copy
    assert "水压低" not in copy
    assert "李*" in copy


def test_the_example_site_loads_and_names_its_departments() -> None:
    site = load_site(ROOT / "examples" / "site.yaml")
    assert site.unit == "shaanxi/example/water"
    known = {department.id for department in site.departments}
    assert {system.department for system in site.systems} <= known
