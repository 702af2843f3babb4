# A scan of good and bad sources: the good are graded, the bad are told, nothing is lost.
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from operations import ScanRequest, Settings, find_entry, open_book, review_field, scan
from operations.scan import Progress
from schema import Level, MisuseError, Sample

MARKER = "机密值7719"
TONGGUAN = (sys.executable, "-c", "from console.command import main; main()")
ALL = ("--sample", "all", "--json")


def quiet(_: Progress) -> None:
    pass


def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", actor="tester")


def write_people(path: Path, rows: int, *, seed: int = 1) -> None:
    """A table of made-up people; the check digits are right."""
    draw = random.Random(seed)
    lines = ["姓名,身份证号,手机号,备注"]
    for _ in range(rows):
        head = f"610102{draw.randrange(1950, 2009)}{draw.randrange(1, 13):02}{draw.randrange(1, 29):02}{draw.randrange(1000):03}"
        weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
        check = "10X98765432"[sum(int(a) * b for a, b in zip(head, weights, strict=True)) % 11]
        name = (
            draw.choice("王李张刘陈杨赵黄周吴")
            + draw.choice("伟芳娜敏静丽强磊洋艳")
            + draw.choice(["", "明", "华", "军"])
        )
        lines.append(
            f"{name},{head}{check},13{draw.randrange(10**9):09},{draw.choice(['已核', '待核', ''])}"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_a_table_of_people_is_graded_and_kept(tmp_path: Path) -> None:
    write_people(tmp_path / "people.csv", 3_000)
    request = ScanRequest((str(tmp_path / "people.csv"),), sample=Sample(None), workers=1)
    outcome = scan(request, settings(tmp_path), tell=quiet)
    assert not outcome.skipped
    (found,) = outcome.datasets
    labels = {field.name: field.label for field in found.fields}
    assert labels["姓名"] == "person.name"
    assert labels["身份证号"] == "cn.id18"
    assert labels["手机号"] == "cn.mobile"
    assert labels["备注"] is None
    assert found.level is Level.GENERAL_4
    assert found.rows == 3_000
    assert found.rows_exact
    assert all(field.reasons for field in found.fields)
    assert find_entry(settings(tmp_path), found.id).finding == found


def test_a_rescan_keeps_what_a_person_decided(tmp_path: Path) -> None:
    write_people(tmp_path / "people.csv", 500)
    request = ScanRequest((str(tmp_path / "people.csv"),), workers=1)
    here = settings(tmp_path)
    (found,) = scan(request, here, tell=quiet).datasets
    review_field(
        here,
        found.id,
        "备注",
        decision="overruled",
        reason="free remarks may name illnesses",
        level=Level.GENERAL_4,
    )
    write_people(tmp_path / "people.csv", 700, seed=2)
    (again,) = scan(request, here, tell=quiet).datasets
    entry = find_entry(here, found.id)
    assert entry.versions == 2
    assert entry.finding == again
    remarks = next(field for field in again.fields if field.name == "备注")
    assert remarks.level is Level.GENERAL_4
    assert any(reason.kind == "review" for reason in remarks.reasons)


def test_headers_alone_grade_without_reading_a_value(tmp_path: Path) -> None:
    write_people(tmp_path / "people.csv", 50)
    request = ScanRequest((str(tmp_path / "people.csv"),), headers_only=True, workers=1)
    (found,) = scan(request, settings(tmp_path), tell=quiet).datasets
    assert found.sampled == 0
    assert {f.name: f.label for f in found.fields}["身份证号"] == "cn.id18"


def test_an_unknown_profile_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="gbt-43697"):
        scan(ScanRequest(("x",), profile="none"), settings(tmp_path), tell=quiet)


def test_a_folder_with_the_installation_in_it_is_scanned_without_it(tmp_path: Path) -> None:
    # As people type it, in a process of its own: a mistake here ended it with SIGBUS.
    data = tmp_path / "data"
    (data / "inner").mkdir(parents=True)
    write_people(data / "people.csv", 20)
    (data / "inner" / "link").symlink_to(data / "home")
    for _ in range(2):
        done = run_scan(data / "home", data)
        output, talk = done.communicate(timeout=120)
        assert done.returncode == 0, talk
        assert [each["name"] for each in json.loads(output)["datasets"]] == ["people.csv"]
    with open_book(Settings(data / "home", "tester")) as book:
        book.verify()


