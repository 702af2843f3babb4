# The register of sources: what may be registered, how a target is understood, and how a
# password gets in and out.
import dataclasses
import datetime as dt
from pathlib import Path

import pytest

import operations.source as sources
from operations import (
    Settings,
    absent_now,
    add_source,
    list_sources,
    open_book,
    parse_window,
    remove_source,
)
from operations.source import resolve
from schema import Access, MisuseError, SourceError, TongguanError

URL = "postgresql://reader@db.local:5433/people?schema=public"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "site.yaml").write_text("unit: shaanxi/xian\n")
    return Settings(tmp_path / "home", "tester", site=tmp_path / "site.yaml")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("22:00-06:00", (dt.time(22), dt.time(6))),
        ("09:30-17:45", (dt.time(9, 30), dt.time(17, 45))),
        ("22:00 - 06:00", (dt.time(22), dt.time(6))),
        ("00:00-00:00", (dt.time(0), dt.time(0))),
    ],
)
def test_a_window_is_from_until(text: str, wanted: tuple[dt.time, dt.time]) -> None:
    assert parse_window(text) == wanted


@pytest.mark.parametrize(
    "text",
    ["", "22:00", "22:00-", "22:00-24:01", "6am-7am", "22:00-06:00-07:00", "22:00Z-06:00",
     "22:00+08:00-06:00", "22:00-06:00+08:00", "22：00-06：00"],
)  # fmt: skip
def test_no_window_is_guessed_from_anything_else(text: str) -> None:
    with pytest.raises(MisuseError, match="22:00-06:00"):
        parse_window(text)


@pytest.mark.parametrize("name", ["people", "p", "人口库", "a.b-c_1", "1st"])
def test_a_name_may_be(settings: Settings, name: str) -> None:
    assert add_source(settings, name, URL).id == name


@pytest.mark.parametrize("name", ["", " ", "a b", "a/b", "../x", ".hidden", "-x", "a#b", "a:b"])
def test_a_name_may_not_be(settings: Settings, name: str) -> None:
    with pytest.raises(MisuseError, match="name begins"):
        add_source(settings, name, URL)
    assert list_sources(settings) == []


@pytest.mark.parametrize(
    "limits",
    [
        {"max_bytes_per_s": 0.0},
        {"max_bytes_per_s": -1.0},
        {"max_bytes_per_s": float("inf")},
        {"statement_timeout_s": 0.0},
        {"statement_timeout_s": float("nan")},
    ],
    ids=str,
)
def test_limits_that_are_none_are_refused(settings: Settings, limits: dict[str, float]) -> None:
    with pytest.raises(MisuseError, match="greater than zero"):
        add_source(settings, "people", URL, **limits)


def test_a_registered_source_is_read_on_its_own_terms(settings: Settings) -> None:
    add_source(
        settings, "people", URL, password="口令", owner="shaanxi/xian/police",
        max_bytes_per_s=4e6, statement_timeout_s=5.0, window="22:00-06:00",
    )  # fmt: skip
    with open_book(settings) as book:
        target = resolve("people", book, "local")
    assert (target.location, target.unit) == (URL, "shaanxi/xian/police")
    assert target.lane == "db.local:5433", "one reader at a time for one server"
    window = (dt.time(22), dt.time(6))
    assert target.access == Access("口令", 4e6, 5.0, window)
    assert "口令" not in repr(target)


def test_without_an_owner_the_data_is_the_sites(settings: Settings) -> None:
    add_source(settings, "people", URL)
    with open_book(settings) as book:
        assert resolve("people", book, "local").unit == "shaanxi/xian"
        assert resolve("people", book, "local").access.password is None


@pytest.mark.parametrize(("limit", "lane"), [(4e6, "files"), (None, "")], ids=["limited", "free"])
def test_files_under_a_limit_are_read_in_turn(
    settings: Settings, tmp_path: Path, limit: float | None, lane: str
) -> None:
    add_source(settings, "files", str(tmp_path), max_bytes_per_s=limit)
    with open_book(settings) as book:
        assert resolve("files", book, "local").lane == lane


