# Packs listed, put to the proof and tried, a person's own merged with ours.
from pathlib import Path

import pytest
from command_line import Done, tongguan

PACK = """
header:
  id: my-bureau
  title: {{zh: 本局, en: My bureau}}
  owner: me
  created: 2026-11-01
  maturity: sandbox
  source: made up
  gaps: none
recognisers:
  - id: {id}
    title: {{zh: 督办件号, en: Case number}}
    category: {category}
    pattern: 'AJ-\\d{{6}}'
    {more}
    headers: {{zh: [督办件号]}}
    hits: [{hit}]
    misses: [{miss}]
    header_hits: [督办件号]
    header_misses: [{header_miss}]
"""
GOOD = {
    "id": "bureau.case",
    "category": "pi.other",
    "more": "min_rate: 0.5",
    "hit": "AJ-123456",
    "miss": "AJ-12345",
    "header_miss": "督办",
}


def write(packs: Path, **changes: str) -> Path:
    (packs / "recognisers").mkdir(parents=True, exist_ok=True)
    text = PACK.format(**GOOD | changes)
    (packs / "recognisers" / "mine.yaml").write_text(text, encoding="utf-8")
    return packs


def policies(tmp_path: Path, *arguments: object, **more: str) -> Done:
    return tongguan("policies", *arguments, home=tmp_path / "home", **more)


def test_the_shipped_packs_are_listed_and_their_examples_hold(tmp_path: Path) -> None:
    packs = policies(tmp_path, "list", "--json").json["packs"]
    assert all(pack["shipped"] and pack["entries"] for pack in packs)
    entries = {entry for pack in packs for entry in pack["entries"]}
    assert {"cn.id18", "gbt-43697", "dev-test"} <= entries
    done = policies(tmp_path, "check")
    assert (done.code, done.out) == (0, "")
    assert done.err.endswith("examples run, 0 problems\n")
    assert int(done.err.split()[0].replace(",", "")) > 1000


@pytest.mark.parametrize(("tongue", "said"), [("zh", "联系方式"), ("en", "Ways of contact")])
def test_titles_come_in_the_readers_language(tmp_path: Path, tongue: str, said: str) -> None:
    assert said in policies(tmp_path, "list", TONGGUAN_LANG=tongue).out


def test_a_pack_of_ones_own_joins_the_shipped_ones(tmp_path: Path) -> None:
    packs = write(tmp_path / "packs")
    listed = policies(tmp_path, "list", "--json", TONGGUAN_POLICIES=str(packs)).json["packs"]
    (mine,) = [pack for pack in listed if not pack["shipped"]]
    assert (mine["id"], mine["title"], mine["maturity"]) == ("my-bureau", "My bureau", "sandbox")
    assert mine["entries"] == ["bureau.case"]
    own = policies(tmp_path, "check", packs)
    assert (own.code, own.out) == (0, "")


def test_a_pack_of_ones_own_may_replace_a_shipped_entry(tmp_path: Path) -> None:
    packs = write(tmp_path / "packs", id="cn.plate")
    here = {"TONGGUAN_POLICIES": str(packs)}
    listed = policies(tmp_path, "list", "--json", **here).json["packs"]
    holders = [pack["id"] for pack in listed if "cn.plate" in pack["entries"]]
    assert holders == ["my-bureau"]
    before = policies(tmp_path, "try", "陕A12345")
    assert "(cn.plate): has its form, and has it" in before.out
    after = policies(tmp_path, "try", "陕A12345", **here)
    assert "cn.plate" not in after.out
    assert "(cn.plate): has its form" in policies(tmp_path, "try", "AJ-123456", **here).out
    for told in (
        policies(tmp_path, "list", **here),
        policies(tmp_path, "list", "--json", **here),
        policies(tmp_path, "check", packs),
    ):
        assert told.code == 0
        (line,) = [line for line in told.err.splitlines() if "cn.plate" in line]
        assert line.startswith("cn.plate: yours is in force, not that of ")
        assert line.endswith("vehicle.yaml")


