# The program that takes archives apart, by what it says.
from __future__ import annotations

import io
import random
from collections.abc import Sequence

import pytest
from packed_files import PACKED, locked_zip, tarred, zipped

from connectors.archive_members import run

CSV = b"a,b\n1,2\n"
MUCH = b"a,b\n" + b"1,2\n" * 8_000_000
LIMITS = (1 << 30, 100, 200)


def said(
    raw: bytes, packing: str, limits: Sequence[int] = LIMITS, name: str = "", place: object = None
) -> list[tuple[object, ...]]:
    """What is said, bytes as their number."""
    return [
        (message[0], len(message[1])) if message[0] == "bytes" else tuple(message)
        for message in run(io.BytesIO(raw), packing, tuple(limits), name, place)
    ]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_members_that_can_be_read_come_with_their_content(pack) -> None:
    packing = "zip" if pack is zipped else "tar"
    raw = pack({"a/b.csv": CSV, "photo.xyz": b"x", "n.md": b"# x"})
    messages = said(raw, packing)
    assert [message[:3] for message in messages if message[0] == "member"] == [
        ("member", "a/b.csv", "delimited"),
        ("member", "n.md", "document"),
    ]
    assert [message for message in messages if message[0] != "member"] == [
        ("bytes", 8),
        ("close", ""),
        ("bytes", 3),
        ("close", ""),
    ]
    place = messages[0][3]
    content = list(run(io.BytesIO(raw), packing, LIMITS, "", place))
    assert content == [("bytes", CSV), ("close", "")]


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.csv.gz", ".csv"), ("A.TGZ", ".tar"), ("a.jsonl.zst", ".jsonl"), ("a.csv", ".csv")],
)
def test_what_is_in_a_packed_file_is_known_by_its_name(name: str, suffix: str) -> None:
    content = tarred({"a": b"x"}) if suffix == ".tar" else CSV
    messages = said(PACKED["gzip"](content), "gzip", name=name)
    assert messages[0][0] == "member"
    assert messages[0][4] == suffix


@pytest.mark.parametrize("packing", PACKED)
def test_what_comes_before_damage_is_given(packing: str) -> None:
    raw = PACKED[packing](random.Random(7).randbytes(3_000_000))
    cut = raw[: len(raw) // 2]
    *pieces, close = said(cut, packing, place=())
    assert close == ("close", "cut")
    assert 800_000 < sum(piece[1] for piece in pieces) <= 1_600_000


def test_hidden_files_and_what_macos_adds_are_passed_over() -> None:
    raw = zipped({".a.csv": CSV, "__MACOSX/._b.csv": CSV, ".git/c.csv": CSV, ".env": b"A=1", "~$d.csv": CSV, "./e.csv": CSV})  # fmt: skip
    assert [m[1] for m in said(raw, "zip") if m[0] == "member"] == [".env", "e.csv"]


def test_what_bars_a_member_is_said_and_others_come() -> None:
    raw = locked_zip({"secret.csv": CSV})
    assert said(raw, "zip") == [("left", "secret.csv", "locked")]


def test_a_member_whose_header_is_gone_costs_no_other() -> None:
    raw = zipped({"a.csv": CSV, "b.csv": CSV}).replace(b"PK\x03\x04", b"PKxx", 1)
    messages = said(raw, "zip")
    assert messages[0] == ("left", "a.csv", "damaged")
    assert messages[1][:2] == ("member", "b.csv")


@pytest.mark.parametrize(
    ("raw", "packing", "limits", "last"),
    [
        pytest.param(PACKED["gzip"](MUCH), "gzip", LIMITS, [("close", "ratio")], id="a ratio"),
        pytest.param(zipped({"a.csv": MUCH}), "zip", LIMITS, [("close", "ratio")], id="a ratio in ZIP"),
        pytest.param(
            zipped({"a.csv": CSV, "b.csv": CSV}), "zip", (10, 100, 200),
            [("close", "unpacked"), ("stop", "unpacked")], id="bytes",
        ),
        pytest.param(
            tarred({"a.csv": CSV, "b.csv": CSV}), "tar", (10, 100, 200),
            [("close", "unpacked"), ("stop", "unpacked")], id="bytes in tar",
        ),
        pytest.param(
            zipped({f"{n}.csv": CSV for n in range(4)}), "zip", (1000, 3, 200),
            [("close", ""), ("stop", "members")], id="members",
        ),
        pytest.param(tarred({"a.csv": CSV})[:1024], "tar", LIMITS, [("close", "")], id="no end, and none is needed"),
        pytest.param(tarred({"a.csv": CSV})[:1024] + b"x" * 512, "tar", LIMITS, [("close", ""), ("stop", "damaged")], id="rubbish"),
    ],
)  # fmt: skip
def test_too_much_has_an_end(
    raw: bytes, packing: str, limits: tuple[int, int, int], last: list[object]
) -> None:
    messages = said(raw, packing, limits, name="a.csv.gz")
    assert messages[-len(last) :] == last


def test_as_much_as_is_allowed_is_given() -> None:
    assert said(zipped({"a.csv": CSV, "b.csv": CSV}), "zip", (16, 2, 200))[-1] == ("close", "")


def test_a_size_that_a_header_lies_about_is_no_way_around() -> None:
    raw = zipped({"a.csv": MUCH})
    lying = raw.replace(len(MUCH).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    assert lying != raw
    assert said(lying, "zip") == [("left", "a.csv", "damaged")]


@pytest.mark.parametrize("place", [None, (0,)])
def test_a_fault_in_taking_is_a_word(place: object) -> None:
    raw = PACKED["gzip"](MUCH)
    messages = said(raw, "gzip", (1000, 100, 200), name="a.csv.gz", place=place)
    assert messages[-1 if place else -2] == ("close", "unpacked")