def test_a_password_is_sealed_for_its_own_source_and_url_alone(settings: Settings) -> None:
    source = add_source(settings, "people", URL, password="Hunter2")
    assert b"Hunter2" not in source.sealed_password
    with open_book(settings) as book:
        assert resolve("people", book, "u").access.password == "Hunter2"
        for change in ({"id": "other"}, {"url": "postgresql://reader@127.0.0.2/people"}):
            moved = dataclasses.replace(source, **change)
            book.record([moved], action="source.add", actor="x", unit="u")
            with pytest.raises(TongguanError):
                resolve(moved.id, book, "u")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory a person is in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("target", "location", "lane"),
    [
        ("data/a.csv", "{here}/data/a.csv", ""),
        ("./data/../b.csv", "{here}/b.csv", ""),
        ("data/*.csv", "{here}/data/*.csv", ""),
        ("sqlite:///people.db", "sqlite:///{here}/people.db", ""),
        ("sqlite:///people.db#resident", "sqlite:///{here}/people.db#resident", ""),
        (URL, URL, "db.local:5433"),
        ("postgresql://db.local/other", "postgresql://db.local/other", "db.local"),
    ],
)
def test_a_target_is_the_same_from_any_directory(
    settings: Settings, here: Path, target: str, location: str, lane: str
) -> None:
    with open_book(settings) as book:
        found = resolve(target, book, "local")
    assert (found.location, found.lane) == (location.format(here=here), lane)
    assert (found.access, found.unit) == (Access(), "local")


@pytest.mark.parametrize(
    "url",
    ["postgresql://me:Hunter2@h/x", "postgresql://h/x?password=Hunter2", "mysql://me:Hunter2/@h/x"],
)
def test_a_password_in_a_url_is_refused_and_not_repeated(settings: Settings, url: str) -> None:
    with pytest.raises(MisuseError, match="source add NAME URL --password-file") as refused:
        add_source(settings, "people", url)
    assert "Hunter2" not in str(refused.value)
    with open_book(settings) as book, pytest.raises(MisuseError) as refused:
        resolve(url, book, "local")
    assert "Hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        pytest.param("", "needs its path or URL", id="nothing"),
        pytest.param(" ", "needs its path or URL", id="a blank"),
        pytest.param("ftp://h/x", "no connector reads ftp:// sources; expected a path", id="ftp"),
        pytest.param("postgresql://", "cannot be read", id="no host and no database"),
        pytest.param("postgresql://h:x/db", "cannot be read", id="a port that is none"),
        pytest.param("{home}", "its own records", id="the installation itself"),
        pytest.param("sqlite:///{home}/tongguan.db", "its own records", id="its database"),
        pytest.param("\udcff.csv", r"\\xff.csv: its name is no UTF-8", id="no text"),
    ],
)
def test_a_source_that_can_never_be_read_is_refused(
    settings: Settings, url: str, said: str
) -> None:
    with open_book(settings), pytest.raises(MisuseError, match=said):
        add_source(settings, "people", url.format(home=settings.home))
    assert list_sources(settings) == []


def test_a_schedule_that_is_none_is_refused(settings: Settings) -> None:
    with pytest.raises(MisuseError, match="five fields"):
        add_source(settings, "people", URL, schedule="every night")
    assert list_sources(settings) == []


def test_a_path_may_come_into_being_later(settings: Settings, tmp_path: Path) -> None:
    source = add_source(settings, "files", str(tmp_path / "later"))
    assert absent_now(source) == "does not exist"
    (tmp_path / "later").mkdir()
    assert absent_now(source) == ""
    assert absent_now(add_source(settings, "people", URL)) == "", "a server is not asked"


def closed_for_now() -> str:
    """A window of one minute, twelve hours from now."""
    begin = dt.datetime.now().astimezone() + dt.timedelta(hours=12)
    return f"{begin:%H:%M}-{begin + dt.timedelta(minutes=1):%H:%M}"


def test_out_of_its_hours_a_source_is_not_tested_and_that_is_said(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("a\n1\n")
    add_source(settings, "files", str(tmp_path / "a.csv"), window=closed_for_now())
    with pytest.raises(SourceError, match=r"files: not read now \(.*\): its time window is"):
        sources.test_source(settings, "files")


def test_a_directory_can_be_a_source(settings: Settings, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    add_source(settings, "files", str(data))
    with pytest.raises(SourceError, match="holds no file that can be read"):
        sources.test_source(settings, "files")
    (data / "a.csv").write_text("a\n1\n")
    sources.test_source(settings, "files")


def test_what_is_unknown_is_neither_tested_nor_removed(settings: Settings) -> None:
    for act in (sources.test_source, remove_source):
        with pytest.raises(MisuseError, match="no source is registered as 'nobody'"):
            act(settings, "nobody")


def test_a_removed_source_leaves_no_sealed_password(settings: Settings) -> None:
    sealed = add_source(settings, "people", URL, password="Hunter2").sealed_password
    remove_source(settings, "people")
    assert list_sources(settings) == []
    with open_book(settings) as book:
        book.verify()
    for path in settings.home.rglob("*"):
        assert not path.is_file() or sealed not in path.read_bytes()
