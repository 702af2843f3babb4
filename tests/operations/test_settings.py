# Settings open what they name, and nothing else.
from pathlib import Path

import pytest
from catalogued_people import make_settings

from operations import Settings
from operations.settings import open_book, read_policies, read_site
from schema import PolicyError, RefusedError


def test_without_files_of_ones_own_the_shipped_policies_and_an_empty_site(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "home", "tester")
    assert "gbt-43697" in read_policies(settings).profiles
    assert (read_site(settings).systems, read_site(settings).departments) == ((), ())
    assert not settings.home.exists(), "reading makes nothing"


def test_ones_own_packs_are_merged_with_the_shipped_ones(tmp_path: Path) -> None:
    purposes = read_policies(make_settings(tmp_path)).purposes
    assert {"hand-over", "dev-test"} <= set(purposes)


def test_a_site_file_says_who_the_bureau_is(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("name: 数据局\nunit: shaanxi/xian\n", encoding="utf-8")
    site = read_site(Settings(tmp_path, "tester", site=tmp_path / "site.yaml"))
    assert (site.name, site.unit) == ("数据局", "shaanxi/xian")


@pytest.mark.parametrize(
    ("text", "place"),
    [("unit: a\ncolour: red\n", "site.yaml:2:1"), ("unit: [\n", "site.yaml:2:1"), ("", "site.yaml:1:1")],
    ids=["an unknown key", "no YAML", "an empty file"],
)  # fmt: skip
def test_a_wrong_site_file_is_named_with_its_place(tmp_path: Path, text: str, place: str) -> None:
    (tmp_path / "site.yaml").write_text(text)
    with pytest.raises(PolicyError, match=place):
        read_site(Settings(tmp_path, "tester", site=tmp_path / "site.yaml"))


def test_directories_that_are_not_there_are_said(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="does not exist"):
        read_policies(Settings(tmp_path, "tester", policies=tmp_path / "none"))
    with pytest.raises(PolicyError, match="cannot be read"):
        read_site(Settings(tmp_path, "tester", site=tmp_path / "none.yaml"))


def test_the_home_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    with open_book(Settings(tmp_path / "a" / "home", "tester")) as book:
        assert book.head() is None
    assert (tmp_path / "a" / "home").stat().st_mode & 0o777 == 0o700


def test_a_home_that_others_may_write_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "key").touch()
    home.chmod(0o777)
    with pytest.raises(RefusedError, match="chmod 700"):
        open_book(Settings(home, "tester"))
