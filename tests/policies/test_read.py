# Mistakes in a policy file, each with the line and column an operator is sent to.
from pathlib import Path

import pytest

from policies import Header, RecogniserPack, place_of, read_yaml
from schema import PolicyError

GOOD = """\
id: pack
title:
  zh: 包
  en: pack
owner: tongguan
created: 2026-11-23
maturity: stable
source: none
gaps: all
"""


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "pack.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_good_file_becomes_its_model(tmp_path: Path) -> None:
    header = read_yaml(written(tmp_path, GOOD), Header)
    assert (header.id, header.title.zh, header.created.year) == ("pack", "包", 2026)


def test_a_file_that_was_changed_is_read_anew(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    first = read_yaml(path, Header)
    assert read_yaml(path, Header) == first
    written(tmp_path, GOOD.replace("zh: 包", "zh: 袋"))
    assert read_yaml(path, Header).title.zh == "袋"


def test_anchors_and_merged_quotes_are_read_as_yaml_has_them(tmp_path: Path) -> None:
    text = GOOD.replace("source: none", "source: &same 'a: b'").replace("gaps: all", "gaps: *same")
    assert read_yaml(written(tmp_path, text), Header).gaps == "a: b"


@pytest.mark.parametrize(
    ("old", "new", "place", "problem"),
    [
        pytest.param("owner:", "ownr:", "5:1", "ownr: Extra inputs", id="an unknown key"),
        pytest.param("  en: pack", "  fr: paquet", "4:3", "title.fr", id="an unknown key inside"),
        pytest.param(
            "owner: tongguan", "owner: [a]", "5:1", "owner: Input should", id="wrong type"
        ),
        pytest.param("created: 2026-11-23", "created: soon", "6:1", "created", id="no date"),
        pytest.param(
            "maturity: stable", "maturity: ripe", "7:1", "maturity", id="no such maturity"
        ),
        pytest.param("gaps: all", "id: again", "9:1", "'id' is given twice", id="a repeated key"),
        pytest.param(
            "  en: pack", "  zh: 又", "4:3", "'zh' is given twice", id="a repeated key inside"
        ),
        pytest.param("  en: pack", "\ten: pack", "4:1", "cannot start any token", id="a tab"),
        pytest.param(
            "owner: tongguan", "owner: 'open", "10:1", "end of stream", id="an open quote"
        ),
        pytest.param(
            "source: none", "source: *nobody", "8:9", "undefined alias", id="a lost alias"
        ),
        pytest.param("owner: tongguan", "owner: !!python/name:os.system", "5:8", "", id="a tag"),
        pytest.param("gaps: all", "gaps: \x07", "9", "character", id="a control character"),
    ],
)
def test_a_mistake_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, place: str, problem: str
) -> None:
    path = written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(PolicyError) as raised:
        read_yaml(path, Header)
    assert str(raised.value).startswith(f"{path}:{place}")
    assert problem in raised.value.problem


def test_a_missing_key_is_told_at_the_mapping_that_lacks_it(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"pack\.yaml:2:1: title\.en: Field required"):
        read_yaml(written(tmp_path, GOOD.replace("  en: pack\n", "")), Header)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"", "the file is empty", id="nothing"),
        pytest.param(b"# only a remark\n", "the file is empty", id="a remark alone"),
        pytest.param(GOOD.encode("gb18030"), "not UTF-8 at byte", id="another encoding"),
        pytest.param(b"- one\n- two\n", "valid dictionary", id="a list"),
        pytest.param(b"a: 1\n---\nb: 2\n", "another document", id="two documents"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    with pytest.raises(PolicyError) as raised:
        read_yaml(written(tmp_path, content), Header)
    assert problem in str(raised.value)
    assert raised.value.file.endswith("pack.yaml")


def test_a_lost_file_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"nowhere\.yaml:1:1: cannot be read"):
        read_yaml(tmp_path / "nowhere.yaml", Header)


def test_a_refusal_never_repeats_what_stands_in_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace("owner: tongguan", "owner: [AKIAIOSFODNN7EXAMPLE]"))
    with pytest.raises(PolicyError) as raised:
        read_yaml(path, Header)
    assert "AKIA" not in str(raised.value)


@pytest.mark.parametrize(
    "content",
    [
        "header: &a [*a]\n",
        "header: &a\n  id: x\n  title: *a\n",
        "a: &a [1]\n"
        + "".join(
            f"b{n}: &b{n} [{', '.join([f'*b{n - 1}' if n else '*a'] * 9)}]\n" for n in range(14)
        ),
    ],
    ids=["a list inside itself", "a mapping inside itself", "aliases that multiply"],
)
def test_aliases_cannot_tie_the_reader_up(tmp_path: Path, content: str) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text(content)
    with pytest.raises(PolicyError):
        read_yaml(path, RecogniserPack)


ENTRIES = """\
others: [{id: a.b, pattern: x}]
recognisers:
  - id: a.one
    pattern: 'x'
  - id: a.two
    values: [y]
    pattern:
      'AJ('
"""


@pytest.mark.parametrize(
    ("identifier", "key", "place"),
    [
        ("a.one", "pattern", (4, 14)),
        ("a.two", "pattern", (8, 7)),
        ("a.two", "check", (5, 9)),
        ("a.b", "pattern", (1, 29)),
        ("a.none", "pattern", (1, 1)),
    ],
)
def test_an_entrys_key_has_its_place(
    tmp_path: Path, identifier: str, key: str, place: tuple[int, int]
) -> None:
    assert place_of(written(tmp_path, ENTRIES), identifier, key) == place


@pytest.mark.parametrize("text", ["", "a: [", b"\xff\xfe"])
def test_of_what_is_no_file_of_entries_the_beginning_is_the_place(
    tmp_path: Path, text: str | bytes
) -> None:
    assert place_of(written(tmp_path, text), "a.one", "pattern") == (1, 1)
    assert place_of(tmp_path / "nowhere.yaml", "a.one", "pattern") == (1, 1)
