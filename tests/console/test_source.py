# Sources registered once, scanned by name on their own terms, and removed without a trace of
# their password.
import json
from pathlib import Path

import pytest
from command_line import Done, tongguan

URL = "postgresql://reader@127.0.0.1:1/people"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def source(home: Path, *arguments: object, **more: str) -> Done:
    return tongguan("source", *arguments, home=home, **more)


def listed(home: Path) -> list[dict]:
    return list(source(home, "list", "--json").json["sources"])


def test_a_source_is_kept_with_its_terms(home: Path) -> None:
    done = source(
        home, "add", "people", URL, "--password-env", "DB_PW", "--owner", "xian/police",
        "--limit", "4M", "--timeout", "30", "--window", "22:00-06:00", "--schedule", "0 2 * * *",
        DB_PW="Hunter2",
    )  # fmt: skip
    assert (done.code, done.out) == (0, "")
    assert listed(home) == [
        {
            "name": "people",
            "url": URL,
            "owner": "xian/police",
            "password": True,
            "max_bytes_per_s": 4e6,
            "statement_timeout_s": 30.0,
            "window": "22:00-06:00",
            "schedule": "0 2 * * *",
        }
    ]
    table = source(home, "list", TONGGUAN_LANG="zh").out
    assert "已密封" in table
    assert "4 MB/s" in table
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert b"Hunter2" not in kept


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--password-env", "NOT_SET"], "NOT_SET is not set"),
        (["--password-env", "EMPTY"], "EMPTY is empty"),
        (["--password-env", "EMPTY", "--password-file", "{here}/pw"], "not both"),
        (["--password-file", "{here}/blank"], "its first line is empty"),
        (["--password-file", "{here}/gb"], "not UTF-8"),
        (["--password-file", "{here}/nowhere"], "does not exist"),
        (["--limit", "0"], "500k or 4M"),
        (["--limit", "-4M"], "500k or 4M"),
        (["--timeout", "0"], "greater than zero"),
        (["--timeout", "nan"], "greater than zero"),
        (["--schedule", "nightly"], "five fields"),
        (["--window", "25:00-06:00"], "22:00-06:00"),
        (["--window", "22:00+08:00-06:00"], "22:00-06:00"),
        (["--window", "22:00-06:00-07:00"], "22:00-06:00"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_terms_that_cannot_be_are_refused(
    home: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    (tmp_path / "pw").write_text("secret\n")
    (tmp_path / "blank").write_text("\nsecret\n")
    (tmp_path / "gb").write_bytes("口令".encode("gb18030"))
    filled = [each.format(here=tmp_path) for each in arguments]
    done = source(home, "add", "people", URL, *filled, EMPTY="")
    assert done.code == 2, done.err
    assert said in done.err
    assert not home.exists() or listed(home) == []


@pytest.mark.parametrize(
    ("text", "rate"), [("500", 500), ("500k", 5e5), ("4M", 4e6), ("1.5 gb/s", 1.5e9), ("2MB", 2e6)]
)
def test_a_rate_is_read_as_people_write_it(text: str, rate: float) -> None:
    from console.source import _rate

    assert _rate(text) == rate


def test_adding_again_keeps_the_password_only_for_the_same_url(home: Path, tmp_path: Path) -> None:
    assert source(home, "add", "people", URL, "--password-env", "PW", PW="old").code == 0
    assert source(home, "add", "people", URL, "--window", "22:00-06:00").code == 0
    (only,) = listed(home)
    assert (only["window"], only["password"]) == ("22:00-06:00", True)
    assert source(home, "add", "people", tmp_path / "people.csv").code == 0
    (only,) = listed(home)
    assert (only["url"], only["password"]) == (str(tmp_path / "people.csv"), False)


@pytest.mark.parametrize("kind", ["directory", "file"])
def test_a_path_can_be_tested(home: Path, tmp_path: Path, kind: str) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "a.csv").write_text("colour\nred\n")
    target = data if kind == "directory" else data / "a.csv"
    assert source(home, "add", "colours", target).code == 0
    assert source(home, "test", "colours").code == 0
    (data / "a.csv").unlink()
    done = source(home, "test", "colours")
    assert done.code == 1
    assert str(target) in done.err


def test_a_server_that_is_not_there_is_told_in_one_line(home: Path) -> None:
    assert source(home, "add", "people", URL).code == 0
    done = source(home, "test", "people")
    assert done.code == 1
    assert len(done.err.splitlines()) == 1


def test_a_scan_by_name_belongs_to_the_owner_and_stops_when_removed(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "people.csv").write_text("手机号\n" + "\n".join(["13800138000"] * 5), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert source(home, "add", "people", "data", "--owner", "shaanxi/xian/police").code == 0
    monkeypatch.chdir(data)
    scan = ("classify", "scan", "people", "--workers", "1", "--json")
    found = tongguan(*scan, home=home).json
    (dataset,) = found["datasets"]
    assert dataset["unit"] == "shaanxi/xian/police"
    assert dataset["source"] == str(data / "people.csv")
    assert dataset["fields"][0]["label"] == "cn.mobile"
    assert source(home, "remove", "people", "--yes").code == 0
    gone = tongguan(*scan, home=home)
    assert (gone.code, gone.out) == (2, "")
    assert "people: does not exist" in gone.err
    (still,) = tongguan("classify", "catalogue", "list", "--json", home=home).json["datasets"]
    assert still | dataset == still, "what it taught the catalogue stays"


@pytest.mark.parametrize(("answer", "left"), [("n\n", 1), ("y\n", 0)])
def test_removing_asks_on_a_terminal(home: Path, answer: str, left: int) -> None:
    assert source(home, "add", "people", URL).code == 0
    done = tongguan("source", "remove", "people", home=home, stdin=answer, terminal=True)
    assert done.code == (1 if left else 0)
    assert "remove people and its password?" in done.err
    assert not done.out
    assert len(listed(home)) == left


def test_where_no_terminal_is_nothing_is_removed_unasked(home: Path) -> None:
    assert source(home, "add", "people", URL).code == 0
    done = source(home, "remove", "people")
    assert done.code == 2
    assert "--yes" in done.err
    assert len(listed(home)) == 1


def test_a_path_that_is_not_there_yet_is_registered_with_a_warning(
    home: Path, tmp_path: Path
) -> None:
    done = source(home, "add", "later", tmp_path / "later.csv")
    assert done.code == 0
    assert f"warning: {tmp_path / 'later.csv'}: does not exist" in done.err
    assert len(listed(home)) == 1


def test_an_unknown_kind_of_url_is_misuse(home: Path) -> None:
    done = source(home, "add", "x", "ftp://host/people.csv")
    assert done.code == 2
    assert "no connector reads ftp://" in done.err
    assert "postgresql://" in done.err


def test_every_change_is_in_the_ledger_without_the_url(home: Path) -> None:
    assert source(home, "add", "people", URL).code == 0
    assert source(home, "remove", "people", "--yes").code == 0
    assert source(home, "remove", "people", "--yes").code == 2
    shown = tongguan("ledger", "show", "--json", home=home).out
    actions = [json.loads(line)["action"] for line in shown.splitlines()]
    assert actions == ["source.add", "source.remove"]
    assert URL not in shown
    assert tongguan("ledger", "verify", home=home).code == 0