@pytest.mark.parametrize("target", ["home", "home/tongguan.db", "sqlite:///{0}/home/tongguan.db"])
def test_the_installation_is_no_target(tmp_path: Path, target: str) -> None:
    write_people(tmp_path / "people.csv", 20)
    named = target.format(tmp_path) if ":" in target else str(tmp_path / target)
    request = ScanRequest((named,), workers=1)
    with open_book(settings(tmp_path)), pytest.raises(MisuseError, match="its own records"):
        scan(request, settings(tmp_path), tell=quiet)
    request = ScanRequest((named, str(tmp_path / "people.csv")), workers=1)
    outcome = scan(request, settings(tmp_path), tell=quiet)
    assert [each.name for each in outcome.datasets] == ["people.csv"]
    (skipped,) = outcome.skipped
    assert "its own records" in skipped.error


@pytest.mark.parametrize(
    ("targets", "said"),
    [
        pytest.param(("{0}/gone.csv",), "gone.csv: does not exist", id="a missing file"),
        pytest.param(("{0}/*.tsv",), "nothing that can be read matches", id="an empty glob"),
        pytest.param(("ftp://h/x",), "no connector reads ftp://", id="another kind of URL"),
        pytest.param(("{0}/a", "{0}/b"), "/a: does not exist; ", id="several missing files"),
        pytest.param(("",), "not empty", id="nothing at all"),
    ],
)
def test_targets_none_of_which_is_there_are_misuse(
    tmp_path: Path, targets: tuple[str, ...], said: str
) -> None:
    request = ScanRequest(tuple(each.format(tmp_path) for each in targets), workers=1)
    with pytest.raises(MisuseError, match=re.escape(said)):
        scan(request, settings(tmp_path), tell=quiet)
    with open_book(settings(tmp_path)) as book:
        assert book.head() is None, "no job was begun"


@pytest.mark.parametrize("named", ["the file", "the folder"])
def test_a_name_that_is_no_utf8_is_scanned_and_recorded(tmp_path: Path, named: str) -> None:
    folder = tmp_path / os.fsdecode(b"\xca\xfd\xbe\xdd\xff")
    folder.mkdir()
    path = folder / os.fsdecode("人员.csv".encode("gb18030"))
    write_people(path, 50)
    target = str(path if named == "the file" else folder)
    here = settings(tmp_path)
    outcome = scan(ScanRequest((target,), workers=1), here, tell=quiet)
    (found,) = outcome.datasets
    assert found.source == f"{tmp_path}/\\xca\\xfd\\xbe\\xdd\\xff/人员.csv"
    assert not outcome.skipped
    assert outcome.job.targets[0].startswith(f"{tmp_path}/\\xca")
    assert find_entry(here, str(path)).finding == found
    again = scan(ScanRequest((target,), workers=1, resume=True), here, tell=quiet)
    assert again.job.targets == outcome.job.targets


