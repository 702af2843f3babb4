# XML of unknown hands as events, and what is refused of it.
from __future__ import annotations

import io

import pytest

from connectors.guard_frame import Fault
from connectors.xml_events import events

LAUGHS = b"""<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>"""
OUTSIDE = b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>"""


def test_names_come_without_their_namespace() -> None:
    raw = "<w:p xmlns:w='urn:x' w:val='1'>张<w:b/>三</w:p>".encode()
    assert [(kind, name, attributes) for kind, name, attributes in events(io.BytesIO(raw))] == [
        ("start", "p", {"val": "1"}),
        ("text", "张", {}),
        ("start", "b", {}),
        ("end", "b", {}),
        ("text", "三", {}),
        ("end", "p", {}),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_encoding_is_the_documents(encoding: str) -> None:
    raw = f"<?xml version='1.0' encoding='{encoding}'?><a>张三</a>".encode(encoding)
    assert "".join(name for kind, name, _ in events(io.BytesIO(raw)) if kind == "text") == "张三"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        pytest.param(LAUGHS, "declared", id="entities that multiply"),
        pytest.param(OUTSIDE, "declared", id="a file from outside"),
        pytest.param(b"<!DOCTYPE html><a/>", "declared", id="a plain document type"),
        pytest.param(b"<a><b></a>", "damaged", id="crossed elements"),
        pytest.param(b"<a>&x;</a>", "damaged", id="an entity nobody declared"),
        pytest.param(b"<a>", "damaged", id="cut off"),
        pytest.param(b"", "damaged", id="nothing"),
        pytest.param(b"<a>" * 501, "deep", id="too deep"),
    ],
)
def test_what_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(Fault) as caught:
        list(events(io.BytesIO(raw)))
    assert caught.value.code == code


def test_what_comes_before_damage_comes() -> None:
    found = events(io.BytesIO(b"<a><b>x</b><c"))
    assert [next(found).name for _ in range(4)] == ["a", "b", "x", "b"]
    with pytest.raises(Fault):
        next(found)
