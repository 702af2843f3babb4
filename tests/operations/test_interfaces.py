# Data interfaces from a real HTTP server's capture and an access log, held against a description.
import json
import shutil
from pathlib import Path

import pytest
from command_line import tongguan
from recorded_traffic import recording
from residents_api import MADE, OPENAPI, ask, residents_api

from operations import Settings, list_interfaces
from operations.settings import open_book
from schema import DataInterface, MisuseError

LOG = "".join(
    f'10.0.0.{n % 5} - - [28/Nov/2026:02:{n:02d}:00 +0000] "GET /api/v1/cards/{n}00{n}3 HTTP/1.1" '
    f'200 512 "-" "curl/8"\n'
    for n in range(1, 30)
)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation that saw the interface being used, and a log of another."""
    root = tmp_path_factory.mktemp("interfaces")
    key = {"Authorization": "Basic bGk6c2VjcmV0"}
    with residents_api() as port, recording(root / "a.pcap", ports=frozenset({port})):
        for number in MADE.numbers[:6]:
            ask(port, f"/api/v1/residents/{number}", **key)
        ask(port, "/api/v1/residents?limit=20", **key)
        ask(port, "/api/v1/residents?limit=200")
        ask(port, "/api/v1/export", **key)
    (root / "access.log").write_text(LOG)
    (root / "api.yaml").write_text(OPENAPI, encoding="utf-8")
    done = tongguan("monitor", "replay", root / "a.pcap", root / "access.log", home=root / "home")
    assert done.code in (0, 1), done.err
    return root


@pytest.fixture
def home(seen: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    shutil.copytree(seen, tmp_path, dirs_exist_ok=True)
    return tmp_path / "home"


def found_in(home: Path, *more: object) -> dict[tuple[str, str], dict]:
    done = tongguan("monitor", "interfaces", *more, "--json", home=home)
    rows = [json.loads(line) for line in done.out.splitlines()]
    return {(each["method"], each["template"]): each for each in rows}


def test_addresses_are_learnt_and_findings_told(home: Path) -> None:
    before = found_in(home)
    assert set(before) == {
        ("GET", "/api/v1/residents/{id}"),
        ("GET", "/api/v1/residents"),
        ("GET", "/api/v1/export"),
        ("GET", "/api/v1/cards/{id}"),
    }
    assert before["GET", "/api/v1/cards/{id}"]["calls"] == 29
    assert len(before["GET", "/api/v1/cards/{id}"]["callers"]) == 5
    kinds = {key: [one["kind"] for one in each["findings"]] for key, each in before.items()}
    assert kinds["GET", "/api/v1/residents"] == ["unauthenticated"]
    assert kinds["GET", "/api/v1/export"] == []
    page = before["GET", "/api/v1/residents"]
    assert (page["open_calls"], page["open_records"]) == (1, 200)
    assert {each["name"]: each["records"] for each in page["callers"]} == {
        "li": 20,
        "127.0.0.1": 200,
    }
    assert {"cn.id18", "person.name"} <= set(page["data"]["labels"])

    after = found_in(home, "--openapi", home.parent / "api.yaml")
    kinds = {key: {one["kind"] for one in each["findings"]} for key, each in after.items()}
    assert kinds["GET", "/api/v1/export"] == {"shadow"}
    assert kinds["GET", "/api/v1/cards/{id}"] == {"shadow"}
    assert kinds["GET", "/api/v1/statistics"] == {"dormant"}
    assert kinds["GET", "/api/v1/residents"] == {"unauthenticated", "over-returning"}
    assert kinds["GET", "/api/v1/residents/{number}"] == set()
    told = after["GET", "/api/v1/residents"]["findings"][1]["because"]
    assert told == ["records_at_once=200", "declared_most=50"]


def test_findings_are_records_alerts_and_in_the_ledger(home: Path) -> None:
    found_in(home, "--openapi", home.parent / "api.yaml")
    shown = tongguan("monitor", "alerts", "--json", home=home)
    rules = {json.loads(line)["rule"] for line in shown.out.splitlines()}
    assert {"interface.unauthenticated", "interface.over-returning", "interface.shadow"} <= rules
    with open_book(Settings(home=home, actor="x")) as book:
        assert len(book.list(DataInterface)) == 5
    entries = tongguan("ledger", "show", home=home).out.count("monitor.interfaces")
    found_in(home)
    assert tongguan("ledger", "show", home=home).out.count("monitor.interfaces") == entries
    assert tongguan("ledger", "verify", home=home).code == 0
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert not [number for number in MADE.numbers[:10] if number.encode() in kept]


def test_a_person_reads_either_language(home: Path) -> None:
    given = "--openapi", home.parent / "api.yaml"
    english = tongguan("monitor", "interfaces", *given, home=home)
    assert english.code == 1
    assert "unauthenticated: 1 calls showed no credentials, 200 records given to them" in (
        english.out
    )
    chinese = tongguan("monitor", "interfaces", *given, home=home, TONGGUAN_LANG="zh")
    assert "未鉴别：1次调用未出示凭证，向其提供200条记录" in chinese.out
    alerts = tongguan("monitor", "alerts", home=home, TONGGUAN_LANG="zh")
    assert "数据接口未经身份鉴别提供分级数据" in alerts.out


def test_a_description_is_withdrawn_and_what_is_none_is_refused(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", actor="x")
    (tmp_path / "a.yaml").write_text(OPENAPI, encoding="utf-8")
    found = list_interfaces(settings, openapi=[tmp_path / "a.yaml"])
    assert [each.id for each in found.descriptions] == ["Residents"]
    assert {one.kind for each in found.interfaces for one in each.findings} == {"dormant"}
    assert list_interfaces(settings, withdraw=["Residents"]).interfaces == ()
    with pytest.raises(MisuseError, match="no description with the title"):
        list_interfaces(settings, withdraw=["Residents"])
    (tmp_path / "b.yaml").write_text("swagger: '2.0'\npaths: {/a: {}}\n")
    told = tongguan("monitor", "interfaces", "--openapi", tmp_path / "b.yaml",
                    home=tmp_path / "home", TONGGUAN_LANG="zh")  # fmt: skip
    assert told.code == 2
    assert "不是OpenAPI 3说明" in told.err