def test_a_misspelt_folder_is_told_of(tmp_path: Path) -> None:
    packs = write(tmp_path / "packs")
    (packs / "recogniser").mkdir()
    (packs / "recogniser" / "more.yaml").write_text("x: 1\n")
    lost = str(packs / "recogniser" / "more.yaml")
    checked = policies(tmp_path, "check", packs)
    assert checked.code == 1
    assert checked.out.startswith(f"{lost}: is read by nobody")
    here = {"TONGGUAN_POLICIES": str(packs)}
    assert f"{lost}: read by nobody" in policies(tmp_path, "list", **here).err
    assert policies(tmp_path, "list", "--json", **here).json["unread"] == [lost]


def test_a_recogniser_of_ones_own_labels_a_column_in_a_scan(tmp_path: Path) -> None:
    packs = write(tmp_path / "packs")
    cells = "\n".join(f"AJ-{number:06}" for number in range(50))
    (tmp_path / "cases.csv").write_text(f"督办件号\n{cells}\n", encoding="utf-8")
    scan = ("classify", "scan", tmp_path / "cases.csv", "--workers", "1", "--json")
    labels, digests = [], set()
    for more in ({}, {"TONGGUAN_POLICIES": str(packs)}):
        done = tongguan(*scan, home=tmp_path / "home", **more)
        (dataset,) = done.json["datasets"]
        labels.append(dataset["fields"][0]["label"])
        digests.add(dataset["policy_digest"])
    assert labels[0] != "bureau.case"
    assert labels[1] == "bureau.case"
    assert len(digests) == 2


def test_an_example_that_does_not_hold_is_named_with_its_file(tmp_path: Path) -> None:
    packs = write(tmp_path / "packs", hit="AJ-12345")
    done = policies(tmp_path, "check", packs)
    assert done.code == 1
    place = f"{packs}/recognisers/mine.yaml: bureau.case"
    assert done.out == f"{place}: misses its own hit 'AJ-12345'\n"
    assert done.err.endswith(" 1 problem\n")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"more": "check: nonsense"}, "there is no check 'nonsense'"),
        ({"more": "pattern_two: x"}, "pattern_two"),
        ({"id": "Case"}, "id"),
    ],
    ids=["an unknown check", "an unknown key", "an id that is none"],
)
def test_a_file_that_is_no_pack_ends_with_2_wherever_it_is_met(
    tmp_path: Path, changes: dict[str, str], said: str
) -> None:
    packs = write(tmp_path / "packs", **changes)
    (tmp_path / "a.csv").write_text("a\n1\n")
    here = {"TONGGUAN_POLICIES": str(packs)}
    for command in (
        ("policies", "check", packs),
        ("policies", "try", "x"),
        ("classify", "scan", tmp_path / "a.csv"),
    ):
        done = tongguan(*command, home=tmp_path / "home", **here)
        assert (done.code, done.out) == (2, ""), command
        assert "mine.yaml:" in done.err
        assert said in done.err
        assert len(done.err.splitlines()) == 1


def test_a_directory_without_packs_is_not_found_good(tmp_path: Path) -> None:
    packs = write(tmp_path / "packs")
    done = policies(tmp_path, "check", packs / "recognisers")
    assert done.code == 2
    assert "holds no packs" in done.err


@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        ("11010519491231002X", 0, "(cn.id18): passes its check, and has it"),
        ("13800138000", 0, "(cn.mobile): has its form, and has it"),
        ("110105194912310021", 1, "(cn.id18): fits, but fails its check"),
        ("hunter2", 1, "(secret.password): only with a name that speaks for it"),
        ("某某某某某某", 1, "(net.account): only with a name that speaks for it"),
        ("§", 1, ""),
        ("", 1, ""),
    ],
    ids=[
        "an identity number",
        "a mobile number",
        "a wrong check digit",
        "a password",
        "any words",
        "a sign",
        "nothing",
    ],
)
def test_a_value_is_tried(tmp_path: Path, value: str, code: int, said: str) -> None:
    done = policies(tmp_path, "try", value)
    assert said in done.out
    assert ("nothing recognises it" in done.err) == (code == 1)
    assert done.code == code
    assert "org.address" not in done.out


def test_a_tried_value_as_json_says_who_has_it(tmp_path: Path) -> None:
    done = tongguan("policies", "try", "-", "--json", home=tmp_path, stdin="13800138000\n")
    (owner,) = [each for each in done.json["trials"] if each["claimed"]]
    assert owner == {"label": "cn.mobile", "matched": True, "validated": True, "claimed": True}
    assert "secret.password" in done.json["with_a_name"]
    assert "secret.password" not in {each["label"] for each in done.json["trials"]}
