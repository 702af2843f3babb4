# A year in the life of a catalogue, on generated departments' data: scanned, decided, filed;
# then rows are replaced, columns renamed, a file dropped, a register copied in part into
# another format; scanned again, compared, searched and shared. Nothing is made by hand here.
from __future__ import annotations

import csv
import datetime as dt
import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from operations import (
    Difference,
    ScanOutcome,
    ScanRequest,
    Settings,
    apply_share,
    diff_catalogue,
    find_similar,
    life_of,
    make_departments,
    open_book,
    record_filing,
    review_field,
    scan,
)
from schema import Level, MisuseError, RefusedError, Sample

PERSONS = 3_000
REGISTER = "人口信息中心/人口库.db"
VISITS = "卫生健康委/门诊登记.csv"
PIPES = "水务集团/供水管网.csv"
DROPPED = "水务集团/用水户.parquet"
TODAY = dt.datetime.now(dt.UTC).astimezone().date().isoformat()


@dataclass(frozen=True)
class Place:
    """An installation with its data."""

    data: Path
    settings: Settings

    def scan(self, *targets: Path) -> ScanOutcome:
        request = ScanRequest(
            targets=tuple(map(str, targets or (self.data,))), sample=Sample(rows=None), workers=1
        )
        return scan(request, self.settings, tell=lambda _: None)

    def diff(self, wanted: str = "", **more: str) -> Difference:
        return diff_catalogue(self.settings, wanted, **more)


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The departments scanned once, every cell; the water mains confirmed and filed."""
    there = tmp_path_factory.mktemp("life")
    place = Place(there / "data", Settings(home=there / "home", actor="王敏"))
    make_departments(place.data, persons=PERSONS)
    place.scan()
    pipes = str(place.data / PIPES)
    review_field(place.settings, pipes, "", decision="confirmed", reason="the city's water mains")
    record_filing(
        place.settings, pipes, filed=TODAY, number="备2026-017", reason="first filing",
        authority="省通信管理局",
    )  # fmt: skip
    return place


@pytest.fixture
def place(scanned: Place, tmp_path: Path) -> Place:
    """A copy of it all under the very paths that were scanned, put back when the test ends."""
    for name in ("data", "home"):
        shutil.copytree(scanned.data.parent / name, tmp_path / name)
    yield scanned
    for name in ("data", "home"):
        shutil.rmtree(scanned.data.parent / name)
        shutil.copytree(tmp_path / name, scanned.data.parent / name)
    # sqlite3 looks at the owner's mode, which copytree keeps.


def replace_persons(database: Path, share: float) -> int:
    """Other numbers for a share of the residents, as many rows as before."""
    draw = random.Random(5)
    with closing(sqlite3.connect(database)) as connection, connection:
        rows = [rowid for (rowid,) in connection.execute("SELECT rowid FROM resident")]
        chosen = draw.sample(rows, round(share * len(rows)))
        for rowid in chosen:
            number = f"610102{draw.randrange(1950, 2008)}{draw.randrange(1, 13):02}{draw.randrange(1, 29):02}{draw.randrange(1000):03}"
            weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
            check = "10X98765432"[
                sum(int(a) * b for a, b in zip(number, weights, strict=True)) % 11
            ]
            connection.execute(
                "UPDATE resident SET GMSFHM = ? WHERE rowid = ?", (number + check, rowid)
            )
        return len(chosen)


def rename_columns(path: Path, names: dict[str, str]) -> None:
    text = path.read_text(encoding="gb18030")
    head, _, rest = text.partition("\n")
    for old, new in names.items():
        assert old in head
        head = head.replace(old, new)
    path.write_text(f"{head}\n{rest}", encoding="gb18030")


def grow(path: Path, rows: int) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines + lines[1 : 1 + rows]))


def copy_half(database: Path, to: Path) -> int:
    """Half the residents in another format, their columns under names that say nothing."""
    draw = random.Random(6)
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT * FROM resident").fetchall()
    half = draw.sample(rows, len(rows) // 2)
    columns = zip(*half, strict=True)
    to.parent.mkdir(exist_ok=True)
    pq.write_table(
        pa.table({f"f{at}": [None if each is None else str(each) for each in column]
                  for at, column in enumerate(columns)}),
        to,
    )  # fmt: skip
    return len(half)


def by_name(found) -> dict[str, object]:
    return {Path(each.change.finding.name).name: each for each in found}


def test_the_same_scan_of_the_same_data_finds_no_change(place: Place) -> None:
    outcome = place.scan()
    difference = place.diff()
    assert difference.scan == outcome.job.id
    assert (difference.added, difference.removed, difference.changed) == ((), (), ())
    # Eleven tables, and the site file, which this installation was not told is one.
    assert difference.looked_at == len(outcome.datasets) == 12
    assert outcome.due == ()


def test_what_happened_to_the_data_is_what_the_comparison_says(place: Place) -> None:
    assert replace_persons(place.data / REGISTER, 0.35) > 1_000
    rename_columns(place.data / VISITS, {"身份证号": "zjhm", "患者姓名": "c2"})
    (place.data / DROPPED).unlink()
    grow(place.data / PIPES, 60)
    (outcome, difference) = place.scan(), place.diff()

    assert [each.change.finding.name for each in difference.removed] == [Path(DROPPED).name]
    assert difference.added == ()
    changed = by_name(difference.changed)
    assert set(changed) == {"resident", Path(VISITS).name, Path(PIPES).name}

    resident = changed["resident"].change
    assert resident.before.rows == resident.after.rows == PERSONS
    assert resident.kept["GMSFHM"] == pytest.approx(0.65, abs=0.05)
    assert resident.kept["LXDH"] == 1.0
    assert [each.kind for each in resident.observations] == ["content"]
    assert [each.trigger.letter for each in changed["resident"].occasions] == ["i"]

    visits = changed[Path(VISITS).name].change
    renamed = {each.before.name: each.after.name for each in visits.fields_changed if each.renamed}
    assert renamed == {"身份证号": "zjhm", "患者姓名": "c2"}
    assert visits.fields_added == visits.fields_removed == ()

    pipes = changed[Path(PIPES).name]
    assert [each.trigger.letter for each in pipes.occasions] == ["a"]
    assert (pipes.standing.condition, [rule.id for rule in pipes.standing.rules]) == (
        "changed",
        ["scale"],
    )
    assert [each.number for each in outcome.due] == ["备2026-017"]
    with open_book(place.settings) as book:
        assert [each.action for each in book.entries()][-1] == "filing.due"
        book.verify()


def test_the_file_that_came_back_is_gone_no_more(place: Place) -> None:
    kept = (place.data / DROPPED).read_bytes()
    (place.data / DROPPED).unlink()
    place.scan()
    assert life_of(place.settings, Path(DROPPED).name).standing.gone
    (place.data / DROPPED).write_bytes(kept)
    place.scan()
    assert not life_of(place.settings, Path(DROPPED).name).standing.gone
    assert [each.change.finding.name for each in place.diff().added] == [Path(DROPPED).name]


def test_a_scale_below_the_ratio_is_not_due_and_the_ratio_itself_is(place: Place) -> None:
    rows = life_of(place.settings, Path(PIPES).name).finding.rows
    grow(place.data / PIPES, rows * 3 // 10 - 1)
    assert place.scan().due == ()
    assert life_of(place.settings, PIPES.rpartition("/")[2]).standing.condition == "filed"
    grow(place.data / PIPES, 1)
    (due,) = place.scan().due
    assert due.due > TODAY
    record_filing(
        place.settings, Path(PIPES).name, filed=TODAY, number="备2026-031", reason="grown"
    )
    assert place.scan().due == ()


def test_a_copy_in_another_format_with_half_the_rows_is_found(place: Place, tmp_path: Path) -> None:
    half = copy_half(place.data / REGISTER, tmp_path / "elsewhere" / "export.parquet")
    place.scan(tmp_path / "elsewhere")
    (found,) = find_similar(place.settings, "export.parquet")
    first = found.alike[0]
    assert (first.finding.name, first.resemblance.kind, first.whole) == ("resident", "part", True)
    columns = {pair.other: pair for pair in first.resemblance.pairs}
    assert columns["GMSFHM"].field == "f3"
    assert columns["LXDH"].field == "f10"
    share = half / PERSONS
    for name in ("GMSFHM", "LXDH"):
        alike = columns[name].likeness
        assert alike.bounds[0] > 0.9
        assert alike.bounds[1] == 1.0
        assert alike.bounds_back[0] <= share <= alike.bounds_back[1]
        assert alike.contains == pytest.approx(share, abs=0.06)
    (register,) = find_similar(place.settings, "resident")
    assert "export.parquet" in [each.finding.name for each in register.alike]
    others = {each.finding.name for each in register.alike}
    assert "调度系统设备.csv" not in others
    assert "水文监测站.parquet" not in others


def test_our_own_masked_copy_is_known_when_it_turns_up(place: Place, tmp_path: Path) -> None:
    source = str(place.data / VISITS)
    for field in ("就诊日期", "就诊科室", "总费用"):
        review_field(
            place.settings, source, field, decision="confirmed", reason="needed to settle",
            level=Level.GENERAL_2,
        )  # fmt: skip
    copy = tmp_path / "handed-out" / "visits.csv"
    copy.parent.mkdir()
    share = apply_share(
        place.settings, source, purpose="share-conditional", recipient="市医保局",
        approver="李处长", output=copy, drop=("结算流水号",),
    ).share  # fmt: skip
    moved = copy.rename(copy.with_name("found-on-a-laptop.csv"))
    (found,) = place.scan(moved).datasets
    life = life_of(place.settings, "found-on-a-laptop.csv")
    assert life.lineage is not None
    assert (life.lineage.share, life.lineage.operation) == (share.id, "masked")
    # Until a person shows that it may be lower.
    assert found.level is life.finding.level is Level.GENERAL_4
    assert any(each.kind == "derived" for each in found.reasons)
    with moved.open("a", encoding="utf-8") as file:
        csv.writer(file).writerow([""] * len(found.fields))
    other = shutil.copy(moved, moved.with_name("altered.csv"))
    place.scan(Path(other))
    assert life_of(place.settings, "altered.csv").lineage is None


def test_no_step_is_taken_out_of_turn(place: Place) -> None:
    hydrology = str(place.data / "水务集团/水文监测站.parquet")
    asked = {"filed": TODAY, "number": "1", "reason": "r"}
    with pytest.raises(RefusedError, match="is a candidate"):
        record_filing(place.settings, hydrology, **asked)
    with pytest.raises(RefusedError, match="is general data"):
        record_filing(place.settings, "resident", **asked)
    with pytest.raises(RefusedError, match="is as it was then"):
        record_filing(place.settings, Path(PIPES).name, **asked)
    review_field(place.settings, hydrology, "", decision="confirmed", reason="the city's water")
    with pytest.raises(MisuseError, match="still to come"):
        record_filing(place.settings, hydrology, **asked | {"filed": "2999-01-01"})


def test_the_store_keeps_no_value_nor_a_hash_that_could_be_searched(place: Place) -> None:
    from classify import compile_recognisers, summarise
    from policies import load_policies

    with closing(sqlite3.connect(place.data / REGISTER)) as connection:
        numbers = [row[0] for row in connection.execute("SELECT GMSFHM FROM resident LIMIT 300")]
    bare = (
        summarise(pa.record_batch({"n": numbers}), compile_recognisers(load_policies()))
        .columns[0]
        .sketch
    )
    kept = b"".join(path.read_bytes() for path in place.settings.home.rglob("*") if path.is_file())
    assert not any(each.encode() in kept for each in numbers)
    words = [bare[at : at + 8] for at in range(0, len(bare), 8)]
    assert not any(word in kept or word[::-1] in kept for word in words)
