# A site's dissections put to the proof by their own examples, and the packets they are for.
from __future__ import annotations

from pathlib import Path

import pytest
from command_line import tongguan
from dissection_packs import PACK, REGISTER
from made_packets import pcap, talk

from operations.lint_dissections import dissections_and_files, tried_dissections

pytest.importorskip("scapy", reason="scapy is not installed: tongguan[dissect]")


def packs(tmp_path: Path, text: str = PACK) -> Path:
    folder = tmp_path / "packs" / "dissection"
    folder.mkdir(parents=True)
    (folder / "own.yaml").write_text(text, encoding="utf-8")
    return folder.parent


def test_examples_that_hold_and_those_that_do_not(tmp_path: Path) -> None:
    own = packs(tmp_path)
    ((path, (header, found)),) = dissections_and_files(own).items()
    assert (header.id, [each.id for each in found]) == ("dissection.own", ["enip"])
    assert list(tried_dissections(own)) == [(path, "enip", "")]
    wrong = packs(tmp_path / "b", PACK.replace("message: success}", "message: refused}"))
    ((_, _, said),) = tried_dissections(wrong)
    assert said == "an example gives tongguan.operation RegisterSession, message success"
    none = packs(tmp_path / "c", PACK.replace("layer: ENIPTCP", "layer: Nothing"))
    told = [said for _, _, said in tried_dissections(none)]
    assert told[-1] == "scapy has no Nothing in scapy.contrib.enipTCP"


def test_a_replay_tells_what_the_site_has_dissected(tmp_path: Path) -> None:
    said = [("forth", REGISTER), ("back", REGISTER)] * 3
    capture = pcap(tmp_path / "a.pcap", talk("10.0.0.1:4000", "10.0.0.9:44818", said))
    given = {"home": tmp_path / "home", "TONGGUAN_POLICIES": str(packs(tmp_path))}
    bare = tongguan("monitor", "replay", capture, home=tmp_path / "other")
    done = tongguan("monitor", "replay", capture, **given)
    assert (bare.code, done.code) == (0, 0), done.err
    assert "1 event" in bare.err
    assert "7 events" in done.err
