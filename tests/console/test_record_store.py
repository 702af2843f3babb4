# tongguan store: records that commands wrote, in a real server.
from __future__ import annotations

import json
import secrets
from pathlib import Path

from command_line import tongguan
from elastic_server import ADMIN, PASSWORD, ElasticServer
from kept_events import client_of
from leaking_capture import leaking

AWAY = "elasticsearch+http://127.0.0.1:9"


def test_scans_and_replays_write_records_there_and_status_says_so(
    elasticsearch_server: ElasticServer, tmp_path: Path
) -> None:
    home, name = tmp_path / "home", f"c{secrets.token_hex(4)}"
    (tmp_path / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text("id,phone\n1,13812345678\n2,13912345678\n", encoding="utf-8")
    there = {
        "TONGGUAN_STORE": elasticsearch_server.url(name, user=ADMIN),
        "TONGGUAN_STORE_PASSWORD_FILE": str(tmp_path / "password"),
    }
    away = there | {"TONGGUAN_STORE": AWAY}
    scanned = tongguan("classify", "scan", tmp_path / "a.csv", home=home, **away)
    assert scanned.code == 0
    assert "wait for the store: Elasticsearch does not answer" in scanned.err
    waits = tongguan("store", "status", "--json", home=home, **there)
    before = json.loads(waits.out)
    assert (waits.code, before["waiting"] > 0, before["there"]) == (1, True, 0)
    found = tongguan(
        "monitor", "replay", leaking(tmp_path / "a.pcap"), "--json", home=home, **there
    )
    alert = json.loads(found.out.splitlines()[0])
    assert "store" not in found.err
    done = tongguan("store", "status", "--json", home=home, **there)
    after = json.loads(done.out)
    assert (done.code, after["waiting"], after["aside"], after["problem"]) == (0, 0, [], None)
    assert after["there"] == after["versions"] > before["versions"]
    shown = tongguan("store", "status", home=home, TONGGUAN_LANG="zh", **there)
    assert f"应送{after['versions']}个记录版本" in shown.out
    alerts = tongguan("store", "find", "alert", "--json", home=home, **there)
    rows = [json.loads(line) for line in alerts.out.splitlines()]
    assert alert["id"] in [each["record"]["id"] for each in rows]
    assert {each["station"] for each in rows} == {after["station"]}
    counted = tongguan("store", "count", "--by", "kind", home=home, **there)
    assert "dataset" in counted.out
    again = tongguan("store", "forward", "--anew", home=home, **there)
    assert (again.code, f"{after['versions']} versions" in again.err) == (0, True)
    with client_of(elasticsearch_server) as client:
        for index in client.indices.get(index=f"{name}-*"):
            client.indices.delete(index=index)


def test_what_is_no_store_is_misuse_in_both_languages(tmp_path: Path) -> None:
    home = tmp_path / "home"
    none = tongguan("store", "status", home=home)
    assert (none.code, "no store is set" in none.err) == (2, True)
    wrong = tongguan("ledger", "show", home=home, TONGGUAN_STORE="http://x", TONGGUAN_LANG="zh")
    assert (wrong.code, "存储须为Elasticsearch" in wrong.err) == (2, True)
    nobody = tongguan("store", "find", home=home, TONGGUAN_STORE="nobody")
    assert nobody.code == 2
