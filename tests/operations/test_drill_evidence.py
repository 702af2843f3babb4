# What bears a report out: slices of captures by address and time, frames of each step, the timeline
# line by line, the ledger's entries, all in one list of sums that holds.
from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from operations import Settings, run_drill_of, write_drill_page, write_evidence
from operations.drill_evidence import cut_capture
from range.capture import pcap_header, pcap_record
from schema import MisuseError

ONE, OTHER, THIRD = (bytes((10, 77, 1, last)) for last in (1, 2, 3))


def packet(source: bytes, destination: bytes) -> bytes:
    return b"\0" * 12 + b"\x08\x00" + b"\0" * 12 + source + destination + b"\0" * 10


def arp(source: bytes, target: bytes) -> bytes:
    return b"\0" * 12 + b"\x08\x06" + b"\0" * 14 + source + b"\0" * 6 + target


def test_a_capture_is_cut_by_address_and_time() -> None:
    frames = [
        (1.0, packet(ONE, OTHER)), (2.0, packet(OTHER, ONE)), (3.0, packet(OTHER, THIRD)),
        (4.0, arp(THIRD, ONE)), (5.0, b"\0" * 60), (9.0, packet(ONE, OTHER)),
    ]  # fmt: skip
    whole = pcap_header() + b"".join(pcap_record(*each) for each in frames)
    wanted = pcap_header() + b"".join(pcap_record(*frames[at]) for at in (1, 3))
    assert cut_capture(whole, "10.77.1.1", 1.5, 5.0) == (wanted, [2, 4])
    assert cut_capture(whole[:-3], "10.77.1.9", 0, 9) == (pcap_header(), [])


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str]:
    settings = Settings(home=tmp_path_factory.mktemp("home") / "home", actor="李导调")
    return settings, run_drill_of(settings, "exchange-wiped").id


def test_every_file_that_a_report_leads_to_is_there_and_what_the_sums_say(ran, tmp_path: Path) -> None:  # fmt: skip
    settings, run = ran
    found = write_evidence(settings, run, tmp_path / "files")
    page = tmp_path / "report.html"
    write_drill_page(settings, run, page, language="zh", files=found.seen_from(page))
    links = set(re.findall(r'href="(files/[^"]+)"', page.read_text(encoding="utf-8")))
    assert len(links) > 5
    assert [each for each in links if not (tmp_path / each).exists()] == []
    for line in (tmp_path / "files" / "SHA256SUMS").read_text(encoding="ascii").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / "files" / name).read_bytes()).hexdigest() == digest
    told = json.loads((settings.home / "drills" / f"{run}.json").read_text(encoding="utf-8"))
    timeline = (tmp_path / "files" / "timeline.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in timeline] == told["timeline"]
    (entry,) = (tmp_path / "files" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(entry)["action"] == "drill.run"
    logs = (tmp_path / "files" / "logs.jsonl").read_text(encoding="utf-8").splitlines()
    bulk = next(each for each in told["steps"] if each["action"] == "sign-in")
    (of_step,) = [each for each in found.files[bulk["id"]] if each.name.endswith(".log.jsonl")]
    lines = (tmp_path / "files" / of_step.name).read_text(encoding="utf-8").splitlines()
    assert lines
    assert lines[0] == logs[of_step.first - 1]
    assert {json.loads(line)["source.ip"] for line in lines} == {bulk["source"]}
    step = told["steps"][0]
    frames = (tmp_path / "files" / f"{step['id']}.frames.jsonl").read_text(encoding="utf-8")
    assert frames
    assert {json.loads(line)["source"] for line in frames.splitlines()} == {step["source"]}


def test_a_folder_that_is_there_is_left_alone(ran, tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="exists and is not overwritten"):
        write_evidence(*ran, tmp_path)


def test_a_report_is_of_the_drill_as_it_was_run(ran, tmp_path: Path) -> None:
    settings, run = ran
    kept = settings.home / "drills" / f"{run}.drill.json"
    content = kept.read_bytes()
    kept.write_bytes(content + b" ")
    with pytest.raises(MisuseError, match="not what was recorded"):
        write_evidence(settings, run, tmp_path / "files")
    kept.write_bytes(content)


def test_logs_that_were_changed_are_no_evidence(ran, tmp_path: Path) -> None:
    settings, run = ran
    kept = settings.home / "drills" / f"{run}.logs.jsonl"
    content = kept.read_bytes()
    kept.write_bytes(content.replace(b"success", b"failure", 1))
    with pytest.raises(MisuseError, match="not what was recorded"):
        write_evidence(settings, run, tmp_path / "files")
    kept.write_bytes(content)


def test_a_way_to_a_file_is_one_that_a_page_can_hold(ran, tmp_path: Path) -> None:
    found = write_evidence(*ran, tmp_path / "证据 #1")
    (first, *_) = found.seen_from(tmp_path / "report.html")[""]
    assert first.way == "%E8%AF%81%E6%8D%AE%20%231/SHA256SUMS"