def make_bad(directory: Path) -> dict[str, str]:
    """Bad sources by name, with a word that the reason for skipping them holds."""
    import msoffcrypto.format.ooxml
    import pyarrow as pa
    import pyarrow.parquet as pq
    import xlsxwriter

    pq.write_table(pa.table({"身份证号": ["x"] * 1000}), directory / "whole.parquet")
    octets = (directory / "whole.parquet").read_bytes()
    (directory / "whole.parquet").unlink()
    (directory / "truncated.parquet").write_bytes(octets[: len(octets) // 2])
    (directory / "ragged.csv").write_text(
        "姓名,手机号\n"
        + "王伟,13800138000\n" * 50
        + f"李芳,13900139000,{MARKER}\n"
        + "赵敏,13800138001\n" * 50
    )
    good = "姓名,手机号\n" + "王伟,13800138000\n" * 5000
    (directory / "wrong-encoding.csv").write_bytes(
        good.encode() + MARKER.encode() + b"\xff\xfe\xfa,1\n" + "王伟,13800138000\n".encode() * 10
    )
    with xlsxwriter.Workbook(directory / "plain.xlsx") as book:
        book.add_worksheet("人员").write_string(0, 0, MARKER)
    with (
        (directory / "plain.xlsx").open("rb") as plain,
        (directory / "locked.xlsx").open("wb") as out,
    ):
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("pass-word", out)
    (directory / "plain.xlsx").unlink()
    (directory / "empty.csv").touch()
    (directory / "not-a-database.db").write_bytes(b"SQLite format 3\0" + MARKER.encode() * 50)
    (directory / "loop").mkdir()
    (directory / "loop" / "back").symlink_to(directory, target_is_directory=True)
    return {
        "truncated.parquet": "",
        "ragged.csv": "fields",
        "wrong-encoding.csv": "encoding",
        "locked.xlsx": "password",
        "empty.csv": "empty",
        "not-a-database.db": "",
        "loop/back": "link",
    }


def test_bad_input_is_told_and_everything_else_is_scanned(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    expected = make_bad(data)
    write_people(data / "people.csv", 200)
    done = subprocess.run(
        [*TONGGUAN, "classify", "scan", str(data), "/nowhere/at/all.csv", *ALL],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={"PATH": "/usr/bin:/bin", "TONGGUAN_HOME": str(tmp_path / "home"), "PYTHONUTF8": "1"},
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert MARKER not in done.stdout + done.stderr
    found = json.loads(done.stdout)
    names = {each["source"].rsplit("/", 1)[-1] for each in found["datasets"]}
    assert {"people.csv", "ragged.csv", "wrong-encoding.csv"} <= names
    told = {each["source"]: each["error"] for each in found["skipped"]}
    for name, word in expected.items():
        (error,) = {error for source, error in told.items() if source.endswith(name)}
        assert word in error, (name, error)
        assert len(error) < 200
    assert "/nowhere/at/all.csv" in told


def run_scan(home: Path, data: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*TONGGUAN, "classify", "scan", str(data), *ALL, *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={
            "PATH": "/usr/bin:/bin",
            "TONGGUAN_HOME": str(home),
            "TONGGUAN_LANG": "en",
            "PYTHONUTF8": "1",
        },
    )


def catalogue_of(output: str) -> object:
    """What a scan found, apart from ids and times."""
    found = json.loads(output)
    for dataset in found["datasets"]:
        del dataset["id"]
    return found


def graded(home: Path) -> int:
    """Data sets in the catalogue of a scan that is under way."""
    try:
        with closing(sqlite3.connect(f"file:{home}/tongguan.db?mode=ro", uri=True)) as database:
            query = "SELECT count(*) FROM record WHERE kind = 'dataset'"
            return int(database.execute(query).fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def kill_after(scanning: subprocess.Popen[str], home: Path, datasets: int, more_s: float) -> None:
    """The scan killed a moment after so many data sets are in the catalogue."""
    while scanning.poll() is None and graded(home) < datasets:
        with suppress(subprocess.TimeoutExpired):
            scanning.wait(timeout=0.002)
    with suppress(subprocess.TimeoutExpired):
        scanning.wait(timeout=more_s)
    scanning.kill()
    scanning.communicate()


def test_a_scan_killed_at_any_moment_resumes_to_the_same_catalogue(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for number in range(30):
        write_people(data / f"people-{number}.csv", 2_000, seed=number)
    (data / "empty.csv").touch()
    expected, _ = run_scan(tmp_path / "calm", data).communicate(timeout=120)
    draw = random.Random(20)
    resumed = 0
    for attempt in range(20):
        home = tmp_path / f"home-{attempt}"
        workers = ("--workers", str(1 + attempt % 2))
        kill_after(run_scan(home, data, *workers), home, draw.randrange(30), draw.uniform(0, 0.02))
        output, talk = run_scan(home, data, "--resume", *workers).communicate(timeout=120)
        assert output, talk
        assert catalogue_of(output) == catalogue_of(expected)
        resumed += "had been finished before" in talk
        with open_book(Settings(home, "tester")) as book:
            book.verify()
    assert resumed >= 10, "too few of the kills fell into the scan itself"
