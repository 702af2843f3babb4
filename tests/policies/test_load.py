# Our policies and the operator's: merged by id, told apart by maturity, named by a digest.
import shutil
from pathlib import Path

import pytest

from policies import SHIPPED, Policies, load_policies, load_site
from schema import PolicyError

FAMILIES = ("recognisers", "grading", "masking", "filing", "derivation", "anonymity", "lexicons")
PACK = """\
header:
  id: {pack}
  title: {{zh: 自有, en: own}}
  owner: bureau
  created: 2026-01-01
  maturity: {maturity}
  source: none
  gaps: none
recognisers:
  - id: {id}
    title: {{zh: 工号, en: {title}}}
    category: pi.eduwork
    pattern: 'W\\d{{6}}'
    hits: [W000001]
    misses: [W1]
    header_hits: [工号]
    header_misses: [编号]
"""


def own(
    root: Path,
    name: str = "own",
    *,
    identifier: str = "own.badge",
    maturity: str = "stable",
    title: str = "badge",
) -> Path:
    folder = root / "recognisers"
    folder.mkdir(parents=True, exist_ok=True)
    text = PACK.format(pack=name, id=identifier, maturity=maturity, title=title)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def shipped() -> Policies:
    return load_policies()


def test_an_operators_recogniser_stands_beside_ours(tmp_path: Path, shipped: Policies) -> None:
    merged = load_policies(own(tmp_path))
    assert set(merged.recognisers) == {*shipped.recognisers, "own.badge"}
    assert merged.places["own.badge"] == str(tmp_path / "recognisers/own.yaml")


def test_an_operators_entry_replaces_ours_of_the_same_id_alone(
    tmp_path: Path, shipped: Policies
) -> None:
    merged = load_policies(own(tmp_path, identifier="cn.mobile"))
    assert merged.recognisers["cn.mobile"].pattern == r"W\d{6}"
    assert merged.recognisers["cn.id18"] == shipped.recognisers["cn.id18"]
    assert list(merged.recognisers) == list(shipped.recognisers)


def test_an_operators_pack_counts_whatever_its_maturity(tmp_path: Path) -> None:
    assert "own.badge" in load_policies(own(tmp_path, maturity="sandbox")).recognisers


@pytest.mark.parametrize(
    ("maturity", "least", "enters"),
    [
        ("stable", "stable", True),
        ("incubating", "stable", False),
        ("incubating", "incubating", True),
        ("sandbox", "incubating", False),
        ("sandbox", "sandbox", True),
    ],
)
def test_of_our_own_packs_only_the_mature_enough_are_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, maturity: str, least: str, enters: bool
) -> None:
    monkeypatch.setattr("policies.load.SHIPPED", own(tmp_path, maturity=maturity))
    loaded = load_policies(maturity=least)
    assert ("own.badge" in loaded.recognisers) is enters
    assert len(loaded.headers) == 1


def test_an_id_twice_in_one_tree_is_refused_with_both_places(tmp_path: Path) -> None:
    own(tmp_path, "first")
    own(tmp_path, "second")
    with pytest.raises(PolicyError, match=r"second\.yaml.*own\.badge.*first\.yaml"):
        load_policies(tmp_path)


def test_a_lost_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="does not exist"):
        load_policies(tmp_path / "nowhere")


def test_an_operators_word_list_is_read_without_its_remarks(tmp_path: Path) -> None:
    (tmp_path / "lexicons").mkdir()
    (tmp_path / "lexicons/wards.txt").write_text("# 病区\n一病区 二病区 # 旧\n\n三病区\n", "utf-8")
    assert load_policies(tmp_path).lexicons["wards"] == {"一病区", "二病区", "三病区"}


def test_a_word_list_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lexicons").mkdir()
    (tmp_path / "lexicons/wards.txt").write_bytes("病区".encode("gb18030"))
    with pytest.raises(PolicyError, match=r"wards\.txt:1:1: not UTF-8"):
        load_policies(tmp_path)


def test_the_digest_names_exactly_this_content(tmp_path: Path, shipped: Policies) -> None:
    assert load_policies().digest == shipped.digest
    assert load_policies(own(tmp_path / "a")).digest == load_policies(own(tmp_path / "b")).digest


@pytest.mark.parametrize("family", FAMILIES)
def test_one_changed_character_in_any_family_changes_the_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shipped: Policies, family: str
) -> None:
    for folder in FAMILIES:
        shutil.copytree(SHIPPED / folder, tmp_path / folder)
    monkeypatch.setattr("policies.load.SHIPPED", tmp_path)
    assert load_policies().digest == shipped.digest
    changed = min((tmp_path / family).iterdir())
    changed.write_text(changed.read_text("utf-8") + "# x\n", "utf-8")
    assert load_policies().digest != shipped.digest


def test_no_site_file_is_an_empty_site() -> None:
    assert load_site(None).unit == "local"


def test_a_site_file_is_read_and_its_mistakes_are_placed(tmp_path: Path) -> None:
    path = tmp_path / "site.yaml"
    path.write_text("name: 某某局\nunit: shaanxi/xian/bureau\n", "utf-8")
    assert load_site(path).unit == "shaanxi/xian/bureau"
    path.write_text("name: 某某局\nunit: 西安\n", "utf-8")
    with pytest.raises(PolicyError, match=r"site\.yaml:2:1: unit"):
        load_site(path)


def test_what_is_replaced_and_what_is_not_read_are_remembered(tmp_path: Path) -> None:
    own(tmp_path, identifier="cn.mobile")
    (tmp_path / "lexicons").mkdir()
    (tmp_path / "lexicons/surnames.txt").write_text("王\n", "utf-8")
    (tmp_path / "recogniser").mkdir()
    for lost in ("recogniser/a.yaml", "recognisers/b.yml", "c.yaml"):
        (tmp_path / lost).write_text("x: 1\n")
    (tmp_path / "README.md").write_text("ours\n")
    merged = load_policies(tmp_path)
    assert set(merged.replaced) == {"cn.mobile", "lexicons/surnames"}
    assert merged.replaced["cn.mobile"].endswith("contact.yaml")
    assert merged.unread == tuple(
        str(tmp_path / lost) for lost in ("c.yaml", "recogniser/a.yaml", "recognisers/b.yml")
    )


def test_our_own_packs_replace_nothing_and_leave_nothing_unread(shipped: Policies) -> None:
    assert (shipped.replaced, shipped.unread) == ({}, ())


def test_other_things_are_merged_by_id(tmp_path: Path, shipped: Policies) -> None:
    text = (
        PACK.format(pack="own", id="own.badge", maturity="stable", title="badge")
        + """\
others:
  - id: other.brand
    title: {zh: 品牌, en: a brand}
    against: [org.name]
    headers: {zh: [牌名]}
    header_hits: [牌名]
    header_misses: [姓名]
"""
    )
    (tmp_path / "recognisers").mkdir()
    (tmp_path / "recognisers/own.yaml").write_text(text, "utf-8")
    merged = load_policies(tmp_path)
    assert set(merged.others) == set(shipped.others)
    assert merged.others["other.brand"].against == ("org.name",)
    assert "other.brand" in merged.replaced
