# The catalogue: found by any of its names, decided about by people, handed out whole.
import json
from pathlib import Path

import pytest
from catalogued_people import catalogue, make_settings, write_csv

import operations.catalogue as cataloguing
from operations import Settings, export_catalogue, find_entry, list_entries, open_book, review_field
from schema import Level, MisuseError, ScanJob, Skipped, SourceError


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path)


def add(settings: Settings, path: Path, **changes: object) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_csv(path)
    return catalogue(settings, path, **changes)


@pytest.fixture
def people(tmp_path: Path, settings: Settings) -> str:
    return add(settings, tmp_path / "people.csv")


@pytest.fixture
def candidate(tmp_path: Path, settings: Settings) -> str:
    """A data set whose name speaks for a factor of important data."""
    return add(
        settings,
        tmp_path / "pipes.csv",
        level=Level.IMPORTANT_CANDIDATE,
        important_factors=("e",),
    )


def test_an_empty_catalogue_lists_nothing(settings: Settings) -> None:
    assert list_entries(settings) == []


def test_entries_come_by_source_with_their_decisions(settings: Settings, tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        add(settings, tmp_path / f"{name}.csv")
    entries = list_entries(settings)
    assert [Path(entry.finding.source).name for entry in entries] == ["a.csv", "b.csv", "c.csv"]
    assert {entry.versions for entry in entries} == {1}
    assert {len(entry.reviews) for entry in entries} == {1}


@pytest.mark.parametrize("wanted", ["{id}", "people.csv", "{here}/people.csv",
                                    "{here}/people.csv#people.csv", "./sub/../people.csv"])  # fmt: skip
def test_a_data_set_is_found_by_each_of_its_names(
    settings: Settings, people: str, tmp_path: Path, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = find_entry(settings, wanted.format(id=people, here=tmp_path))
    assert found.finding.id == people


@pytest.mark.parametrize("wanted", ["people", "eople.csv", "", "ds-0", "/people.csv"])
def test_part_of_a_name_finds_nothing(settings: Settings, people: str, wanted: str) -> None:
    with pytest.raises(MisuseError, match="has no data set"):
        find_entry(settings, wanted)


def test_a_name_of_two_is_answered_with_both_ids(settings: Settings, tmp_path: Path) -> None:
    identifiers = [add(settings, tmp_path / each / "people.csv") for each in ("x", "y")]
    with pytest.raises(MisuseError) as caught:
        find_entry(settings, "people.csv")
    assert all(each in str(caught.value) for each in identifiers)
    assert find_entry(settings, str(tmp_path / "x" / "people.csv")).finding.id == identifiers[0]


def test_decisions_are_not_passed_over_where_their_profile_is_missing(
    settings: Settings, tmp_path: Path
) -> None:
    add(settings, tmp_path / "people.csv", profile="my-profile")
    with pytest.raises(MisuseError, match="profile 'my-profile', which is not loaded"):
        list_entries(settings)


@pytest.mark.parametrize("kind", ["xlsx", "html", "json"])
def test_an_export_that_fails_leaves_nothing_behind(
    settings: Settings, people: str, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: object, *_: object, **__: object) -> None:
        if isinstance(path, Path):
            path.write_text("half")
        raise OSError(28, "No space left on device")

    for name in ("write_workbook", "write_report", "scan_json"):
        monkeypatch.setattr(cataloguing, name, fail)
    output = tmp_path / "out" / f"c.{kind}"
    output.parent.mkdir()
    output.write_text("the last good one")
    with pytest.raises(SourceError, match="the disk is full"):
        export_catalogue(settings, [output], language="en", overwrite=True)
    assert [path.name for path in output.parent.iterdir()] == [output.name]
    assert output.read_text() == "the last good one"


def test_a_workbook_without_room_for_its_sheets_is_told_as_a_full_disk(
    settings: Settings, people: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import xlsxwriter

    close = xlsxwriter.Workbook.close

    def full(book: xlsxwriter.Workbook) -> None:
        close(book)
        raise xlsxwriter.exceptions.FileCreateError(OSError(28, "No space left on device"))

    monkeypatch.setattr(xlsxwriter.Workbook, "close", full)
    (tmp_path / "out").mkdir()
    with pytest.raises(SourceError, match=r"c\.xlsx: cannot be written: the disk is full"):
        export_catalogue(settings, [tmp_path / "out" / "c.xlsx"], language="en")
    assert list((tmp_path / "out").iterdir()) == []


def test_an_export_holds_decisions(settings: Settings, candidate: str, tmp_path: Path) -> None:
    review_field(settings, candidate, "", decision="confirmed", reason="because")
    assert export_catalogue(settings, [tmp_path / "c.json"], language="en") == 1
    (exported,) = json.loads((tmp_path / "c.json").read_bytes())["datasets"]
    assert exported["level"] == "important"
    assert exported["reasons"][-1]["kind"] == "review"


def test_words_follow_the_policies_in_force(settings: Settings) -> None:
    assert cataloguing.words_in(settings, "zh").name("cn.id18") == "居民身份证号"
    with pytest.raises(ValueError, match="zh or en"):
        cataloguing.words_in(settings, "fr")


@pytest.mark.parametrize(
    ("later", "left"),
    [
        (None, ["a.csv", "b.csv"]),
        (("y", ()), ["a.csv", "b.csv"]),
        (("x", ("b.csv",)), ["b.csv"]),
    ],
    ids=["after one scan", "after a scan of something else", "after the same targets again"],
)
def test_what_is_still_left_out_is_exported(
    settings: Settings, tmp_path: Path, later: tuple[str, tuple[str, ...]] | None, left: list[str]
) -> None:
    def job(number: int, target: str, skipped: tuple[str, ...]) -> ScanJob:
        return ScanJob(
            id=f"job-{number}",
            unit="u",
            time=f"2026-11-0{number}T00:00:00Z",
            targets=(target,),
            options={},
            state="done",
            policy_digest="d",
            finished=f"2026-11-0{number}T00:00:01Z",
            skipped=tuple(Skipped(name, "is empty") for name in skipped),
        )

    with open_book(settings) as book:
        jobs = [job(1, "x", ("a.csv", "b.csv"))]
        jobs += [job(2, *later)] if later else []
        book.record(jobs, action="scan.finish", actor="x", unit="u")
    export_catalogue(settings, [tmp_path / "out.json"], language="en")
    told = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["skipped"]
    assert [each["source"] for each in told] == left
